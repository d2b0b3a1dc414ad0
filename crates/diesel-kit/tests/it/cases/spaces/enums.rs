//! EN, CO: enums in schemas.

use diesel_kit::model::{Column, EnumType, Extension, Model};

use super::super::Case;
use super::{IN_PUBLIC, users, with};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = enums();
    cases.extend(moved());
    cases.extend(moved_and_renamed());
    cases.extend(used_ones());
    cases.extend(of_columns());
    cases
}

fn alone(schemas: &[&str], schema: &str, name: &str) -> Model {
    with(schemas).enumeration((schema, name), EnumType::new(&["good", "bad"]))
}

fn used(schemas: &[&str], schema: &str, name: &str) -> Model {
    let sql_type = format!("{schema}.{name}");
    let sql_type = sql_type.strip_prefix("public.").unwrap_or(&sql_type);
    let column = Column::new("mood", sql_type).default_to("'good'");
    alone(schemas, schema, name).table(users().column(column))
}

fn enums() -> Vec<Case> {
    vec![
        Case::new(
            "EN02 an enum in a schema",
            with(&["app"]),
            alone(&["app"], "app", "mood"),
        )
        .by(&["CREATE TYPE app.mood AS ENUM ('good', 'bad')"]),
        Case::new(
            "EN04 an enum in a schema goes",
            alone(&["app"], "app", "mood"),
            with(&["app"]),
        ),
        Case::new(
            "EN05 the schema of an enum gets a new name",
            alone(&["app"], "app", "mood"),
            alone(&["core"], "core", "mood"),
        )
        .rename("app", "core")
        .by(&["ALTER SCHEMA app RENAME TO core"]),
    ]
}

fn moved() -> Vec<Case> {
    vec![
        Case::new(
            "EN06 an enum moves between schemas",
            alone(&["app", "log"], "app", "mood"),
            alone(&["app", "log"], "log", "mood"),
        )
        .rename("app.mood", "log.mood")
        .by(&["ALTER TYPE app.mood SET SCHEMA log"]),
        Case::new(
            "EN10 a label at the end, in a schema",
            alone(&["app"], "app", "mood"),
            {
                with(&["app"])
                    .enumeration(("app", "mood"), EnumType::new(&["good", "bad", "worse"]))
            },
        )
        .by(&["ALTER TYPE app.mood ADD VALUE 'worse'"]),
        Case::new(
            "EN11 an enum moves to public",
            alone(&["app"], "app", "mood"),
            alone(&["app"], "public", "mood"),
        )
        .rename("app.mood", "mood")
        .by(&["ALTER TYPE app.mood SET SCHEMA public"]),
        Case::new(
            "EN12 an enum moves from public",
            alone(&["app"], "public", "mood"),
            alone(&["app"], "app", "mood"),
        )
        .rename("mood", "app.mood")
        .by(&["ALTER TYPE mood SET SCHEMA app"]),
        Case::new(
            "EN13 an enum in a schema with a new name",
            alone(&["app"], "app", "mood"),
            alone(&["app"], "app", "humour"),
        )
        .rename("app.mood", "app.humour")
        .by(&["ALTER TYPE app.mood RENAME TO humour"]),
    ]
}

fn moved_and_renamed() -> Vec<Case> {
    let grown = || {
        with(&["app", "log"]).enumeration(
            ("log", "mood"),
            EnumType::new(&["good", "so-so", "bad", "worse"]),
        )
    };
    vec![
        Case::new(
            "EN14 an enum moves and gets a new name",
            alone(&["app", "log"], "app", "mood"),
            alone(&["app", "log"], "log", "humour"),
        )
        .rename("app.mood", "log.humour"),
        Case::new(
            "EN15 an enum moves and gets a new name and labels",
            alone(&["app", "log"], "app", "humour"),
            grown(),
        )
        .rename("app.humour", "log.mood"),
    ]
}

fn used_ones() -> Vec<Case> {
    let good = "(SELECT mood::text FROM users) = 'good'";
    vec![
        Case::new(
            "EN16 an enum in a schema that is used gets a new name",
            used(&["app"], "app", "mood"),
            used(&["app"], "app", "humour"),
        )
        .rename("app.mood", "app.humour")
        .row(IN_PUBLIC)
        .after(good)
        .by(&["ALTER TYPE app.mood RENAME TO humour"]),
        Case::new(
            "EN17 an enum that is used moves",
            used(&["app"], "public", "mood"),
            used(&["app"], "app", "mood"),
        )
        .rename("mood", "app.mood")
        .row(IN_PUBLIC)
        .after(good)
        .before(good)
        .by(&["ALTER TYPE mood SET SCHEMA app"]),
        Case::new(
            "EN18 an enum that is used moves and gets a new name",
            used(&["app"], "public", "mood"),
            used(&["app"], "app", "humour"),
        )
        .rename("mood", "app.humour")
        .row(IN_PUBLIC)
        .after(good)
        .before(good),
    ]
}

fn of_columns() -> Vec<Case> {
    vec![
        Case::new(
            "CO31 enums in different schemas, unchanged",
            two_enums(),
            two_enums(),
        )
        .unchanged(),
        Case::new(
            "CO32 an array of an enum in a schema, unchanged",
            array(),
            array(),
        )
        .unchanged(),
        Case::new(
            "CO31 CO32 enums in different schemas",
            Model::default(),
            two_enums(),
        ),
    ]
}

fn two_enums() -> Model {
    let mood = || EnumType::new(&["good"]);
    let table = users()
        .column(Column::new("mood", "app.mood"))
        .column(Column::new("other", "mood"))
        .column(Column::new("free", "citext"));
    with(&["app"])
        .extension("citext", Extension::default())
        .enumeration(("app", "mood"), mood())
        .enumeration("mood", mood())
        .table(table)
}

fn array() -> Model {
    with(&["app"])
        .enumeration(("app", "mood"), EnumType::new(&["good"]))
        .table(users().column(Column::new("moods", "app.mood[]").default_to("'{good}'")))
}
