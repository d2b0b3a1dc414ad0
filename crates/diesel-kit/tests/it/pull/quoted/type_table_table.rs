//! The table `type`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = type_table, check_for_backend(diesel::pg::Pg))]
#[table(name = "type", module = type_table, new = NewType, changes = TypeChanges)]
pub struct Type {
    #[column(pk)]
    pub id: i32,
    #[column(references = type_table(id))]
    pub r#ref: Option<i32>,
}
