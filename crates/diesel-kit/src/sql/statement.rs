//! The statements, each in the form in which it goes into a migration.

use std::collections::BTreeMap;

use super::expression::in_parentheses;
use super::name::{literal, name, names};
use super::sequence::identity;
use crate::model::{
    Action, Check, Column, Exclusion, ForeignKey, Index, ObjectName, PrimaryKey, Table, Unique,
};

const INDENT: &str = "    ";

pub(crate) fn create_table(table: &Table) -> String {
    let width = table.columns.iter().map(|c| name(&c.name).len()).max();
    let width = width.unwrap_or_default();
    let mut parts: Vec<String> = table
        .columns
        .iter()
        .map(|column| format!("{:width$} {}", name(&column.name), column_type(column)))
        .collect();
    if !table.primary_key.columns.is_empty() {
        parts.push(primary_key(&table.primary_key));
    }
    parts.extend(table.uniques.iter().map(unique));
    parts.extend(table.checks.iter().map(check));
    parts.extend(table.exclusions.iter().map(exclusion));
    let parts: Vec<String> = parts.iter().map(|part| format!("{INDENT}{part}")).collect();
    let storage = parameters(&table.with);
    let unlogged = if table.unlogged { "UNLOGGED " } else { "" };
    format!(
        "CREATE {unlogged}TABLE {} (\n{}\n){storage}",
        table.name(),
        parts.join(",\n")
    )
}

pub(crate) fn add_column(table: &ObjectName, column: &Column) -> String {
    let definition = column_type(column);
    alter_table(
        table,
        &format!("ADD COLUMN {} {definition}", name(&column.name)),
    )
}

/// Type, NOT NULL and default, as behind the column's name.
fn column_type(column: &Column) -> String {
    let mut text = match column.sql_type.as_str() {
        "smallint" if column.serial => "smallserial".to_owned(),
        "integer" if column.serial => "serial".to_owned(),
        "bigint" if column.serial => "bigserial".to_owned(),
        _ => collated_type(column),
    };
    if !column.nullable {
        text.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        text.extend([" DEFAULT ", default]);
    }
    if let Some(expression) = &column.generated {
        let expression = in_parentheses(expression);
        text.extend([" GENERATED ALWAYS AS ", &expression, " STORED"]);
    }
    if let Some(numbers) = &column.identity {
        text.extend([" ", &identity(numbers)]);
    }
    text
}

fn collated_type(column: &Column) -> String {
    match &column.collation {
        Some(collation) => format!("{} COLLATE {}", column.sql_type, name(collation)),
        None => column.sql_type.clone(),
    }
}

pub(crate) fn alter_table(table: &ObjectName, action: &str) -> String {
    format!("ALTER TABLE {table} {action}")
}

pub(crate) fn alter_column(table: &ObjectName, column: &str, action: &str) -> String {
    alter_table(table, &format!("ALTER COLUMN {} {action}", name(column)))
}

/// Type change with the default taken off before and set again afterwards: the old default need not
/// fit the new type.
pub(crate) fn change_type(
    table: &ObjectName,
    old: &Column,
    new: &Column,
    using: Option<&str>,
) -> String {
    let column = name(&new.name);
    let mut actions = Vec::new();
    if old.default.is_some() {
        actions.push(format!("ALTER COLUMN {column} DROP DEFAULT"));
    }
    let using = using.map(|using| format!(" USING {using}"));
    actions.push(format!(
        "ALTER COLUMN {column} TYPE {}{}",
        collated_type(new),
        using.unwrap_or_default()
    ));
    if let Some(default) = &new.default {
        actions.push(format!("ALTER COLUMN {column} SET DEFAULT {default}"));
    }
    if let [action] = actions.as_slice() {
        return alter_table(table, action);
    }
    let separator = format!(",\n{INDENT}");
    format!(
        "ALTER TABLE {}\n{INDENT}{}",
        table,
        actions.join(&separator)
    )
}

pub(crate) fn primary_key(key: &PrimaryKey) -> String {
    format!(
        "CONSTRAINT {} PRIMARY KEY ({})",
        name(&key.name),
        names(&key.columns)
    )
}

pub(crate) fn unique(unique: &Unique) -> String {
    let nulls = if unique.nulls_not_distinct {
        " NULLS NOT DISTINCT"
    } else {
        ""
    };
    format!(
        "CONSTRAINT {} UNIQUE{nulls} ({})",
        name(&unique.name),
        names(&unique.columns)
    )
}

pub(crate) fn check(check: &Check) -> String {
    let valid = if check.not_valid { " NOT VALID" } else { "" };
    format!(
        "CONSTRAINT {} CHECK {}{valid}",
        name(&check.name),
        in_parentheses(&check.expression)
    )
}

pub(crate) fn foreign_key(table: &ObjectName, key: &ForeignKey) -> String {
    let mut text = format!(
        "ALTER TABLE {} ADD CONSTRAINT {}\n{INDENT}FOREIGN KEY ({}) REFERENCES {} ({})",
        table,
        name(&key.name),
        names(&key.columns),
        key.table,
        names(&key.referenced),
    );
    if key.on_update != Action::NoAction {
        text.extend([" ON UPDATE ", key.on_update.sql()]);
    }
    if key.on_delete != Action::NoAction {
        text.extend([" ON DELETE ", key.on_delete.sql()]);
    }
    let deferral = deferral(key);
    if deferral != NOT_DEFERRABLE {
        text.extend([" ", deferral]);
    }
    if key.not_valid {
        text.push_str(" NOT VALID");
    }
    text
}

const NOT_DEFERRABLE: &str = "NOT DEFERRABLE";

/// When the key is looked at.
pub(crate) fn deferral(key: &ForeignKey) -> &'static str {
    if key.initially_deferred {
        "DEFERRABLE INITIALLY DEFERRED"
    } else if key.deferrable {
        "DEFERRABLE"
    } else {
        NOT_DEFERRABLE
    }
}

pub(crate) fn exclusion(exclusion: &Exclusion) -> String {
    let mut text = format!(
        "CONSTRAINT {} EXCLUDE USING {} ({})",
        name(&exclusion.name),
        name(&exclusion.using),
        exclusion.on
    );
    if let Some(condition) = &exclusion.condition {
        text.extend([" WHERE (", condition, ")"]);
    }
    text
}

pub(crate) fn add_constraint(table: &ObjectName, constraint: &str) -> String {
    alter_table(table, &format!("ADD {constraint}"))
}

pub(crate) fn drop_constraint(table: &ObjectName, constraint: &str) -> String {
    alter_table(table, &format!("DROP CONSTRAINT {}", name(constraint)))
}

pub(crate) fn rename_constraint(table: &ObjectName, from: &str, to: &str) -> String {
    alter_table(
        table,
        &format!("RENAME CONSTRAINT {} TO {}", name(from), name(to)),
    )
}

pub(crate) fn rename_index(table: &ObjectName, from: &str, to: &str) -> String {
    let (index, to) = (table.sibling(from), name(to));
    format!("ALTER INDEX {index} RENAME TO {to}")
}

pub(crate) fn create_index(table: &ObjectName, index: &Index, concurrently: bool) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let concurrently = if concurrently { "CONCURRENTLY " } else { "" };
    let using = index.using.as_ref();
    let using = using
        .map(|method| format!("USING {} ", name(method)))
        .unwrap_or_default();
    let mut text = format!(
        "CREATE {unique}INDEX {concurrently}{} ON {} {using}({})",
        name(&index.name),
        table,
        index.on
    );
    if let Some(columns) = &index.include {
        text.extend([" INCLUDE (", columns, ")"]);
    }
    if index.nulls_not_distinct {
        text.push_str(" NULLS NOT DISTINCT");
    }
    text.push_str(&parameters(&index.with));
    if let Some(condition) = &index.condition {
        text.extend(["\n", INDENT, "WHERE ", condition]);
    }
    text
}

pub(crate) fn drop_index(index: &ObjectName, concurrently: bool) -> String {
    let concurrently = if concurrently { "CONCURRENTLY " } else { "" };
    format!("DROP INDEX {concurrently}{index}")
}

pub(crate) fn create_enum(enumeration: &ObjectName, values: &[String]) -> String {
    let labels: Vec<String> = values.iter().map(|value| literal(value)).collect();
    format!("CREATE TYPE {enumeration} AS ENUM ({})", labels.join(", "))
}

/// ` WITH (fillfactor = 50)`, or nothing.
pub(crate) fn parameters(with: &BTreeMap<String, String>) -> String {
    if with.is_empty() {
        return String::new();
    }
    format!(" WITH ({})", parameter_list(with))
}

/// `SET (…)` and `RESET (…)`, as far as they are needed to get from one list to another.
pub(crate) fn parameter_changes(
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut actions = Vec::new();
    let mut changed = new.clone();
    changed.retain(|key, value| old.get(key) != Some(value));
    if !changed.is_empty() {
        actions.push(format!("SET ({})", parameter_list(&changed)));
    }
    let gone = old.keys().filter(|key| !new.contains_key(*key));
    let gone: Vec<&str> = gone.map(String::as_str).collect();
    if !gone.is_empty() {
        actions.push(format!("RESET ({})", gone.join(", ")));
    }
    actions
}

fn parameter_list(with: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = with
        .iter()
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    pairs.join(", ")
}
