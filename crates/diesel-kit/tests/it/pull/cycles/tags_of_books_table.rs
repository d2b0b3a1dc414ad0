//! The table `tags_of_books`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::{books, tags};

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = tags_of_books, primary_key(book_id, tag), check_for_backend(diesel::pg::Pg))]
#[table(name = "tags_of_books", new = NewTagsOfBook)]
pub struct TagsOfBook {
    #[column(pk, references = books(id))]
    pub book_id: i64,
    #[column(pk, references = tags(tag), on_delete = "cascade")]
    pub tag: String,
}
