//! Why the local cluster could not be had, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

/// Failure to find, make, start or stop the local cluster.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "no PostgreSQL server is installed, and DATABASE_URL is not set.\n\
         Install one:          {install}\n\
         or without privileges: {unprivileged}\n\
         or set PG_BIN_DIR to the directory of an installed one (it holds `postgres` and `initdb`),\n\
         or DATABASE_URL to a running one, for example postgres://user:password@localhost:5432/pagespace"
    )]
    NotInstalled {
        install: String,
        unprivileged: String,
    },
    #[error(
        "{} holds the data of PostgreSQL {needed}, but only {found} is installed; install \
         PostgreSQL {needed}, set PG_BIN_DIR to its programs, or choose another data directory", data.display()
    )]
    WrongVersion {
        data: PathBuf,
        needed: String,
        found: String,
    },
    #[error(
        "PostgreSQL refuses to run as root, and there is neither a `postgres` nor a `nobody` account \
         that could run it: add one, or start as another user"
    )]
    NoAccount,
    #[error(
        "{} cannot be reached by user id {uid}, which has to run PostgreSQL because this process is \
         root; choose a directory such as /var/lib/pagespace", dir.display()
    )]
    Unreachable { dir: PathBuf, uid: u32 },
    #[error("{} belongs to somebody else; remove it or choose another data directory", dir.display())]
    ForeignSocketDirectory { dir: PathBuf },
    #[error("{program} failed: {output}")]
    Program { program: String, output: String },
    #[error("PostgreSQL did not start; the end of {} says:\n{tail}", log.display())]
    NotStarting { log: PathBuf, tail: String },
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Says which path an input or output error is about.
pub(super) trait At<T> {
    fn at(self, path: &Path) -> Result<T, Error>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, path: &Path) -> Result<T, Error> {
        self.map_err(|source| Error::Io {
            path: path.to_owned(),
            source,
        })
    }
}
