//! The commands.

use clap::Subcommand;

use super::apply::{Migrate, status};
use super::check::Check;
use super::diff::Diff;
use super::generate::Generate;
use super::lint::Lint;
use super::pull::Pull;
use super::push::Push;
use super::revert::Revert;
use super::seed::Seed;
use super::squash::Squash;
use super::{Common, Kit, Outcome};
use crate::docs::docs;
use crate::error::Error;
use crate::generate::export;
use crate::script::Migrations;

#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Write the migrations that the code asks for.
    #[command(after_help = "Example: generate add_due_dates --rename tasks.done:tasks.is_done")]
    Generate(Generate),
    /// Apply what is pending.
    #[command(after_help = "Example: migrate --database-url postgres://localhost/app")]
    Migrate(Migrate),
    /// Tell which migrations the database has.
    #[command(after_help = "Example: status --output json")]
    Status,
    /// Prove that files, code and a real PostgreSQL agree; works in scratch databases.
    #[command(
        after_help = "Examples: check --last 3\n          check --live postgres://reader@db/app"
    )]
    Check(Check),
    /// Look for hazards in the SQL of migrations.
    #[command(after_help = "Example: lint 2026-11-21-101500_add_due_dates --strict")]
    Lint(Lint),
    /// Print SQL that builds the schema in an empty database.
    #[command(after_help = "Example: export | psql app")]
    Export,
    /// Print a description of the schema in Markdown, with diagrams.
    #[command(after_help = "Example: docs > SCHEMA.md")]
    Docs,
    /// Write entities and a first migration for a database that is there.
    #[command(after_help = "Example: pull --init --database-url postgres://localhost/app")]
    Pull(Pull),
    /// Give a development database the schema of the code, without migrations.
    #[command(after_help = "Example: push --explain --database app_dev")]
    Push(Push),
    /// Fill the tables with sample rows, the same for the same number.
    #[command(
        after_help = "Example: seed --reset --database app_dev --count users=20 --per posts.author_id=0-5"
    )]
    Seed(Seed),
    /// Print what leads from one stored schema to another; needs neither a project nor a server.
    #[command(after_help = "Example: diff old/snapshot.json new/snapshot.json --down")]
    Diff(Diff),
    /// Put one migration into the place of many that all databases have; proven in scratch databases.
    #[command(after_help = "Example: squash --keep 2")]
    Squash(Squash),
    /// Undo the last migrations, with the data they hold; first shows what will be lost.
    #[command(after_help = "Example: revert 1 --database app_dev")]
    Revert(Revert),
}

impl Command {
    pub(super) fn execute(&self, kit: &mut Kit, common: &Common) -> Result<Outcome, Error> {
        match self {
            Self::Generate(arguments) => arguments.execute(kit),
            Self::Migrate(arguments) => arguments.execute(kit, common),
            Self::Status => status(kit, common),
            Self::Check(arguments) => arguments.execute(kit, common),
            Self::Export => {
                let sql = export(&kit.model)?;
                Ok(Outcome::ok(&sql).with("sql", sql))
            }
            Self::Docs => {
                let problems = kit.model.problems();
                if !problems.is_empty() {
                    return Err(Error::Model(problems));
                }
                let markdown = docs(&kit.model);
                Ok(Outcome::ok(&markdown).with("markdown", markdown))
            }
            Self::Diff(arguments) => arguments.execute(kit.asks),
            Self::Squash(arguments) => arguments.execute(kit, common),
            Self::Push(arguments) => arguments.execute(kit, common),
            Self::Seed(arguments) => arguments.execute(kit, common),
            Self::Pull(arguments) => arguments.execute(kit, common),
            Self::Revert(arguments) => arguments.execute(kit, common),
            Self::Lint(arguments) => arguments.execute(kit, common),
        }
    }
}

/// The migrations in the directory: what a developer has just generated is not compiled in yet.
pub(super) fn read(kit: &Kit) -> Result<Migrations, Error> {
    Migrations::read(kit.migrations()?)
}

pub(super) fn blocking<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    runtime()?.block_on(work)
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::Usage(format!("no async runtime: {error}")))
}
