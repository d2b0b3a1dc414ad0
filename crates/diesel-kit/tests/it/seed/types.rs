//! Columns of every type.

use diesel_kit::model::{Column, EnumType, Extension, Model, Schema, SqlObject, Table};
use diesel_kit::seed::{Generator, Seed};

use super::Place;

const TYPES: &[&str] = &[
    "smallint",
    "integer",
    "bigint",
    "oid",
    "real",
    "double precision",
    "numeric",
    "numeric(3)",
    "numeric(12,4)",
    "money",
    "boolean",
    "text",
    "varchar",
    "varchar(3)",
    "char(2)",
    "bpchar",
    "\"char\"",
    "name",
    "citext",
    "uuid",
    "date",
    "time",
    "time(2)",
    "timetz",
    "timestamp",
    "timestamp(0)",
    "timestamptz",
    "timestamptz(3)",
    "interval",
    "interval(2)",
    "inet",
    "cidr",
    "macaddr",
    "macaddr8",
    "json",
    "jsonb",
    "bytea",
    "xml",
    "bit(5)",
    "varbit",
    "varbit(4)",
    "tsvector",
    "tsquery",
    "point",
    "line",
    "lseg",
    "box",
    "path",
    "polygon",
    "circle",
    "pg_lsn",
    "int4range",
    "int8range",
    "numrange",
    "tsrange",
    "tstzrange",
    "daterange",
    "int4multirange",
    "int8multirange",
    "nummultirange",
    "tsmultirange",
    "tstzmultirange",
    "datemultirange",
    "hstore",
    "ltree",
    "vector(3)",
    "app.mood",
    "app.positive",
];

/// pgvector may be missing: what it would be given is looked at.
fn domains() -> SqlObject {
    let up = "CREATE DOMAIN app.positive AS integer CHECK (VALUE > 0)";
    SqlObject::new("domain", up, "DROP DOMAIN app.positive")
}

fn with_columns(columns: impl Iterator<Item = Column>) -> Model {
    let table = Table::new("things")
        .column(Column::new("id", "text"))
        .primary_key(&["id"]);
    Model::default()
        .extension("citext", Extension::default())
        .extension("hstore", Extension::default())
        .extension("ltree", Extension::default())
        .schema("app", Schema::default())
        .enumeration(("app", "mood"), EnumType::new(&["sad", "very \"happy\""]))
        .object("domain app.positive", domains())
        .table(columns.fold(table, Table::column))
}

#[test]
fn c11_07_columns_of_every_type_are_filled() {
    let has_pgvector = |sql_type: &&&str| !sql_type.starts_with("vector");
    for suffix in ["", "[]"] {
        let types = TYPES.iter().filter(has_pgvector).enumerate();
        let columns = types
            .map(|(at, sql_type)| Column::new(format!("c{at}"), format!("{sql_type}{suffix}")));
        let place = Place::new(&with_columns(columns));
        place.fills(Seed::new().count("things", 100), &[]);
        assert_eq!(place.count("things"), "100");
    }
}

#[test]
fn c11_07_one_in_four_of_nullable_columns_is_null() {
    let columns = [Column::new("note", "text").nullable()].into_iter();
    let place = Place::new(&with_columns(columns));
    place.fills(Seed::new().count("things", 1000), &[]);
    let null: usize = place.count("things WHERE note IS NULL").parse().unwrap();
    assert!((150..350).contains(&null), "{null}");
}

#[test]
fn types_that_cannot_be_guessed_need_a_generator_unless_they_may_be_null() {
    let column = || Column::new("class", "regclass");
    let place = Place::new(&with_columns([column().nullable()].into_iter()));
    place.fills(Seed::new(), &[]);
    assert_eq!(place.count("things WHERE class IS NULL"), "10");
    let place = Place::new(&with_columns([column()].into_iter()));
    place.refuses(Seed::new(), &[], 2, &["things.class is of type regclass"]);
    let seed = Seed::new().column("things.class", Generator::one_of(["pg_class"]));
    place.fills(seed, &[]);
}
