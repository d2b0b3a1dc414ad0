//! How a database stands to a set of migrations.

use std::collections::{BTreeMap, BTreeSet};

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde::Serialize;
use tokio_postgres::Client;

use crate::error::{Error, server};
use crate::script::{Direction, Migrations, Script};

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

/// Compares; changes nothing, and needs no more than the right to read.
pub async fn state(conn: &mut AsyncPgConnection, migrations: &Migrations) -> Result<State, Error> {
    read(conn, migrations).await
}

pub(super) async fn read(
    ledger: &mut impl Readable,
    migrations: &Migrations,
) -> Result<State, Error> {
    let mut applied = ledger
        .pairs("__diesel_schema_migrations", "version", "version")
        .await?;
    // The version of Diesel's own set-up migration, in projects that have it.
    applied.remove("00000000000000");
    // Empty if another tool applied everything.
    let hashes = ledger
        .pairs("__diesel_kit_migrations", "version", "up_sha256")
        .await?;
    let applied: BTreeSet<String> = applied.into_keys().collect();
    let scripts = migrations.scripts();
    let known: BTreeSet<String> = scripts.iter().map(Script::version).collect();
    let names = ledger
        .pairs("__diesel_kit_migrations", "version", "name")
        .await?;
    // The last of those that were squashed into a migration had its version, and another text.
    let is_of_replaced = |script: &Script| {
        let name = names.get(&script.version());
        script.replaced().next().is_some() && name.is_none_or(|name| name != script.name())
    };
    let is_edited = |script: &&Script| {
        let hash = hashes.get(&script.version());
        applied.contains(&script.version())
            && hash.is_some_and(|hash| *hash != script.sha256(Direction::Up))
            && !is_of_replaced(script)
    };
    let is_applied = |script: &&Script| applied.contains(&script.version());
    let squashed = scripts.iter().filter(is_applied);
    let squashed: BTreeSet<String> = squashed.flat_map(Script::replaced).collect();
    let applied: BTreeSet<String> = applied.difference(&squashed).cloned().collect();
    Ok(State {
        pending: known.difference(&applied).cloned().collect(),
        unknown: applied.difference(&known).cloned().collect(),
        edited: scripts
            .iter()
            .filter(is_edited)
            .map(Script::version)
            .collect(),
        applied: applied.into_iter().collect(),
    })
}

/// A connection: Diesel's, of the programs that ask, or the migrator's.
pub(super) trait Readable {
    /// Two columns of a table; nothing if there is no such table.
    async fn pairs(
        &mut self,
        table: &str,
        key: &str,
        value: &str,
    ) -> Result<BTreeMap<String, String>, Error>;
}

const CONTEXT: &str = "reading the applied migrations";

fn exists(table: &str) -> String {
    format!("SELECT to_regclass('{table}') IS NOT NULL AS found")
}

fn select(table: &str, key: &str, value: &str) -> String {
    format!("SELECT {key}::text AS key, {value}::text AS value FROM {table}")
}

impl Readable for AsyncPgConnection {
    async fn pairs(
        &mut self,
        table: &str,
        key: &str,
        value: &str,
    ) -> Result<BTreeMap<String, String>, Error> {
        let found = diesel::sql_query(exists(table)).get_result(self).await;
        let Found { found } = found.map_err(Error::database(CONTEXT))?;
        if !found {
            return Ok(BTreeMap::new());
        }
        let sql = select(table, key, value);
        let pairs: Vec<Pair> = diesel::sql_query(sql)
            .load(self)
            .await
            .map_err(Error::database(CONTEXT))?;
        Ok(pairs
            .into_iter()
            .map(|pair| (pair.key, pair.value))
            .collect())
    }
}

impl Readable for &Client {
    async fn pairs(
        &mut self,
        table: &str,
        key: &str,
        value: &str,
    ) -> Result<BTreeMap<String, String>, Error> {
        let found = self.query_one(&exists(table), &[]).await;
        let found: bool = found
            .and_then(|row| row.try_get(0))
            .map_err(server(CONTEXT))?;
        if !found {
            return Ok(BTreeMap::new());
        }
        let rows = self.query(&select(table, key, value), &[]).await;
        let rows = rows.map_err(server(CONTEXT))?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<_, tokio_postgres::Error>>()
            .map_err(server(CONTEXT))
    }
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

#[derive(QueryableByName)]
struct Pair {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Text)]
    value: String,
}
