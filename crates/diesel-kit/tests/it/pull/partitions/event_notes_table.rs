//! The table `event_notes`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::events;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = event_notes, check_for_backend(diesel::pg::Pg))]
#[table(name = "event_notes", new = NewEventNote, changes = EventNoteChanges)]
#[table(foreign_key(columns(event_id, event_at), references = events(id, happened_at), on_delete = "cascade"))]
pub struct EventNote {
    #[column(pk, serial)]
    pub id: i32,
    pub event_id: i64,
    pub event_at: chrono::DateTime<chrono::Utc>,
    pub note: String,
}
