//! From an empty database to a filled one, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use tokio_postgres::{Client, SimpleQueryMessage, Transaction};

use super::Seed;
use super::fill::{AllRows, Row, Rows, fill};
use super::guess::Types;
use super::plan::{TablePlan, plan};
use super::write::{refused, write};
use crate::error::Error;
use crate::model::{Model, ObjectName};
use crate::sql::name::name;

/// A table and how many rows it got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Filled {
    pub(crate) table: String,
    pub(crate) rows: usize,
}

/// The tables that a reset empties: all that the code has, as SQL names them.
pub(crate) fn tables(model: &Model) -> Vec<String> {
    let tables = model.tables.iter().filter(|(_, table)| !table.existing);
    let given = model
        .objects
        .keys()
        .filter_map(|name| name.strip_prefix("table "));
    let names = tables.map(|(name, _)| name.to_string());
    names.chain(given.map(str::to_owned)).collect()
}

/// Fills the tables of the model. Those that are to be filled have to be empty; with `reset` all of them
/// are emptied first. It is done as a whole, or not at all.
pub(crate) async fn run(
    client: &mut Client,
    model: &Model,
    seed: &Seed,
    reset: bool,
) -> Result<Vec<Filled>, Error> {
    let types = Types {
        model,
        domains: domains(client).await?,
    };
    let plans = plan(&types, seed)?;
    let transaction = client.transaction().await.map_err(refused("starting"))?;
    if reset {
        empty(&transaction, model).await?;
    } else {
        refuse_rows(&transaction, &plans).await?;
    }
    let mut rows = known(&transaction, &plans).await?;
    fill(&plans, seed.number, &mut rows)?;
    write(&transaction, &plans, &rows).await?;
    transaction.commit().await.map_err(refused("the end"))?;
    let filled = plans.iter().map(|plan| Filled {
        table: plan.name.path(),
        rows: rows.get(plan.name).map_or(0, |made| made.rows.len()),
    });
    Ok(filled.collect())
}

/// All in one statement: the order of the keys does not matter then.
async fn empty(transaction: &Transaction<'_>, model: &Model) -> Result<(), Error> {
    let tables = tables(model);
    if tables.is_empty() {
        return Ok(());
    }
    let sql = format!("TRUNCATE {} RESTART IDENTITY", tables.join(", "));
    let done = transaction.batch_execute(&sql).await;
    done.map_err(refused("emptying the tables"))
}

async fn refuse_rows(transaction: &Transaction<'_>, plans: &[TablePlan<'_>]) -> Result<(), Error> {
    let mut full = Vec::new();
    for plan in plans {
        let sql = format!("SELECT FROM {} LIMIT 1", plan.name);
        let rows = transaction.query(&sql, &[]).await;
        if !rows.map_err(refused(&plan.name.path()))?.is_empty() {
            full.push(plan.name.path());
        }
    }
    if full.is_empty() {
        return Ok(());
    }
    Err(Error::Seed(format!(
        "there are rows in {}; nothing was changed. `seed --reset` empties all tables first",
        full.join(", ")
    )))
}

/// What the domains of the database are made of, by their names in SQL.
async fn domains(client: &Client) -> Result<BTreeMap<String, String>, Error> {
    let sql = "SELECT nspname::text, typname::text, format_type(typbasetype, typtypmod) \
               FROM pg_type JOIN pg_namespace ON pg_namespace.oid = typnamespace \
               WHERE typtype = 'd' AND nspname <> 'information_schema'";
    let rows = client.query(sql, &[]).await;
    let rows = rows.map_err(refused("reading the domains"))?;
    let domains = rows.iter().map(|row| {
        let (schema, domain): (&str, &str) = (row.get(0), row.get(1));
        let domain = ObjectName::new(domain).in_schema(schema);
        (domain.to_string(), row.get(2))
    });
    Ok(domains.collect())
}

/// The rows that can be referred to in tables that get none.
async fn known(transaction: &Transaction<'_>, plans: &[TablePlan<'_>]) -> Result<AllRows, Error> {
    let is_filled = |table: &ObjectName| plans.iter().any(|plan| plan.name == table);
    let mut columns: BTreeMap<&ObjectName, BTreeSet<&String>> = BTreeMap::new();
    for key in plans.iter().flat_map(|plan| &plan.keys) {
        if !is_filled(&key.parent) {
            columns
                .entry(&key.parent)
                .or_default()
                .extend(&key.referenced);
        }
    }
    let mut known = AllRows::new();
    for (table, columns) in columns {
        let list: Vec<String> = columns.iter().map(|column| name(column)).collect();
        let list = list.join(", ");
        let sql = format!("SELECT {list} FROM {table} ORDER BY {list} LIMIT 1000");
        let answer = transaction.simple_query(&sql).await;
        let answer = answer.map_err(refused(&table.path()))?;
        let rows = answer.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let values = |row: &tokio_postgres::SimpleQueryRow| -> Row {
            (0..row.len())
                .map(|at| row.get(at).map(str::to_owned))
                .collect()
        };
        let rows = Rows {
            rows: rows.map(values).collect(),
            columns: columns.into_iter().cloned().collect(),
        };
        known.insert(table.clone(), rows);
    }
    Ok(known)
}
