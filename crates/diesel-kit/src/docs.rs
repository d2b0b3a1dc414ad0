//! `docs`: the schema as one Markdown document, with a diagram for each PostgreSQL schema.
//!
//! The same schema always makes the same text, so that it can be committed and compared.

mod diagram;
mod markdown;

use std::collections::BTreeSet;

use markdown::{cell, code, fenced};

use crate::model::{
    Column, Extension, Model, ObjectName, Role, RowSecurity, Sequence, SqlObject, Table, View,
};
use crate::sql::policy::create_policy;
use crate::sql::sequence::{create_sequence, identity};
use crate::sql::statement::{check, create_index, exclusion, foreign_key, primary_key, unique};
use crate::sql::view::{bare, kind};

/// The document.
pub fn docs(model: &Model) -> String {
    let mut text = "# Schema\n".to_owned();
    for schema in schemas(model) {
        of_schema(model, schema, &mut text);
    }
    let extensions = model.extensions.iter();
    list("## Extensions", extensions.map(extension), &mut text);
    list("## Roles", model.roles.iter().map(role), &mut text);
    list(
        "## SQL objects",
        model.objects.iter().map(object),
        &mut text,
    );
    text
}

/// Those that are declared, and those of names.
fn schemas(model: &Model) -> BTreeSet<&str> {
    let declared = model.schemas.keys().map(String::as_str);
    let enums = model.enums.keys();
    let names = enums
        .chain(model.tables.keys())
        .chain(model.views.keys())
        .chain(model.sequences.keys());
    declared.chain(names.map(ObjectName::schema)).collect()
}

fn of_schema(model: &Model, schema: &str, text: &mut String) {
    text.extend(["\n## ", schema, "\n"]);
    let definition = model.schemas.get(schema);
    paragraph(definition.and_then(|one| one.comment.as_deref()), text);
    if definition.is_some_and(|one| one.existing) {
        paragraph(Some("Managed elsewhere."), text);
    }
    let is_here = |name: &ObjectName| name.schema() == schema;
    let tables = model.tables.values().filter(|table| is_here(table.name()));
    let tables: Vec<&Table> = tables.collect();
    if !tables.is_empty() {
        text.push('\n');
        text.push_str(&fenced("mermaid", &diagram::of(&tables)));
    }
    for table in tables {
        of_table(table, text);
    }
    for (name, one) in model.views.iter().filter(|(name, _)| is_here(name)) {
        view(name, one, text);
    }
    let enums = model.enums.iter().filter(|(name, _)| is_here(name));
    let enums = enums.map(|(name, one)| {
        let labels: Vec<String> = one.values.iter().map(|label| code(label)).collect();
        let what = format!("{}: {}", code(name.name()), labels.join(", "));
        commented(what, one.comment.as_deref())
    });
    list("### Enums", enums, text);
    let sequences = model.sequences.iter().filter(|(name, _)| is_here(name));
    list("### Sequences", sequences.map(sequence), text);
}

fn of_table(table: &Table, text: &mut String) {
    text.extend(["\n### ", table.name().name(), "\n"]);
    paragraph(table.comment.as_deref(), text);
    if table.existing {
        paragraph(Some("Managed elsewhere."), text);
    }
    if table.unlogged {
        paragraph(Some("Unlogged: empty after a crash."), text);
    }
    text.push_str("\n| column | type | nullable | default | about |\n|---|---|---|---|---|\n");
    for column in &table.columns {
        text.push_str(&row(column));
    }
    items(&definitions(table), text);
    match table.effective_row_security() {
        RowSecurity::Off => {}
        RowSecurity::On => paragraph(Some("Row-level security is on."), text),
        RowSecurity::Forced => {
            paragraph(Some("Row-level security is on, also for the owner."), text);
        }
    }
}

fn row(column: &Column) -> String {
    let nullable = if column.nullable { "yes" } else { "no" };
    let comment = column.comment.as_deref().unwrap_or_default();
    let mut default = value(column).map_or_else(String::new, |value| code(&value));
    if column.touched {
        default.push_str(", and when the row changes");
    }
    let sql_type = match &column.collation {
        Some(collation) => format!("{} COLLATE {collation}", column.sql_type),
        None => column.sql_type.clone(),
    };
    let cells = [
        code(&column.name),
        code(&sql_type),
        nullable.to_owned(),
        default,
        comment.to_owned(),
    ];
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    format!("| {} |\n", cells.join(" | "))
}

/// Where the value comes from when none is given.
fn value(column: &Column) -> Option<String> {
    if let Some(one) = &column.identity {
        return Some(identity(one));
    }
    if let Some(expression) = &column.generated {
        return Some(format!("GENERATED ALWAYS AS ({expression}) STORED"));
    }
    if column.serial {
        return Some("serial".to_owned());
    }
    column.default.clone()
}

/// Keys, checks, indexes and policies, as SQL.
fn definitions(table: &Table) -> Vec<String> {
    let name = table.name();
    let mut all = Vec::new();
    let mut add = |sql: &str, comment: &Option<String>| {
        // A foreign key is a statement, because it can come only when both tables are there.
        let at = sql.find("CONSTRAINT").unwrap_or_default();
        let definition = sql.get(at..).unwrap_or(sql);
        all.push(commented(code(definition), comment.as_deref()));
    };
    if !table.primary_key.columns.is_empty() {
        add(&primary_key(&table.primary_key), &table.primary_key.comment);
    }
    for one in &table.uniques {
        add(&unique(one), &one.comment);
    }
    for one in &table.foreign_keys {
        add(&foreign_key(name, one), &one.comment);
    }
    for one in &table.checks {
        add(&check(one), &one.comment);
    }
    for one in &table.exclusions {
        add(&exclusion(one), &one.comment);
    }
    for one in &table.indexes {
        let sql = create_index(name, one, false);
        all.push(commented(code(&sql), one.comment.as_deref()));
    }
    for one in &table.policies {
        let sql = create_policy(name, one);
        all.push(commented(code(&sql), one.comment.as_deref()));
    }
    all
}

fn view(name: &ObjectName, view: &View, text: &mut String) {
    text.extend(["\n### ", name.name(), "\n"]);
    paragraph(view.comment.as_deref(), text);
    let kind = kind(view).to_lowercase();
    let elsewhere = if view.existing {
        ", managed elsewhere"
    } else {
        ""
    };
    paragraph(Some(&format!("A {kind}{elsewhere}:")), text);
    text.push('\n');
    text.push_str(&fenced("sql", bare(&view.query).trim_end()));
    let indexes = view.indexes.iter();
    let indexes = indexes.map(|one| {
        let sql = create_index(name, one, false);
        commented(code(&sql), one.comment.as_deref())
    });
    items(&indexes.collect::<Vec<_>>(), text);
}

fn sequence((name, one): (&ObjectName, &Sequence)) -> String {
    commented(code(&create_sequence(name, one)), one.comment.as_deref())
}

fn extension((name, one): (&String, &Extension)) -> String {
    match &one.schema {
        Some(schema) => format!("{} in {}", code(name), code(schema)),
        None => code(name),
    }
}

fn role((name, one): (&String, &Role)) -> String {
    let rights = [
        (one.login, "logs in"),
        (one.create_database, "makes databases"),
        (one.create_role, "makes roles"),
        (!one.inherit, "has not the rights of its groups"),
        (one.existing, "managed elsewhere"),
    ];
    let rights = rights.iter().filter(|(holds, _)| *holds);
    let rights: Vec<&str> = rights.map(|(_, words)| *words).collect();
    commented(code(name), Some(&rights.join(", ")))
}

fn object((name, one): (&String, &SqlObject)) -> String {
    let needs: Vec<String> = one.depends_on.iter().map(|name| code(name)).collect();
    let needs = if needs.is_empty() {
        String::new()
    } else {
        format!(", needs {}", needs.join(", "))
    };
    format!("{} {}{needs}", one.kind, code(name))
}

fn commented(what: String, comment: Option<&str>) -> String {
    match comment {
        Some(comment) if !comment.is_empty() => format!("{what}: {comment}"),
        _ => what,
    }
}

fn list(title: &str, lines: impl Iterator<Item = String>, text: &mut String) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        text.extend(["\n", title, "\n"]);
        items(&lines, text);
    }
}

fn items(lines: &[String], text: &mut String) {
    if !lines.is_empty() {
        text.push('\n');
    }
    for line in lines {
        text.extend(["- ", &line.replace('\n', "\n  "), "\n"]);
    }
}

fn paragraph(words: Option<&str>, text: &mut String) {
    if let Some(words) = words {
        text.extend(["\n", words.trim(), "\n"]);
    }
}
