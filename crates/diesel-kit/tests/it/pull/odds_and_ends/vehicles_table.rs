//! The table `vehicles`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = vehicles, check_for_backend(diesel::pg::Pg))]
#[table(name = "vehicles", existing)]
pub struct Vehicle {
    #[column(pk)]
    pub id: i32,
    pub wheels: i32,
}
