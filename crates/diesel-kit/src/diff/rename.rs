//! Renames: what they do to a model, and the statements for them.

mod part;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::hazard::{Hazard, Phase, Step};
use crate::model::name::shortened;
use crate::model::object_name::{join_path, split_path};
use crate::model::type_name::split_array;
use crate::model::{Column, Kind, Model, ObjectName, Table};
use crate::sql::expression;
use crate::sql::name::{literal, name};
use crate::sql::statement::alter_table;
use crate::sql::touch::drop_trigger;

/// One rename. The names are paths: `users.full_name`, `app.users`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    pub kind: Kind,
    pub from: String,
    pub to: String,
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

/// Path of something inside a table or enum: `users.full_name`.
pub(crate) fn child_path(parent: &ObjectName, child: &str) -> String {
    format!("{}.{}", parent.path(), join_path([child]))
}

/// `app.users.full_name` in two.
pub(crate) fn split_child(path: &str) -> (ObjectName, String) {
    let mut parts = split_path(path);
    let child = parts.pop().unwrap_or_default();
    (ObjectName::of_parts(&parts).unwrap_or_default(), child)
}

/// A path that has been made by `ObjectName::path`.
fn object(path: &str) -> ObjectName {
    path.parse().unwrap_or_else(|_| ObjectName::new(path))
}

/// The name in a path of one part.
fn plain(path: &str) -> String {
    split_path(path).concat()
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
    for (rename, known) in in_free_order(renames) {
        let statements = rename_one(&mut model, &rename).into_iter();
        steps.extend(statements.map(|sql| step(rename.kind, &known, sql)));
    }
    (model, steps)
}

/// Queries do not know the names of what belongs to a table, except for its columns.
fn step(kind: Kind, known: &str, sql: String) -> Step {
    let phase = match kind {
        Kind::Schema => Phase::RenameSchema,
        kind if kind.is_part() => return Step::new(Phase::RenameConstraint, sql),
        _ => Phase::Rename,
    };
    let reason = format!("code that knows {known} fails from here on");
    Step::new(phase, sql).hazards(&[Hazard::RunningCode], reason)
}

fn rename_one(model: &mut Model, rename: &Rename) -> Vec<String> {
    let (from, to) = (rename.from.as_str(), rename.to.as_str());
    let (old, new) = (object(from), object(to));
    match rename.kind {
        Kind::Extension => Vec::new(),
        Kind::Schema => vec![rename_schema(model, &plain(from), &plain(to))],
        Kind::Role => vec![rename_role(model, &plain(from), &plain(to))],
        Kind::Enum => rename_enum(model, &old, &new),
        Kind::EnumValue => vec![rename_value(model, from, to)],
        Kind::Sequence => rename_sequence(model, &old, &new),
        Kind::Table => rename_table(model, &old, &new),
        Kind::Column => vec![rename_column(model, from, to)],
        Kind::View => rename_view(model, &old, &new),
        Kind::Object => rename_object(model, &plain(from), &plain(to)),
        _ => vec![part::rename(model, rename)],
    }
}

/// Old names are given as they were before everything; schemas are renamed first.
fn in_renamed_schema(old: ObjectName, renames: &[Rename]) -> ObjectName {
    let mut schemas = renames.iter().filter(|rename| rename.kind == Kind::Schema);
    match schemas.find(|rename| plain(&rename.from) == old.schema()) {
        Some(rename) => old.in_schema(&plain(&rename.to)),
        None => old,
    }
}

/// By kind, and so that no new name is still taken by something that will be renamed later; each with
/// the name under which code knows it.
fn in_free_order(renames: &[Rename]) -> Vec<(Rename, String)> {
    let mut waiting = renames.to_vec();
    waiting.sort();
    let current = |rename: Rename| (at_its_turn(&rename, renames), rename.from);
    let mut waiting: Vec<(Rename, String)> = waiting.into_iter().map(current).collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    while let Some((first, _)) = waiting.first() {
        let kind = first.kind;
        let is_free = |to: &str| {
            let mut others = waiting.iter().filter(|(other, _)| other.kind == kind);
            others.all(|(other, _)| other.from != to)
        };
        let free = |(rename, _): &(Rename, String)| rename.kind == kind && is_free(&rename.to);
        match waiting.iter().position(free) {
            Some(at) => ordered.push(waiting.remove(at)),
            // They exchange their names: one of them steps aside.
            None => {
                if let Some((rename, known)) = waiting.first_mut() {
                    let aside = aside(rename);
                    let from = std::mem::replace(&mut rename.from, aside.clone());
                    ordered.push((Rename::new(kind, from, aside), known.clone()));
                }
            }
        }
    }
    ordered
}

/// What is around it, whose names are new already, is part of the old name, too.
fn at_its_turn(rename: &Rename, all: &[Rename]) -> Rename {
    let from = match rename.kind {
        Kind::Schema | Kind::Role | Kind::Extension | Kind::Object => rename.from.clone(),
        kind if is_child(kind) => {
            let (parent, _) = split_child(&rename.to);
            child_path(&parent, &split_child(&rename.from).1)
        }
        _ => in_renamed_schema(object(&rename.from), all).path(),
    };
    Rename::new(rename.kind, from, &rename.to)
}

/// A name beside the new one, for a moment.
fn aside(rename: &Rename) -> String {
    let beside = |name: &str| shortened(&format!("{name}__new"));
    match rename.kind {
        Kind::Schema | Kind::Role | Kind::Extension | Kind::Object => {
            join_path([beside(&plain(&rename.to)).as_str()])
        }
        kind if is_child(kind) => {
            let (parent, child) = split_child(&rename.to);
            child_path(&parent, &beside(&child))
        }
        _ => {
            let new = object(&rename.to);
            new.sibling(beside(new.name())).path()
        }
    }
}

fn is_child(kind: Kind) -> bool {
    kind.is_part() || matches!(kind, Kind::Column | Kind::EnumValue)
}

/// The name of a touch trigger contains table and column, its call the generated columns: it is
/// dropped before they are renamed, and made again by the comparison.
fn release_triggers(model: &mut Model, renames: &[Rename], steps: &mut Vec<Step>) {
    let is_renamed = |kind: Kind, from: &str| {
        let mut renames = renames.iter();
        renames.any(|rename| rename.kind == kind && rename.from == from)
    };
    for (table_name, table) in &mut model.tables {
        let renames_column =
            |column: &Column| is_renamed(Kind::Column, &child_path(table_name, &column.name));
        let mut generated = table
            .columns
            .iter()
            .filter(|column| column.generated.is_some());
        let all = is_renamed(Kind::Table, &table_name.path()) || generated.any(renames_column);
        for column in table.columns.iter_mut().filter(|column| column.touched) {
            if all || renames_column(column) {
                column.touched = false;
                let sql = drop_trigger(table_name, &column.name);
                steps.push(Step::new(Phase::ReleaseTrigger, sql));
            }
        }
    }
}

/// `ALTER … RENAME TO` and `SET SCHEMA`, as far as they are needed.
fn move_object(kind: &str, from: &ObjectName, to: &ObjectName) -> Vec<String> {
    let mut statements = Vec::new();
    if from.name() != to.name() {
        let new = name(to.name());
        statements.push(format!("ALTER {kind} {from} RENAME TO {new}"));
    }
    if from.schema() != to.schema() {
        let (here, schema) = (from.sibling(to.name()), name(to.schema()));
        statements.push(format!("ALTER {kind} {here} SET SCHEMA {schema}"));
    }
    statements
}

fn rename_schema(model: &mut Model, from: &str, to: &str) -> String {
    if let Some(schema) = model.schemas.remove(from) {
        model.schemas.insert(to.to_owned(), schema);
    }
    let moved = |old: &ObjectName| {
        let inside = old.schema() == from;
        inside.then(|| old.clone().in_schema(to))
    };
    for old in model.enums.keys().cloned().collect::<Vec<_>>() {
        if let Some(new) = moved(&old) {
            move_enum(model, &old, &new);
        }
    }
    for old in model.tables.keys().cloned().collect::<Vec<_>>() {
        if let Some(new) = moved(&old) {
            move_table(model, &old, &new);
        }
    }
    for old in model.sequences.keys().cloned().collect::<Vec<_>>() {
        if let Some(new) = moved(&old) {
            move_key(&mut model.sequences, &old, &new);
        }
    }
    for old in model.views.keys().cloned().collect::<Vec<_>>() {
        if let Some(new) = moved(&old) {
            move_key(&mut model.views, &old, &new);
        }
    }
    format!("ALTER SCHEMA {} RENAME TO {}", name(from), name(to))
}

fn rename_role(model: &mut Model, from: &str, to: &str) -> String {
    if let Some(role) = model.roles.remove(from) {
        model.roles.insert(to.to_owned(), role);
    }
    let policies = model
        .tables
        .values_mut()
        .flat_map(|table| &mut table.policies);
    for policy in policies {
        replace(&mut policy.to, from, to);
    }
    format!("ALTER ROLE {} RENAME TO {}", name(from), name(to))
}

fn rename_enum(model: &mut Model, from: &ObjectName, to: &ObjectName) -> Vec<String> {
    move_enum(model, from, to);
    move_object("TYPE", from, to)
}

fn move_enum(model: &mut Model, from: &ObjectName, to: &ObjectName) {
    move_key(&mut model.enums, from, to);
    let (old, new) = (from.to_string(), to.to_string());
    let tables = model.tables.values_mut();
    for column in tables.flat_map(|table| &mut table.columns) {
        let (base, brackets) = split_array(&column.sql_type);
        if base == old {
            column.sql_type = format!("{new}{brackets}");
        }
    }
}

fn rename_value(model: &mut Model, from: &str, to: &str) -> String {
    let (_, old) = split_child(from);
    let (enumeration, new) = split_child(to);
    if let Some(definition) = model.enums.get_mut(&enumeration) {
        replace(&mut definition.values, &old, &new);
    }
    let (old, new) = (literal(&old), literal(&new));
    format!("ALTER TYPE {enumeration} RENAME VALUE {old} TO {new}")
}

fn rename_sequence(model: &mut Model, from: &ObjectName, to: &ObjectName) -> Vec<String> {
    move_key(&mut model.sequences, from, to);
    move_object("SEQUENCE", from, to)
}

fn rename_table(model: &mut Model, from: &ObjectName, to: &ObjectName) -> Vec<String> {
    move_table(model, from, to);
    move_object("TABLE", from, to)
}

fn move_table(model: &mut Model, from: &ObjectName, to: &ObjectName) {
    move_key(&mut model.tables, from, to);
    if let Some(table) = model.tables.get_mut(to) {
        table.set_name(to.clone());
    }
    let tables = model.tables.values_mut();
    for key in tables.flat_map(|table| &mut table.foreign_keys) {
        if key.table == *from {
            key.table.clone_from(to);
        }
    }
}

fn rename_view(model: &mut Model, from: &ObjectName, to: &ObjectName) -> Vec<String> {
    move_key(&mut model.views, from, to);
    let materialized = model.views.get(to).is_some_and(|view| view.materialized);
    move_object(
        if materialized {
            "MATERIALIZED VIEW"
        } else {
            "VIEW"
        },
        from,
        to,
    )
}

/// PostgreSQL does not know that name: it is the statements' affair.
fn rename_object(model: &mut Model, from: &str, to: &str) -> Vec<String> {
    if let Some(object) = model.objects.remove(from) {
        model.objects.insert(to.to_owned(), object);
    }
    Vec::new()
}

fn move_key<T>(map: &mut BTreeMap<ObjectName, T>, from: &ObjectName, to: &ObjectName) {
    if let Some(value) = map.remove(from) {
        map.insert(to.clone(), value);
    }
}

fn rename_column(model: &mut Model, from: &str, to: &str) -> String {
    let (_, old) = split_child(from);
    let (table_name, new) = split_child(to);
    if let Some(table) = model.tables.get_mut(&table_name) {
        rename_in_table(table, &old, &new);
    }
    let tables = model.tables.values_mut();
    for key in tables.flat_map(|table| &mut table.foreign_keys) {
        if key.table == table_name {
            replace(&mut key.referenced, &old, &new);
        }
    }
    alter_table(
        &table_name,
        &format!("RENAME COLUMN {} TO {}", name(&old), name(&new)),
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
    for exclusion in &mut table.exclusions {
        rewrite(Some(&mut exclusion.on), old, new);
        rewrite(exclusion.condition.as_mut(), old, new);
    }
    for policy in &mut table.policies {
        rewrite(policy.using.as_mut(), old, new);
        rewrite(policy.check.as_mut(), old, new);
    }
}

fn replace(names: &mut [String], old: &str, new: &str) {
    for found in names.iter_mut().filter(|found| *found == old) {
        new.clone_into(found);
    }
}

/// PostgreSQL follows renames inside stored expressions; the text follows here.
fn rewrite(text: Option<&mut String>, old: &str, new: &str) {
    if let Some(text) = text {
        *text = expression::renamed(text, old, new);
    }
}
