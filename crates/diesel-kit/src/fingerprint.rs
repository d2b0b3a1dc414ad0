//! What PostgreSQL made of a schema, line by line.

mod words;

use std::collections::BTreeSet;

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Text;
use diesel_async::{
    AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection, TransactionManager,
};

#[cfg(feature = "cli")]
pub(crate) use words::Sides;

use crate::error::Error;

/// The lines of the whole database. Two databases with equal lines have the same schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(BTreeSet<Line>);

/// One thing in the catalog. Ordered by what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    /// The table it is a part of, or the thing itself.
    parent: String,
    kind: String,
    /// Its name within the table; empty for the table itself.
    name: String,
    definition: String,
}

/// The query for all lines: kind, parent, name, definition. It stays prepared, because PostgreSQL
/// takes ten times as long to plan it as to run it.
#[derive(QueryId)]
struct Catalog;

impl QueryFragment<Pg> for Catalog {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(include_str!("fingerprint.sql"));
        Ok(())
    }
}

impl Query for Catalog {
    type SqlType = (Text, Text, Text, Text);
}

impl Fingerprint {
    /// Reads the catalog; needs no right but to connect, and changes nothing.
    pub async fn of(conn: &mut AsyncPgConnection) -> Result<Self, Error> {
        type Manager = <AsyncPgConnection as AsyncConnection>::TransactionManager;
        let failed = || Error::database("reading the catalog");
        Manager::begin_transaction(conn).await.map_err(failed())?;
        let lines = read(conn).await;
        // Rolled back, so that the setting for the query ends with it, also inside of a transaction.
        Manager::rollback_transaction(conn)
            .await
            .map_err(failed())?;
        Ok(Self(lines.map_err(failed())?.into_iter().collect()))
    }

    /// As text, one per thing in the catalog; a definition may have several lines of its own.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(Line::to_string)
    }

    /// The lines that only one of two has: `- ` for this one, `+ ` for the other.
    pub fn difference(&self, other: &Self) -> Vec<String> {
        let here = self.0.difference(&other.0).map(|line| format!("- {line}"));
        let there = other.0.difference(&self.0).map(|line| format!("+ {line}"));
        here.chain(there).collect()
    }

    #[cfg(feature = "cli")]
    pub(crate) fn has_privileges(&self) -> bool {
        self.0.iter().any(Line::is_privilege)
    }

    #[cfg(feature = "cli")]
    pub(crate) fn forget_privileges(&mut self) {
        self.0.retain(|line| !line.is_privilege());
    }
}

impl Line {
    #[cfg(feature = "cli")]
    fn is_privilege(&self) -> bool {
        matches!(self.kind.as_str(), "privilege" | "default privileges")
    }
}

/// PostgreSQL leaves out the schemas in the search path where it prints names: it has to be the same
/// for everybody.
async fn read(conn: &mut AsyncPgConnection) -> QueryResult<Vec<Line>> {
    conn.batch_execute("SET LOCAL search_path = ''").await?;
    let lines: Vec<(String, String, String, String)> = Catalog.load(conn).await?;
    let line = |(kind, parent, name, definition)| Line {
        parent,
        kind,
        name,
        definition,
    };
    Ok(lines.into_iter().map(line).collect())
}

impl std::fmt::Display for Line {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = [&self.kind, &self.parent, &self.name];
        let names: Vec<&str> = names
            .into_iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty())
            .collect();
        formatter.write_str(&names.join(" "))?;
        if !self.definition.is_empty() {
            write!(formatter, ": {}", self.definition)?;
        }
        Ok(())
    }
}
