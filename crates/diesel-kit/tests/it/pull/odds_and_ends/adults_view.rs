//! The view `adults`.

use diesel::prelude::*;
use diesel_kit::SqlView;

use super::{MoodEnum, MoodEnumSql};

#[derive(Debug, Clone, SqlView, Queryable, Selectable)]
#[diesel(table_name = adults, check_for_backend(diesel::pg::Pg))]
#[sql_view(name = "adults")]
#[sql_view(with = "security_barrier = true")]
#[sql_view(query = r"SELECT people.id,
    people.name,
    people.mood
   FROM people
  WHERE people.born < '2008-01-01'::date")]
pub struct Adult {
    pub id: Option<i64>,
    pub name: Option<String>,
    #[column(sql = MoodEnumSql)]
    pub mood: Option<MoodEnum>,
}
