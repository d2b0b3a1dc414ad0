//! The table `options`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = options, check_for_backend(diesel::pg::Pg))]
#[table(name = "options", new = NewOptionRow, changes = OptionRowChanges)]
pub struct OptionRow {
    #[column(pk)]
    pub id: uuid::Uuid,
    pub string: String,
    pub vec: Option<Vec<String>>,
}
