//! Renames: what they do to a model, and the statements for them.

use serde::{Deserialize, Serialize};

use crate::hazard::{Hazard, Phase, Step};
use crate::model::{Model, Table};
use crate::sql::expression;
use crate::sql::name::{literal, name};
use crate::sql::statement::{alter_table, drop_touch_trigger};

/// One rename. Parts of a name are joined by a dot: `users.full_name`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    pub kind: Kind,
    pub from: String,
    pub to: String,
}

/// What can be renamed, in the order in which renames are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Enum,
    EnumValue,
    Table,
    Column,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Enum => "enum",
            Self::EnumValue => "enum value",
            Self::Table => "table",
            Self::Column => "column",
        }
    }
}

impl Rename {
    pub fn new(kind: Kind, from: impl Into<String>, to: impl Into<String>) -> Self {
        Self {
            kind,
            from: from.into(),
            to: to.into(),
        }
    }
}

/// The renames that undo these.
pub(crate) fn reversed(renames: &[Rename]) -> Vec<Rename> {
    let swap = |rename: &Rename| Rename::new(rename.kind, &rename.to, &rename.from);
    renames.iter().map(swap).collect()
}

/// The model under its new names, and the statements that make it so. Constraints and indexes keep
/// their names here; the comparison that follows finds out which of them want another one.
pub(crate) fn apply(model: &Model, renames: &[Rename]) -> (Model, Vec<Step>) {
    let mut model = model.clone();
    let mut steps = Vec::new();
    release_triggers(&mut model, renames, &mut steps);
    for rename in &in_free_order(renames) {
        let (from, to) = (rename.from.as_str(), rename.to.as_str());
        let sql = match rename.kind {
            Kind::Enum => rename_enum(&mut model, from, to),
            Kind::EnumValue => rename_value(&mut model, from, to),
            Kind::Table => rename_table(&mut model, from, to),
            Kind::Column => rename_column(&mut model, from, to),
        };
        let reason = format!("code that knows {from} fails from here on");
        steps.push(Step::new(Phase::Rename, sql).hazards(&[Hazard::RunningCode], reason));
    }
    (model, steps)
}

/// By kind, and so that no new name is still taken by something that will be renamed later.
fn in_free_order(renames: &[Rename]) -> Vec<Rename> {
    let mut waiting = renames.to_vec();
    waiting.sort();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let kind = waiting.first().map(|first| first.kind);
        let is_free = |rename: &Rename| waiting.iter().all(|other| other.from != rename.to);
        let free = |rename: &Rename| Some(rename.kind) == kind && is_free(rename);
        // Two that exchange their names have no free order; PostgreSQL will refuse the first.
        let at = waiting.iter().position(free).unwrap_or_default();
        ordered.push(waiting.remove(at));
    }
    ordered
}

/// The name of a touch trigger contains table and column: it is dropped before they are renamed,
/// and made again by the comparison.
fn release_triggers(model: &mut Model, renames: &[Rename], steps: &mut Vec<Step>) {
    let is_renamed = |kind: Kind, from: &str| {
        let mut renames = renames.iter();
        renames.any(|rename| rename.kind == kind && rename.from == from)
    };
    for (table_name, table) in &mut model.tables {
        for column in table.columns.iter_mut().filter(|column| column.touched) {
            let path = format!("{table_name}.{}", column.name);
            if is_renamed(Kind::Table, table_name) || is_renamed(Kind::Column, &path) {
                column.touched = false;
                let sql = drop_touch_trigger(table_name, &column.name);
                steps.push(Step::new(Phase::Rename, sql));
            }
        }
    }
}

fn rename_enum(model: &mut Model, from: &str, to: &str) -> String {
    if let Some(definition) = model.enums.remove(from) {
        model.enums.insert(to.to_owned(), definition);
    }
    for column in model
        .tables
        .values_mut()
        .flat_map(|table| &mut table.columns)
    {
        let (base, brackets) = split_array(&column.sql_type);
        if base == from {
            column.sql_type = format!("{to}{brackets}");
        }
    }
    format!("ALTER TYPE {} RENAME TO {}", name(from), name(to))
}

fn rename_value(model: &mut Model, from: &str, to: &str) -> String {
    let (_, old) = split(from);
    let (enumeration, new) = split(to);
    if let Some(definition) = model.enums.get_mut(enumeration) {
        for value in definition.values.iter_mut().filter(|value| *value == old) {
            new.clone_into(value);
        }
    }
    let (old, new) = (literal(old), literal(new));
    format!(
        "ALTER TYPE {} RENAME VALUE {old} TO {new}",
        name(enumeration)
    )
}

fn rename_table(model: &mut Model, from: &str, to: &str) -> String {
    if let Some(mut table) = model.tables.remove(from) {
        table.set_name(to);
        model.tables.insert(to.to_owned(), table);
    }
    for key in model
        .tables
        .values_mut()
        .flat_map(|table| &mut table.foreign_keys)
    {
        if key.table == from {
            to.clone_into(&mut key.table);
        }
    }
    alter_table(from, &format!("RENAME TO {}", name(to)))
}

fn rename_column(model: &mut Model, from: &str, to: &str) -> String {
    let (_, old) = split(from);
    let (table_name, new) = split(to);
    if let Some(table) = model.tables.get_mut(table_name) {
        rename_in_table(table, old, new);
    }
    for key in model
        .tables
        .values_mut()
        .flat_map(|table| &mut table.foreign_keys)
    {
        if key.table == table_name {
            replace(&mut key.referenced, old, new);
        }
    }
    alter_table(
        table_name,
        &format!("RENAME COLUMN {} TO {}", name(old), name(new)),
    )
}

fn rename_in_table(table: &mut Table, old: &str, new: &str) {
    for column in &mut table.columns {
        if column.name == old {
            new.clone_into(&mut column.name);
        }
        rewrite(column.generated.as_mut(), old, new);
    }
    replace(&mut table.primary_key.columns, old, new);
    for unique in &mut table.uniques {
        replace(&mut unique.columns, old, new);
    }
    for key in &mut table.foreign_keys {
        replace(&mut key.columns, old, new);
    }
    for check in &mut table.checks {
        rewrite(Some(&mut check.expression), old, new);
    }
    for index in &mut table.indexes {
        rewrite(Some(&mut index.on), old, new);
        rewrite(index.include.as_mut(), old, new);
        rewrite(index.condition.as_mut(), old, new);
    }
}

fn replace(columns: &mut [String], old: &str, new: &str) {
    for column in columns.iter_mut().filter(|column| *column == old) {
        new.clone_into(column);
    }
}

/// PostgreSQL follows renames inside stored expressions; the text follows here.
fn rewrite(text: Option<&mut String>, old: &str, new: &str) {
    if let Some(text) = text {
        *text = expression::renamed(text, old, new);
    }
}

/// `users.full_name` in two; names of tables and enums have no dot.
pub(crate) fn split(path: &str) -> (&str, &str) {
    path.split_once('.').unwrap_or((path, ""))
}

/// `mood[]` is `mood` and `[]`.
pub(crate) fn split_array(sql_type: &str) -> (&str, &str) {
    let end = sql_type.find("[]").unwrap_or(sql_type.len());
    sql_type.split_at(end)
}
