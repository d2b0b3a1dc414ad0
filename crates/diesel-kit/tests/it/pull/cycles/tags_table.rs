//! The table `tags`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = tags, primary_key(tag), check_for_backend(diesel::pg::Pg))]
#[table(name = "tags", new = NewTag)]
pub struct Tag {
    #[column(pk)]
    pub tag: String,
}
