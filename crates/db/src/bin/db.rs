//! `cargo db …`: the schema in the code, its migrations, and databases that have them.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use db::config::{Config, ConfigError, Source, load_env_files};
use db::local::Local;
use diesel_kit::cli::{Kit, run};

fn main() -> ExitCode {
    if let Err(error) = load_env_files() {
        return refuse(&error);
    }
    // In use until the command has ended.
    let local: Rc<RefCell<Option<Local>>> = Rc::default();
    let keep = Rc::clone(&local);
    let kit = Kit::new(db::schema::schema(), migrations()).default_database(move || {
        let (url, started) = database()?;
        keep.replace(started);
        anyhow::Ok(url)
    });
    let code = run(kit);
    drop(local.take());
    code
}

/// As a path that reads well in messages.
fn migrations() -> PathBuf {
    let dir = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations"));
    dir.canonicalize().unwrap_or_else(|_| dir.to_owned())
}

fn database() -> anyhow::Result<(String, Option<Local>)> {
    match Config::from_env()?.source {
        Source::Url(url) => Ok((url, None)),
        Source::Local(options) => {
            let local = Local::start(&options)?;
            Ok((local.url(), Some(local)))
        }
    }
}

#[expect(clippy::print_stderr, reason = "for the person at the terminal")]
fn refuse(error: &ConfigError) -> ExitCode {
    eprintln!("db: {error}");
    ExitCode::from(2)
}
