//! What PostgreSQL made of a schema, line by line.

use std::collections::BTreeSet;

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::error::Error;

/// The lines of the whole database. Two databases with equal lines have the same schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(BTreeSet<String>);

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Fingerprint {
    pub async fn of(conn: &mut AsyncPgConnection) -> Result<Self, Error> {
        let lines: Vec<Line> = diesel::sql_query(include_str!("fingerprint.sql"))
            .load(conn)
            .await
            .map_err(Error::database("reading the catalog"))?;
        Ok(Self(lines.into_iter().map(|line| line.line).collect()))
    }

    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The lines that only one of two has: `- ` for this one, `+ ` for the other.
    pub fn difference(&self, other: &Self) -> Vec<String> {
        let here = self.0.difference(&other.0).map(|line| format!("- {line}"));
        let there = other.0.difference(&self.0).map(|line| format!("+ {line}"));
        here.chain(there).collect()
    }
}
