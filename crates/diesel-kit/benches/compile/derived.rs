//! The crate that derives its tables.

use std::fmt::{Result, Write};

use crate::shape::{Column, Table};

const HEAD: &str = "\
use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_kit::{PgEnum, Table};
use serde_json::Value;
use uuid::Uuid;
";

/// Writes the source of the crate; the tables of a set may appear in the same query.
pub(crate) fn write(out: &mut String, tables: &[Table], sets: &[&[Table]]) -> Result {
    out.write_str(HEAD)?;
    for table in tables {
        entity(out, table)?;
    }
    declaration(out, tables, sets)
}

/// The same with two views of each table, each with a function that queries it.
pub(crate) fn write_with_views(out: &mut String, tables: &[Table], sets: &[&[Table]]) -> Result {
    out.write_str(HEAD)?;
    out.write_str("use diesel_kit::View;\nuse diesel_async::AsyncPgConnection;\n")?;
    for set in sets {
        for (at, table) in set.iter().enumerate() {
            let child = set.get(at + 1);
            entity(out, table)?;
            views(
                out,
                table,
                at.checked_sub(1).and_then(|above| set.get(above)),
                child,
            )?;
        }
    }
    declaration(out, tables, sets)
}

/// One with everything around the row, one with a few columns and a count.
fn views(out: &mut String, table: &Table, parent: Option<&Table>, child: Option<&Table>) -> Result {
    let Table { name, entity, .. } = table;
    let relations = format!("{name}_around");
    let children = child.map(|child| format!(", has_many(children = {}(parent_id))", child.name));
    let head = format!("#[table(name = \"{name}\",");
    let with_relations = format!(
        "#[table(relations = {relations}{})]\n{head}",
        children.unwrap_or_default()
    );
    *out = out.replacen(&head, &with_relations, 1);
    let mut around = String::new();
    let mut brief = String::new();
    if let Some(Table { entity, .. }) = parent {
        writeln!(around, "    #[view(with)]\n    pub parent: {entity}Brief,")?;
    }
    if table.columns.iter().any(|column| column.name == "root_id") {
        let root = table.columns.iter().find(|column| column.name == "root_id");
        let root = root
            .and_then(|column| column.references.as_deref())
            .unwrap_or_default();
        let root = root.split('_').next().unwrap_or_default();
        let first = entity.get(..root.len()).unwrap_or_default();
        writeln!(around, "    #[view(with)]\n    pub root: Option<{first}0>,")?;
    }
    if let Some(Table { name, entity, .. }) = child {
        writeln!(
            around,
            "    #[view(with, order = {name}::id, limit = 5)]\n    pub children: Vec<{entity}Brief>,"
        )?;
        writeln!(brief, "    #[view(count)]\n    pub children: i64,")?;
    }
    for (view, fields) in [
        (
            "Around",
            format!("    #[view(row)]\n    pub row: {entity},\n{around}"),
        ),
        (
            "Brief",
            format!("    pub id: Uuid,\n    pub title: String,\n{brief}"),
        ),
    ] {
        write!(
            out,
            "
#[derive(Debug, View)]
#[view({relations})]
pub struct {entity}{view} {{
{fields}}}

pub async fn {name}_{}(conn: &AsyncPgConnection, id: Uuid) -> QueryResult<Option<{entity}{view}>> {{
    {entity}{view}::query().filter({name}::id.eq(id)).first(conn).await
}}
",
            view.to_lowercase()
        )?;
    }
    Ok(())
}

fn declaration(out: &mut String, tables: &[Table], sets: &[&[Table]]) -> Result {
    writeln!(out, "\ndiesel_kit::schema! {{\n    pub fn schema {{")?;
    for set in sets {
        writeln!(out, "        tables {{")?;
        for table in *set {
            writeln!(out, "            {} => {},", table.name, table.entity)?;
        }
        writeln!(out, "        }}")?;
    }
    writeln!(out, "        enums {{")?;
    for table in tables.iter().filter(|table| table.has_enum) {
        writeln!(out, "            {}Kind,", table.entity)?;
    }
    writeln!(out, "        }}\n    }}\n}}")
}

fn entity(out: &mut String, table: &Table) -> Result {
    let Table { name, entity, .. } = table;
    if table.has_enum {
        write!(
            out,
            "
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = \"{name}_kind\")]
pub enum {entity}Kind {{ Open, Started, Done, Dropped }}
"
        )?;
    }
    write!(
        out,
        "
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = {name}, check_for_backend(Pg))]
#[table(name = \"{name}\", new = New{entity}, changes = {entity}Changes)]
#[table(index(name = \"{name}_title_idx\", on = \"lower(title)\"))]
"
    )?;
    let keys = table
        .columns
        .iter()
        .filter(|column| column.references.is_some());
    for Column { name: column, .. } in keys {
        writeln!(
            out,
            "#[table(index(name = \"{name}_{column}_idx\", on = \"{column}\"))]"
        )?;
    }
    writeln!(out, "pub struct {entity} {{")?;
    for column in &table.columns {
        field(out, column)?;
    }
    writeln!(out, "}}")
}

fn field(out: &mut String, column: &Column) -> Result {
    let mut keys = Vec::new();
    if column.name == "id" {
        keys.push("pk".to_owned());
    }
    if column.is_enum {
        keys.push(format!("sql = {}", column.sql));
    }
    if !column.default.is_empty() {
        keys.push(format!("default = \"{}\"", column.default));
    }
    if let Some(table) = &column.references {
        keys.push(format!("references = {table}(id), on_delete = \"cascade\""));
    }
    if !keys.is_empty() {
        writeln!(out, "    #[column({})]", keys.join(", "))?;
    }
    writeln!(out, "    pub {}: {},", column.name, column.rust)
}
