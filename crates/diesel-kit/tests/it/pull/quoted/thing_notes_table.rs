//! The table `thing_notes`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = thing_notes, check_for_backend(diesel::pg::Pg))]
#[table(name = "thing_notes", new = NewThingNote, changes = ThingNoteChanges)]
pub struct ThingNote {
    #[column(pk)]
    pub id: i32,
    pub thing_id: i32,
}
