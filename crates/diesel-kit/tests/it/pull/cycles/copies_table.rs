//! The table `copies`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::{books, shelves};

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = copies, primary_key(book_id, number), check_for_backend(diesel::pg::Pg))]
#[table(name = "copies", new = NewCopyRow, changes = CopyRowChanges)]
#[table(foreign_key(columns(building, room, shelf), references = shelves(building, room, shelf), name = "copy_place", on_delete = "set null", on_update = "cascade"))]
pub struct CopyRow {
    #[column(pk, references = books(id))]
    pub book_id: i64,
    #[column(pk)]
    pub number: i32,
    pub building: Option<String>,
    pub room: Option<i16>,
    pub shelf: Option<i16>,
}
