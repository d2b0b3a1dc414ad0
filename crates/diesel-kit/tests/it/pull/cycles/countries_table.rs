//! The table `countries`.

use diesel::prelude::*;
use diesel_kit::Table;

use super::cities;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = countries, primary_key(code), check_for_backend(diesel::pg::Pg))]
#[table(name = "countries", new = NewCountry, changes = CountryChanges)]
#[table(foreign_key(columns(capital_id), references = cities(id), name = "capital", initially_deferred))]
pub struct Country {
    #[column(pk, db = "character(2)")]
    pub code: String,
    #[column(db = "character varying(80)", unique)]
    pub name: String,
    pub capital_id: Option<i32>,
}
