//! The statements, each in the form in which it goes into a migration.

use std::collections::BTreeMap;

use super::expression::in_parentheses;
use super::name::{literal, name, names};
use crate::model::{
    Action, Check, Column, ForeignKey, Index, ObjectName, PrimaryKey, Table, Unique,
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
    let parts: Vec<String> = parts.iter().map(|part| format!("{INDENT}{part}")).collect();
    let storage = parameters(&table.with);
    format!(
        "CREATE TABLE {} (\n{}\n){storage}",
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
    let mut text = column.sql_type.clone();
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
    text
}

pub(crate) fn alter_table(table: &ObjectName, action: &str) -> String {
    format!("ALTER TABLE {table} {action}")
}

pub(crate) fn alter_column(table: &ObjectName, column: &str, action: &str) -> String {
    alter_table(table, &format!("ALTER COLUMN {} {action}", name(column)))
}

/// Type change with the default taken off before and set again afterwards: the old default need not
/// fit the new type.
pub(crate) fn change_type(table: &ObjectName, old: &Column, new: &Column, using: &str) -> String {
    let column = name(&new.name);
    let mut actions = Vec::new();
    if old.default.is_some() {
        actions.push(format!("ALTER COLUMN {column} DROP DEFAULT"));
    }
    actions.push(format!(
        "ALTER COLUMN {column} TYPE {} USING {using}",
        new.sql_type
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
    if key.deferrable {
        text.push_str(" DEFERRABLE");
    }
    if key.not_valid {
        text.push_str(" NOT VALID");
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

/// The function behind `touched` columns. It leaves a row alone that did not change, and a value
/// that was set by hand.
pub(crate) fn touch_function(column: &str) -> String {
    let function = name(&touch_function_name(column));
    let column = name(column);
    format!(
        "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$\n\
         BEGIN\n\
         {INDENT}IF NEW IS DISTINCT FROM OLD AND NEW.{column} IS NOT DISTINCT FROM OLD.{column} THEN\n\
         {INDENT}{INDENT}NEW.{column} := now();\n\
         {INDENT}END IF;\n\
         {INDENT}RETURN NEW;\n\
         END\n\
         $$"
    )
}

pub(crate) fn touch_function_name(column: &str) -> String {
    crate::model::name::shortened(&format!("touch_{column}"))
}

pub(crate) fn touch_trigger_name(table: &ObjectName, column: &str) -> String {
    crate::model::name::shortened(&format!("{}_touch_{column}", table.name()))
}

pub(crate) fn touch_trigger(table: &ObjectName, column: &str) -> String {
    format!(
        "CREATE TRIGGER {} BEFORE UPDATE ON {}\n{INDENT}FOR EACH ROW EXECUTE FUNCTION {}()",
        name(&touch_trigger_name(table, column)),
        table,
        name(&touch_function_name(column)),
    )
}

pub(crate) fn drop_touch_trigger(table: &ObjectName, column: &str) -> String {
    let trigger = name(&touch_trigger_name(table, column));
    format!("DROP TRIGGER {trigger} ON {table}")
}

/// ` WITH (fillfactor = 50)`, or nothing.
fn parameters(with: &BTreeMap<String, String>) -> String {
    if with.is_empty() {
        return String::new();
    }
    format!(" WITH ({})", parameter_list(with))
}

pub(crate) fn parameter_list(with: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = with
        .iter()
        .map(|(key, value)| format!("{key} = {value}"))
        .collect();
    pairs.join(", ")
}
