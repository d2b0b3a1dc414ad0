//! Tables as lines of text: those that were compiled in, and those that `diesel print-schema` printed.
//!
//! The tests of Pagespace's own schema include this file, too.
//!
//! A type is what PostgreSQL is told about it, so that aliases (`Int8`, `BigInt`) and markers of
//! different names for one enum are equal.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use diesel::pg::{Pg, PgMetadataLookup, PgTypeMetadata};
use diesel::prelude::*;
use diesel::sql_types::{self as sql, HasSqlType, SqlType, is_nullable};

/// Lines such as `people.name Text` and `people.id is key`.
pub(crate) type Lines = BTreeSet<String>;

/// What only one side has: `-` for what was compiled in, `+` for what was printed.
pub(crate) fn difference(compiled: &Lines, printed: &Lines) -> Vec<String> {
    let gone = compiled.difference(printed).map(|line| format!("- {line}"));
    let new = printed.difference(compiled).map(|line| format!("+ {line}"));
    gone.chain(new).collect()
}

/// The program that `scripts/test` installs, or the one in the path. Where it must be, it has to.
pub(crate) fn program() -> Option<PathBuf> {
    let installed = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tools/bin/diesel");
    let mut candidates = [installed, PathBuf::from("diesel")].into_iter();
    let found = candidates.find(|program| {
        let output = Command::new(program).arg("--version").output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(" 2.3."))
    });
    let must = std::env::var_os("CI").is_some_and(|ci| ci == "true");
    assert!(
        found.is_some() || !must,
        "diesel_cli 2.3 is needed here: scripts/test installs it"
    );
    found
}

/// What the program prints for these arguments.
pub(crate) fn run(diesel: &Path, directory: &Path, url: &str, arguments: &[&str]) -> String {
    let mut command = Command::new(diesel);
    command
        .args(arguments)
        .args(["--database-url", url])
        .current_dir(directory);
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let (stdout, stderr) = (
        String::from_utf8(stdout).unwrap(),
        String::from_utf8_lossy(&stderr),
    );
    assert!(status.success(), "{arguments:?}:\n{stdout}{stderr}");
    stdout
}

/// The lines of tables and joins: `compiled!(people, places; people -> places)`.
macro_rules! compiled {
    ($($table:ident),* $(,)?; $($child:ident -> $parent:ident),* $(,)?) => {{
        use diesel::prelude::*;
        let mut lines = $crate::print_schema::Lines::new();
        let sql = |query: &dyn std::fmt::Display| query.to_string();
        $(
            let key = $table::table.select($table::table.primary_key());
            let key = sql(&diesel::debug_query::<diesel::pg::Pg, _>(&key));
            lines.extend($crate::print_schema::table_lines::<$table::table>(&key));
        )*
        $(
            let join = $child::table.inner_join($parent::table).select($child::table.primary_key());
            let join = sql(&diesel::debug_query::<diesel::pg::Pg, _>(&join));
            lines.insert($crate::print_schema::join_line(stringify!($child), stringify!($parent), &join));
        )*
        lines
    }};
}
pub(crate) use compiled;

/// `key` selects the primary key of the table, and so tells its name as well.
pub(crate) fn table_lines<T>(key: &str) -> Lines
where
    T: Table<AllColumns: Columns>,
{
    let keys = columns_in(key);
    let (table, _) = keys.first().unwrap();
    let keys = keys.iter().map(|(_, key)| format!("{table}.{key} is key"));
    let columns = T::AllColumns::types().into_iter();
    let columns = columns.map(|(name, sql_type)| format!("{table}.{name} {sql_type}"));
    columns.chain(keys).collect()
}

/// `join` is a query whose last condition is that of the join.
pub(crate) fn join_line(child: &str, parent: &str, join: &str) -> String {
    let (_, condition) = join.rsplit_once(" ON ").unwrap();
    let columns = columns_in(condition);
    let (_, key) = columns.iter().find(|(table, _)| *table == child).unwrap();
    format!("{child} joins {parent} by {key}")
}

/// The columns in SQL that Diesel made, each with its table: `"people"."id"`.
fn columns_in(sql: &str) -> Vec<(&str, &str)> {
    let mut names = sql.split('"').skip(1).step_by(2);
    std::iter::from_fn(|| Some((names.next()?, names.next()?))).collect()
}

/// The columns of a table, as a tuple.
pub(crate) trait Columns {
    fn types() -> Vec<(&'static str, String)>;
}

pub(crate) trait TypedColumn {
    fn describe() -> (&'static str, String);
}

impl<C> TypedColumn for C
where
    C: Column + Expression<SqlType: SqlType>,
    Pg: HasSqlType<C::SqlType>,
{
    fn describe() -> (&'static str, String) {
        let nullable = TypeId::of::<<C::SqlType as SqlType>::IsNull>()
            == TypeId::of::<is_nullable::IsNullable>();
        let name = type_name::<C::SqlType>();
        (C::NAME, if nullable { name + " or null" } else { name })
    }
}

macro_rules! tuples {
    ($first:ident $($rest:ident)*) => {
        impl<$first: TypedColumn, $($rest: TypedColumn),*> Columns for ($first, $($rest,)*) {
            fn types() -> Vec<(&'static str, String)> {
                vec![$first::describe(), $($rest::describe()),*]
            }
        }
        tuples!($($rest)*);
    };
    () => {};
}
tuples!(A B C D E F G H I J K L M N O P Q R S T U V W X Y Z);

/// Numbers types that have no fixed one.
#[derive(Default)]
struct Named(Vec<String>);

const FIRST_NAMED: u32 = 1 << 20;

impl PgMetadataLookup for Named {
    fn lookup_type(&mut self, name: &str, schema: Option<&str>) -> PgTypeMetadata {
        let schema = schema.filter(|schema| *schema != "public");
        self.0
            .push(schema.map_or_else(|| name.to_owned(), |schema| format!("{schema}.{name}")));
        PgTypeMetadata::new(FIRST_NAMED, FIRST_NAMED + 1)
    }
}

fn type_name<T>() -> String
where
    Pg: HasSqlType<T>,
{
    let mut named = Named::default();
    let metadata = Pg::metadata(&mut named);
    let number = metadata.oid().unwrap();
    if let Some(name) = named.0.pop() {
        return if number == FIRST_NAMED {
            name
        } else {
            format!("Array<{name}>")
        };
    }
    let known = known().into_iter().find_map(|(name, element, array)| {
        let array = (number == array).then(|| format!("Array<{name}>"));
        (number == element).then(|| name.to_owned()).or(array)
    });
    known.unwrap_or_else(|| format!("type {number}"))
}

/// Diesel's names, each with the numbers of the type and of its array; the first of several counts.
fn known() -> Vec<(&'static str, u32, u32)> {
    macro_rules! known {
        ($($name:ident)*) => {
            vec![$({
                let metadata = <Pg as HasSqlType<sql::$name>>::metadata(&mut Named::default());
                let array = <Pg as HasSqlType<sql::Array<sql::$name>>>::metadata(&mut Named::default());
                (stringify!($name), metadata.oid().unwrap(), array.oid().unwrap())
            }),*]
        };
    }
    let mut known = known!(
        Text Varchar Bpchar SmallInt Int2 Integer Int4 BigInt Int8 Float Float4 Double Float8
        Numeric Bool Uuid Date Time Timestamp Timestamptz Interval Binary Bytea Json Jsonb Inet Cidr
    );
    // Diesel has no marker for it, so that it is printed as a type of the database.
    known.push(("tsvector", 3614, 3643));
    known
}

/// Reads what `diesel print-schema` printed.
pub(crate) fn printed(text: &str) -> Lines {
    let types = printed_types(text);
    let mut lines = Lines::new();
    let mut table = String::new();
    let mut sql_name = None;
    for line in text.lines().map(str::trim) {
        if let Some(name) = between(line, "#[sql_name = \"", "\"]") {
            sql_name = Some(name.to_owned());
        } else if let Some((head, keys)) = line.strip_suffix(") {").and_then(|l| l.split_once(" ("))
        {
            table = sql_name.take().unwrap_or_else(|| head.to_owned());
            lines.extend(keys.split(", ").map(|key| format!("{table}.{key} is key")));
        } else if let Some((column, sql_type)) =
            line.strip_suffix(',').and_then(|l| l.split_once(" -> "))
        {
            let column = sql_name.take().unwrap_or_else(|| column.to_owned());
            lines.insert(format!(
                "{table}.{column} {}",
                printed_type(sql_type, &types)
            ));
        } else if let Some(join) = between(line, "diesel::joinable!(", "));") {
            let (child, rest) = join.split_once(" -> ").unwrap();
            let (parent, column) = rest.split_once(" (").unwrap();
            lines.insert(format!("{child} joins {parent} by {column}"));
        }
    }
    lines
}

/// The markers of types that Diesel does not know, with the names of the types.
fn printed_types(text: &str) -> BTreeMap<&str, String> {
    let mut types = BTreeMap::new();
    let mut name = None;
    for line in text.lines().map(str::trim) {
        if let Some(found) = between(line, "#[diesel(postgres_type(", "))]") {
            let mut keys = found.split(", ").filter_map(|key| key.split_once(" = "));
            let text = keys.find_map(|(key, text)| (key == "name").then_some(text));
            name = text.map(|text| text.trim_matches('"').to_owned());
        } else if let Some(marker) = between(line, "pub struct ", ";")
            && let Some(name) = name.take()
        {
            types.insert(marker, name);
        }
    }
    types
}

/// Whether elements of an array may be null is nothing that PostgreSQL knows.
fn printed_type(text: &str, types: &BTreeMap<&str, String>) -> String {
    if let Some(inner) = between(text, "Nullable<", ">") {
        return printed_type(inner, types) + " or null";
    }
    if let Some(element) = between(text, "Array<", ">") {
        let element = between(element, "Nullable<", ">").unwrap_or(element);
        return format!("Array<{}>", printed_type(element, types));
    }
    if let Some(name) = types.get(text) {
        return name.clone();
    }
    let known = known();
    let number = known
        .iter()
        .find(|(name, ..)| *name == text)
        .map(|(_, number, _)| number);
    let first = known.iter().find(|(_, other, _)| Some(other) == number);
    first.map_or_else(|| format!("type {text}"), |(name, ..)| (*name).to_owned())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.strip_prefix(start)?.strip_suffix(end)
}
