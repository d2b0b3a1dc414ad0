//! The table `cities`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::countries;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = cities, check_for_backend(diesel::pg::Pg))]
#[table(name = "cities", new = NewCity, changes = CityChanges)]
#[table(unique(country, name))]
#[table(unique(country, twin_id, nulls_not_distinct))]
pub struct City {
    #[column(pk, identity(by_default))]
    pub id: i32,
    #[column(db = "character(2)", references = countries(code))]
    pub country: String,
    pub name: String,
    #[column(references = cities(id), on_delete = "set null")]
    pub twin_id: Option<i32>,
}
