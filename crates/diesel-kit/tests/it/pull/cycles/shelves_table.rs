//! The table `shelves`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = shelves, primary_key(building, room, shelf), check_for_backend(diesel::pg::Pg))]
#[table(name = "shelves", new = NewShelve)]
pub struct Shelve {
    #[column(pk)]
    pub building: String,
    #[column(pk)]
    pub room: i16,
    #[column(pk)]
    pub shelf: i16,
}
