//! Which database: decided here, from the environment, for every program alike.

use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use nix::unistd::Uid;
use tokio_postgres::config::SslMode;

use crate::local::{self, Local};
use crate::{Db, Error};

/// More connections than this make PostgreSQL slower, not faster.
const CONNECTIONS_PER_CORE: u32 = 4;

/// A variable of the environment that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{name} {problem}; for example {name}={example}")]
pub struct ConfigError {
    pub name: &'static str,
    pub problem: String,
    pub example: &'static str,
}

/// Why there is no database.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Local(#[from] local::Error),
    #[error(transparent)]
    Database(#[from] Error),
}

/// The database to use and how many connections to make to it.
#[derive(Clone)]
pub struct Config {
    pub source: Source,
    pub pool_size: u32,
}

/// Where the database is.
#[derive(Clone)]
pub enum Source {
    /// `DATABASE_URL`. Holds a password: not to be printed.
    Url(String),
    /// A cluster of our own.
    Local(local::Options),
}

impl Config {
    /// Reads `DATABASE_URL`, or else where the cluster of our own shall be.
    pub fn from_env() -> Result<Self, ConfigError> {
        let source = match variable("DATABASE_URL")? {
            Some(url) => Source::Url(with_password(checked_url(url)?)?),
            None => Source::Local(local::Options {
                dir: default_data_dir()?.join("postgres"),
                bin_dir: variable("PG_BIN_DIR")?.map(PathBuf::from),
                durable: true,
            }),
        };
        let pool_size = match variable("DATABASE_POOL_SIZE")? {
            Some(text) => pool_size(&text)?,
            None => default_pool_size(),
        };
        Ok(Self { source, pool_size })
    }

    /// Keeps a cluster of our own below `data_dir`; a `DATABASE_URL` stays in force.
    #[must_use]
    pub fn in_data_dir(mut self, data_dir: &Path) -> Self {
        if let Source::Local(options) = &mut self.source {
            options.dir = data_dir.join("postgres");
        }
        self
    }
}

/// Connects, and starts the cluster of our own if it is the one to use.
///
/// The cluster runs at least as long as the second value lives: drop it last.
pub async fn open(config: &Config) -> Result<(Db, Option<Local>), OpenError> {
    let (url, local) = match &config.source {
        Source::Url(url) => (url.clone(), None),
        Source::Local(options) => {
            let local = start(options.clone()).await?;
            (local.url(), Some(local))
        }
    };
    Ok((Db::connect(&url, config.pool_size).await?, local))
}

async fn start(options: local::Options) -> Result<Local, OpenError> {
    let starting = tokio::task::spawn_blocking(move || Local::start(&options));
    let started = starting
        .await
        .map_err(|error| Error::Unavailable(error.to_string()))?;
    Ok(started?)
}

/// Loads `.env.local` and `.env`; what the environment has already is kept. Call it first in `main`.
pub fn load_env_files() -> Result<(), ConfigError> {
    for file in [".env.local", ".env"] {
        // Neither file has to exist.
        if let Err(dotenvy::Error::LineParse(line, at)) = dotenvy::from_filename(file) {
            let name = line.split('=').next().unwrap_or_default();
            return Err(ConfigError {
                name: ".env",
                problem: format!("({file}) cannot be read at `{name}=…`, character {at}"),
                example: "\"quote values with spaces\"",
            });
        }
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the config.rs of the crate"
)]
fn variable(name: &'static str) -> Result<Option<String>, ConfigError> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.trim().is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(ConfigError {
            name,
            problem: "is not UTF-8".to_owned(),
            example: "text",
        }),
    }
}

/// Completes a URL without a password by the one in `DATABASE_PASSWORD_FILE`.
fn with_password(url: String) -> Result<String, ConfigError> {
    let Some(file) = variable("DATABASE_PASSWORD_FILE")? else {
        return Ok(url);
    };
    let wrong = |problem: String| ConfigError {
        name: "DATABASE_PASSWORD_FILE",
        problem,
        example: "/run/secrets/database-password, with DATABASE_URL=postgres://user@host/database",
    };
    let password = std::fs::read_to_string(&file)
        .map_err(|error| wrong(format!("is {file}, which cannot be read ({error})")))?;
    insert_password(&url, password.trim_end_matches(['\r', '\n']))
        .ok_or_else(|| wrong("needs a DATABASE_URL with a user and without a password".to_owned()))
}

/// Escapes every byte, so that nothing in a password can be taken for a part of the URL.
fn insert_password(url: &str, password: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (user, server) = rest.split_once('@')?;
    if user.is_empty() || user.contains([':', '/']) {
        return None;
    }
    let escaped: Vec<String> = password
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect();
    Some(format!("{scheme}://{user}:{}@{server}", escaped.concat()))
}

fn default_data_dir() -> Result<PathBuf, ConfigError> {
    let ours = if Uid::effective().is_root() {
        "/var/lib/pagespace"
    } else {
        ".pagespace"
    };
    Ok(variable("PAGESPACE_DATA_DIR")?.map_or_else(|| ours.into(), PathBuf::from))
}

fn default_pool_size() -> u32 {
    let cores = available_parallelism().map_or(1, usize::from);
    u32::try_from(cores).unwrap_or(1).max(2) * CONNECTIONS_PER_CORE
}

fn pool_size(text: &str) -> Result<u32, ConfigError> {
    text.parse()
        .ok()
        .filter(|size| (2..=1000).contains(size))
        .ok_or_else(|| ConfigError {
            name: "DATABASE_POOL_SIZE",
            problem: format!("is `{text}`, not a number from 2 to 1000"),
            example: "16",
        })
}

/// Refuses what would fail later, or would silently be less than was asked for. Shows no password.
fn checked_url(url: String) -> Result<String, ConfigError> {
    let wrong = |problem: String| ConfigError {
        name: "DATABASE_URL",
        problem,
        example: "postgres://user:password@localhost:5432/pagespace",
    };
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(wrong("does not start with postgres://".to_owned()));
    }
    let parsed: tokio_postgres::Config = url.parse().map_err(|error: tokio_postgres::Error| {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        wrong(format!("is malformed ({})", cause.unwrap_or_default()))
    })?;
    if parsed.get_ssl_mode() == SslMode::Require {
        return Err(wrong("demands TLS, which is not supported yet".to_owned()));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_cannot_work_is_refused_without_its_password() {
        for url in [
            "mysql://ada:s3cret@localhost/pagespace",
            "postgres://ada:s3cret@localhost:port/pagespace",
            "postgres://ada:s3cret@localhost/pagespace?sslmode=require",
            "postgres://ada:s3cret@localhost/pagespace?sslmode=verify-full",
        ] {
            let error = checked_url(url.to_owned()).unwrap_err().to_string();
            assert!(error.starts_with("DATABASE_URL "), "{error}");
            assert!(error.contains("postgres://user:password@"), "{error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn ordinary_urls_are_taken_as_they_are() {
        for url in [
            "postgres://ada:s3cret@localhost:5432/pagespace",
            "postgresql:///pagespace?host=/run/postgresql",
        ] {
            assert_eq!(checked_url(url.to_owned()).unwrap(), url);
        }
    }

    #[test]
    fn a_password_from_a_file_is_put_where_it_belongs_whatever_is_in_it() {
        let url = insert_password("postgres://ada@db:5432/pagespace", "s3:/@%é").unwrap();
        let parsed: tokio_postgres::Config = url.parse().unwrap();
        assert_eq!(parsed.get_password(), Some("s3:/@%é".as_bytes()));
        assert_eq!(parsed.get_user(), Some("ada"));
        assert_eq!(parsed.get_dbname(), Some("pagespace"));
        for url in [
            "postgres://db/x",
            "postgres://ada:known@db/x",
            "postgres://@db/x",
        ] {
            assert_eq!(insert_password(url, "s3cret"), None, "{url}");
        }
    }

    #[test]
    fn a_pool_has_room_for_a_listener_and_somebody_else() {
        assert!(pool_size("1").is_err());
        assert!(pool_size("many").is_err());
        assert_eq!(pool_size("16").unwrap(), 16);
    }
}
