//! The view `moods`.

use diesel::prelude::*;
use diesel_kit::SqlView;

use super::{MoodEnum, MoodEnumSql};

#[derive(Debug, Clone, SqlView, Queryable, Selectable)]
#[diesel(table_name = moods, check_for_backend(diesel::pg::Pg))]
#[sql_view(name = "moods")]
#[sql_view(materialized)]
#[sql_view(query = r"SELECT people.mood,
    count(*) AS people
   FROM people
  GROUP BY people.mood")]
#[sql_view(index(name = "moods_mood_idx", on = "mood", unique))]
pub struct Mood {
    #[column(sql = MoodEnumSql)]
    pub mood: Option<MoodEnum>,
    pub people: Option<i64>,
}
