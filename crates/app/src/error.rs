//! What can go wrong with an operation, in terms that a caller can act on.

/// Result of every operation.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation was not done. The doors map it to status and close codes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or the actor may not see it: nobody can tell the difference.
    #[error("not found")]
    NotFound,
    /// No usable credential.
    #[error("sign in, or send a valid key")]
    Unauthenticated,
    /// The actor can see the thing but may not do this; the sentence says what is missing.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The input is malformed, out of range, or impossible in this state.
    #[error("{}", summary(.0))]
    Invalid(Vec<Problem>),
    /// Somebody was faster: a stale revision or a name that is taken.
    #[error("{message}")]
    Conflict {
        message: String,
        current: Option<i64>,
        expected: Option<i64>,
    },
    /// Too many attempts; try again after so many seconds.
    #[error("too many attempts; try again in {retry_after} seconds")]
    Limited { retry_after: u32 },
    /// The database is away for now: the same request may succeed later.
    #[error("the database is not available; try again in a moment")]
    Unavailable(#[source] db::Error),
    /// Our fault. The text is for the log, never for the caller.
    #[error("internal error: {0}")]
    Internal(String),
}

/// One thing that is wrong with the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it is, from the outside in; empty if it is not about one field.
    pub path: Vec<PathPart>,
    pub message: String,
}

/// A step of a [`Problem`]'s path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathPart {
    Field(String),
    Index(usize),
}

impl Error {
    /// One field is wrong.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![Problem {
            path: vec![PathPart::Field(field.to_owned())],
            message: message.into(),
        }])
    }

    /// The request is impossible as things are; no single field is to blame.
    pub fn state(message: impl Into<String>) -> Self {
        Self::Invalid(vec![Problem {
            path: Vec::new(),
            message: message.into(),
        }])
    }

    /// Something with this name exists already.
    pub fn taken(message: impl Into<String>) -> Self {
        Self::Conflict {
            message: message.into(),
            current: None,
            expected: None,
        }
    }

    pub(crate) fn stale(current: i64, expected: i64) -> Self {
        Self::Conflict {
            message: format!(
                "the page is at revision {current}, not {expected}: read it again and repeat the change"
            ),
            current: Some(current),
            expected: Some(expected),
        }
    }
}

fn summary(problems: &[Problem]) -> String {
    let messages: Vec<&str> = problems
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    messages.join("; ")
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::NotFound => Self::NotFound,
            db::Error::Unavailable(_) => Self::Unavailable(error),
            db::Error::Constraint(_) | db::Error::TimedOut | db::Error::Query(_) => {
                Self::Internal(error.to_string())
            }
        }
    }
}
