//! Writing the rows.

use std::io::Cursor;
use std::pin::pin;

use futures_util::SinkExt;
use tokio_postgres::Transaction;
use tokio_postgres::error::SqlState;

use super::fill::{AllRows, Row};
use super::plan::{ColumnPlan, Source, TablePlan};
use crate::error::{Error, in_words};
use crate::model::Column;
use crate::sql::name::{literal, name, names};

/// What stands in columns that are set when the row changes, until their value is written: the trigger
/// leaves only values alone that are new.
const UNTOUCHED: &str = "epoch";

/// Tables in their order, then what had to wait, then the sequences.
pub(super) async fn write(
    transaction: &Transaction<'_>,
    plans: &[TablePlan<'_>],
    rows: &AllRows,
) -> Result<(), Error> {
    let rows_of = |plan: &TablePlan| rows.get(plan.name).map_or(&[][..], |made| &made.rows);
    let deferred = transaction.batch_execute("SET CONSTRAINTS ALL DEFERRED");
    deferred
        .await
        .map_err(refused("deferring the constraints"))?;
    for plan in plans {
        copy(transaction, plan, rows_of(plan)).await?;
    }
    for plan in plans {
        follow(transaction, plan, rows_of(plan)).await?;
    }
    for plan in plans {
        advance(transaction, plan, rows_of(plan)).await?;
    }
    // Here their names are told, at the end of the transaction nobody knows which table it was.
    let checked = transaction.batch_execute("SET CONSTRAINTS ALL IMMEDIATE");
    checked.await.map_err(refused("the rows"))
}

/// Whether the value is written when all tables have their rows.
fn follows(plan: &TablePlan, column: &ColumnPlan) -> bool {
    let mut waiting = plan.keys.iter().filter(|key| key.later && !key.deferrable);
    if column.column.touched {
        return waiting.next().is_some();
    }
    waiting.any(|key| key.decided().any(|name| *name == column.column.name))
}

async fn copy(
    transaction: &Transaction<'_>,
    plan: &TablePlan<'_>,
    rows: &[Row],
) -> Result<(), Error> {
    let columns: Vec<&str> = columns(plan).collect();
    let follows: Vec<bool> = plan
        .columns
        .iter()
        .map(|column| follows(plan, column))
        .collect();
    let mut text = String::new();
    for row in rows {
        let values = row.iter().zip(&follows).zip(&plan.columns);
        let values = values.map(|((value, follows), column)| match value {
            Some(_) if *follows && column.column.touched => UNTOUCHED.to_owned(),
            Some(value) if !follows => escaped(value),
            _ => "\\N".to_owned(),
        });
        text.push_str(&values.collect::<Vec<_>>().join("\t"));
        text.push('\n');
    }
    let sql = format!("COPY {} ({}) FROM STDIN", plan.name, names(&columns));
    let path = plan.name.path();
    let sink = transaction.copy_in::<_, Cursor<Vec<u8>>>(&sql).await;
    let mut sink = pin!(sink.map_err(refused(&path))?);
    let sent = sink.send(Cursor::new(text.into_bytes())).await;
    sent.map_err(refused(&path))?;
    sink.finish().await.map_err(refused(&path))?;
    Ok(())
}

fn columns<'a>(plan: &'a TablePlan) -> impl Iterator<Item = &'a str> {
    plan.columns
        .iter()
        .map(|column| column.column.name.as_str())
}

/// A value as COPY reads it.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '\\' => text.push_str("\\\\"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            other => text.push(other),
        }
    }
    text
}

/// The values that had to wait, row by row found by the primary key.
async fn follow(
    transaction: &Transaction<'_>,
    plan: &TablePlan<'_>,
    rows: &[Row],
) -> Result<(), Error> {
    let key = &plan.table.primary_key.columns;
    let is_key = |column: &ColumnPlan| key.contains(&column.column.name);
    let columns = plan.columns.iter().enumerate();
    let (set, _): (Vec<_>, Vec<_>) = columns.partition(|(_, column)| follows(plan, column));
    if set.is_empty() {
        return Ok(());
    }
    let columns = plan.columns.iter().enumerate();
    let found_by: Vec<_> = columns.filter(|(_, column)| is_key(column)).collect();
    let used = || set.iter().chain(&found_by);
    let lists = used().map(|(at, _)| {
        let values = rows.iter().map(|row| row.get(*at)?.as_deref());
        values.collect::<Vec<Option<&str>>>()
    });
    let parameters: Vec<String> = (1..=used().count())
        .map(|at| format!("${at}::text[]"))
        .collect();
    let given: Vec<String> = used().map(|(at, _)| format!("v{at}")).collect();
    let equal = |(at, column): &(usize, &ColumnPlan)| {
        let Column {
            name: column,
            sql_type,
            ..
        } = column.column;
        format!("{} = given.v{at}::{sql_type}", name(column))
    };
    let set: Vec<String> = set.iter().map(equal).collect();
    let found_by: Vec<String> = found_by
        .iter()
        .map(|one| format!("target.{}", equal(one)))
        .collect();
    let sql = format!(
        "UPDATE {} AS target SET {} FROM unnest({}) AS given({}) WHERE {}",
        plan.name,
        set.join(", "),
        parameters.join(", "),
        given.join(", "),
        found_by.join(" AND "),
    );
    let done = transaction
        .execute_raw(&sql, lists.collect::<Vec<_>>())
        .await;
    done.map_err(refused(&plan.name.path()))?;
    Ok(())
}

/// The next number is one that no row has.
async fn advance(
    transaction: &Transaction<'_>,
    plan: &TablePlan<'_>,
    rows: &[Row],
) -> Result<(), Error> {
    for (at, column) in plan.columns.iter().enumerate() {
        let Source::Sequence { regclass, .. } = &column.source else {
            continue;
        };
        let last = rows
            .last()
            .and_then(|row| row.get(at))
            .and_then(Option::as_deref);
        if let Some(last) = last {
            let sql = format!("SELECT setval({regclass}, {}::bigint)", literal(last));
            let done = transaction.batch_execute(&sql).await;
            done.map_err(refused(&plan.name.path()))?;
        }
    }
    Ok(())
}

/// What the server said about a table, and what to do about it.
pub(super) fn refused(place: &str) -> impl FnOnce(tokio_postgres::Error) -> Error {
    let place = place.to_owned();
    move |error| {
        let Some(told) = error.as_db_error() else {
            return Error::Seed(format!("{place}: {}", in_words(&error)));
        };
        let constraint = told.constraint().unwrap_or_default();
        let detail = told.where_().or(told.detail()).unwrap_or_default();
        let advice = match *told.code() {
            SqlState::CHECK_VIOLATION | SqlState::EXCLUSION_VIOLATION => {
                format!("name generators whose values {constraint} admits with Seed::column")
            }
            // The model knows no such key, or it would have been met.
            SqlState::UNIQUE_VIOLATION => format!("{detail}; name a generator that is `numbered`"),
            SqlState::FOREIGN_KEY_VIOLATION => {
                let detail = told.detail().unwrap_or_default();
                format!("{detail} Declare it with Seed::relation")
            }
            SqlState::UNDEFINED_TABLE | SqlState::UNDEFINED_COLUMN | SqlState::UNDEFINED_OBJECT => {
                "give the database the schema of the code first: `migrate` or `push`".to_owned()
            }
            _ => detail.to_owned(),
        };
        let advice = if advice.is_empty() {
            advice
        } else {
            format!(" ({advice})")
        };
        Error::Seed(format!(
            "{place}: {}{advice}; nothing was changed",
            told.message()
        ))
    }
}
