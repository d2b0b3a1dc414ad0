//! Everything in one process with an embedded PostgreSQL, for a laptop or a small team.

mod arguments;
mod people;
mod up;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use db::Db;
use db::local::Local;
use tracing_subscriber::EnvFilter;

use arguments::{Arguments, Command, KeyCommand, MemberCommand, UserCommand};

/// Quiet unless something is wrong; the address is printed, not logged.
const LOGGED: &str = "warn";

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(
                clippy::print_stderr,
                reason = "for the person at the terminal, not for the log"
            )]
            {
                eprintln!("pagespace: {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(arguments: Arguments) -> Result<()> {
    db::config::load_env_files()?;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOGGED));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let mut config = db::Config::from_env()?;
    if let Some(dir) = &arguments.data_dir {
        config = config.in_data_dir(dir);
    }
    match arguments.command.unwrap_or_default() {
        Command::Up(ports) => up::up(&config, ports).await,
        Command::User(UserCommand::Create(new)) => {
            let (db, _local) = open(&config).await?;
            people::create_user(&db, new).await
        }
        Command::Key(KeyCommand::Create(new)) => {
            let (db, _local) = open(&config).await?;
            people::create_key(&db, new).await
        }
        Command::Member(MemberCommand::Add(new)) => {
            let (db, _local) = open(&config).await?;
            people::add_member(&db, new).await
        }
    }
}

/// The database with all migrations. A cluster of our own is made what this version needs by whoever comes
/// first.
async fn open(config: &db::Config) -> Result<(Db, Option<Local>)> {
    let (db, local) = db::open(config).await?;
    db::migrations::prepare(&db, local.as_ref())
        .await
        .context("the database could not be prepared")?;
    Ok((db, local))
}
