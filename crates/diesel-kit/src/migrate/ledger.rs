//! What was applied when, and with which text: the table beside Diesel's own.

use std::collections::BTreeMap;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use crate::error::Error;
use crate::script::Script;

const CONTEXT: &str = "the table of applied migrations";

#[derive(QueryableByName)]
struct Entry {
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = Text)]
    up_sha256: String,
}

pub(super) async fn create(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    // Diesel's harness makes its own table only when it lists what is applied.
    if !super::state::table_exists(conn, "__diesel_schema_migrations").await? {
        conn.batch_execute(diesel::migration::CREATE_MIGRATIONS_TABLE)
            .await
            .map_err(Error::database(CONTEXT))?;
    }
    // Asked first, because IF NOT EXISTS needs the right to create even when there is nothing to do.
    if super::state::table_exists(conn, "__diesel_kit_migrations").await? {
        return Ok(());
    }
    conn.batch_execute(
        "CREATE TABLE __diesel_kit_migrations (\
             version text PRIMARY KEY, \
             name text NOT NULL, \
             up_sha256 text NOT NULL, \
             milliseconds bigint NOT NULL, \
             applied_at timestamptz NOT NULL DEFAULT now())",
    )
    .await
    .map_err(Error::database(CONTEXT))
}

pub(super) async fn record(
    conn: &mut AsyncPgConnection,
    script: &Script,
    milliseconds: u64,
) -> Result<(), Error> {
    diesel::sql_query(
        "INSERT INTO __diesel_kit_migrations (version, name, up_sha256, milliseconds) \
         VALUES ($1, $2, $3, $4) \
         ON CONFLICT (version) DO UPDATE \
         SET name = excluded.name, up_sha256 = excluded.up_sha256, \
             milliseconds = excluded.milliseconds, applied_at = now()",
    )
    .bind::<Text, _>(script.version())
    .bind::<Text, _>(script.name())
    .bind::<Text, _>(script.up_sha256())
    .bind::<BigInt, _>(i64::try_from(milliseconds).unwrap_or(i64::MAX))
    .execute(conn)
    .await
    .map_err(Error::database(CONTEXT))?;
    Ok(())
}

pub(super) async fn forget(conn: &mut AsyncPgConnection, version: &str) -> Result<(), Error> {
    if !super::state::table_exists(conn, "__diesel_kit_migrations").await? {
        return Ok(());
    }
    diesel::sql_query("DELETE FROM __diesel_kit_migrations WHERE version = $1")
        .bind::<Text, _>(version)
        .execute(conn)
        .await
        .map_err(Error::database(CONTEXT))?;
    Ok(())
}

/// Versions and the hashes of what was applied; empty if another tool applied everything.
pub(super) async fn hashes(
    conn: &mut AsyncPgConnection,
) -> Result<BTreeMap<String, String>, Error> {
    if !super::state::table_exists(conn, "__diesel_kit_migrations").await? {
        return Ok(BTreeMap::new());
    }
    let entries: Vec<Entry> =
        diesel::sql_query("SELECT version, up_sha256 FROM __diesel_kit_migrations")
            .load(conn)
            .await
            .map_err(Error::database(CONTEXT))?;
    let pairs = entries
        .into_iter()
        .map(|entry| (entry.version, entry.up_sha256));
    Ok(pairs.collect())
}
