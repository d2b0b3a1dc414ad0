//! The table `books`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::authors;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = books, check_for_backend(diesel::pg::Pg))]
#[table(name = "books", new = NewBook, changes = BookChanges)]
pub struct Book {
    #[column(pk)]
    pub id: i64,
    #[column(references = authors(id), on_delete = "cascade", no_join)]
    pub author_id: i64,
    #[column(references = authors(id), on_delete = "set null", no_join)]
    pub editor_id: Option<i64>,
}
