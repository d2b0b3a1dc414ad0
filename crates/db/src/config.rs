//! Which database: decided here, from the environment, for every program alike.

mod url;

use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::Duration;

use diesel_kit::connection::Server;
use nix::unistd::Uid;

use crate::local::{self, Local};
use crate::pool::server;
use crate::{Db, Error, Servers};

/// More connections than this make PostgreSQL slower, not faster.
const CONNECTIONS_PER_CORE: u32 = 4;
/// No request waits so long for an answer.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);
/// A transaction in which nothing happens holds its locks in vain: nothing here waits inside of one.
const IDLE_TRANSACTION_TIMEOUT: &str = "60s";

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
    /// To each of the servers.
    pub pool_size: u32,
    /// How long a statement may take; not through a pooler. Nothing means for ever.
    pub statement_timeout: Option<Duration>,
}

/// Where the database is.
#[derive(Clone)]
pub enum Source {
    /// A server that somebody else runs.
    Url(Addresses),
    /// A cluster of our own.
    Local(local::Options),
}

/// The ways to a database. They hold passwords: not to be printed.
#[derive(Clone)]
pub struct Addresses {
    /// `DATABASE_URL`
    pub url: String,
    /// `DATABASE_DIRECT_URL`, for what a pooler cannot do.
    pub direct: Option<String>,
    /// `DATABASE_READ_URL`
    pub replica: Option<String>,
    /// Whether a pooler in transaction mode answers at the first and the last of them.
    pub is_pooled: bool,
}

impl Addresses {
    fn from_env(url: String) -> Result<Self, ConfigError> {
        let url = url::checked("DATABASE_URL", with_password(url)?)?;
        let other = |name| {
            let given = variable(name)?;
            given.map(|url| url::checked(name, url)).transpose()
        };
        let is_pooled = match variable("DATABASE_POOLER")?.as_deref() {
            None => says_pooled(&url) || url::is_known_pooler(&url),
            Some("transaction") => true,
            Some("none") => false,
            Some(text) => {
                return Err(ConfigError {
                    name: "DATABASE_POOLER",
                    problem: format!("is `{text}`, neither `transaction` nor `none`"),
                    example: "transaction",
                });
            }
        };
        Ok(Self {
            direct: other("DATABASE_DIRECT_URL")?,
            replica: other("DATABASE_READ_URL")?,
            url,
            is_pooled,
        })
    }

    /// For migrations and whatever else needs a session that lasts.
    pub fn direct(&self) -> Result<&str, ConfigError> {
        match &self.direct {
            Some(url) => Ok(url),
            None if self.is_pooled => Err(ConfigError {
                name: "DATABASE_DIRECT_URL",
                problem: "has to be set, because DATABASE_URL leads to a pooler and migrations need a session \
                          that lasts"
                    .to_owned(),
                example: "postgres://user:password@server:5432/pagespace",
            }),
            None => Ok(&self.url),
        }
    }

    /// The same, or the pooler's with the mark that makes programs refuse it that need more.
    pub fn direct_or_marked(&self) -> String {
        self.direct()
            .map_or_else(|_| url::marked(&self.url), str::to_owned)
    }

    fn servers(&self) -> Result<Servers, Error> {
        let pooled = |url: &str| Ok::<_, Error>(server(url)?.pooled(self.is_pooled));
        let direct = self.direct().ok();
        Ok(Servers {
            primary: pooled(&self.url)?,
            direct: direct.map(server).transpose()?.map(|it| it.pooled(false)),
            replica: self.replica.as_deref().map(pooled).transpose()?,
        })
    }
}

fn says_pooled(url: &str) -> bool {
    Server::new(url).is_ok_and(|server| server.is_pooled())
}

impl Config {
    /// Reads `DATABASE_URL` and what belongs to it, or else where the cluster of our own shall be.
    pub fn from_env() -> Result<Self, ConfigError> {
        let source = match variable("DATABASE_URL")? {
            Some(url) => Source::Url(Addresses::from_env(url)?),
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
        let statement_timeout = match variable("DATABASE_STATEMENT_TIMEOUT")? {
            Some(text) => statement_timeout(&text)?,
            None => Some(STATEMENT_TIMEOUT),
        };
        Ok(Self {
            source,
            pool_size,
            statement_timeout,
        })
    }

    /// Keeps a cluster of our own below `data_dir`; a `DATABASE_URL` stays in force.
    #[must_use]
    pub fn in_data_dir(mut self, data_dir: &Path) -> Self {
        if let Source::Local(options) = &mut self.source {
            options.dir = data_dir.join("postgres");
        }
        self
    }

    /// What every connection of a program has in common.
    fn set_up(&self, server: Server) -> Server {
        let server = server.application_name(&program());
        let server = server.setting(
            "idle_in_transaction_session_timeout",
            IDLE_TRANSACTION_TIMEOUT,
        );
        // PostgreSQL overestimates what follows a tree, and then compiles for longer than it runs.
        let server = server.setting("jit", "off");
        match self.statement_timeout {
            Some(time) => server.setting("statement_timeout", &format!("{}ms", time.as_millis())),
            None => server,
        }
    }
}

/// The name of this program, as `pg_stat_activity` shows it.
fn program() -> String {
    let path = std::env::current_exe().unwrap_or_default();
    match path.file_stem().map(|name| name.to_string_lossy()) {
        Some(name) if name != "pagespace" => format!("pagespace {name}"),
        _ => "pagespace".to_owned(),
    }
}

/// Connects, and starts the cluster of our own if it is the one to use.
///
/// The cluster runs at least as long as the second value lives: drop it last.
pub async fn open(config: &Config) -> Result<(Db, Option<Local>), OpenError> {
    let (servers, url, local) = match &config.source {
        Source::Url(addresses) => {
            if addresses.direct().is_err() {
                tracing::warn!(
                    "DATABASE_URL leads to a pooler and DATABASE_DIRECT_URL is not set: changes by other \
                     processes are seen within a second, not at once"
                );
            }
            (addresses.servers()?, addresses.url.clone(), None)
        }
        Source::Local(options) => {
            let local = start(options.clone()).await?;
            let url = local.url();
            let addresses = Addresses {
                url: url.clone(),
                direct: None,
                replica: None,
                is_pooled: false,
            };
            (addresses.servers()?, url, Some(local))
        }
    };
    let servers = Servers {
        primary: config.set_up(servers.primary),
        direct: servers.direct.map(|server| config.set_up(server)),
        replica: servers.replica.map(|server| config.set_up(server)),
    };
    let db = Db::connect_to(servers, &url, config.pool_size).await?;
    Ok((db, local))
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
    url::insert_password(&url, password.trim_end_matches(['\r', '\n']))
        .ok_or_else(|| wrong("needs a DATABASE_URL with a user and without a password".to_owned()))
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

fn statement_timeout(text: &str) -> Result<Option<Duration>, ConfigError> {
    match text.parse() {
        Ok(0) => Ok(None),
        Ok(seconds) if seconds <= 86_400 => Ok(Some(Duration::from_secs(seconds))),
        _ => Err(ConfigError {
            name: "DATABASE_STATEMENT_TIMEOUT",
            problem: format!("is `{text}`, not a number of seconds up to 86400"),
            example: "30",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_has_room_for_a_listener_and_somebody_else() {
        assert!(pool_size("1").is_err());
        assert!(pool_size("many").is_err());
        assert_eq!(pool_size("16").unwrap(), 16);
    }

    #[test]
    fn statements_may_take_seconds_or_for_ever() {
        assert_eq!(statement_timeout("0").unwrap(), None);
        assert_eq!(
            statement_timeout("5").unwrap(),
            Some(Duration::from_secs(5))
        );
        assert!(statement_timeout("5s").is_err());
    }

    #[test]
    fn behind_a_pooler_migrations_need_another_way() {
        let mut addresses = Addresses {
            url: "postgres://ada:s3cret@pooler/pagespace".to_owned(),
            direct: None,
            replica: None,
            is_pooled: true,
        };
        let error = addresses.direct().unwrap_err().to_string();
        assert!(error.starts_with("DATABASE_DIRECT_URL has to be set"));
        assert!(!error.contains("s3cret"), "{error}");
        assert!(addresses.servers().unwrap().direct.is_none());
        assert!(says_pooled(&addresses.direct_or_marked()));
        addresses.direct = Some("postgres://ada:s3cret@server/pagespace".to_owned());
        let servers = addresses.servers().unwrap();
        assert!(servers.primary.is_pooled());
        assert!(!servers.direct.unwrap().is_pooled());
    }
}
