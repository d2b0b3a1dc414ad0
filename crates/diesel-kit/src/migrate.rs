//! Applying migrations: one migrator at a time, never waiting where a waiter could do harm.

mod invalid;
mod ledger;
mod lock;
mod state;

use std::time::{Duration, Instant};

use diesel::pg::Pg;
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::MigrationHarness;
use serde::Serialize;

pub use state::{State, state};

use crate::connection::{connect, parse};
use crate::error::Error;
use crate::script::{Migrations, Script};

/// How patient the migrator is.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long to try to become the only migrator.
    pub deadline: Duration,
    /// How long a statement may wait for a table that others use, which stops everybody behind it.
    pub lock_timeout: Duration,
    /// How long a statement may take.
    pub statement_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            deadline: Duration::from_mins(1),
            lock_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_mins(15),
        }
    }
}

/// What was done.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub applied: Vec<Applied>,
    pub warnings: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct Applied {
    pub name: String,
    pub milliseconds: u64,
}

/// Applies what is pending. Several processes may call it at once: one applies, the others find
/// nothing left to do.
///
/// Needs Tokio's multi-threaded runtime.
pub async fn migrate(
    url: &str,
    migrations: &Migrations,
    options: &Options,
) -> Result<Report, Error> {
    let (mut conn, mut report) = (prepare(url, options).await?, Report::default());
    let state = state(&mut conn, migrations).await?;
    refuse_newer(&state)?;
    report.warnings = warnings(&state);
    ledger::create(&mut conn).await?;
    for version in &state.pending {
        let Some(script) = migrations.find(version) else {
            continue;
        };
        let started = Instant::now();
        conn = apply(conn, script).await?;
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        ledger::record(&mut conn, script, milliseconds).await?;
        report.applied.push(Applied {
            name: script.name().to_owned(),
            milliseconds,
        });
    }
    lock::release(&mut conn).await?;
    Ok(report)
}

/// Runs the down-scripts of the last migrations, newest first. Returns their names.
pub async fn revert(
    url: &str,
    migrations: &Migrations,
    count: usize,
    options: &Options,
) -> Result<Vec<String>, Error> {
    let mut conn = prepare(url, options).await?;
    let state = state(&mut conn, migrations).await?;
    refuse_newer(&state)?;
    let mut reverted = Vec::new();
    for version in state.applied.iter().rev().take(count) {
        let Some(script) = migrations.find(version) else {
            continue;
        };
        let mut harness = AsyncMigrationHarness::new(conn);
        let result = MigrationHarness::<Pg>::revert_migration(&mut harness, script);
        result.map_err(|error| failure(script, "down.sql", error.as_ref()))?;
        conn = harness.into_inner();
        ledger::forget(&mut conn, version).await?;
        reverted.push(script.name().to_owned());
    }
    lock::release(&mut conn).await?;
    Ok(reverted)
}

/// A connection that holds the lock.
async fn prepare(url: &str, options: &Options) -> Result<AsyncPgConnection, Error> {
    if tokio::runtime::Handle::current().runtime_flavor()
        == tokio::runtime::RuntimeFlavor::CurrentThread
    {
        // Diesel's migration code is blocking and needs another thread to make progress.
        return Err(Error::Usage(
            "migrations need Tokio's multi-threaded runtime".to_owned(),
        ));
    }
    let mut config = parse(url)?;
    if config.get_application_name().is_none() {
        config.application_name("diesel-kit migrate");
    }
    let mut conn = connect(&config).await?;
    let settings = format!(
        "SET lock_timeout = {}; SET statement_timeout = {}",
        options.lock_timeout.as_millis(),
        options.statement_timeout.as_millis()
    );
    let context = "setting the timeouts";
    conn.batch_execute(&settings)
        .await
        .map_err(Error::database(context))?;
    lock::acquire(&mut conn, options.deadline).await?;
    Ok(conn)
}

fn refuse_newer(state: &State) -> Result<(), Error> {
    match state.unknown.first() {
        None => Ok(()),
        Some(first) => Err(Error::Migration(format!(
            "the database is newer than this program: {first} was applied and is not known here; \
             nothing was changed"
        ))),
    }
}

fn warnings(state: &State) -> Vec<String> {
    let edited = state.edited.iter().map(|version| {
        format!("{version} was edited after it had been applied; it is not applied again")
    });
    let late = state.out_of_order().map(|version| {
        format!("{version} is older than something already applied; it is applied now")
    });
    edited.chain(late).collect()
}

async fn apply(mut conn: AsyncPgConnection, script: &Script) -> Result<AsyncPgConnection, Error> {
    if !script.in_transaction() {
        invalid::drop_indexes(&mut conn, script).await?;
    }
    let mut harness = AsyncMigrationHarness::new(conn);
    let result = MigrationHarness::<Pg>::run_migration(&mut harness, script);
    result.map_err(|error| failure(script, "up.sql", error.as_ref()))?;
    Ok(harness.into_inner())
}

/// Names the migration, and says all that the server says.
fn failure(script: &Script, file: &str, error: &(dyn std::error::Error + 'static)) -> Error {
    let mut text = format!("{}/{file}: {error}", script.name());
    if let Some(diesel::result::Error::DatabaseError(_, details)) = error.downcast_ref() {
        for more in [details.details(), details.hint()].into_iter().flatten() {
            text.push_str("\n  ");
            text.push_str(more);
        }
    }
    Error::Migration(text)
}
