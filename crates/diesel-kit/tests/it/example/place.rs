//! Places, and who was there.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{PgEnum, Table};
use uuid::Uuid;

use super::person::{PersonId, people};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "place_kind", sql_type = KindOfPlace)]
pub enum PlaceKind {
    Town,
    Wood,
}

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = places, check_for_backend(diesel::pg::Pg))]
#[table(name = "places", new = NewPlace, with = "fillfactor = 50, autovacuum_enabled = false")]
#[table(index(
    name = "places_name_idx",
    on = "lower(name), id",
    where_ = "parent_id IS NULL"
))]
#[table(index(name = "places_tags_idx", on = "tags", using = "gin"))]
pub struct Place {
    #[column(pk)]
    pub id: i64,
    #[column(references = places(id), on_delete = "cascade")]
    pub parent_id: Option<i64>,
    #[column(sql = KindOfPlace)]
    pub kind: PlaceKind,
    #[column(check = "name <> ''")]
    pub name: String,
    pub tags: Vec<String>,
    #[column(sql = Text, references = people(id), no_join)]
    pub mayor_id: Option<PersonId>,
}

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = visits, primary_key(person_id, place_id, at), check_for_backend(diesel::pg::Pg))]
#[table(name = "visits", new = NewVisit)]
#[table(unique(person_id, at, name = "visits_one_place_at_a_time", nulls_not_distinct))]
#[table(index(name = "visits_place_id_idx", on = "place_id", include = "person_id"))]
pub struct Visit {
    #[column(pk, sql = Text, references = people(id), on_delete = "cascade")]
    pub person_id: PersonId,
    #[column(pk, references = places(id), on_delete = "cascade")]
    pub place_id: i64,
    #[column(pk)]
    pub at: DateTime<Utc>,
    pub note: Option<serde_json::Value>,
}

/// One column of every type with a default mapping.
#[derive(Debug, Clone, PartialEq, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = measures, check_for_backend(diesel::pg::Pg))]
#[table(name = "measures", new = NewMeasure, changes = MeasureChanges)]
#[table(foreign_key(
    columns(person_id, place_id, visited_at),
    references = visits(person_id, place_id, at),
    name = "measures_visit_fkey",
    on_delete = "cascade",
    deferrable
))]
pub struct Measure {
    #[column(pk, default = "gen_random_uuid()")]
    pub id: Uuid,
    #[column(sql = Text)]
    pub person_id: Option<PersonId>,
    pub place_id: Option<i64>,
    pub visited_at: Option<DateTime<Utc>>,
    pub small: i16,
    pub middle: i32,
    pub float: f32,
    #[column(default = "0")]
    pub double: f64,
    pub yes: bool,
    pub day: NaiveDate,
    pub moment: NaiveDateTime,
    pub json: serde_json::Value,
    pub bytes: Vec<u8>,
    pub numbers: Vec<i32>,
    pub holes: Vec<Option<String>>,
    pub maybe: Option<Vec<Uuid>>,
}
