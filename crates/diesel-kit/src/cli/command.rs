//! The commands.

use clap::{Args, Subcommand};
use diesel_async::AsyncPgConnection;
use serde_json::json;

use super::generate::Generate;
use super::{Common, Kit, Outcome};
use crate::check::{Finding, check_files, check_server};
use crate::connection::{connect, parse};
use crate::error::Error;
use crate::generate::export;
use crate::migrate::{self, State, state};
use crate::script::Migrations;

#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Write the migrations that the code asks for.
    #[command(after_help = "Example: generate add_due_dates --rename tasks.done:tasks.is_done")]
    Generate(Generate),
    /// Apply what is pending.
    #[command(after_help = "Example: migrate --database-url postgres://localhost/app")]
    Migrate,
    /// Tell which migrations the database has.
    #[command(after_help = "Example: status --output json")]
    Status,
    /// Prove that files, code and a real PostgreSQL agree; works in scratch databases.
    #[command(after_help = "Example: check --last 3")]
    Check(Check),
    /// Print SQL that builds the schema in an empty database.
    #[command(after_help = "Example: export | psql app")]
    Export,
    /// Undo the last migrations, with the data they hold.
    #[command(after_help = "Example: revert 1 --database app_dev")]
    Revert(Revert),
}

#[derive(Debug, Clone, Args)]
pub struct Check {
    /// How many of the newest migrations to take back and apply again; all of them by default.
    #[arg(long, value_name = "COUNT")]
    last: Option<usize>,
    /// Look at the files and the code only.
    #[arg(long, conflicts_with = "last")]
    offline: bool,
}

#[derive(Debug, Clone, Args)]
pub struct Revert {
    /// How many.
    #[arg(default_value_t = 1)]
    count: usize,
    /// The name of the database, to show that it is the one meant.
    #[arg(long, value_name = "NAME")]
    database: String,
}

impl Command {
    pub(super) fn execute(&self, kit: &mut Kit, common: &Common) -> Result<Outcome, Error> {
        match self {
            Self::Generate(arguments) => arguments.execute(kit),
            Self::Export => {
                let sql = export(&kit.model)?;
                Ok(Outcome::ok(&sql).with("sql", sql))
            }
            Self::Check(arguments) => arguments.execute(kit, common),
            Self::Migrate => {
                let url = kit.database(common.database_url.as_ref())?;
                blocking(migrate_now(&url, &read(kit)?))
            }
            Self::Status => {
                let url = kit.database(common.database_url.as_ref())?;
                blocking(status(&url, &read(kit)?))
            }
            Self::Revert(arguments) => {
                let url = kit.database(common.database_url.as_ref())?;
                blocking(arguments.execute(&url, &read(kit)?))
            }
        }
    }
}

/// The migrations in the directory: what a developer has just generated is not compiled in yet.
fn read(kit: &Kit) -> Result<Migrations, Error> {
    if !kit.directory.is_dir() {
        let path = kit.directory.display();
        return Err(Error::Usage(format!(
            "there is no folder {path}: run `generate` first"
        )));
    }
    Migrations::read(&kit.directory)
}

/// Diesel's migration code needs the multi-threaded runtime.
fn blocking<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| Error::Usage(format!("no async runtime: {error}")))?;
    runtime.block_on(work)
}

impl Check {
    fn execute(&self, kit: &mut Kit, common: &Common) -> Result<Outcome, Error> {
        let mut findings = check_files(&kit.directory, &kit.model)?;
        if !self.offline {
            let url = kit.database(common.database_url.as_ref())?;
            let migrations = Migrations::read(&kit.directory)?;
            findings.extend(blocking(check_server(
                &url,
                &migrations,
                &kit.model,
                self.last,
            ))?);
        }
        if findings.is_empty() {
            return Ok(Outcome::ok("files, code and PostgreSQL agree").with("findings", findings));
        }
        let text: Vec<String> = findings.iter().map(paragraph).collect();
        Ok(Outcome::found("check", text.join("\n")).with("findings", findings))
    }
}

fn paragraph(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    for line in &finding.lines {
        text.push_str("\n    ");
        text.push_str(&line.replace('\n', "\n    "));
    }
    text
}

async fn migrate_now(url: &str, migrations: &Migrations) -> Result<Outcome, Error> {
    let report = migrate::migrate(url, migrations, &migrate::Options::default()).await?;
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

async fn status(url: &str, migrations: &Migrations) -> Result<Outcome, Error> {
    let mut conn = connect(&parse(url)?).await?;
    let State {
        applied,
        pending,
        unknown,
        edited,
    } = state(&mut conn, migrations).await?;
    let label = |version: &String| {
        let script = migrations.find(version);
        script.map_or_else(|| version.clone(), |script| script.name().to_owned())
    };
    let mut lines = Vec::new();
    for (what, versions) in [
        ("applied", &applied),
        ("pending", &pending),
        ("unknown", &unknown),
        ("edited", &edited),
    ] {
        let known = versions
            .iter()
            .filter(|version| what != "applied" || !unknown.contains(version));
        lines.extend(known.map(|version| format!("{what:8} {}", label(version))));
    }
    if lines.is_empty() {
        lines.push("there are no migrations".to_owned());
    }
    Ok(Outcome::ok(lines.join("\n"))
        .with("applied", applied)
        .with("pending", pending)
        .with("unknown", unknown)
        .with("edited", edited))
}

impl Revert {
    async fn execute(&self, url: &str, migrations: &Migrations) -> Result<Outcome, Error> {
        let mut conn = connect(&parse(url)?).await?;
        self.confirm(&mut conn).await?;
        drop(conn);
        let options = migrate::Options::default();
        let reverted = migrate::revert(url, migrations, self.count, &options).await?;
        if reverted.is_empty() {
            return Ok(Outcome::no_changes("nothing to revert"));
        }
        let lines: Vec<String> = reverted
            .iter()
            .map(|name| format!("reverted {name}"))
            .collect();
        Ok(Outcome::ok(lines.join("\n")).with("reverted", json!(reverted)))
    }

    /// Data may be lost: the database has to be named.
    async fn confirm(&self, conn: &mut AsyncPgConnection) -> Result<(), Error> {
        use diesel_async::RunQueryDsl;
        let name: String = diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>(
            "current_database()::text",
        ))
        .get_result(conn)
        .await
        .map_err(Error::database("asking for the name of the database"))?;
        if name == self.database {
            return Ok(());
        }
        Err(Error::Usage(format!(
            "this is the database {name}, not {}: nothing was changed",
            self.database
        )))
    }
}
