//! Applying migrations: one migrator at a time, never waiting where a waiter could do harm.

mod concurrent;
mod failure;
mod ledger;
mod lock;
#[cfg(feature = "cli")]
mod loss;
mod run;
mod session;
mod state;

use std::time::Duration;

use serde::Serialize;

pub use failure::Failure;
#[cfg(feature = "cli")]
pub(crate) use loss::losses;
pub use state::{State, state};

use crate::error::Error;
use crate::script::{Direction, Migrations, Script};
use ledger::Ledger;
use run::{Ran, Run};
use session::Session;

/// How patient the migrator is, and with what it puts up.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long to try to become the only migrator.
    pub deadline: Duration,
    /// How long a statement may wait for a table that others use, which stops everybody behind it.
    pub lock_timeout: Duration,
    /// How often a migration is tried when tables that it needs stay in use. Between two attempts the
    /// migrator stands back for as long as it has waited.
    pub attempts: u32,
    /// How long a statement may take.
    pub statement_timeout: Duration,
    /// Apply also when the database has migrations that are not known here.
    pub ignore_unknown: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            deadline: Duration::from_mins(1),
            lock_timeout: Duration::from_secs(5),
            attempts: 3,
            statement_timeout: Duration::from_mins(15),
            ignore_unknown: false,
        }
    }
}

/// What was done.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub applied: Vec<Applied>,
    pub warnings: Vec<String>,
}

/// A migration that was applied, or reverted.
#[derive(Debug, Clone, Serialize)]
pub struct Applied {
    pub name: String,
    pub milliseconds: u64,
}

/// Applies what is pending. Several processes may call it at once: one applies, the others find
/// nothing left to do. When one is killed, the next goes on where it has stopped.
pub async fn migrate(
    url: &str,
    migrations: &Migrations,
    options: &Options,
) -> Result<Report, Error> {
    let session = Session::open(url, options).await?;
    let state = state::read(&mut &session.client, migrations).await?;
    refuse_parts(&state, migrations)?;
    if !options.ignore_unknown {
        refuse_newer(&state)?;
    }
    let pending = state.pending.iter();
    let pending: Vec<&Script> = pending.filter_map(|one| migrations.find(one)).collect();
    let mut report = run_all(&session, &pending, Direction::Up, options).await?;
    report.warnings.splice(0..0, warnings(&state));
    session.close().await?;
    Ok(report)
}

/// Runs the down-scripts of the last migrations, newest first. `applied` of the report is what was
/// reverted.
pub async fn revert(
    url: &str,
    migrations: &Migrations,
    count: usize,
    options: &Options,
) -> Result<Report, Error> {
    let session = Session::open(url, options).await?;
    let state = state::read(&mut &session.client, migrations).await?;
    let scripts = newest(&state, migrations, count)?;
    let report = run_all(&session, &scripts, Direction::Down, options).await?;
    session.close().await?;
    Ok(report)
}

/// The last migrations, newest first, if all of them can be reverted.
pub(crate) fn newest<'a>(
    state: &State,
    migrations: &'a Migrations,
    count: usize,
) -> Result<Vec<&'a Script>, Error> {
    refuse_newer(state)?;
    let newest = state.applied.iter().rev().take(count);
    let scripts: Vec<&Script> = newest.filter_map(|one| migrations.find(one)).collect();
    match scripts
        .iter()
        .find(|script| script.down().trim().is_empty())
    {
        None => Ok(scripts),
        Some(script) => Err(Error::Migration(format!(
            "{} has no down.sql: write it, or revert by hand; nothing was changed",
            script.name()
        ))),
    }
}

/// Notes the first migration as applied, because a database has already what it makes. Once is enough:
/// nothing is noted if it is there. What the database had applied of other migrations is forgotten, as
/// the first one takes their place.
#[cfg(feature = "cli")]
pub(crate) async fn adopt(url: &str, migrations: &Migrations) -> Result<Adopted, Error> {
    let session = Session::open(url, &Options::default()).await?;
    let state = state::read(&mut &session.client, migrations).await?;
    let first = migrations.scripts().first();
    let first = first.filter(|first| !state.applied.contains(&first.version()));
    let mut adopted = Adopted::default();
    if let Some(first) = first {
        let ledger = Ledger::open(&session.client).await?;
        ledger.adopt(first, &state.unknown).await?;
        adopted.noted = Some(first.name().to_owned());
        adopted.replaced = state.unknown;
    }
    session.close().await?;
    Ok(adopted)
}

/// What was noted without being run.
#[cfg(feature = "cli")]
#[derive(Debug, Default)]
pub(crate) struct Adopted {
    pub(crate) noted: Option<String>,
    /// Versions that are no longer noted.
    pub(crate) replaced: Vec<String>,
}

async fn run_all(
    session: &Session,
    scripts: &[&Script],
    direction: Direction,
    options: &Options,
) -> Result<Report, Error> {
    let mut report = Report::default();
    if scripts.is_empty() {
        return Ok(report);
    }
    let ledger = Ledger::open(&session.client).await?;
    for script in scripts {
        let run = Run {
            session,
            ledger: &ledger,
            script,
            direction,
        };
        match run.go(options).await {
            Ok(Ran {
                milliseconds,
                warning,
            }) => {
                report.warnings.extend(warning);
                report.applied.push(Applied {
                    name: script.name().to_owned(),
                    milliseconds,
                });
            }
            Err(Error::Failed(mut failure)) => {
                failure.applied = report.applied;
                return Err(Error::Failed(failure));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(report)
}

/// Something of what was squashed into a migration is there, and not all of it.
fn refuse_parts(state: &State, migrations: &Migrations) -> Result<(), Error> {
    let pending = state.pending.iter();
    let mut pending = pending.filter_map(|version| migrations.find(version));
    let part = pending.find_map(|script| {
        let mut replaced = script.replaced();
        let found = replaced.find(|version| state.unknown.contains(version))?;
        Some((script, found))
    });
    match part {
        None => Ok(()),
        Some((script, version)) => Err(Error::Migration(format!(
            "the database has {version}, which {} replaces together with others that it does not have: apply \
             those with the program from before the squash; nothing was changed",
            script.name()
        ))),
    }
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
    let unknown = state
        .unknown
        .iter()
        .map(|version| format!("{version} was applied and is not known here"));
    edited.chain(late).chain(unknown).collect()
}
