//! Which Rust type a column of a PostgreSQL type has.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::names::Names;
use super::text::{camel, literal};
use crate::introspect::Catalog;
use crate::model::ObjectName;
use crate::model::type_name::{is_known, split_array};
use crate::sql::token::{Kind, Token, tokens};

/// A type as a field has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RustType {
    pub(super) rust: String,
    /// The key `sql`.
    pub(super) sql: Option<String>,
    /// The key `db`.
    pub(super) db: Option<String>,
    /// Names to import from the module around.
    pub(super) imports: Vec<String>,
}

/// All types of a schema; remembers those that Diesel does not know.
#[derive(Debug)]
pub(super) struct Types {
    enums: BTreeMap<String, String>,
    domains: BTreeMap<String, String>,
    foreign: RefCell<Foreign>,
}

#[derive(Debug, Default)]
struct Foreign {
    names: Names,
    /// PostgreSQL's name, and that in Rust.
    types: BTreeMap<String, String>,
}

/// PostgreSQL, Rust, and Diesel where that does not follow from Rust.
const KNOWN: &[(&str, &str, &str)] = &[
    ("text", "String", ""),
    ("character varying", "String", ""),
    ("character", "String", ""),
    ("bpchar", "String", ""),
    ("name", "String", ""),
    ("citext", "String", "Citext"),
    ("smallint", "i16", ""),
    ("integer", "i32", ""),
    ("bigint", "i64", ""),
    ("real", "f32", ""),
    ("double precision", "f64", ""),
    ("numeric", "bigdecimal::BigDecimal", ""),
    ("money", "diesel::data_types::PgMoney", "Money"),
    ("boolean", "bool", ""),
    ("uuid", "uuid::Uuid", ""),
    ("bytea", "Vec<u8>", ""),
    ("date", "chrono::NaiveDate", ""),
    ("time without time zone", "chrono::NaiveTime", ""),
    ("timestamp without time zone", "chrono::NaiveDateTime", ""),
    (
        "timestamp with time zone",
        "chrono::DateTime<chrono::Utc>",
        "",
    ),
    ("interval", "diesel::data_types::PgInterval", ""),
    ("json", "serde_json::Value", "Json"),
    ("jsonb", "serde_json::Value", ""),
    ("inet", "ipnet::IpNet", ""),
    ("cidr", "ipnet::IpNet", "Cidr"),
    ("macaddr", "[u8; 6]", "MacAddr"),
    ("macaddr8", "[u8; 8]", "MacAddr8"),
    ("oid", "u32", "Oid"),
    ("pg_lsn", "diesel::data_types::PgLsn", "PgLsn"),
    ("tsvector", "diesel_kit::TsVector", ""),
    ("int4range", "(Bound<i32>, Bound<i32>)", "Int4range"),
    ("int8range", "(Bound<i64>, Bound<i64>)", "Int8range"),
    (
        "numrange",
        "(Bound<bigdecimal::BigDecimal>, Bound<bigdecimal::BigDecimal>)",
        "Numrange",
    ),
    (
        "daterange",
        "(Bound<chrono::NaiveDate>, Bound<chrono::NaiveDate>)",
        "Daterange",
    ),
    (
        "tsrange",
        "(Bound<chrono::NaiveDateTime>, Bound<chrono::NaiveDateTime>)",
        "Tsrange",
    ),
    (
        "tstzrange",
        "(Bound<chrono::DateTime<chrono::Utc>>, Bound<chrono::DateTime<chrono::Utc>>)",
        "Tstzrange",
    ),
];

impl Types {
    pub(super) fn new(catalog: &Catalog, names: &Names) -> Self {
        let enums = catalog.model.enums.keys();
        let enums =
            enums.filter_map(|path| Some((path.to_string(), names.enumeration(path)?.clone())));
        let mut own = Names::default();
        for path in catalog
            .model
            .tables
            .keys()
            .chain(catalog.model.views.keys())
        {
            own.type_name(&names.entity(path).name, path, "Row");
        }
        for name in catalog
            .model
            .enums
            .keys()
            .filter_map(|path| names.enumeration(path))
        {
            own.type_name(name, &ObjectName::new(name), "Enum");
        }
        let foreign = Foreign {
            names: own,
            types: BTreeMap::new(),
        };
        Self {
            enums: enums.collect(),
            domains: catalog.domains.clone(),
            foreign: RefCell::new(foreign),
        }
    }

    /// For a column that is not null.
    pub(super) fn of(&self, sql_type: &str) -> RustType {
        let (base, array) = split_array(sql_type);
        let element = self.element(base);
        if array.is_empty() {
            return element;
        }
        let sql = element
            .sql
            .map(|sql| format!("diesel::sql_types::Array<{sql}>"));
        RustType {
            rust: format!("Vec<{}>", element.rust),
            sql,
            db: element.db.map(|db| format!("{db}[]")),
            imports: element.imports,
        }
    }

    fn element(&self, sql_type: &str) -> RustType {
        if let Some(name) = self.enums.get(sql_type) {
            let marker = format!("{name}Sql");
            return RustType {
                rust: name.clone(),
                sql: Some(marker.clone()),
                db: None,
                imports: vec![name.clone(), marker],
            };
        }
        if let Some(base) = self.domains.get(sql_type) {
            let mut found = self.of(base);
            found.db = Some(sql_type.to_owned());
            return found;
        }
        let base = bare(sql_type);
        let Some((_, rust, sql)) = KNOWN.iter().find(|(name, _, _)| *name == base) else {
            return self.foreign(sql_type, &base);
        };
        let sql = (!sql.is_empty()).then(|| format!("diesel::sql_types::{sql}"));
        let implied = ["character varying", "character", "bpchar", "name"].contains(&base.as_str());
        RustType {
            rust: rust.replace("Bound<", "std::ops::Bound<"),
            sql,
            db: (implied || base != sql_type).then(|| sql_type.to_owned()),
            imports: Vec::new(),
        }
    }

    /// A type of its own, which keeps the bytes that PostgreSQL sends.
    fn foreign(&self, sql_type: &str, base: &str) -> RustType {
        let mut foreign = self.foreign.borrow_mut();
        let Foreign { names, types } = &mut *foreign;
        let name = types.entry(base.to_owned()).or_insert_with(|| {
            let (_, name) = parts(base);
            names.type_name(&camel(&name), &ObjectName::new(&name), "Value")
        });
        RustType {
            rust: name.clone(),
            sql: Some(format!("{name}Sql")),
            db: Some(sql_type.to_owned()),
            imports: vec![name.clone(), format!("{name}Sql")],
        }
    }

    /// The names of the types that are made here.
    pub(super) fn made(&self) -> Vec<String> {
        let foreign = self.foreign.borrow();
        foreign.types.values().cloned().collect()
    }

    /// The file of these types, if there are any.
    pub(super) fn file(&self) -> Option<String> {
        let foreign = self.foreign.borrow();
        if foreign.types.is_empty() {
            return None;
        }
        let types: Vec<String> = foreign
            .types
            .iter()
            .map(|(sql, rust)| definition(sql, rust))
            .collect();
        Some(format!(
            "//! Types that neither Diesel nor diesel-kit knows, as PostgreSQL sends them.\n\n\
             use diesel::deserialize::{{self, FromSql, FromSqlRow}};\n\
             use diesel::expression::AsExpression;\n\
             use diesel::pg::{{Pg, PgValue}};\n\
             use diesel::query_builder::QueryId;\n\
             use diesel::serialize::{{self, IsNull, Output, ToSql}};\n\
             use diesel::sql_types::SqlType;\n\n{}",
            types.join("\n")
        ))
    }
}

fn definition(sql: &str, rust: &str) -> String {
    let (schema, name) = parts(sql);
    let schema = schema.map(|schema| format!(", schema = {}", literal(&schema)));
    let (schema, name) = (schema.unwrap_or_default(), literal(&name));
    format!(
        r"/// SQL type of [`{rust}`].
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(name = {name}{schema}))]
pub struct {rust}Sql;

/// `{sql}` in PostgreSQL's binary form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromSqlRow, AsExpression)]
#[diesel(sql_type = {rust}Sql)]
pub struct {rust}(pub Vec<u8>);

impl FromSql<{rust}Sql, Pg> for {rust} {{
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {{
        Ok(Self(value.as_bytes().to_vec()))
    }}
}}

impl ToSql<{rust}Sql, Pg> for {rust} {{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {{
        std::io::Write::write_all(out, &self.0)?;
        Ok(IsNull::No)
    }}
}}
"
    )
}

/// Without what stands in parentheses: `geometry` of `geometry(Point,4326)`.
fn bare(sql_type: &str) -> String {
    let tokens = tokens(sql_type);
    let mut depth = 0_usize;
    let mut text = String::new();
    for token in &tokens {
        match token.text {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            other if depth == 0 => text.push_str(other),
            _ => {}
        }
    }
    // What intervals are limited to stands behind them.
    if text.starts_with("interval ") {
        return "interval".to_owned();
    }
    text
}

/// Schema and name in the catalog; the schema only where it is not found without being said.
fn parts(base: &str) -> (Option<String>, String) {
    let words: Vec<String> = tokens(base)
        .iter()
        .filter(|token| token.kind == Kind::Name)
        .map(Token::name)
        .collect();
    match (base, words.as_slice()) {
        ("bit varying", _) => (Some("pg_catalog".to_owned()), "varbit".to_owned()),
        ("time with time zone", _) => (Some("pg_catalog".to_owned()), "timetz".to_owned()),
        (_, [schema, name]) => (Some(schema.clone()), name.clone()),
        (_, [name]) if is_known(base) => (Some("pg_catalog".to_owned()), name.clone()),
        (_, [name]) => (None, name.clone()),
        _ => (None, base.to_owned()),
    }
}
