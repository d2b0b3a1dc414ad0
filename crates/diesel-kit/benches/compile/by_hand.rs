//! The crate in which the same Diesel items are written out.

use std::collections::BTreeSet;
use std::fmt::{Result, Write};

use crate::shape::{Column, Table};

const HEAD: &str = "\
use std::io::Write;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::serialize::{self, IsNull, Output, ToSql};
use serde_json::Value;
use uuid::Uuid;
";

/// Writes the source of the crate; the tables of a set may appear in the same query.
pub(crate) fn write(out: &mut String, tables: &[Table], sets: &[&[Table]]) -> Result {
    out.write_str(HEAD)?;
    for table in tables {
        if table.has_enum {
            enumeration(out, table)?;
        }
        table_macro(out, table)?;
        joinables(out, table)?;
        structs(out, table)?;
    }
    for set in sets {
        writeln!(out, "\ndiesel::allow_tables_to_appear_in_same_query!(")?;
        for table in *set {
            writeln!(out, "    {},", table.name)?;
        }
        writeln!(out, ");")?;
    }
    Ok(())
}

fn enumeration(out: &mut String, table: &Table) -> Result {
    let Table { name, entity, .. } = table;
    write!(
        out,
        r#"
#[derive(Debug, Clone, Copy, Default, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(name = "{name}_kind"))]
pub struct {entity}KindSql;

#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = {entity}KindSql)]
pub enum {entity}Kind {{ Open, Started, Done, Dropped }}

impl ToSql<{entity}KindSql, Pg> for {entity}Kind {{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {{
        out.write_all(match self {{
            Self::Open => b"open",
            Self::Started => b"started",
            Self::Done => b"done",
            Self::Dropped => b"dropped",
        }})?;
        Ok(IsNull::No)
    }}
}}

impl FromSql<{entity}KindSql, Pg> for {entity}Kind {{
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {{
        match value.as_bytes() {{
            b"open" => Ok(Self::Open),
            b"started" => Ok(Self::Started),
            b"done" => Ok(Self::Done),
            b"dropped" => Ok(Self::Dropped),
            other => Err(format!("unknown value {{:?}}", String::from_utf8_lossy(other)).into()),
        }}
    }}
}}
"#
    )
}

fn table_macro(out: &mut String, table: &Table) -> Result {
    let Table { name, entity, .. } = table;
    writeln!(out, "\ndiesel::table! {{\n    use diesel::sql_types::*;")?;
    if table.has_enum {
        writeln!(out, "    use super::{entity}KindSql;")?;
    }
    writeln!(out, "    {name} (id) {{")?;
    for column in &table.columns {
        writeln!(out, "        {} -> {},", column.name, column.sql)?;
    }
    writeln!(out, "    }}\n}}")
}

/// Only the first key to another table can be joined without saying how.
fn joinables(out: &mut String, table: &Table) -> Result {
    let mut joined = BTreeSet::new();
    for column in &table.columns {
        if let Some(parent) = &column.references
            && joined.insert(parent)
        {
            let (child, key) = (&table.name, &column.name);
            writeln!(out, "diesel::joinable!({child} -> {parent} ({key}));")?;
        }
    }
    Ok(())
}

fn structs(out: &mut String, table: &Table) -> Result {
    let Table {
        name,
        entity,
        columns,
        ..
    } = table;
    let diesel = format!("#[diesel(table_name = {name}, check_for_backend(Pg))]");

    writeln!(
        out,
        "\n#[derive(Debug, Clone, Queryable, Selectable, Identifiable)]\n{diesel}"
    )?;
    writeln!(out, "pub struct {entity} {{")?;
    for Column { name, rust, .. } in columns {
        writeln!(out, "    pub {name}: {rust},")?;
    }

    writeln!(out, "}}\n\n#[derive(Debug, Clone, Insertable)]\n{diesel}")?;
    writeln!(out, "pub struct New{entity} {{")?;
    for Column {
        name,
        rust,
        default,
        ..
    } in columns
    {
        if default.is_empty() {
            writeln!(out, "    pub {name}: {rust},")?;
        } else {
            writeln!(out, "    pub {name}: Option<{rust}>,")?;
        }
    }

    writeln!(
        out,
        "}}\n\n#[derive(Debug, Clone, Default, AsChangeset)]\n{diesel}"
    )?;
    writeln!(out, "pub struct {entity}Changes {{")?;
    for Column { name, rust, .. } in columns.iter().skip(1) {
        writeln!(out, "    pub {name}: Option<{rust}>,")?;
    }
    writeln!(out, "}}")
}
