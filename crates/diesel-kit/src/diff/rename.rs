//! Renames: what they do to a model, and the statements for them.

mod follow;
mod part;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::hazard::{Hazard, Phase, Step};
use crate::model::graph::Node;
use crate::model::name::shortened;
use crate::model::object_name::{join_path, split_path};
use crate::model::{Column, Kind, Model, ObjectName, Table};
use crate::sql::name::{literal, name};
use crate::sql::role::rename_role as rename_role_statement;
use crate::sql::statement::alter_table;
use crate::sql::touch::drop_trigger;
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
    for (rename, known) in in_free_order(renames) {
        let statements = rename_one(&mut model, &rename).into_iter();
        steps.extend(statements.map(|sql| step(rename.kind, &known, sql)));
    }
    (model, steps)
}

/// Queries do not know the names of what belongs to a table, except for its columns.
fn step(kind: Kind, known: &str, sql: String) -> Step {
    let phase = match kind {
        Kind::Schema | Kind::Role => Phase::RenameSpace,
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
        Kind::Schema => rename_schema(model, &plain(from), &plain(to)),
        Kind::Role => rename_role(model, &plain(from), &plain(to)),
        Kind::Enum => rename_enum(model, &old, &new),
        Kind::EnumValue => vec![rename_value(model, from, to)],
        Kind::Sequence => rename_sequence(model, &old, &new),
        Kind::Table => rename_table(model, &old, &new),
        Kind::Column => rename_column(model, from, to),
        Kind::View => rename_view(model, &old, &new),
        Kind::Object => rename_object(model, &plain(from), &plain(to)),
        Kind::Extension => Vec::new(),
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

/// The name of a table before the renames.
pub(super) fn table_before(table: &ObjectName, renames: &[Rename]) -> ObjectName {
    let find = |kind: Kind, path: &str| {
        let mut renames = renames.iter();
        renames.find(|rename| rename.kind == kind && rename.to == path)
    };
    if let Some(rename) = find(Kind::Table, &table.path()) {
        return object(&rename.from);
    }
    match find(Kind::Schema, &join_path([table.schema()])) {
        Some(rename) => table.clone().in_schema(&plain(&rename.from)),
        None => table.clone(),
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
    // What only moves to another schema keeps its own name.
    let is_renamed = |kind: Kind, from: &str| {
        let mut renames = renames.iter();
        renames.any(|rename| {
            let names = (split_path(&rename.from), split_path(&rename.to));
            rename.kind == kind && rename.from == from && names.0.last() != names.1.last()
        })
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

/// `ALTER … RENAME TO` and `SET SCHEMA`, as far as they are needed, in an order in which the name in
/// between is free.
fn move_object(model: &Model, kind: &str, from: &ObjectName, to: &ObjectName) -> Vec<String> {
    let rename = |here: &ObjectName| {
        let new = name(to.name());
        (from.name() != to.name()).then(|| format!("ALTER {kind} {here} RENAME TO {new}"))
    };
    let set_schema = |here: &ObjectName| {
        let schema = name(to.schema());
        (from.schema() != to.schema()).then(|| format!("ALTER {kind} {here} SET SCHEMA {schema}"))
    };
    let renamed = from.sibling(to.name());
    let steps = if is_taken(model, &renamed) {
        [set_schema(from), rename(&to.sibling(from.name()))]
    } else {
        [rename(from), set_schema(&renamed)]
    };
    steps.into_iter().flatten().collect()
}

/// Tables and their like share their names with types.
fn is_taken(model: &Model, name: &ObjectName) -> bool {
    model.tables.contains_key(name)
        || model.views.contains_key(name)
        || model.sequences.contains_key(name)
        || model.enums.contains_key(name)
}

fn rename_schema(model: &mut Model, from: &str, to: &str) -> Vec<String> {
    let schema = model.schemas.remove(from).unwrap_or_default();
    let existing = schema.existing;
    model.schemas.insert(to.to_owned(), schema);
    for extension in model.extensions.values_mut() {
        if extension.schema.as_deref() == Some(from) {
            extension.schema = Some(to.to_owned());
        }
    }
    for (old, new) in inside(&model.enums, from, to) {
        move_enum(model, &old, &new);
    }
    for (old, new) in inside(&model.tables, from, to) {
        move_table(model, &old, &new);
    }
    for (old, new) in inside(&model.sequences, from, to) {
        move_key(&mut model.sequences, &old, &new);
    }
    for (old, new) in inside(&model.views, from, to) {
        move_key(&mut model.views, &old, &new);
    }
    follow::schema(model, from, to);
    let sql = format!("ALTER SCHEMA {} RENAME TO {}", name(from), name(to));
    (!existing).then_some(sql).into_iter().collect()
}

/// What is in the schema, under its old name and its new one.
fn inside<T>(map: &BTreeMap<ObjectName, T>, from: &str, to: &str) -> Vec<(ObjectName, ObjectName)> {
    let names = map.keys().filter(|name| name.schema() == from);
    names
        .map(|old| (old.clone(), old.clone().in_schema(to)))
        .collect()
}

fn rename_role(model: &mut Model, from: &str, to: &str) -> Vec<String> {
    let role = model.roles.remove(from).unwrap_or_default();
    model.roles.insert(to.to_owned(), role);
    let mut policies = Vec::new();
    for (table, found) in &mut model.tables {
        for policy in &mut found.policies {
            if policy.to.iter().any(|name| name == from) {
                replace(&mut policy.to, from, to);
                policies.push((table, &*policy));
            }
        }
    }
    if role.existing {
        return Vec::new();
    }
    vec![rename_role_statement(from, to, role, &policies)]
}

fn rename_enum(model: &mut Model, from: &ObjectName, to: &ObjectName) -> Vec<String> {
    let statements = move_object(model, "TYPE", from, to);
    move_enum(model, from, to);
    statements
}

fn move_enum(model: &mut Model, from: &ObjectName, to: &ObjectName) {
    move_key(&mut model.enums, from, to);
    follow::enumeration(model, from, to);
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
    let statements = move_object(model, "SEQUENCE", from, to);
    move_key(&mut model.sequences, from, to);
    statements
}

fn rename_table(model: &mut Model, from: &ObjectName, to: &ObjectName) -> Vec<String> {
    let existing = model.tables.get(from).is_some_and(|table| table.existing);
    let mut statements = make_way(model, from, to);
    statements.extend(move_object(model, "TABLE", from, to));
    move_table(model, from, to);
    if existing { Vec::new() } else { statements }
}

/// The indexes of a table move with it. One whose name is taken there gets another one first; the
/// comparison that follows gives it the name it is to have.
fn make_way(model: &mut Model, from: &ObjectName, to: &ObjectName) -> Vec<String> {
    if from.schema() == to.schema() {
        return Vec::new();
    }
    let there = model
        .tables
        .iter()
        .filter(|(name, _)| name.schema() == to.schema());
    let taken: Vec<String> = there
        .flat_map(|(name, table)| table.index_names().cloned().chain([name.name().to_owned()]))
        .collect();
    let Some(table) = model.tables.get_mut(from) else {
        return Vec::new();
    };
    let mut statements = Vec::new();
    for index in table.index_names_mut().filter(|name| taken.contains(name)) {
        let free = shortened(&format!("{}_{index}", to.name()));
        let (old, new) = (from.sibling(index.as_str()), name(&free));
        statements.push(format!("ALTER INDEX {old} RENAME TO {new}"));
        *index = free;
    }
    statements
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
    follow::table(model, from, to);
}

fn rename_view(model: &mut Model, from: &ObjectName, to: &ObjectName) -> Vec<String> {
    let statements = match model.views.get(from) {
        Some(view) if !view.existing => move_object(model, view::kind(view), from, to),
        _ => Vec::new(),
    };
    move_key(&mut model.views, from, to);
    statements
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

fn rename_column(model: &mut Model, from: &str, to: &str) -> Vec<String> {
    let (_, old) = split_child(from);
    let (table_name, new) = split_child(to);
    follow::column(model, &table_name, &old, &new);
    let tables = model.tables.values_mut();
    for key in tables.flat_map(|table| &mut table.foreign_keys) {
        if key.table == table_name {
            replace(&mut key.referenced, &old, &new);
        }
    }
    let Some(table) = model.tables.get_mut(&table_name) else {
        return Vec::new();
    };
    rename_in_table(table, &old, &new);
    if table.existing {
        return Vec::new();
    }
    let action = format!("RENAME COLUMN {} TO {}", name(&old), name(&new));
    vec![alter_table(&table_name, &action)]
}

/// Names in lists; expressions are rewritten elsewhere.
fn rename_in_table(table: &mut Table, old: &str, new: &str) {
    for column in &mut table.columns {
        if column.name == old {
            new.clone_into(&mut column.name);
        }
    }
    replace(&mut table.primary_key.columns, old, new);
    for unique in &mut table.uniques {
        replace(&mut unique.columns, old, new);
    }
    for key in &mut table.foreign_keys {
        replace(&mut key.columns, old, new);
    }
}

fn replace(names: &mut [String], old: &str, new: &str) {
    for found in names.iter_mut().filter(|found| *found == old) {
        new.clone_into(found);
    }
}
