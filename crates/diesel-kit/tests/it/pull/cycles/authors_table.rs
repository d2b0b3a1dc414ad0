//! The table `authors`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::books;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = authors, check_for_backend(diesel::pg::Pg))]
#[table(name = "authors", new = NewAuthor, changes = AuthorChanges)]
pub struct Author {
    #[column(pk)]
    pub id: i64,
    #[column(references = books(id), on_delete = "set null")]
    pub favourite_book_id: Option<i64>,
}
