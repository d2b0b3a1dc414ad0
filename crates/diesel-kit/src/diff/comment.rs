//! Comments: set, changed, taken away, and made again together with what they are on.

use std::collections::BTreeMap;

use super::impact::Impact;
use super::matching::{Matching, Named};
use crate::hazard::{Phase, Step};
use crate::model::{Column, Model, ObjectName, Table};
use crate::sql::name::{literal, name};
use crate::sql::view;

/// Comments on what is not part of a table, and on tables and their columns. Constraints, indexes and
/// policies know best which of them are made again: they bring their own.
pub(super) fn steps(
    from: &Model,
    to: &Model,
    impact: &Impact,
    is_made_again: impl Fn(&ObjectName) -> bool,
    steps: &mut Vec<Step>,
) {
    for (schema, new) in to.schemas.iter().filter(|(_, new)| !new.existing) {
        let old = from.schemas.get(schema).filter(|old| !old.existing);
        let old = old.and_then(|old| old.comment.as_deref());
        let on = format!("SCHEMA {}", name(schema));
        changed(&on, old, new.comment.as_deref(), steps);
    }
    let rebuilt = |name: &ObjectName| impact.rebuilt().contains(name);
    each(
        "TYPE",
        (&from.enums, &to.enums),
        |one| &one.comment,
        rebuilt,
        steps,
    );
    let sequences = (&from.sequences, &to.sequences);
    each("SEQUENCE", sequences, |one| &one.comment, |_| false, steps);
    each(
        "TABLE",
        (&from.tables, &to.tables),
        |one| &one.comment,
        |_| false,
        steps,
    );
    for (view, new) in to.views.iter().filter(|(_, new)| !new.existing) {
        let old = from.views.get(view);
        let old = old.filter(|old| !old.existing && !is_made_again(view));
        let old = old.and_then(|old| old.comment.as_deref());
        let on = format!("{} {view}", view::kind(new));
        changed(&on, old, new.comment.as_deref(), steps);
    }
    for (table, new) in &to.tables {
        match from.tables.get(table) {
            None => parts(new, steps),
            Some(old) => columns(old, new, impact, steps),
        }
    }
}

/// The comments of one kind of thing; those `made_again` have lost theirs.
fn each<T>(
    kind: &str,
    (from, to): (&BTreeMap<ObjectName, T>, &BTreeMap<ObjectName, T>),
    comment: impl Fn(&T) -> &Option<String>,
    made_again: impl Fn(&ObjectName) -> bool,
    steps: &mut Vec<Step>,
) {
    for (name, new) in to {
        let old = from.get(name).filter(|_| !made_again(name));
        let old = old.and_then(|old| comment(old).as_deref());
        changed(
            &format!("{kind} {name}"),
            old,
            comment(new).as_deref(),
            steps,
        );
    }
}

fn columns(old: &Table, new: &Table, impact: &Impact, steps: &mut Vec<Step>) {
    for column in &new.columns {
        let old = old.find(&column.name);
        let old = old.filter(|_| !impact.recreates(new.name(), column));
        let old = old.and_then(|old| old.comment.as_deref());
        changed(
            &on_column(new, column),
            old,
            column.comment.as_deref(),
            steps,
        );
    }
}

/// Everything in a new table but its policies.
fn parts(table: &Table, steps: &mut Vec<Step>) {
    for column in &table.columns {
        changed(
            &on_column(table, column),
            None,
            column.comment.as_deref(),
            steps,
        );
    }
    let key = &table.primary_key;
    let keys = std::iter::once((&key.name, &key.comment));
    let constraints = keys
        .chain(table.uniques.iter().map(|one| (&one.name, &one.comment)))
        .chain(table.checks.iter().map(|one| (&one.name, &one.comment)))
        .chain(
            table
                .foreign_keys
                .iter()
                .map(|one| (&one.name, &one.comment)),
        )
        .chain(table.exclusions.iter().map(|one| (&one.name, &one.comment)));
    for (constraint, comment) in constraints {
        changed(
            &on_constraint(table.name(), constraint),
            None,
            comment.as_deref(),
            steps,
        );
    }
    for index in &table.indexes {
        let on = on_index(table.name(), &index.name);
        changed(&on, None, index.comment.as_deref(), steps);
    }
}

/// Comments on constraints, indexes or policies of a table that stays; `on` makes their address.
pub(super) fn matched<T: Named>(
    matching: &Matching<T>,
    on: impl Fn(&str) -> String,
    steps: &mut Vec<Step>,
) {
    for new in &matching.added {
        changed(&on(new.name()), None, new.comment(), steps);
    }
    for (old, new) in matching.kept.iter().chain(&matching.renamed) {
        changed(&on(new.name()), old.comment(), new.comment(), steps);
    }
}

/// The statement, if there is a difference. To PostgreSQL an empty comment is none.
pub(super) fn changed(on: &str, old: Option<&str>, new: Option<&str>, steps: &mut Vec<Step>) {
    let said = |comment: Option<&str>| comment.filter(|text| !text.is_empty()).map(literal);
    let (old, new) = (said(old), said(new));
    if old != new {
        let text = new.unwrap_or_else(|| "NULL".to_owned());
        steps.push(Step::new(
            Phase::Comment,
            format!("COMMENT ON {on} IS {text}"),
        ));
    }
}

fn on_column(table: &Table, column: &Column) -> String {
    format!("COLUMN {}.{}", table.name(), name(&column.name))
}

pub(super) fn on_constraint(table: &ObjectName, constraint: &str) -> String {
    format!("CONSTRAINT {} ON {table}", name(constraint))
}

pub(super) fn on_index(table: &ObjectName, index: &str) -> String {
    format!("INDEX {}", table.sibling(index))
}
