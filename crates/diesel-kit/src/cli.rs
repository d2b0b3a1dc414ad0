//! The command line, to be called from a small binary that knows the entities.
//!
//! ```ignore
//! fn main() -> std::process::ExitCode {
//!     let migrations = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations");
//!     diesel_kit::cli::run(diesel_kit::cli::Kit::new(schema(), migrations))
//! }
//! ```

mod answering;
mod apply;
mod check;
mod command;
mod development;
mod diff;
mod explain;
mod generate;
mod lint;
mod outcome;
mod pull;
mod push;
mod revert;
mod seed;
mod squash;
mod terminal;
mod unresolved;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use command::Command;
pub use outcome::Outcome;

use diff::Diff;

use crate::error::Error;
#[cfg(feature = "views")]
use crate::lint::{Finding, lint_query};
use crate::model::Model;
#[cfg(feature = "views")]
use crate::relation::{Level, Query, View};
use crate::seed::Seed;

/// Any error of the program around.
type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What the commands work on.
pub struct Kit {
    model: Model,
    directory: PathBuf,
    default_database: Option<Box<dyn FnOnce() -> Result<String, BoxError>>>,
    /// What `lint` holds against the indexes: names, and levels or why there are none.
    #[cfg(feature = "views")]
    queries: Vec<(String, diesel::QueryResult<Vec<Level>>)>,
    seed: Seed,
    /// Somebody sits at a terminal and can be asked.
    asks: bool,
}

impl Kit {
    /// The schema of the code, and where its migrations are.
    pub fn new(model: Model, migrations: impl Into<PathBuf>) -> Self {
        Self {
            model,
            directory: migrations.into(),
            default_database: None,
            #[cfg(feature = "views")]
            queries: Vec::new(),
            seed: Seed::new(),
            asks: false,
        }
    }

    /// Lets `lint` tell which relations of a query no index serves: `.query("drive page",
    /// &DriveView::query())`.
    #[cfg(feature = "views")]
    #[must_use]
    pub fn query<V: View>(mut self, name: &str, query: &Query<'_, V>) -> Self {
        self.queries.push((name.to_owned(), query.levels()));
        self
    }

    #[cfg(feature = "views")]
    fn lint_queries(&self) -> Result<Vec<Finding>, Error> {
        let mut findings = Vec::new();
        for (name, levels) in &self.queries {
            let levels = levels.as_ref().map_err(|error| {
                Error::Usage(format!("{name} cannot be written as SQL: {error}"))
            })?;
            findings.extend(lint_query(&self.model, name, levels));
        }
        Ok(findings)
    }

    /// How many rows `seed` makes, and what stands in them.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }

    /// Where to find a server when neither `--database-url` nor `DATABASE_URL` names one. Asked only
    /// by commands that need one, and outside of any async runtime.
    #[must_use]
    pub fn default_database<E: Into<BoxError>>(
        mut self,
        url: impl FnOnce() -> Result<String, E> + 'static,
    ) -> Self {
        self.default_database = Some(Box::new(|| url().map_err(Into::into)));
        self
    }

    /// The directory, which has to be there.
    fn migrations(&self) -> Result<&Path, Error> {
        if self.directory.is_dir() {
            return Ok(&self.directory);
        }
        let path = self.directory.display();
        Err(Error::Usage(format!(
            "there is no folder {path}: run `generate` first"
        )))
    }

    /// The URL to use: as given, or the default.
    fn database(&mut self, given: Option<&String>) -> Result<String, Error> {
        if let Some(url) = given {
            return Ok(url.clone());
        }
        match self.default_database.take() {
            Some(url) => url().map_err(|error| Error::Usage(error.to_string())),
            None => Err(Error::Usage(
                "which database? Give --database-url or set DATABASE_URL".to_owned(),
            )),
        }
    }

    /// A server for scratch databases: as given, or the default, or the one that is looked at.
    fn server_beside(&mut self, given: Option<&String>, live: &str) -> Result<String, Error> {
        if given.is_none() && self.default_database.is_none() {
            return Ok(live.to_owned());
        }
        self.database(given)
    }
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// The server to work on.
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub database_url: Option<String>,
    #[command(flatten)]
    pub reporting: Reporting,
}

/// How to report.
#[derive(Debug, Clone, Copy, Args)]
pub struct Reporting {
    /// How to report; `json` prints one object.
    #[arg(long, global = true, value_enum, default_value_t = Output::Text)]
    pub output: Output,
    /// The same as `--output json`.
    #[arg(long, global = true, conflicts_with = "output")]
    pub json: bool,
}

impl Reporting {
    pub fn output(self) -> Output {
        if self.json { Output::Json } else { self.output }
    }

    /// Somebody sits at a terminal, reads text and can be asked.
    fn asks(self) -> bool {
        self.output() == Output::Text && terminal::is_there()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    Text,
    Json,
}

/// The program `diesel-kit`.
#[derive(Debug, Parser)]
#[command(
    name = "diesel-kit",
    version,
    about = "Commands of diesel-kit that need no project"
)]
struct Alone {
    #[command(flatten)]
    reporting: Reporting,
    #[command(subcommand)]
    command: AloneCommand,
}

#[derive(Debug, Subcommand)]
enum AloneCommand {
    /// Print what leads from one stored schema to another.
    #[command(after_help = "Example: diesel-kit diff old/snapshot.json new/snapshot.json --down")]
    Diff(Diff),
}

#[derive(Debug, Parser)]
#[command(about = "The schema in the code, its migrations, and databases that have them")]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Reads the arguments of the process and does what they say. Questions are asked if a person is at
/// the terminal and reads text.
///
/// Exit codes: 0 done or nothing to do, 1 failed or drift, 2 wrong usage, 3 answers are missing.
pub fn run(kit: Kit) -> ExitCode {
    run_from(kit, std::env::args_os())
}

/// The same for given arguments, of which the first is the name of the program.
pub fn run_from<I>(kit: Kit, arguments: I) -> ExitCode
where
    I: IntoIterator<Item: Into<OsString> + Clone>,
{
    let cli = Cli::parse_from(arguments);
    execute(kit, &cli.common, &cli.command).print(cli.common.reporting.output())
}

/// Reads the arguments of the program `diesel-kit`, which has the commands that need no project.
/// Exit codes are those of [`run`].
pub fn run_alone() -> ExitCode {
    let Alone { reporting, command } = Alone::parse();
    let AloneCommand::Diff(diff) = command;
    let outcome = diff.execute(reporting.asks()).unwrap_or_else(Outcome::from);
    outcome.print(reporting.output())
}

/// As [`run_from`], without ever asking or printing.
pub fn answer<I>(mut kit: Kit, arguments: I) -> Result<Outcome, clap::Error>
where
    I: IntoIterator<Item: Into<OsString> + Clone>,
{
    let cli = Cli::try_parse_from(arguments)?;
    let outcome = cli.command.execute(&mut kit, &cli.common);
    Ok(outcome.unwrap_or_else(Outcome::from))
}

/// Does one command, and asks as [`run`] does; for programs that have others beside them.
pub fn execute(mut kit: Kit, common: &Common, command: &Command) -> Outcome {
    kit.asks = common.reporting.asks();
    command
        .execute(&mut kit, common)
        .unwrap_or_else(Outcome::from)
}
