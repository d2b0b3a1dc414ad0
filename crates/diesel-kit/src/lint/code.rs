//! What the code says and no migration shows.

use std::collections::BTreeMap;

use super::finding::{Finding, Found};
use super::rule;
use crate::model::{Model, ObjectName, Table};

/// Compares the code with the newest snapshot.
pub(super) fn look(newest: &Model, code: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(done_renames(newest, code).into_iter().map(|(old, new)| {
        let message = format!("{new} was {old} once, and a migration has renamed it");
        Found::new(&rule::RENAMED_FROM, message).in_code()
    }));
    for (name, table) in &code.tables {
        let stored = newest.tables.get(name);
        if let Some((first, second)) = stored.and_then(|stored| swapped(stored, table)) {
            let message = format!(
                "{name}: {first} stands before {second} in the code, and after it in the database"
            );
            findings.push(Found::new(&rule::COLUMN_ORDER, message).in_code());
        }
    }
    findings
}

/// `renamed_from` of things that have their new names: old name, and kind and new name.
fn done_renames(newest: &Model, code: &Model) -> Vec<(String, String)> {
    let mut done: Vec<(String, String)> = Vec::new();
    let (old, new) = (&newest.schemas, &code.schemas);
    let name = Clone::clone;
    done.extend(kept("schema", old, new, name, |it| {
        it.renamed_from.as_ref()
    }));
    let path = ObjectName::path;
    let (old, new) = (&newest.sequences, &code.sequences);
    done.extend(kept("sequence", old, new, path, |it| {
        it.renamed_from.as_ref()
    }));
    let (old, new) = (&newest.views, &code.views);
    done.extend(kept("view", old, new, path, |it| it.renamed_from.as_ref()));
    let (old, new) = (&newest.enums, &code.enums);
    done.extend(kept("enum", old, new, path, |it| it.renamed_from.as_ref()));
    let (old, new) = (&newest.tables, &code.tables);
    done.extend(kept("table", old, new, path, |it| it.renamed_from.as_ref()));
    let roles = code.role_renames.iter();
    let roles = roles.filter(|(new, _)| newest.roles.contains_key(*new));
    done.extend(roles.map(|(new, old)| (old.clone(), format!("role {new}"))));
    done.extend(done_parts(newest, code));
    done
}

/// Those of one kind.
fn kept<'a, K: Ord, V>(
    kind: &'a str,
    newest: &'a BTreeMap<K, V>,
    code: &'a BTreeMap<K, V>,
    path: impl Fn(&K) -> String + 'a,
    renamed_from: impl Fn(&V) -> Option<&String> + 'a,
) -> impl Iterator<Item = (String, String)> + 'a {
    let done = code.iter().filter(|(name, _)| newest.contains_key(name));
    done.filter_map(move |(name, item)| {
        let old = renamed_from(item)?.clone();
        Some((old, format!("{kind} {}", path(name))))
    })
}

/// Columns and values of enums.
fn done_parts(newest: &Model, code: &Model) -> Vec<(String, String)> {
    let mut done = Vec::new();
    for (name, table) in &code.tables {
        for column in &table.columns {
            let stored = newest.tables.get(name).and_then(|it| it.find(&column.name));
            if let (Some(_), Some(old)) = (stored, &column.renamed_from) {
                done.push((
                    old.clone(),
                    format!("column {}.{}", name.path(), column.name),
                ));
            }
        }
    }
    for (name, definition) in &code.enums {
        let stored = newest.enums.get(name);
        for (new, old) in &definition.value_renames {
            if stored.is_some_and(|stored| stored.values.contains(new)) {
                done.push((old.clone(), format!("value {}.{new}", name.path())));
            }
        }
    }
    done
}

/// Two columns that stand the other way round in the code.
fn swapped<'a>(stored: &Table, code: &'a Table) -> Option<(&'a str, &'a str)> {
    let at = |name: &str| stored.columns.iter().position(|column| column.name == name);
    let common = code.columns.iter().map(|column| column.name.as_str());
    let common: Vec<(&str, usize)> = common.filter_map(|name| Some((name, at(name)?))).collect();
    common.windows(2).find_map(|pair| match pair {
        [(first, one), (second, other)] if one > other => Some((*first, *second)),
        _ => None,
    })
}
