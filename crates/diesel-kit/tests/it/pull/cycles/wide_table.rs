//! The table `wide`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = wide, check_for_backend(diesel::pg::Pg))]
#[table(name = "wide", new = NewWide, changes = WideChanges)]
pub struct Wide {
    #[column(pk)]
    pub id: i32,
    pub big: i64,
}
