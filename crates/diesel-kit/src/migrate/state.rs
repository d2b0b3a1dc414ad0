//! How a database stands to a set of migrations.

use std::collections::BTreeSet;

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;

use super::ledger;
use crate::error::Error;
use crate::script::Migrations;

/// Versions, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct State {
    pub applied: Vec<String>,
    /// Not applied yet.
    pub pending: Vec<String>,
    /// Applied, but not among the migrations: by a newer program, or by another branch.
    pub unknown: Vec<String>,
    /// Applied with another text than the migration has now.
    pub edited: Vec<String>,
}

impl State {
    /// Whether exactly these migrations are applied. Services start only then.
    pub fn is_current(&self) -> bool {
        self.pending.is_empty() && self.unknown.is_empty()
    }

    /// Pending ones that are older than something applied.
    pub fn out_of_order(&self) -> impl Iterator<Item = &String> {
        let newest = self.applied.last();
        self.pending
            .iter()
            .filter(move |version| Some(*version) < newest)
    }
}

#[derive(QueryableByName)]
struct Exists {
    #[diesel(sql_type = Bool)]
    found: bool,
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Compares; changes nothing, and needs no more than the right to read.
pub async fn state(conn: &mut AsyncPgConnection, migrations: &Migrations) -> Result<State, Error> {
    let applied = applied(conn).await?;
    let hashes = ledger::hashes(conn).await?;
    let scripts = migrations.scripts();
    let known: BTreeSet<String> = scripts.iter().map(crate::Script::version).collect();
    let is_edited = |script: &&crate::Script| {
        let hash = hashes.get(&script.version());
        applied.contains(&script.version()) && hash.is_some_and(|hash| *hash != script.up_sha256())
    };
    Ok(State {
        pending: known.difference(&applied).cloned().collect(),
        unknown: applied.difference(&known).cloned().collect(),
        edited: scripts
            .iter()
            .filter(is_edited)
            .map(crate::Script::version)
            .collect(),
        applied: applied.into_iter().collect(),
    })
}

async fn applied(conn: &mut AsyncPgConnection) -> Result<BTreeSet<String>, Error> {
    if !table_exists(conn, "__diesel_schema_migrations").await? {
        return Ok(BTreeSet::new());
    }
    let rows: Vec<Version> = diesel::sql_query("SELECT version FROM __diesel_schema_migrations")
        .load(conn)
        .await
        .map_err(Error::database("reading the applied migrations"))?;
    // The version of Diesel's own set-up migration, in projects that have it.
    let rows = rows
        .into_iter()
        .filter(|row| row.version != "00000000000000");
    Ok(rows.map(|row| row.version).collect())
}

pub(super) async fn table_exists(conn: &mut AsyncPgConnection, table: &str) -> Result<bool, Error> {
    let row: Exists = diesel::sql_query("SELECT to_regclass($1) IS NOT NULL AS found")
        .bind::<Text, _>(table)
        .get_result(conn)
        .await
        .map_err(Error::database("reading the applied migrations"))?;
    Ok(row.found)
}
