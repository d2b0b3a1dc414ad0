//! What can go wrong, in words for the person at the keyboard.

use std::path::{Path, PathBuf};

#[cfg(feature = "cli")]
use crate::answer::Question;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{}: {source}", path.display())]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{}: {message}", path.display())]
    History { path: PathBuf, message: String },
    #[error("the schema in the code is wrong:\n  {}", .0.join("\n  "))]
    Model(Vec<String>),
    #[error("{0}")]
    Usage(String),
    #[cfg(feature = "cli")]
    #[error("{} questions are open", .0.len())]
    Unanswered(Vec<Question>),
    #[error("{context}: {source}")]
    Database {
        context: String,
        source: diesel::result::Error,
    },
    /// The server, without user, password or options.
    #[error("no connection to {server}: {message}")]
    Connection { server: String, message: String },
    #[error("{0}")]
    Migration(String),
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
            Self::Model(_) => "model",
            Self::Usage(_) => "usage",
            #[cfg(feature = "cli")]
            Self::Unanswered(_) => "missing_hints",
            Self::Database { .. } => "database",
            Self::Connection { .. } => "connection",
            Self::Migration(_) => "migration",
        }
    }
}
