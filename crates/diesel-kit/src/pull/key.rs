//! Constraints, indexes and policies as keys of `#[table(…)]`.

use std::collections::BTreeMap;

use super::names::Names;
use super::text::literal;
use crate::model::name::derived;
use crate::model::{
    Action, Check, Exclusion, ForeignKey, Index, Policy, PolicyCommand, RowSecurity, Table, Unique,
};

/// `name = "…"`, or nothing.
pub(super) fn pair(key: &str, value: Option<&String>) -> Option<String> {
    value.map(|value| format!("{key} = {}", literal(value)))
}

fn group(name: &str, parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().collect();
    format!("{name}({})", parts.join(", "))
}

fn flag(name: &str, is_set: bool) -> Option<String> {
    is_set.then(|| name.to_owned())
}

pub(super) fn with(with: &BTreeMap<String, String>) -> Option<String> {
    let pairs = with.iter();
    let pairs: Vec<String> = pairs
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    (!pairs.is_empty()).then(|| format!("with = {}", literal(&pairs.join(", "))))
}

pub(super) fn primary_key(table: &Table) -> Option<String> {
    let key = &table.primary_key;
    let is_named = !key.columns.is_empty() && key.name != derived(table.name().name(), &[], "pkey");
    let name = is_named.then(|| format!("name = {}", literal(&key.name)));
    let comment = pair("comment", key.comment.as_ref());
    let parts: Vec<String> = name.into_iter().chain(comment).collect();
    (!parts.is_empty()).then(|| group("primary_key", parts))
}

/// Whether the column alone says it.
pub(super) fn is_plain_unique(table: &Table, unique: &Unique) -> bool {
    unique.columns.len() == 1
        && !unique.nulls_not_distinct
        && unique.comment.is_none()
        && unique.name == derived(table.name().name(), &unique.columns, "key")
}

pub(super) fn unique(table: &Table, unique: &Unique, names: &Names) -> String {
    let fields = unique.columns.iter();
    let fields = fields.map(|column| names.field(table.name(), column));
    let is_named = unique.name != derived(table.name().name(), &unique.columns, "key");
    let more = [
        is_named.then(|| format!("name = {}", literal(&unique.name))),
        flag("nulls_not_distinct", unique.nulls_not_distinct),
        pair("comment", unique.comment.as_ref()),
    ];
    group("unique", fields.chain(more.into_iter().flatten()))
}

pub(super) fn check(check: &Check) -> String {
    let parts = [
        pair("name", Some(&check.name)),
        pair("expr", Some(&check.expression)),
        pair("comment", check.comment.as_ref()),
    ];
    group("check", parts.into_iter().flatten())
}

pub(super) fn index(index: &Index) -> String {
    let parts = [
        pair("name", Some(&index.name)),
        pair("on", Some(&index.on)),
        pair("using", index.using.as_ref()),
        flag("unique", index.unique),
        flag("nulls_not_distinct", index.nulls_not_distinct),
        pair("include", index.include.as_ref()),
        pair("where_", index.condition.as_ref()),
        with(&index.with),
        pair("comment", index.comment.as_ref()),
    ];
    group("index", parts.into_iter().flatten())
}

pub(super) fn exclusion(exclusion: &Exclusion) -> String {
    let parts = [
        pair("name", Some(&exclusion.name)),
        pair("on", Some(&exclusion.on)),
        pair("using", Some(&exclusion.using)),
        pair("where_", exclusion.condition.as_ref()),
        pair("comment", exclusion.comment.as_ref()),
    ];
    group("exclude", parts.into_iter().flatten())
}

pub(super) fn is_plain_reference(table: &Table, key: &ForeignKey) -> bool {
    key.columns.len() == 1
        && key.comment.is_none()
        && key.name == derived(table.name().name(), &key.columns, "fkey")
}

/// `parents(id)`
pub(super) fn target(key: &ForeignKey, names: &Names) -> String {
    let fields = key.referenced.iter();
    let fields: Vec<String> = fields
        .map(|column| names.field(&key.table, column))
        .collect();
    format!("{}({})", names.entity(&key.table).module, fields.join(", "))
}

/// What happens, and when it is looked at.
pub(super) fn behaviour(key: &ForeignKey) -> Vec<String> {
    let action = |name: &str, action: Action| {
        let word = action.sql().to_lowercase();
        (action != Action::NoAction).then(|| format!("{name} = \"{word}\""))
    };
    let parts = [
        action("on_delete", key.on_delete),
        action("on_update", key.on_update),
        flag("deferrable", key.deferrable && !key.initially_deferred),
        flag("initially_deferred", key.initially_deferred),
    ];
    parts.into_iter().flatten().collect()
}

pub(super) fn foreign_key(table: &Table, key: &ForeignKey, names: &Names) -> String {
    let fields = key.columns.iter();
    let fields: Vec<String> = fields
        .map(|column| names.field(table.name(), column))
        .collect();
    let is_named = key.name != derived(table.name().name(), &key.columns, "fkey");
    let mut parts = vec![
        format!("columns({})", fields.join(", ")),
        format!("references = {}", target(key, names)),
    ];
    parts.extend(is_named.then(|| format!("name = {}", literal(&key.name))));
    parts.extend(behaviour(key));
    parts.extend(pair("comment", key.comment.as_ref()));
    group("foreign_key", parts)
}

pub(super) fn row_security(table: &Table) -> Option<String> {
    match table.row_security {
        RowSecurity::Off => None,
        RowSecurity::On if !table.policies.is_empty() => None,
        RowSecurity::On => Some("rls".to_owned()),
        RowSecurity::Forced => Some("rls(force)".to_owned()),
    }
}

pub(super) fn policy(policy: &Policy) -> String {
    let to: Vec<String> = policy.to.iter().map(|role| literal(role)).collect();
    let command = policy.command != PolicyCommand::All;
    let command = command.then(|| format!("for_ = \"{}\"", policy.command.sql().to_lowercase()));
    let parts = [
        pair("name", Some(&policy.name)),
        flag("restrictive", policy.restrictive),
        command,
        (!to.is_empty()).then(|| group("to", to)),
        pair("using", policy.using.as_ref()),
        pair("check", policy.check.as_ref()),
        pair("comment", policy.comment.as_ref()),
    ];
    group("policy", parts.into_iter().flatten())
}
