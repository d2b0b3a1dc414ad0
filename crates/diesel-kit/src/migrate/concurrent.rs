//! Indexes that are built or dropped without stopping anybody, and what is left when that is
//! interrupted.
//!
//! Such a statement cannot share a transaction with the note that it was done. A migrator that dies
//! between the two leaves a finished index and no note; one that dies earlier, an index that is INVALID
//! and keeps its name taken. So an attempt is noted before it begins, and only if the database is not
//! as the statement would leave it. If that note is found later, nobody else holds the lock any more,
//! and the database is as the statement leaves it, then the statement had come to its end.

use tokio_postgres::Client;

use crate::error::{Error, server};
use crate::sql::name::name;
use crate::sql::split::statements;
use crate::sql::token::{Kind, Token, tokens};

/// A statement that is the only one of its script.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Concurrent {
    /// The name of the index, and the table as it is written.
    Build { index: String, table: String },
    /// The index as it is written.
    Drop { index: String },
}

impl Concurrent {
    /// Recognises `CREATE INDEX CONCURRENTLY` and `DROP INDEX CONCURRENTLY`.
    pub(super) fn of(script: &str) -> Option<Self> {
        let statements = statements(script);
        let [statement] = statements.as_slice() else {
            return None;
        };
        let mut tokens = tokens(statement.text);
        tokens.retain(|token| !matches!(token.kind, Kind::Space | Kind::Comment));
        let mut words = Words(&tokens);
        if words.skip(&["drop", "index", "concurrently"]) {
            words.skip(&["if", "exists"]);
            return words.qualified().map(|index| Self::Drop { index });
        }
        let builds = words.skip(&["create", "index", "concurrently"])
            || words.skip(&["create", "unique", "index", "concurrently"]);
        if !builds {
            return None;
        }
        words.skip(&["if", "not", "exists"]);
        let index = words.name()?.name();
        let on_table = words.skip(&["on", "only"]) || words.skip(&["on"]);
        let table = words.qualified().filter(|_| on_table)?;
        Some(Self::Build { index, table })
    }

    /// Whether the database is as the statement leaves it.
    pub(super) async fn is_reached(&self, client: &Client) -> Result<bool, Error> {
        let row = match self {
            Self::Build { index, table } => {
                let sql = format!("SELECT EXISTS (SELECT {INDEX} AND indisvalid)");
                client.query_one(&sql, &[table, index]).await
            }
            Self::Drop { index } => {
                let sql = "SELECT to_regclass($1) IS NULL";
                client.query_one(sql, &[index]).await
            }
        };
        let row = row.map_err(server(CONTEXT))?;
        row.try_get(0).map_err(server(CONTEXT))
    }

    /// Frees the name that a failed build keeps taken.
    pub(super) async fn drop_invalid(&self, client: &Client) -> Result<(), Error> {
        let Self::Build { index, table } = self else {
            return Ok(());
        };
        let sql = format!("SELECT nspname::text {INDEX} AND NOT indisvalid");
        let found = client.query_opt(&sql, &[table, index]).await;
        if let Some(row) = found.map_err(server(CONTEXT))? {
            let schema: String = row.try_get(0).map_err(server(CONTEXT))?;
            let sql = format!("DROP INDEX CONCURRENTLY {}.{}", name(&schema), name(index));
            client
                .batch_execute(&sql)
                .await
                .map_err(server("dropping the index that a failed attempt has left"))?;
        }
        Ok(())
    }
}

const CONTEXT: &str = "looking for what an earlier attempt has left";

/// The index `$2` of the table `$1`.
const INDEX: &str = "FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid \
    JOIN pg_namespace ON pg_namespace.oid = relnamespace \
    WHERE indrelid = to_regclass($1) AND relname = $2";

/// What is left of a statement.
struct Words<'a>(&'a [Token<'a>]);

impl<'a> Words<'a> {
    /// Steps over key words, if they are what follows.
    fn skip(&mut self, words: &[&str]) -> bool {
        let Some((head, tail)) = self.0.split_at_checked(words.len()) else {
            return false;
        };
        let fits = head.iter().zip(words).all(|(token, word)| token.is(word));
        if fits {
            self.0 = tail;
        }
        fits
    }

    fn next(&mut self) -> Option<Token<'a>> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn name(&mut self) -> Option<Token<'a>> {
        self.next().filter(|token| token.kind == Kind::Name)
    }

    /// `name` or `schema.name`, as written.
    fn qualified(&mut self) -> Option<String> {
        let mut written = self.name()?.text.to_owned();
        while self.0.first().is_some_and(|token| token.text == ".") {
            self.next();
            written = format!("{written}.{}", self.name()?.text);
        }
        Some(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_and_drops_are_recognised() {
        let build = |index: &str, table: &str| {
            Some(Concurrent::Build {
                index: index.to_owned(),
                table: table.to_owned(),
            })
        };
        for (script, expected) in [
            (
                "-- locks\nCREATE INDEX CONCURRENTLY a_idx ON a (id);\n",
                build("a_idx", "a"),
            ),
            (
                "create unique index concurrently if not exists \"A\" on only app.\"B c\"(id)",
                build("A", "app.\"B c\""),
            ),
            (
                "DROP INDEX CONCURRENTLY IF EXISTS app.a_idx",
                Some(Concurrent::Drop {
                    index: "app.a_idx".to_owned(),
                }),
            ),
            ("CREATE INDEX a_idx ON a (id)", None),
            ("CREATE INDEX CONCURRENTLY ON a (id)", None),
            ("DROP INDEX CONCURRENTLY a; DROP INDEX CONCURRENTLY b", None),
        ] {
            assert_eq!(Concurrent::of(script), expected, "{script}");
        }
    }
}
