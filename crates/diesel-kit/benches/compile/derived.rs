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
