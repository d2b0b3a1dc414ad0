//! People.

use chrono::{DateTime, Utc};
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::serialize::{Output, ToSql};
use diesel::sql_types::{Array, Text};
use diesel_kit::{PgEnum, Table};

use super::place::places;

/// A text newtype, as ids are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct PersonId(pub String);

impl ToSql<Text, Pg> for PersonId {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> diesel::serialize::Result {
        <str as ToSql<Text, Pg>>::to_sql(&self.0, out)
    }
}

impl FromSql<Text, Pg> for PersonId {
    fn from_sql(value: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        <String as FromSql<Text, Pg>>::from_sql(value).map(Self)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "mood")]
pub enum Mood {
    Happy,
    VerySad,
    #[pg_enum(rename = "so-so")]
    SoSo,
}

/// Somebody.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = people, check_for_backend(Pg))]
#[table(name = "people", new = NewPerson, changes = PersonChanges)]
#[table(check(name = "people_name_check", expr = "name <> ''"))]
pub struct Person {
    #[column(pk, sql = Text)]
    pub id: PersonId,
    #[column(unique)]
    pub name: String,
    #[column(sql = MoodSql, default = "'happy'")]
    pub mood: Mood,
    #[column(sql = MoodSql)]
    pub last_mood: Option<Mood>,
    #[column(sql = Array<MoodSql>, default = "'{}'")]
    pub moods: Vec<Mood>,
    #[column(references = places(id), on_delete = "set null")]
    pub home_id: Option<i64>,
    #[column(references = places(id), on_delete = "set null")]
    pub office_id: Option<i64>,
    /// Stored in a column whose name is a keyword in Rust.
    #[column(sql_name = "type", default = "'plain'")]
    pub kind: String,
    #[column(generated = "upper(name)")]
    pub shout: Option<String>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
}
