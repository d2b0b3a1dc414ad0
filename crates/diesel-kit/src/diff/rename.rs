//! Renames: what they do to a model, and the statements for them.

mod part;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::hazard::{Hazard, Phase, Step};
use crate::model::graph::Node;
use crate::model::object_name::{join_path, split_path};
use crate::model::type_name::split_array;
use crate::model::{Kind, Model, ObjectName, Table};
use crate::sql::expression;
use crate::sql::name::{literal, name};
use crate::sql::statement::{alter_table, drop_touch_trigger};
use crate::sql::view;

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
pub(super) fn object(path: &str) -> ObjectName {
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
    for rename in &in_free_order(renames) {
        let statements = rename_one(&mut model, rename, renames).into_iter();
        steps.extend(statements.map(|sql| step(rename, sql)));
    }
    (model, steps)
}

/// Queries do not know the names of what belongs to a table, except for its columns.
fn step(rename: &Rename, sql: String) -> Step {
    let phase = match rename.kind {
        Kind::Schema => Phase::RenameSchema,
        kind if kind.is_part() => return Step::new(Phase::RenameConstraint, sql),
        _ => Phase::Rename,
    };
    let reason = format!("code that knows {} fails from here on", rename.from);
    Step::new(phase, sql).hazards(&[Hazard::RunningCode], reason)
}

fn rename_one(model: &mut Model, rename: &Rename, all: &[Rename]) -> Vec<String> {
    let (from, to) = (rename.from.as_str(), rename.to.as_str());
    let (old, new) = (in_renamed_schema(object(from), all), object(to));
    match rename.kind {
        Kind::Schema => text::in_schema(model, &plain(from), &plain(to)),
        Kind::Enum | Kind::Sequence | Kind::Table | Kind::View => text::moved(model, &old, &new),
        Kind::Object => text::depends_on(model, &plain(from), &plain(to)),
        Kind::Column => {
            let ((_, old), (table, new)) = (split_child(from), split_child(to));
            text::column(model, &table, &old, &new);
        }
        _ => {}
    }
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

/// The name of a view or an object given as SQL after the renames.
pub(super) fn moved(node: &Node, renames: &[Rename]) -> Node {
    let find = |kind: Kind, path: String| {
        let mut renames = renames.iter();
        renames.find(|rename| rename.kind == kind && rename.from == path)
    };
    match node {
        Node::View(view) => Node::View(match find(Kind::View, view.path()) {
            Some(rename) => object(&rename.to),
            None => in_renamed_schema(view.clone(), renames),
        }),
        Node::Object(name) => {
            let rename = find(Kind::Object, join_path([name.as_str()]));
            Node::Object(rename.map_or_else(|| name.clone(), |rename| plain(&rename.to)))
        }
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
            let path = child_path(table_name, &column.name);
            if is_renamed(Kind::Table, &table_name.path()) || is_renamed(Kind::Column, &path) {
                column.touched = false;
                let sql = drop_touch_trigger(table_name, &column.name);
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
    match model.views.get(to) {
        Some(view) if !view.existing => move_object(view::kind(view), from, to),
        _ => Vec::new(),
    }
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
