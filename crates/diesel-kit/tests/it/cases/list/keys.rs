//! CN24 to CN72: primary keys.

use diesel_kit::model::{Column, Index, Model, Table};

use super::{Case, model, table};

pub(in crate::cases) fn cases() -> Vec<Case> {
    let mut cases = come_and_go();
    cases.extend(histories());
    cases.extend(moved());
    cases.extend(in_order());
    cases
}

const ROW: &str = "INSERT INTO users VALUES (1, 2)";

/// `users` with these columns and this key.
fn keyed(columns: &str, key: &[&str]) -> Model {
    let users = table("users", columns);
    model([if key.is_empty() {
        users
    } else {
        users.primary_key(key)
    }])
}

fn come_and_go() -> Vec<Case> {
    let pair = "a bigint; b bigint?";
    vec![
        Case::new("CN24 a key over what is there", keyed(pair, &[]), keyed(pair, &["a"]))
            .row(ROW)
            .after("(SELECT b FROM users) = 2"),
        Case::new("CN25 CN26 CN27 a key, unchanged", keyed(pair, &["a"]), keyed(pair, &["a"])).unchanged(),
        Case::new(
            "CN28 a key goes, and its column is nullable",
            keyed("a bigint; b bigint?", &["a"]),
            keyed("a bigint?; b bigint?", &[]),
        )
        .row(ROW)
        .after("(SELECT NOT attnotnull FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'a')"),
        Case::new("CN29 a key goes, its column stays NOT NULL", keyed(pair, &["a"]), keyed(pair, &[])).row(ROW),
        Case::new("a key over a nullable column", keyed("a bigint?", &[]), keyed("a bigint", &["a"]))
            .row("INSERT INTO users VALUES (1)"),
        Case::new(
            "CN43 a key with a new column",
            keyed("a bigint", &[]),
            model([table("users", "a bigint")
                .column(Column::new("id", "uuid").default_to("gen_random_uuid()"))
                .primary_key(&["id"])]),
        )
        .row("INSERT INTO users VALUES (1)")
        .after("(SELECT id IS NOT NULL FROM users)"),
    ]
}

fn histories() -> Vec<Case> {
    let named = |table_name: &str, column: &str, key: &str| {
        let users = table(table_name, &format!("{column} bigint; b bigint?"));
        model([users.primary_key(&[column]).primary_key_named(key)])
    };
    let start = |name, key: &str| {
        Case::new(
            name,
            named("users", "a", "first"),
            named("people", "c", key),
        )
        .rename("users", "people")
        .rename("users.a", "people.c")
        .row(ROW)
    };
    let kept = "(SELECT c FROM people) = 1";
    vec![
        start("CN30 names change, then the key goes", "first")
            .then(model([table("people", "c bigint?; b bigint?")]))
            .after(kept),
        start("CN31 names change, the key's too", "second").after(kept),
        start("CN32 names change, then another key", "first")
            .then({
                let people = table("people", "c bigint; b bigint");
                model([people.primary_key(&["c", "b"]).primary_key_named("both")])
            })
            .after(kept),
        Case::new(
            "CN33 a table with a key is renamed",
            keyed("id bigint; b bigint?", &["id"]),
            model([table("people", "id bigint; b bigint?").renamed_from("users")]),
        )
        .row(ROW)
        .after("(SELECT b FROM people) = 2"),
        Case::new(
            "CN44 two tables with keys of two are renamed",
            model([pair("one"), pair("two")]),
            model([
                pair("three").renamed_from("one"),
                pair("four").renamed_from("two"),
            ]),
        )
        .row("INSERT INTO one VALUES (1, 2)")
        .after("(SELECT b FROM three) = 2"),
    ]
}

fn pair(name: &str) -> Table {
    table(name, "a bigint; b bigint").primary_key(&["a", "b"])
}

/// The key moves to other columns, some of them new, some of the old ones gone.
fn moved() -> Vec<Case> {
    let case = |name, from: (&str, &[&str]), to: (&str, &[&str])| {
        Case::new(name, keyed(from.0, from.1), keyed(to.0, to.1))
    };
    vec![
        case(
            "CN35 to another column, the old one gone",
            ("a bigint; b bigint", &["a"]),
            ("b bigint", &["b"]),
        )
        .row(ROW)
        .down_after("DELETE FROM users")
        .loses_data(),
        case(
            "CN36 to a new column, the old one gone",
            ("a bigint", &["a"]),
            ("c bigint", &["c"]),
        )
        .create("users.c")
        .loses_data(),
        case(
            "CN37 from one to two, the old one gone",
            ("a bigint; b bigint; d bigint", &["a"]),
            ("b bigint; d bigint", &["b", "d"]),
        )
        .loses_data(),
        case(
            "CN38 from two to one, one gone",
            ("a bigint; b bigint; d bigint?", &["a", "b"]),
            ("b bigint; d bigint?", &["b"]),
        )
        .row("INSERT INTO users VALUES (1, 2, 3)")
        .after("(SELECT b FROM users) = 2")
        .down_after("DELETE FROM users")
        .loses_data(),
        case(
            "CN39 from two to two, one gone",
            ("a bigint; b bigint; d bigint", &["a", "b"]),
            ("b bigint; d bigint", &["b", "d"]),
        )
        .row("INSERT INTO users VALUES (1, 2, 3)")
        .down_after("DELETE FROM users")
        .loses_data(),
        case(
            "CN40 to a new column",
            ("a bigint", &["a"]),
            ("a bigint?; c bigint", &["c"]),
        ),
        case(
            "CN41 to two, one new",
            ("a bigint", &["a"]),
            ("a bigint; c bigint", &["a", "c"]),
        ),
        case(
            "CN42 from two to two, one new",
            ("a bigint; b bigint", &["a", "b"]),
            ("a bigint; b bigint?; c bigint", &["a", "c"]),
        ),
    ]
}

fn in_order() -> Vec<Case> {
    let generated = |column: &str| {
        let double = Column::new("double", "bigint").generated(&format!("{column} * 2"));
        let table = table("users", &format!("{column} bigint")).column(double);
        model([table.primary_key(&["double"])])
    };
    let sorted = || {
        let index = Index::new("users_idx", "a, b DESC");
        model([table("users", "a bigint; b bigint").index(index)])
    };
    vec![
        Case::new(
            "CN65 the column behind a generated key is renamed",
            generated("a"),
            generated("c"),
        )
        .rename("users.a", "users.c")
        .row("INSERT INTO users VALUES (1)")
        .after("(SELECT double FROM users) = 2"),
        Case::new(
            "CN66 to a pair with a new column, beside a new table",
            keyed("a bigint", &["a"]),
            model([
                table("users", "a bigint; c bigint").primary_key(&["a", "c"]),
                table("posts", "id bigint"),
            ]),
        ),
        Case::new(
            "CN69 a key in another order than its columns, unchanged",
            keyed("a bigint; b bigint", &["b", "a"]),
            keyed("a bigint; b bigint", &["b", "a"]),
        )
        .unchanged(),
        Case::new(
            "CN70 a key over all columns, unchanged",
            keyed("a bigint; b bigint", &["a", "b"]),
            keyed("a bigint; b bigint", &["a", "b"]),
        )
        .unchanged(),
        Case::new(
            "CN72 an order on one column of an index, unchanged",
            sorted(),
            sorted(),
        )
        .unchanged(),
        Case::new(
            "a key over nullable columns",
            keyed("a bigint?; b bigint", &[]),
            keyed("a bigint; b bigint", &["a", "b"]),
        )
        .row(ROW),
    ]
}
