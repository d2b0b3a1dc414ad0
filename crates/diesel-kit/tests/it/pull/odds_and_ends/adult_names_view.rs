//! The view `audit.adult_names`.

use diesel::prelude::*;
use diesel_kit::SqlView;

#[derive(Debug, Clone, SqlView, Queryable, Selectable)]
#[diesel(table_name = adult_names, check_for_backend(diesel::pg::Pg))]
#[sql_view(name = "adult_names", schema = "audit")]
#[sql_view(query = r"SELECT upper(adults.name) AS name,
    audit.count_people() AS of_all
   FROM adults")]
pub struct AdultName {
    pub name: Option<String>,
    pub of_all: Option<i64>,
}
