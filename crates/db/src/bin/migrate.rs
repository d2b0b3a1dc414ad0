//! Applies what is pending, and nothing else: for production.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Result, bail};
use db::config::{Config, Source, load_env_files};
use db::local::Local;

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
    let (url, _local) = database(Config::from_env()?.source)?;
    let mut out = std::io::stdout();
    let report = db::migrations::apply(&url).await?;
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
    compare(&url, &mut out).await
}

/// The services work with a database that somebody has changed, as far as the change lets them: this says
/// so, and fails nothing.
async fn compare(url: &str, out: &mut impl Write) -> Result<()> {
    match db::migrations::differences(url).await {
        Ok(differences) if differences.is_empty() => {}
        Ok(differences) => {
            writeln!(out, "warning: the database is not as this version made it:")?;
            for line in differences {
                writeln!(out, "  {line}")?;
            }
        }
        Err(error) => writeln!(
            out,
            "note: whether anybody has changed the schema is not known: {error}"
        )?,
    }
    Ok(())
}

/// The server itself, not a pooler before it.
fn database(source: Source) -> Result<(String, Option<Local>)> {
    Ok(match source {
        Source::Url(addresses) => (addresses.direct()?.to_owned(), None),
        Source::Local(options) => {
            let local = tokio::task::block_in_place(|| Local::start(&options))?;
            (local.url(), Some(local))
        }
    })
}
