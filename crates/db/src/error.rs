//! What can go wrong with the database, in terms that callers can act on.

use diesel::result::{DatabaseErrorKind, Error as Diesel};

/// Failure of a query or of the pool.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no such row")]
    NotFound,
    /// A unique, foreign key or check constraint was violated; the name is the constraint's.
    #[error("constraint {0} violated")]
    Constraint(String),
    /// PostgreSQL is away, restarting or out of connections: the same request may succeed later.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// The statement ran longer than the transaction allows.
    #[error("the statement took too long")]
    TimedOut,
    #[error(transparent)]
    Query(Diesel),
}

impl Error {
    /// True if this is a violation of the named constraint.
    pub fn violates(&self, constraint: &str) -> bool {
        matches!(self, Self::Constraint(name) if name == constraint)
    }
}

impl From<Diesel> for Error {
    fn from(error: Diesel) -> Self {
        match &error {
            Diesel::NotFound => Self::NotFound,
            Diesel::DatabaseError(kind, detail) => match (kind, detail.constraint_name()) {
                (
                    DatabaseErrorKind::UniqueViolation
                    | DatabaseErrorKind::ForeignKeyViolation
                    | DatabaseErrorKind::CheckViolation,
                    Some(name),
                ) => Self::Constraint(name.to_owned()),
                (DatabaseErrorKind::ClosedConnection, _) => {
                    Self::Unavailable(detail.message().to_owned())
                }
                _ if detail.message().contains("due to statement timeout") => Self::TimedOut,
                _ if is_shutdown(detail.message()) => {
                    Self::Unavailable(detail.message().to_owned())
                }
                _ => Self::Query(error),
            },
            Diesel::BrokenTransactionManager => Self::Unavailable(error.to_string()),
            _ => Self::Query(error),
        }
    }
}

/// Diesel has no kind for a server that is going down or a socket that broke; the text is all there is.
fn is_shutdown(message: &str) -> bool {
    [
        "connection closed",
        "terminating connection",
        "the database system is",
        "error communicating with the server",
    ]
    .iter()
    .any(|known| message.contains(known))
}
