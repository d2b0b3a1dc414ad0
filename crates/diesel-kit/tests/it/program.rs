//! The commands as a process of their own: this test binary, started once more.

use std::process::Command;

use clap::Parser;
use diesel_kit::cli::{Command as KitCommand, Common, Kit, execute};
use diesel_kit::model::{Column, Model, Table};

use crate::folder::Folder;

const DIRECTORY: &str = "DIESEL_KIT_TEST_DIRECTORY";
const COLUMNS: &str = "DIESEL_KIT_TEST_COLUMNS";
const ARGUMENTS: &str = "DIESEL_KIT_TEST_ARGUMENTS";

/// What a project would write.
#[derive(Parser)]
struct Program {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: KitCommand,
}

/// A table `users` with these columns.
pub(crate) fn users(columns: &[&str]) -> Model {
    let table = Table::new("users")
        .column(Column::new("id", "bigint"))
        .primary_key(&["id"]);
    let add = |table: Table, name: &&str| table.column(Column::new(*name, "text").nullable());
    Model::default().table(columns.iter().fold(table, add))
}

/// The program of a project whose schema is `users`.
pub(crate) fn command(folder: &Folder, columns: &[&str], arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            "program::main",
            "--ignored",
            "--nocapture",
            "--quiet",
        ])
        .env(DIRECTORY, folder.path())
        .env(COLUMNS, columns.join(","))
        .env(ARGUMENTS, arguments.join("\n"))
        .env_remove("DATABASE_URL")
        .env_remove("RUST_BACKTRACE");
    command
}

#[test]
#[ignore = "other tests start it as a program"]
fn main() {
    let variable = |name: &str| std::env::var(name).ok();
    let (Some(directory), Some(columns), Some(arguments)) =
        (variable(DIRECTORY), variable(COLUMNS), variable(ARGUMENTS))
    else {
        return;
    };
    let columns: Vec<&str> = columns.split(',').filter(|name| !name.is_empty()).collect();
    let program = Program::parse_from(["db"].into_iter().chain(arguments.split('\n')));
    let kit = Kit::new(users(&columns), directory);
    let outcome = execute(kit, &program.common, &program.command);
    let _code = outcome.print(program.common.reporting.output());
    std::process::exit(outcome.exit_code().into());
}
