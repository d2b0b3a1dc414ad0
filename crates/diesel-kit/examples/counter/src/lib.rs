//! Counters by name.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{Migrations, Table};

/// A number that only grows.
#[derive(Debug, Clone, PartialEq, Eq, Table, Queryable, Selectable)]
#[diesel(table_name = counters, check_for_backend(diesel::pg::Pg))]
#[table(name = "counters", new = NewCounter)]
#[table(check(name = "counters_value_check", expr = "value >= 0"))]
pub struct Counter {
    #[column(pk)]
    pub name: String,
    #[column(default = "1")]
    pub value: i64,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
}

diesel_kit::schema! { pub fn schema { tables { counters => Counter } } }

/// Compiled in, so that the program needs no files beside it.
pub static MIGRATIONS: Migrations = diesel_kit::embed_migrations!("migrations");

/// Adds one; a new counter starts at one. Safe when many do it at once.
pub async fn increment(conn: &mut AsyncPgConnection, name: &str) -> QueryResult<Counter> {
    diesel::insert_into(counters::table)
        .values(counters::name.eq(name))
        .on_conflict(counters::name)
        .do_update()
        .set(counters::value.eq(counters::value + 1))
        .returning(Counter::as_returning())
        .get_result(conn)
        .await
}

/// The one that changed last comes first.
pub async fn all(conn: &mut AsyncPgConnection) -> QueryResult<Vec<Counter>> {
    counters::table
        .order((counters::updated_at.desc(), counters::name))
        .select(Counter::as_select())
        .load(conn)
        .await
}
