//! XT09, GR: spellings of types, and changes of types with rows in them.

use diesel_kit::model::{Column, EnumType, Model, Table};

use super::{Case, one, users};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = spelled();
    cases.push(retyped("types grow", WIDENING));
    cases.push(retyped("types shrink", NARROWING).loses_data());
    cases.extend(refused_by_rows());
    cases.extend(said());
    cases.extend(documents());
    cases.extend(extensions());
    cases
}

/// Spellings of types, and the one that PostgreSQL prints.
const SPELLINGS: &[(&str, &str)] = &[
    ("int2", "smallint"),
    ("int", "integer"),
    ("int4", "INTEGER"),
    ("INT8", "bigint"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("float", "double  precision"),
    ("float(24)", "real"),
    ("FLOAT(25)", "double precision"),
    ("decimal", "numeric"),
    ("dec(10)", "numeric(10, 0)"),
    ("numeric(10)", "numeric(10,0)"),
    ("decimal(10, 2)", "numeric(10,2)"),
    ("bool", "boolean"),
    ("varchar", "character varying"),
    ("varchar(20)", "character varying (20)"),
    ("char varying(20)", "national character varying(20)"),
    ("char", "character(1)"),
    ("char(5)", "character(5)"),
    ("bpchar(5)", "nchar(5)"),
    ("bpchar", "BPCHAR"),
    ("\"char\"", "\"char\""),
    ("bit", "bit(1)"),
    ("bit(8)", "BIT (8)"),
    ("varbit", "bit varying"),
    ("varbit(8)", "bit varying(8)"),
    ("timestamptz", "timestamp with time zone"),
    ("timestamptz(3)", "timestamp (3) with time zone"),
    ("timestamp", "TIMESTAMP WITHOUT TIME ZONE"),
    ("timestamp(0)", "timestamp(0) without time zone"),
    ("time", "time without time zone"),
    ("timetz(3)", "time(3) with time zone"),
    ("interval", "INTERVAL"),
    ("interval (3)", "interval(3)"),
    ("interval year to month", "INTERVAL YEAR TO MONTH"),
    ("interval second(2)", "interval second (2)"),
    ("pg_catalog.int4", "int"),
    ("UUID", "uuid"),
];

fn spelled() -> Vec<Case> {
    let of = |pick: fn(&(&'static str, &'static str)) -> &'static str, suffix: &str| {
        let mut table = Table::new("things");
        for (at, pair) in SPELLINGS.iter().enumerate() {
            let column = Column::new(format!("c{at}"), format!("{}{suffix}", pick(pair)));
            table = table.column(column);
        }
        one(table)
    };
    let numerics = ["numeric", "numeric(10)", "numeric(10,0)", "numeric(10,2)"];
    let numeric = || {
        let mut table = Table::new("things");
        for (at, name) in numerics.iter().enumerate() {
            for suffix in ["", "[]", "[][]"] {
                let column = Column::new(format!("c{at}{suffix}"), format!("{name}{suffix}"));
                table = table.column(column);
            }
        }
        one(table)
    };
    vec![
        Case::new(
            "XT09 spellings of one type",
            of(|pair| pair.0, ""),
            of(|pair| pair.1, ""),
        )
        .unchanged(),
        Case::new(
            "XT09 spellings of arrays",
            of(|pair| pair.0, "[]"),
            of(|pair| pair.1, "[3][2]"),
        )
        .unchanged(),
        Case::new(
            "XT09 another spelling of arrays",
            of(|pair| pair.0, " ARRAY"),
            of(|pair| pair.1, "[]"),
        )
        .unchanged(),
        Case::new("GR01 arguments and dimensions", Model::default(), numeric()),
        Case::new(
            "GR01 arguments and dimensions, unchanged",
            numeric(),
            numeric(),
        )
        .unchanged(),
    ]
}

fn with(column: Column) -> Model {
    one(users().column(column.nullable()))
}

/// A change of a type: from, to, the SQL of a value, and of what becomes of it.
type Change = (&'static str, &'static str, &'static str, &'static str);

/// Several changes in one table; after down the values are as before.
fn retyped(name: &'static str, changes: &[Change]) -> Case {
    let mut models = [users(), users()];
    let mut values = String::new();
    let (mut after, mut before) = (Vec::new(), Vec::new());
    for (at, (from, to, value, becomes)) in changes.iter().enumerate() {
        let column = format!("c{at}");
        let typed = |sql_type: &str| Column::new(&column, sql_type).nullable();
        let [old, new] = models;
        models = [old.column(typed(from)), new.column(typed(to))];
        values.extend([", ", value]);
        after.push(format!("{column}::text = ({becomes})::{to}::text"));
        before.push(format!("{column}::text = ({value})::{from}::text"));
    }
    let nulls = ", NULL".repeat(changes.len());
    let columns: Vec<String> = (0..changes.len()).map(|at| format!("c{at}")).collect();
    let columns = columns.join(", ");
    let holds = |conditions: &[String]| {
        format!(
            "(SELECT {} FROM users WHERE id = 1) \
             AND (SELECT num_nulls({columns}) = {} FROM users WHERE id = 2)",
            conditions.join("\n AND "),
            changes.len()
        )
    };
    let [old, new] = models;
    Case::new(name, one(old), one(new))
        .row(&format!(
            "INSERT INTO users VALUES (1, 'a'{values}), (2, 'b'{nulls})"
        ))
        .after(&holds(&after))
        .before(&holds(&before))
}

/// What every value of the first type has a place for in the second.
const WIDENING: &[Change] = &[
    ("smallint", "integer", "-7", "-7"),
    ("smallint", "real", "7", "7"),
    ("integer", "bigint", "2147483647", "2147483647"),
    ("integer", "double precision", "7", "7"),
    ("integer", "numeric", "7", "7"),
    ("integer", "money", "7", "7"),
    (
        "bigint",
        "numeric",
        "9223372036854775807",
        "9223372036854775807",
    ),
    ("bigint", "text", "7", "'7'"),
    ("real", "double precision", "1.5", "1.5"),
    (
        "numeric(10,2)",
        "numeric(12,2)",
        "12345678.91",
        "12345678.91",
    ),
    ("numeric(10,2)", "numeric", "0.10", "0.10"),
    ("numeric(6,2)", "numeric(8,4)", "1.25", "1.25"),
    ("boolean", "integer", "true", "1"),
    ("boolean", "bigint", "true", "1"),
    ("boolean", "text", "true", "'true'"),
    ("varchar(5)", "varchar(9)", "'a b'", "'a b'"),
    ("varchar(5)", "varchar", "'abc'", "'abc'"),
    ("varchar(5)", "text", "'it''s'", "'it''s'"),
    ("varchar", "text", "'abc'", "'abc'"),
    ("text", "varchar", "'abc'", "'abc'"),
    ("char(3)", "varchar(3)", "'abc'", "'abc'"),
    ("char(3)", "text", "'abc'", "'abc'"),
    (
        "uuid",
        "text",
        "'11111111-2222-3333-4444-555555555555'",
        "'11111111-2222-3333-4444-555555555555'",
    ),
    ("date", "timestamp", "'2024-02-29'", "'2024-02-29 00:00'"),
    ("date", "timestamptz", "'2024-02-29'", "'2024-02-29 00:00'"),
    (
        "timestamp(3)",
        "timestamp",
        "'2024-02-29 01:02:03.456'",
        "'2024-02-29 01:02:03.456'",
    ),
    (
        "timestamptz(3)",
        "timestamptz(6)",
        "'2024-02-29 01:02:03.456'",
        "'2024-02-29 01:02:03.456'",
    ),
    ("time(0)", "time(3)", "'01:02:03'", "'01:02:03'"),
    ("time", "interval", "'01:02:03'", "'01:02:03'"),
    ("interval second(2)", "interval", "'01.25'", "'01.25'"),
    (
        "interval day to hour",
        "text",
        "'1 day 3:00'",
        "'1 day 03:00:00'",
    ),
    ("bit(4)", "varbit(8)", "'1010'", "'1010'"),
    ("varbit(4)", "varbit", "'101'", "'101'"),
    ("cidr", "inet", "'10.0.0.0/8'", "'10.0.0.0/8'"),
    (
        "macaddr",
        "macaddr8",
        "'08:00:2b:01:02:03'",
        "'08:00:2b:ff:fe:01:02:03'",
    ),
    ("json", "text", "'{\"a\": 1}'", "'{\"a\": 1}'"),
    ("bytea", "text", r"'\x00ff'", r"'\x00ff'"),
    ("integer[]", "bigint[]", "'{1,NULL,3}'", "'{1,NULL,3}'"),
    ("integer[]", "text[]", "'{1,2}'", "'{1,2}'"),
    ("varchar(3)[]", "text[]", "'{a,b}'", "'{a,b}'"),
    ("text[]", "text", "'{a,\"b c\"}'", "'{a,\"b c\"}'"),
    ("tsvector", "text", "'''cat'':1'", "'''cat'':1'"),
    ("inet", "text", "'::1'", "'::1/128'"),
];

/// What is announced as loss, although these values happen to survive, there and back.
const NARROWING: &[Change] = &[
    ("bigint", "integer", "7", "7"),
    ("integer", "smallint", "7", "7"),
    ("integer", "real", "7", "7"),
    ("double precision", "numeric(10,2)", "1.25", "1.25"),
    ("numeric(10,2)", "numeric(6,2)", "1.25", "1.25"),
    ("numeric", "integer", "7", "7"),
    ("money", "numeric", "'7.5'", "7.50"),
    ("integer", "boolean", "1", "true"),
    ("bigint", "boolean", "1", "true"),
    ("text", "integer", "'7'", "7"),
    ("text", "boolean", "'true'", "true"),
    (
        "text",
        "uuid",
        "'11111111-2222-3333-4444-555555555555'",
        "'11111111-2222-3333-4444-555555555555'",
    ),
    ("text", "date", "'2024-02-29'", "'2024-02-29'"),
    (
        "text",
        "timestamp",
        "'2024-02-29 01:02:03'",
        "'2024-02-29 01:02:03'",
    ),
    ("text", "interval", "'01:02:03'", "'01:02:03'"),
    ("text", "inet", "'10.0.0.1/32'", "'10.0.0.1'"),
    ("text", "integer[]", "'{1,2}'", "'{1,2}'"),
    ("text", "point", "'(1,2)'", "'(1,2)'"),
    ("text[]", "integer[]", "'{1,2}'", "'{1,2}'"),
    ("text", "varchar(5)", "'abc'", "'abc'"),
    ("varchar(9)", "varchar(5)", "'abc'", "'abc'"),
    ("varchar(9)", "char(3)", "'abc'", "'abc'"),
    ("integer", "varchar(3)", "123", "'123'"),
    ("integer[]", "varchar(3)[]", "'{123}'", "'{123}'"),
    ("timestamp", "date", "'2024-02-29 00:00'", "'2024-02-29'"),
    (
        "timestamptz",
        "timestamp",
        "'2024-02-29 01:02:03'",
        "'2024-02-29 01:02:03'",
    ),
    (
        "timestamp",
        "timestamp(0)",
        "'2024-02-29 01:02:03'",
        "'2024-02-29 01:02:03'",
    ),
    ("time", "timetz", "'01:02:03'", "'01:02:03'"),
    ("inet", "cidr", "'10.0.0.0/8'", "'10.0.0.0/8'"),
    ("integer", "bit(8)", "7", "'00000111'"),
    ("varbit", "bit(4)", "'1010'", "'1010'"),
    (
        "path",
        "polygon",
        "'((0,0),(1,1),(2,0))'",
        "'((0,0),(1,1),(2,0))'",
    ),
    ("oid", "integer", "7", "7"),
];

/// Nothing is cut: a value that does not fit stops the migration.
fn refused_by_rows() -> Vec<Case> {
    let of = |sql_type: &str| with(Column::new("a", sql_type));
    let refused = |from: &str, to: &str, insert: &'static str, repair: &'static str| {
        Case::new("a value that does not fit stops it", of(from), of(to))
            .row(insert)
            .up_after(repair)
            .loses_data()
    };
    vec![
        refused(
            "text",
            "varchar(3)",
            "INSERT INTO users VALUES (1, 'a', 'too long')",
            "UPDATE users SET a = 'abc'",
        )
        .after("(SELECT a = 'abc' FROM users)"),
        refused(
            "varchar(5)",
            "char(3)",
            "INSERT INTO users VALUES (1, 'a', 'abcde')",
            "UPDATE users SET a = 'abc'",
        ),
        refused(
            "bigint",
            "integer",
            "INSERT INTO users VALUES (1, 'a', 3000000000)",
            "UPDATE users SET a = 3",
        ),
        refused(
            "text",
            "uuid",
            "INSERT INTO users VALUES (1, 'a', 'none')",
            "UPDATE users SET a = NULL",
        ),
        Case::new(
            "a longer value stops the way back",
            of("varchar(3)"),
            of("text"),
        )
        .row("INSERT INTO users VALUES (1, 'a', 'abc')")
        .then(one(users().column(
            Column::new("a", "text").nullable().default_to("'longer'"),
        )))
        .then(one(users()
            .column(Column::new("a", "text").nullable())
            .column(
                Column::new("b", "text").nullable().generated("a || 'd'"),
            )))
        .after("(SELECT b = 'abcd' FROM users)"),
    ]
}

/// Types that have nothing to do with each other, and how they follow each other all the same.
fn said() -> Vec<Case> {
    let of = |column: Column| with(column);
    vec![
        Case::new(
            "bytes become a number, and do not come back",
            of(Column::new("a", "bytea")),
            of(Column::new("a", "integer").using("get_byte(a, 0)")),
        )
        .row(r"INSERT INTO users VALUES (1, 'a', '\x07')")
        .after("(SELECT a = 7 FROM users)")
        .before("(SELECT a IS NULL FROM users)")
        .loses_data(),
        Case::new(
            "seconds become a time, there and back",
            of(Column::new("a", "bigint").using("extract(epoch FROM a)::bigint")),
            of(Column::new("a", "timestamptz").using("to_timestamp(a)")),
        )
        .row("INSERT INTO users VALUES (1, 'a', 1709168523)")
        .after("(SELECT a = '2024-02-29 01:02:03Z' FROM users)")
        .before("(SELECT a = 1709168523 FROM users)")
        .loses_data(),
        Case::new(
            "one becomes several, there and back",
            of(Column::new("a", "text").using("a[1]")),
            of(Column::new("a", "text[]").using("ARRAY[a]")),
        )
        .row("INSERT INTO users VALUES (1, 'a', 'b')")
        .after("(SELECT a = '{b}' FROM users)")
        .before("(SELECT a = 'b' FROM users)")
        .loses_data(),
        Case::new(
            "a default takes the place of what does not come back",
            one(users().column(Column::new("a", "point").default_to("'(0,0)'"))),
            one(users().column(
                Column::new("a", "integer")
                    .default_to("0")
                    .using("a[0]::integer"),
            )),
        )
        .row("INSERT INTO users VALUES (1, 'a', '(3,4)')")
        .after("(SELECT a = 3 FROM users)")
        .before("(SELECT a[0] = 0 FROM users)")
        .loses_data(),
        Case::new(
            "one's own expression instead of a cast",
            of(Column::new("a", "text")),
            of(Column::new("a", "integer").using("length(a)")),
        )
        .row("INSERT INTO users VALUES (1, 'a', 'abc')")
        .after("(SELECT a = 3 FROM users)")
        .loses_data(),
    ]
}

/// Everything has a form in JSON, and comes back out of it.
const TO_JSON: &[Change] = &[
    ("integer", "jsonb", "7", "'7'"),
    ("boolean", "json", "true", "'true'"),
    (
        "uuid",
        "jsonb",
        "'11111111-2222-3333-4444-555555555555'",
        "'\"11111111-2222-3333-4444-555555555555\"'",
    ),
    (
        "timestamp",
        "jsonb",
        "'2024-02-29 01:02:03'",
        "'\"2024-02-29T01:02:03\"'",
    ),
    ("json", "jsonb", "'{\"a\": 1}'", "'{\"a\": 1}'"),
    ("jsonb", "json", "'{\"a\": 1}'", "'{\"a\": 1}'"),
    ("jsonb", "text", "'{\"a\": 1}'", "'{\"a\": 1}'"),
    ("bytea", "jsonb", r"'\x07'", r#"'"\\x07"'"#),
    ("mood", "jsonb", "'bad'", "'\"bad\"'"),
];

const FROM_JSON: &[Change] = &[
    ("jsonb", "integer", "'7'", "7"),
    ("jsonb", "boolean", "'true'", "true"),
    ("json", "integer", "'7'", "7"),
    (
        "jsonb",
        "uuid",
        "'\"11111111-2222-3333-4444-555555555555\"'",
        "'11111111-2222-3333-4444-555555555555'",
    ),
    ("jsonb", "date", "'\"2024-02-29\"'", "'2024-02-29'"),
    ("jsonb", "mood", "'\"bad\"'", "'bad'"),
    ("text", "jsonb", "'{\"a\": 1}'", "'{\"a\": 1}'"),
    ("text", "json", "'{\"a\": 1}'", "'{\"a\": 1}'"),
];

fn documents() -> Vec<Case> {
    let with_mood = |case: Case| {
        let mood = || EnumType::new(&["good", "bad"]);
        Case {
            from: case.from.enumeration("mood", mood()),
            to: case.to.enumeration("mood", mood()),
            ..case
        }
    };
    let of = |sql_type: &str| with(Column::new("a", sql_type));
    vec![
        with_mood(retyped("types become JSON", TO_JSON)),
        with_mood(retyped("JSON becomes other types", FROM_JSON).loses_data()),
        Case::new(
            "a list becomes JSON, and does not come back",
            of("text[]"),
            of("jsonb"),
        )
        .row("INSERT INTO users VALUES (1, 'a', '{a,b}')")
        .after("(SELECT a = '[\"a\", \"b\"]' FROM users)")
        .before("(SELECT a IS NULL FROM users)"),
    ]
}

/// A type with a modifier, as extensions make them, out of what every server has.
macro_rules! stand_in {
    ($name:literal) => {
        concat!(
            "CREATE TYPE ",
            $name,
            ";
             CREATE FUNCTION ",
            $name,
            "_in(cstring, oid, integer) RETURNS ",
            $name,
            "
                 LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
             CREATE FUNCTION ",
            $name,
            "_out(",
            $name,
            ") RETURNS cstring
                 LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
             CREATE FUNCTION ",
            $name,
            "_typmod_in(cstring[]) RETURNS integer
                 LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
             CREATE FUNCTION ",
            $name,
            "_typmod_out(integer) RETURNS cstring
                 LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
             CREATE TYPE ",
            $name,
            " (INPUT = ",
            $name,
            "_in, OUTPUT = ",
            $name,
            "_out,
                 TYPMOD_IN = ",
            $name,
            "_typmod_in, TYPMOD_OUT = ",
            $name,
            "_typmod_out)"
        )
    };
}
pub(super) use stand_in;

fn extensions() -> Vec<Case> {
    let of = |sql_type: &str| with(Column::new("a", sql_type));
    vec![
        Case::new(
            "TA19 a table with a vector",
            Model::default(),
            one(Table::new("things").column(Column::new("a", "vector(3)"))),
        )
        .elsewhere(stand_in!("vector")),
        Case::new(
            "TA08 a table with geometries",
            Model::default(),
            one(Table::new("places")
                .column(Column::new("a", "geometry"))
                .column(Column::new("b", "geometry(4326)").nullable())),
        )
        .elsewhere(stand_in!("geometry")),
        Case::new("CO27 an argument comes", of("geometry"), of("geometry(40)"))
            .elsewhere(stand_in!("geometry"))
            .row("INSERT INTO users VALUES (1, 'a', 'POINT(1 2)')")
            .after("(SELECT a::text = 'POINT(1 2)' FROM users)")
            .loses_data(),
        Case::new("text becomes citext", of("text"), of("citext"))
            .elsewhere("CREATE EXTENSION citext")
            .row("INSERT INTO users VALUES (1, 'a', 'Abc')")
            .after("(SELECT a = 'aBC' FROM users)")
            .before("(SELECT a = 'Abc' FROM users)"),
        Case::new(
            "jsonb becomes hstore",
            of("jsonb"),
            with(Column::new("a", "hstore").using("hstore('all', a::text)")),
        )
        .elsewhere("CREATE EXTENSION hstore")
        .row("INSERT INTO users VALUES (1, 'a', '{}')")
        .after("(SELECT a -> 'all' = '{}' FROM users)")
        .loses_data(),
        Case::new("text becomes ltree", of("text"), of("ltree"))
            .elsewhere("CREATE EXTENSION ltree")
            .row("INSERT INTO users VALUES (1, 'a', 'top.inner')")
            .after("(SELECT nlevel(a) = 2 FROM users)")
            .loses_data(),
    ]
}
