//! What can go wrong, in words for the person at the keyboard.

use std::path::{Path, PathBuf};

use tokio_postgres::error::{DbError, SqlState};

#[cfg(feature = "cli")]
use crate::answer::Question;
#[cfg(feature = "cli")]
use crate::branch::Conflict;
use crate::migrate::Failure;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}: {source}", path.display())]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{}: {message}", path.display())]
    History { path: PathBuf, message: String },
    /// Migrations on different branches contradict each other.
    #[cfg(feature = "cli")]
    #[error(
        "the branches contradict each other: delete the folders of one of them and generate them again on \
         top of the other, or accept that with --ignore-conflicts:\n  {}", lines(.0)
    )]
    Branches(Vec<Conflict>),
    #[error("the schema in the code is wrong:\n  {}", .0.join("\n  "))]
    Model(Vec<String>),
    /// Types that cannot follow each other, with the way to say how.
    #[error("{}", .0.join("\n"))]
    Conversion(Vec<String>),
    #[error("{0}")]
    Usage(String),
    /// The answers are not what they have to be.
    #[error("{0}")]
    Hints(String),
    #[cfg(feature = "cli")]
    #[error("{} questions are open", questions.len())]
    Unanswered {
        /// In the order in which they were found, renames first.
        questions: Vec<Question>,
        /// Answers that fit nothing so far.
        unused: Vec<String>,
    },
    #[error("{context}: {source}")]
    Database {
        context: String,
        source: diesel::result::Error,
    },
    /// A statement of `push` was refused.
    #[error("{0}")]
    Push(String),
    /// No rows could be made, or the database refused them.
    #[error("{0}")]
    Seed(String),
    /// What the catalog of a database holds is not understood.
    #[error("{0}")]
    Catalog(String),
    /// The server, without user, password or options.
    #[error("no connection to {server}: {message}")]
    Connection {
        server: String,
        message: String,
        /// The SQLSTATE, if it was the server who refused.
        code: Option<String>,
    },
    #[error("{0}")]
    Migration(String),
    /// A script of a migration was refused.
    #[error("{0}")]
    Failed(Box<Failure>),
}

impl Error {
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }

    pub(crate) fn history(path: &Path, message: impl Into<String>) -> Self {
        Self::History {
            path: path.to_owned(),
            message: message.into(),
        }
    }

    pub(crate) fn database(
        context: impl Into<String>,
    ) -> impl FnOnce(diesel::result::Error) -> Self {
        let context = context.into();
        move |source| Self::Database { context, source }
    }

    /// A short name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io",
            Self::History { .. } => "history",
            #[cfg(feature = "cli")]
            Self::Branches(_) => "branches",
            Self::Model(_) => "model",
            Self::Conversion(_) => "conversion",
            Self::Usage(_) => "usage",
            Self::Hints(_) => "invalid_hints",
            #[cfg(feature = "cli")]
            Self::Unanswered { .. } => "missing_hints",
            Self::Database { .. } => "database",
            Self::Push(_) => "push",
            Self::Seed(_) => "seed",
            Self::Catalog(_) => "catalog",
            Self::Connection { .. } => "connection",
            Self::Migration(_) | Self::Failed(_) => "migration",
        }
    }
}

#[cfg(feature = "cli")]
fn lines(conflicts: &[Conflict]) -> String {
    let lines: Vec<String> = conflicts.iter().map(Conflict::to_string).collect();
    lines.join("\n  ")
}

/// What a server said to the migrator, and what can be done about it.
pub(crate) fn server(context: &str) -> impl FnOnce(tokio_postgres::Error) -> Error {
    move |error| Error::Migration(format!("{context}: {}", in_words(&error)))
}

/// The server's own words, or those of the connection to it.
pub(crate) fn in_words(error: &tokio_postgres::Error) -> String {
    let Some(told) = error.as_db_error() else {
        return match std::error::Error::source(error) {
            Some(cause) => format!("the connection broke: {cause}"),
            None => format!("the connection broke: {error}"),
        };
    };
    match advice(told) {
        Some(advice) => format!("{}: {advice}", told.message()),
        None => told.message().to_owned(),
    }
}

fn advice(error: &DbError) -> Option<&'static str> {
    Some(match *error.code() {
        SqlState::READ_ONLY_SQL_TRANSACTION => {
            "the server or the role is read-only, so give the URL of the primary and of a role that may write"
        }
        SqlState::INSUFFICIENT_PRIVILEGE => {
            "give the URL of the role that owns the schema and its tables"
        }
        SqlState::LOCK_NOT_AVAILABLE => {
            "something that it needs is in use, so try again when that has ended"
        }
        SqlState::QUERY_CANCELED => {
            "somebody cancelled it, or it took longer than --statement-timeout allows"
        }
        _ => return None,
    })
}
