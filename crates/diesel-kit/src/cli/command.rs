//! The commands.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use diesel_async::AsyncPgConnection;
use serde_json::json;

use super::{Common, Kit, Outcome};
use crate::answer::Answers;
use crate::check::{Finding, check_files, check_server};
use crate::connection::{connect, parse};
use crate::error::Error;
use crate::generate::{self, Planned, custom, export, plan};
use crate::history::rehash;
use crate::migrate::{self, State, state};
use crate::script::Migrations;
use crate::sql::script::script;
use crate::stage::Rollout;

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
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Generate {
    /// Part of the folder's name.
    name: Option<String>,
    /// Something has a new name: `old:new`, for columns and enum values with their table or enum.
    #[arg(long = "rename", value_name = "OLD:NEW", value_parser = rename)]
    renames: Vec<(String, String)>,
    /// Something is new and has nothing to do with what is gone.
    #[arg(long = "create", value_name = "NEW")]
    creates: Vec<String>,
    /// Answers in a JSON file.
    #[arg(long, value_name = "FILE")]
    hints: Option<PathBuf>,
    /// Print what would be written.
    #[arg(long)]
    explain: bool,
    /// One migration that may stop writers, instead of several that do not.
    #[arg(long)]
    one_step: bool,
    /// An empty migration for SQL by hand.
    #[arg(long, requires = "name", conflicts_with_all = ["renames", "creates", "hints", "explain", "one_step"])]
    custom: bool,
    /// Accept SQL that was edited by hand.
    #[arg(long, conflicts_with_all = ["name", "custom", "renames", "creates", "hints", "explain", "one_step"])]
    rehash: bool,
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

fn rename(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((from, to)) if !from.is_empty() && !to.is_empty() => {
            Ok((from.to_owned(), to.to_owned()))
        }
        _ => Err("write old:new, for example users.name:users.full_name".to_owned()),
    }
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

impl Generate {
    fn execute(&self, kit: &Kit) -> Result<Outcome, Error> {
        if self.rehash {
            return accept_edits(kit);
        }
        if self.custom {
            let title = self.name.as_deref().unwrap_or("custom");
            let path = custom(&kit.directory, title)?;
            let text = format!("wrote {}", path.display());
            return Ok(Outcome::ok(text).with("written", [path]));
        }
        let options = self.options()?;
        if self.explain {
            return Ok(explain(&plan(&kit.directory, &kit.model, &options)?));
        }
        let written = generate::generate(&kit.directory, &kit.model, &options)?;
        if written.is_empty() {
            return Ok(no_changes());
        }
        let paths: Vec<&PathBuf> = written.iter().map(|(path, _)| path).collect();
        let text: Vec<String> = written
            .iter()
            .map(|(path, planned)| format!("wrote {}{}", path.display(), summary(planned)))
            .collect();
        let migrations: Vec<&Planned> = written.iter().map(|(_, planned)| planned).collect();
        Ok(Outcome::ok(text.join("\n"))
            .with("written", paths)
            .with("migrations", migrations))
    }

    fn options(&self) -> Result<generate::Options, Error> {
        let mut answers = Answers {
            renames: self.renames.clone(),
            creates: self.creates.clone(),
        };
        if let Some(path) = &self.hints {
            let json = std::fs::read_to_string(path).map_err(Error::io(path))?;
            answers.add_hints(&json)?;
        }
        Ok(generate::Options {
            title: self.name.clone(),
            answers,
            rollout: if self.one_step {
                Rollout::OneStep
            } else {
                Rollout::Online
            },
        })
    }
}

/// Scripts that were changed by hand count as meant.
fn accept_edits(kit: &Kit) -> Result<Outcome, Error> {
    let changed = rehash(&kit.directory)?;
    if changed.is_empty() {
        return Ok(Outcome::no_changes("no script was edited"));
    }
    let lines: Vec<String> = changed
        .iter()
        .map(|path| format!("accepted {}", path.display()))
        .collect();
    Ok(Outcome::ok(lines.join("\n")).with("written", changed))
}

fn no_changes() -> Outcome {
    Outcome::no_changes("no changes")
}

fn explain(planned: &[Planned]) -> Outcome {
    if planned.is_empty() {
        return no_changes();
    }
    let mut text = String::new();
    for migration in planned {
        let outside = if migration.in_transaction {
            ""
        } else {
            ", not in a transaction"
        };
        let sql = script(&migration.up);
        text.extend(["-- ==== ", &migration.title, outside, "\n\n", &sql, "\n"]);
    }
    Outcome::ok(text).with("migrations", planned)
}

/// The hazards of a migration in one line.
fn summary(planned: &Planned) -> String {
    let mut hazards: Vec<&str> = planned
        .up
        .iter()
        .flat_map(|step| step.hazards.iter().map(|hazard| hazard.name()))
        .collect();
    hazards.sort_unstable();
    hazards.dedup();
    if hazards.is_empty() {
        return String::new();
    }
    format!(" ({})", hazards.join(", "))
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
