//! The table `notes`.

use diesel::prelude::*;
use diesel_kit::Table;

/// Without a key.
#[derive(Debug, Clone, Table, Queryable, Selectable)]
#[diesel(table_name = notes, check_for_backend(diesel::pg::Pg))]
#[table(name = "notes", new = NewNote, changes = NoteChanges)]
#[table(keyless)]
pub struct Note {
    pub body: Option<String>,
    #[column(db = "timestamp(3) without time zone")]
    pub at: Option<chrono::NaiveDateTime>,
}
