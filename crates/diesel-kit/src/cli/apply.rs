//! `migrate` and `status`.

use std::time::Duration;

use clap::Args;

use super::command::{blocking, read};
use super::{Common, Kit, Outcome};
use crate::connection::Server;
use crate::error::Error;
use crate::migrate::{Options, State, migrate, state};
use crate::script::Migrations;

#[derive(Debug, Clone, Args)]
pub struct Migrate {
    /// Apply also when the database has migrations that are not here.
    #[arg(long)]
    ignore_unknown: bool,
    #[command(flatten)]
    patience: Patience,
}

/// Options of everything that runs migrations.
#[derive(Debug, Clone, Args)]
pub(super) struct Patience {
    /// How long a statement may wait for a table in use; meanwhile everybody waits behind it.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    lock_timeout: Option<Duration>,
    /// How long a statement may take.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    statement_timeout: Option<Duration>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "give a number of seconds".to_owned())
}

impl Patience {
    pub(super) fn options(&self) -> Options {
        let default = Options::default();
        Options {
            lock_timeout: self.lock_timeout.unwrap_or(default.lock_timeout),
            statement_timeout: self.statement_timeout.unwrap_or(default.statement_timeout),
            ..default
        }
    }
}

impl Migrate {
    pub(super) fn execute(&self, kit: &mut Kit, common: &Common) -> Result<Outcome, Error> {
        let migrations = read(kit)?;
        let url = kit.database(common.database_url.as_ref())?;
        let options = Options {
            ignore_unknown: self.ignore_unknown,
            ..self.patience.options()
        };
        let report = blocking(migrate(&url, &migrations, &options))?;
        let lines: Vec<String> = report
            .applied
            .iter()
            .map(|applied| format!("applied {} in {} ms", applied.name, applied.milliseconds))
            .collect();
        let outcome = if lines.is_empty() {
            Outcome::no_changes("nothing to apply")
        } else {
            Outcome::ok(lines.join("\n"))
        };
        Ok(outcome
            .with("applied", report.applied)
            .warnings(&report.warnings))
    }
}

pub(super) fn status(kit: &mut Kit, common: &Common) -> Result<Outcome, Error> {
    let migrations = read(kit)?;
    let url = kit.database(common.database_url.as_ref())?;
    let state = blocking(async {
        let mut conn = Server::new(&url)?.connect().await?;
        state(&mut conn, &migrations).await
    })?;
    Ok(listed(&state, &migrations))
}

fn listed(state: &State, migrations: &Migrations) -> Outcome {
    let label = |version: &String| {
        let script = migrations.find(version);
        script.map_or_else(|| version.clone(), |script| script.name().to_owned())
    };
    let mut lines = Vec::new();
    for (what, versions) in [
        ("applied", &state.applied),
        ("pending", &state.pending),
        ("unknown", &state.unknown),
        ("edited", &state.edited),
    ] {
        let known = versions
            .iter()
            .filter(|version| what != "applied" || !state.unknown.contains(version));
        lines.extend(known.map(|version| format!("{what:8} {}", label(version))));
    }
    if lines.is_empty() {
        lines.push("there are no migrations".to_owned());
    }
    Outcome::ok(lines.join("\n"))
        .with("applied", &state.applied)
        .with("pending", &state.pending)
        .with("unknown", &state.unknown)
        .with("edited", &state.edited)
}
