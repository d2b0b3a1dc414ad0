//! Renames inside expressions: PostgreSQL follows them in what it has stored, the texts follow here.

use crate::model::type_name::split_array;
use crate::model::{Model, ObjectName, Table};
use crate::sql::expression::{mentions, moved, renamed, schema_renamed, with_moved_type};

/// Types and expressions after a schema got another name.
pub(super) fn schema(model: &mut Model, from: &str, to: &str) {
    for table in model.tables.values_mut() {
        for column in &mut table.columns {
            column.sql_type = schema_renamed(&column.sql_type, from, to);
        }
        all(table, |text| schema_renamed(text, from, to));
    }
}

/// Types and casts after an enum was renamed or moved.
pub(super) fn enumeration(model: &mut Model, from: &ObjectName, to: &ObjectName) {
    let (old, new) = (from.to_string(), to.to_string());
    for table in model.tables.values_mut() {
        for column in &mut table.columns {
            let (base, brackets) = split_array(&column.sql_type);
            if base == old {
                column.sql_type = format!("{new}{brackets}");
            }
        }
        all(table, |text| with_moved_type(text, from, to));
    }
}

/// Policies, which may speak of any table, after a table was renamed or moved.
pub(super) fn table(model: &mut Model, from: &ObjectName, to: &ObjectName) {
    for table in model.tables.values_mut() {
        of_policies(table, |text| moved(text, from, to));
    }
}

/// Whatever reads a column of the table after the column was renamed.
pub(super) fn column(model: &mut Model, table: &ObjectName, old: &str, new: &str) {
    let others = model.tables.iter().filter(|(name, _)| *name != table);
    let namesakes = others.filter(|(_, other)| other.find(old).is_some());
    let namesakes: Vec<ObjectName> = namesakes.map(|(name, _)| name.clone()).collect();
    for (owner, found) in &mut model.tables {
        if owner == table {
            of_parts(found, |text| renamed(text, old, new));
        }
        of_policies(found, |text| {
            let reads = |name: &ObjectName| name == owner || mentions(text, name.name());
            if !reads(table) || !mentions(text, old) {
                return text.to_owned();
            }
            // The text does not tell which of the tables is meant: a letter makes it different from
            // every other text, so that the policy is set anew.
            let doubt = if namesakes.iter().any(reads) { " " } else { "" };
            renamed(text, old, new) + doubt
        });
    }
}

fn all(table: &mut Table, rewrite: impl Fn(&str) -> String) {
    for default in table
        .columns
        .iter_mut()
        .filter_map(|one| one.default.as_mut())
    {
        *default = rewrite(default);
    }
    of_parts(table, &rewrite);
    of_policies(table, &rewrite);
}

/// Expressions that read columns of their own table only.
fn of_parts(table: &mut Table, rewrite: impl Fn(&str) -> String) {
    let apply = |text: &mut String| *text = rewrite(text);
    let generated = table
        .columns
        .iter_mut()
        .filter_map(|one| one.generated.as_mut());
    generated.for_each(apply);
    table
        .checks
        .iter_mut()
        .for_each(|check| apply(&mut check.expression));
    for index in &mut table.indexes {
        apply(&mut index.on);
        index
            .include
            .iter_mut()
            .chain(&mut index.condition)
            .for_each(apply);
    }
    for exclusion in &mut table.exclusions {
        apply(&mut exclusion.on);
        exclusion.condition.iter_mut().for_each(apply);
    }
}

fn of_policies(table: &mut Table, rewrite: impl Fn(&str) -> String) {
    for policy in &mut table.policies {
        let texts = policy.using.iter_mut().chain(&mut policy.check);
        texts.for_each(|text| *text = rewrite(text));
    }
}
