//! Things that take each other's names in one migration.

use diesel_kit::model::{Column, EnumType, Index, Model, Sequence, Table, Unique};

use super::{Case, one, two};

pub(super) fn cases() -> Vec<Case> {
    vec![
        columns(),
        tables(),
        chain(),
        labels_and_sequences(),
        schemas(),
    ]
}

fn columns() -> Case {
    let table = |first: &str, second: &str, third: &str| {
        one(Table::new("users")
            .column(Column::new(first, "text"))
            .column(Column::new(second, "text").nullable())
            .column(Column::new(third, "integer").default_to("0"))
            .index(Index::new(
                "users_idx",
                &format!("lower({first}), {second}"),
            ))
            .check(
                "users_check",
                &format!("{first} <> {second} AND {third} > 0"),
            ))
    };
    Case::new(
        "columns exchange their names",
        table("a", "b", "c"),
        table("b", "c", "a"),
    )
    .rename("users.a", "users.b")
    .rename("users.b", "users.c")
    .rename("users.c", "users.a")
    .row("INSERT INTO users VALUES ('x', 'y', 3)")
    .after("(SELECT b = 'x' AND c = 'y' AND a = 3 FROM users)")
    .before("(SELECT a = 'x' AND b = 'y' AND c = 3 FROM users)")
}

/// Their keys and indexes are named after them, and follow.
fn tables() -> Case {
    let table = |name: &str, column: &str| {
        Table::new(name)
            .column(Column::new("id", "bigserial"))
            .column(Column::new(column, "text"))
            .column(
                Column::new("seen_at", "timestamptz")
                    .default_to("now()")
                    .touched(),
            )
            .primary_key(&["id"])
            .unique(Unique::new(&[column]))
            .index(Index::new(&format!("{name}_idx"), column))
    };
    Case::new(
        "tables exchange their names",
        two(table("new", "first"), table("old", "second")),
        two(table("old", "name"), table("new", "name")),
    )
    .rename("new", "old")
    .rename("old", "new")
    .rename("new.first", "old.name")
    .rename("old.second", "new.name")
    .row("INSERT INTO new (first) VALUES ('x')")
    .row("INSERT INTO old (second) VALUES ('y')")
    .after("(SELECT new.name = 'y' AND old.name = 'x' FROM new, old)")
    .before("(SELECT first = 'x' AND second = 'y' FROM new, old)")
}

/// The name of the middle one stays, for another thing.
fn chain() -> Case {
    let table = |names: &[&str]| {
        let columns = names.iter().map(|name| Column::new(*name, "integer"));
        one(columns.fold(Table::new("users"), Table::column))
    };
    Case::new(
        "one name moves on to the next",
        table(&["a", "b"]),
        table(&["b", "c"]),
    )
    .rename("users.a", "users.b")
    .rename("users.b", "users.c")
    .row("INSERT INTO users VALUES (1, 2)")
    .after("(SELECT b = 1 AND c = 2 FROM users)")
    .before("(SELECT a = 1 AND b = 2 FROM users)")
}

fn labels_and_sequences() -> Case {
    let model = |labels: &[&str], first: Sequence, second: Sequence| {
        one(Table::new("days").column(Column::new("mood", "mood")))
            .enumeration("mood", EnumType::new(labels))
            .sequence("first", first)
            .sequence("second", second)
    };
    let small = || Sequence::default().of_type("smallint");
    Case::new(
        "labels and sequences exchange their names",
        model(&["good", "bad"], small(), Sequence::default()),
        model(&["bad", "good"], Sequence::default(), small()),
    )
    .rename("mood.good", "mood.bad")
    .rename("mood.bad", "mood.good")
    .rename("first", "second")
    .rename("second", "first")
    .row("INSERT INTO days VALUES ('good')")
    .row("SELECT nextval('first'), nextval('first')")
    .after("(SELECT mood = 'bad' AND nextval('second') = 3 FROM days)")
    .before("(SELECT mood = 'good' AND nextval('first') = 4 FROM days)")
}

/// Two tables of one name in two schemas.
fn schemas() -> Case {
    let model = |here: &str, there: &str| {
        let table = |column: &str| Table::new("users").column(Column::new(column, "integer"));
        Model::default()
            .schema("app", diesel_kit::model::Schema::existing())
            .table(table(here))
            .table(table(there).in_schema("app"))
    };
    Case::new(
        "tables exchange their schemas",
        model("a", "b"),
        model("b", "a"),
    )
    .elsewhere("CREATE SCHEMA app")
    .rename("users", "app.users")
    .rename("app.users", "users")
    .row("INSERT INTO users VALUES (1)")
    .row("INSERT INTO app.users VALUES (2)")
    .after("(SELECT here.b = 2 AND there.a = 1 FROM users here, app.users there)")
    .before("(SELECT here.a = 1 AND there.b = 2 FROM users here, app.users there)")
}
