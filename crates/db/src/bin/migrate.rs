//! Applies what is pending, and nothing else: for production.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Result, bail};
use db::config::{Config, load_env_files};

const USAGE: &str =
    "usage: migrate, without arguments; DATABASE_URL says which database (see .env.example)";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(
                clippy::print_stderr,
                reason = "for the person or the log of the container"
            )]
            {
                eprintln!("migrate: {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run() -> Result<()> {
    if std::env::args().len() > 1 {
        bail!(USAGE);
    }
    load_env_files()?;
    let (db, _local) = db::open(&Config::from_env()?).await?;
    let report = db::migrations::apply(db.url()).await?;
    let mut out = std::io::stdout();
    for warning in &report.warnings {
        writeln!(out, "warning: {warning}")?;
    }
    for applied in &report.applied {
        writeln!(
            out,
            "applied {} in {} ms",
            applied.name, applied.milliseconds
        )?;
    }
    if report.applied.is_empty() {
        writeln!(out, "nothing to apply")?;
    }
    Ok(())
}
