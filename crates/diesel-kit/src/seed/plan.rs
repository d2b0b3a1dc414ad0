//! What is done for each table, before any row is made.

use std::collections::BTreeSet;

use super::amount::{Amount, Quantity};
use super::check::{Rule, rules, within};
use super::guess::{Recipe, Types};
use super::key::Key;
use super::order::ordered;
use super::unique::Unique;
use super::{Seed, VERSION, path_of};
use crate::error::Error;
use crate::model::{Column, Model, ObjectName, ResolvedOptions, Table};
use crate::sql::expression::mentions;
use crate::sql::sequence::Numbers;

/// A table that gets rows.
pub(super) struct TablePlan<'a> {
    pub(super) name: &'a ObjectName,
    pub(super) table: &'a Table,
    /// Those that are written. PostgreSQL sees to the others.
    pub(super) columns: Vec<ColumnPlan<'a>>,
    pub(super) keys: Vec<Key>,
    pub(super) uniques: Vec<Unique>,
    /// Without a meaning when a key says how many rows each parent has.
    pub(super) count: Quantity,
}

pub(super) struct ColumnPlan<'a> {
    pub(super) column: &'a Column,
    pub(super) source: Source,
}

/// Where the values of a column come from.
#[derive(Debug)]
pub(super) enum Source {
    Recipe(Recipe),
    /// Numbered as the sequence does it, which goes on behind them.
    Sequence {
        options: ResolvedOptions,
        regclass: String,
    },
    /// The row that a key refers to.
    Key,
}

impl TablePlan<'_> {
    pub(super) fn position(&self, column: &str) -> Option<usize> {
        let mut columns = self.columns.iter();
        columns.position(|plan| plan.column.name == column)
    }
}

/// The tables that get rows, parents first.
pub(super) fn plan<'a>(types: &'a Types, seed: &Seed) -> Result<Vec<TablePlan<'a>>, Error> {
    let model = types.model;
    refuse_unknown(model, seed)?;
    let tables = model.tables.iter().filter(|(_, table)| !table.existing);
    let mut plans = Vec::new();
    for (name, table) in tables {
        let count = match seed.amounts.get(&name.path()) {
            Some(Amount::Rows(count) | Amount::Per { count, .. }) => count,
            None => &seed.others,
        };
        if !count.is_zero() {
            plans.push(of_table(name, table, types, seed, count.clone())?);
        }
    }
    ordered(plans)
}

fn of_table<'a>(
    name: &'a ObjectName,
    table: &'a Table,
    types: &Types,
    seed: &Seed,
    count: Quantity,
) -> Result<TablePlan<'a>, Error> {
    let mut keys = Key::all(table, seed);
    // PostgreSQL computes what such a key is about.
    keys.retain(|key| {
        key.columns
            .iter()
            .all(|column| !is_generated(table, column))
    });
    if let Some(Amount::Per { key, .. }) = seed.amounts.get(&name.path())
        && !keys.iter().any(|key| key.per.is_some())
    {
        let path = path_of(name, key);
        return Err(Error::Usage(format!(
            "{path} belongs to no key to another table: give {} a number of rows instead, or declare a relation",
            name.path()
        )));
    }
    decide(&mut keys, |column| {
        seed.generators.contains_key(&path_of(name, column))
    });
    let uniques = Unique::all(table);
    let mut columns = Vec::new();
    for column in &table.columns {
        let by_key = keys
            .iter()
            .any(|key| key.decided().any(|one| *one == column.name));
        let source = match seed.generators.get(&path_of(name, &column.name)) {
            _ if column.generated.is_some() => None,
            Some(generator) => Some(Source::Recipe(types.named(column, &generator.0))),
            None if by_key => Some(Source::Key),
            None => source(table, column, types, &uniques)?,
        };
        columns.extend(source.map(|source| ColumnPlan { column, source }));
    }
    let mut plan = TablePlan {
        name,
        table,
        columns,
        keys,
        uniques: Vec::new(),
        count,
    };
    let is_known = |one: &Unique| one.columns.iter().all(|name| plan.position(name).is_some());
    plan.uniques = uniques.into_iter().filter(is_known).collect();
    Ok(plan)
}

fn is_generated(table: &Table, column: &str) -> bool {
    let column = table.find(column);
    column.is_some_and(|column| column.generated.is_some())
}

/// Each column is decided by the first key that it belongs to, unless it has a generator of its own.
fn decide(keys: &mut [Key], is_named: impl Fn(&str) -> bool) {
    let mut taken = BTreeSet::new();
    for key in keys {
        let columns = key.columns.iter();
        key.decides = columns
            .map(|column| !is_named(column) && taken.insert(column.clone()))
            .collect();
    }
}

/// Nothing for what PostgreSQL sees to.
fn source(
    table: &Table,
    column: &Column,
    types: &Types,
    uniques: &[Unique],
) -> Result<Option<Source>, Error> {
    if let Some((options, regclass)) = sequence(table.name(), column, types.model) {
        return Ok(Some(Source::Sequence { options, regclass }));
    }
    let checks = table.checks.iter().map(|check| &check.expression);
    let checks: Vec<&String> = checks
        .filter(|check| mentions(check, &column.name))
        .collect();
    let known: Option<Vec<Vec<(String, Rule)>>> = checks.iter().map(|check| rules(check)).collect();
    let alone = uniques.iter().any(|one| one.is_alone(&column.name));
    let shared = uniques.iter().any(|one| one.columns.contains(&column.name));
    // A constant tells more than a guess where there is something to be met, or an inner structure
    // that only the program knows.
    let is_json = column.sql_type.starts_with("json");
    if is_constant(column) && !shared && (known.is_none() || is_json) {
        return Ok(None);
    }
    let Some(mut recipe) = types.guess(table.name(), column, (alone, shared)) else {
        return left_out(table.name(), column);
    };
    let rules = known.into_iter().flatten().flatten();
    for (_, rule) in rules.filter(|(name, _)| *name == column.name) {
        recipe.generator = within(recipe.generator, &rule);
    }
    Ok(Some(Source::Recipe(recipe)))
}

/// Whether the default is a literal, but for a cast.
fn is_constant(column: &Column) -> bool {
    let default = column.default.as_deref().unwrap_or_default();
    let is_number = |text: &str| text.starts_with(|letter: char| letter.is_ascii_digit());
    let starts_well = default.starts_with('\'')
        || is_number(default.trim_start_matches('-'))
        || matches!(default, "true" | "false");
    starts_well && !default.contains('(')
}

fn left_out(table: &ObjectName, column: &Column) -> Result<Option<Source>, Error> {
    if column.nullable || column.default.is_some() {
        return Ok(None);
    }
    let path = path_of(table, &column.name);
    Err(Error::Usage(format!(
        "{path} is of type {}, whose values cannot be guessed: name its generator with Seed::column",
        column.sql_type
    )))
}

/// The sequence that numbers the column, and how SQL speaks of it.
fn sequence(
    table: &ObjectName,
    column: &Column,
    model: &Model,
) -> Option<(ResolvedOptions, String)> {
    let own = || Numbers::Of(table, &column.name).regclass();
    if let Some(identity) = &column.identity {
        return Some((identity.options.resolved(&column.sql_type), own()));
    }
    if column.serial {
        let options = crate::model::SequenceOptions::default();
        return Some((options.resolved(&column.sql_type), own()));
    }
    let call = column.default.as_ref()?.strip_prefix("nextval('")?;
    let (name, _) = call.split_once('\'')?;
    let name: ObjectName = name.parse().ok()?;
    let sequence = model.sequences.get(&name)?;
    let options = sequence.options.resolved(sequence.integer_type());
    Some((options, Numbers::Named(&name).regclass()))
}

/// What is said about something that is not there is a mistake.
fn refuse_unknown(model: &Model, seed: &Seed) -> Result<(), Error> {
    if seed.version == 0 || seed.version > VERSION {
        return Err(Error::Usage(format!(
            "there is no version {} of the generators: the newest is {VERSION}",
            seed.version
        )));
    }
    let tables = model.tables.iter();
    let columns = tables.flat_map(|(name, table)| {
        let columns = table.columns.iter();
        columns.map(|column| path_of(name, &column.name))
    });
    let columns: BTreeSet<String> = columns.collect();
    let relations = seed.relations.iter();
    let named = relations.flat_map(|(column, referenced)| [column, referenced]);
    let mut named = named.chain(seed.generators.keys());
    if let Some(column) = named.find(|column| !columns.contains(*column)) {
        return Err(Error::Usage(format!("the seed knows no column {column}")));
    }
    let tables: BTreeSet<String> = model.tables.keys().map(ObjectName::path).collect();
    match seed.amounts.keys().find(|table| !tables.contains(*table)) {
        Some(table) => Err(Error::Usage(format!("the seed knows no table {table}"))),
        None => Ok(()),
    }
}
