//! `cargo db …`: the schema in the code, its migrations, and databases that have them.

mod seed;

use std::cell::RefCell;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::rc::Rc;

use db::config::{Config, Source, load_env_files};
use db::local::Local;
use diesel_kit::cli::{Kit, run_from};

fn main() -> ExitCode {
    if let Err(error) = load_env_files() {
        return refuse(&error);
    }
    let given: Vec<String> = std::env::args().skip(1).collect();
    if let Some(("seed", rest)) = given
        .split_first()
        .map(|(first, rest)| (first.as_str(), rest))
    {
        return sample(rest);
    }
    // In use until the command has ended.
    let local: Rc<RefCell<Option<Local>>> = Rc::default();
    let keep = Rc::clone(&local);
    let kit = Kit::new(db::schema::schema(), migrations()).default_database(move || {
        let (url, started) = database()?;
        keep.replace(started);
        anyhow::Ok(url)
    });
    let code = run_from(kit, arguments());
    drop(local.take());
    code
}

/// The product's own sample data.
fn sample(arguments: &[String]) -> ExitCode {
    let run = || -> anyhow::Result<()> {
        let Some(arguments) = seed::arguments(arguments)? else {
            return Ok(());
        };
        let (url, local) = match arguments.database_url.clone() {
            Some(url) => (url, None),
            None => database()?,
        };
        let done = seed::run(&arguments, &url);
        drop(local);
        done
    };
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error),
    }
}

/// As a path that reads well in messages.
fn migrations() -> PathBuf {
    let dir = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations"));
    dir.canonicalize().unwrap_or_else(|_| dir.to_owned())
}

/// Those of the process. The commands read `DATABASE_URL` by themselves, and know of no variable beside it:
/// where that leads to a pooler, they are told the way around, or that it is one.
fn arguments() -> Vec<OsString> {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    let names_database = |argument: &OsString| {
        let argument = argument.to_string_lossy();
        argument == "--database-url" || argument.starts_with("--database-url=")
    };
    if !arguments.iter().any(names_database)
        && let Ok(config) = Config::from_env()
        && let Source::Url(addresses) = config.source
    {
        let url = addresses.direct_or_marked();
        arguments.push(format!("--database-url={url}").into());
    }
    arguments
}

fn database() -> anyhow::Result<(String, Option<Local>)> {
    match Config::from_env()?.source {
        Source::Url(addresses) => Ok((addresses.direct()?.to_owned(), None)),
        Source::Local(options) => {
            let local = Local::start(&options)?;
            Ok((local.url(), Some(local)))
        }
    }
}

#[expect(clippy::print_stderr, reason = "for the person at the terminal")]
fn refuse(error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("db: {error:#}");
    ExitCode::from(2)
}
