//! The table `cars`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable)]
#[diesel(table_name = cars, check_for_backend(diesel::pg::Pg))]
#[table(name = "cars", existing)]
#[table(keyless)]
pub struct Car {
    pub id: i32,
    pub wheels: i32,
    pub doors: Option<i32>,
}
