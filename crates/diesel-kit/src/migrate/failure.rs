//! A script that the server refused: which statement, why, and what is left of it.

use serde::Serialize;
use tokio_postgres::error::{ErrorPosition, SqlState};
use tokio_postgres::{Client, Error};

use super::Applied;
use crate::error::in_words;
use crate::script::{Direction, Script};
use crate::sql::split::statements;
use crate::sql::token::{Kind, Token, tokens};

/// Longer statements are cut in messages.
const SHOWN: usize = 300;

/// Why a migration could not be applied or reverted.
#[derive(Debug, Serialize)]
pub struct Failure {
    /// `2026-11-21-101500_add_due_dates`
    pub migration: String,
    /// `up.sql` or `down.sql`
    pub file: &'static str,
    /// Counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The statement that was refused; nothing if that was the end of the transaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// What the server said.
    pub reason: String,
    /// What else is known.
    pub notes: Vec<String>,
    /// What was done before, and stays.
    pub applied: Vec<Applied>,
}

/// What the server said to a script.
#[derive(Debug)]
pub(super) struct Refused {
    /// How many statements had come to their end.
    pub(super) done: usize,
    pub(super) error: Error,
}

impl Refused {
    pub(super) fn at_the_end(error: Error) -> Self {
        Self {
            done: usize::MAX,
            error,
        }
    }

    /// Somebody was in the way, and it may go well the next time.
    pub(super) fn is_passing(&self) -> bool {
        let passing = [
            SqlState::LOCK_NOT_AVAILABLE,
            SqlState::T_R_DEADLOCK_DETECTED,
        ];
        self.error.code().is_some_and(|code| passing.contains(code))
    }
}

impl Failure {
    pub(super) async fn new(
        client: &Client,
        script: &Script,
        direction: Direction,
        refused: &Refused,
    ) -> Self {
        let sql = script.sql(direction);
        let place = place(sql, refused);
        let statement = place.map(|(_, statement)| statement);
        let mut notes = Vec::new();
        if let Some(told) = refused.error.as_db_error() {
            let more = [told.detail(), told.hint(), told.where_()];
            notes.extend(more.into_iter().flatten().map(str::to_owned));
            if refused.is_passing() {
                notes.extend(in_the_way(client, statement.unwrap_or(sql)).await);
            }
        }
        Self {
            migration: script.name().to_owned(),
            file: direction.file(),
            line: place.map(|(line, _)| line),
            statement: statement.map(shortened),
            reason: in_words(&refused.error),
            notes,
            applied: Vec::new(),
        }
    }
}

/// Line and text of the statement: by the server's own mark, or by how many had ended before it.
fn place<'a>(sql: &'a str, refused: &Refused) -> Option<(usize, &'a str)> {
    let statements = statements(sql);
    let position = refused.error.as_db_error().and_then(|told| told.position());
    let (statement, at) = if let Some(ErrorPosition::Original(letter)) = position {
        let letter = usize::try_from(*letter).ok()?.checked_sub(1)?;
        let at = sql
            .char_indices()
            .nth(letter)
            .map_or(sql.len(), |(at, _)| at);
        let before = statements.iter().rev().find(|one| one.start <= at);
        (before?, at)
    } else {
        let statement = statements.get(refused.done)?;
        (statement, statement.start)
    };
    let line = 1 + sql.get(..at)?.matches('\n').count();
    Some((line, statement.text))
}

fn shortened(statement: &str) -> String {
    match statement.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} …", statement.get(..end).unwrap_or_default()),
        None => statement.to_owned(),
    }
}

/// Who uses the tables that the statement names. Best effort: it may have ended in the meantime.
async fn in_the_way(client: &Client, statement: &str) -> Vec<String> {
    let names: Vec<String> = tokens(statement)
        .iter()
        .filter(|token| token.kind == Kind::Name)
        .map(Token::name)
        .collect();
    let rows = client
        .query(
            "SELECT DISTINCT format('%s is in use by process %s (%s), in a transaction since %s', \
                 relation::regclass, pid, coalesce(nullif(application_name, ''), 'an unnamed program'), \
                 coalesce(date_trunc('second', xact_start)::text, 'an unknown time')) \
             FROM pg_locks JOIN pg_stat_activity USING (pid) \
             JOIN pg_class ON pg_class.oid = relation \
             WHERE granted AND pid <> pg_backend_pid() AND relname = ANY ($1) \
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            &[&names],
        )
        .await;
    let rows = rows.unwrap_or_default();
    rows.iter().filter_map(|row| row.try_get(0).ok()).collect()
}

impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.migration, self.file)?;
        if let Some(line) = self.line {
            write!(formatter, ", line {line}")?;
        }
        write!(formatter, ": {}", self.reason)?;
        for more in self.statement.iter().chain(&self.notes) {
            write!(formatter, "\n  {}", more.replace('\n', "\n  "))?;
        }
        if self.applied.is_empty() {
            return Ok(());
        }
        let names = self.applied.iter().map(|applied| applied.name.as_str());
        let names: Vec<&str> = names.collect();
        write!(
            formatter,
            "\n  done before it, and staying: {}",
            names.join(", ")
        )
    }
}
