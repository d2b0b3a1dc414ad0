//! IX: indexes.

use diesel_kit::model::{Column, EnumType, ForeignKey, Index, Model, Table};

use super::{Case, model, nothing, table};

pub(in crate::cases) fn cases() -> Vec<Case> {
    let mut cases = come_and_go();
    cases.extend(changed());
    cases.extend(unchanged());
    cases.extend(histories());
    cases
}

const ROW: &str = "INSERT INTO users (id, name) VALUES (1, 'x')";

fn users() -> Table {
    table("users", "id bigint; name text; email text?; age integer?")
}

fn indexed(indexes: impl IntoIterator<Item = Index>) -> Model {
    model([indexes.into_iter().fold(users(), Table::index)])
}

fn come_and_go() -> Vec<Case> {
    let kinds = || {
        vec![
            Index::new("by_name", "name DESC NULLS LAST, id")
                .condition("age > 0")
                .with("fillfactor", "70"),
            Index::new("by_hash", "email").using("hash"),
        ]
    };
    vec![
        Case::new(
            "IX01 IX10 orders, condition, parameter, hash",
            indexed([]),
            indexed(kinds()),
        )
        .row(ROW),
        Case::new(
            "IX02 a plain and a unique one go",
            indexed([Index::new("a", "name"), Index::new("b", "email").unique()]),
            indexed([]),
        )
        .row(ROW),
        Case::new("IX14 a function of a quoted column", nothing(), {
            let table = table("users", "id bigint; firstName text");
            model([table.index(Index::new("by_first", "lower(\"firstName\")"))])
        }),
        Case::new(
            "CN19 OW09 a key to columns with a unique index",
            nothing(),
            model([
                users().index(Index::new("one_email", "email").unique()),
                table("posts", "id bigint; email text?").foreign_key(ForeignKey::new(
                    &["email"],
                    "users",
                    &["email"],
                )),
            ]),
        ),
        Case::new(
            "XT06 nulls first and last",
            indexed([Index::new("a", "age NULLS FIRST")]),
            indexed([Index::new("a", "age NULLS LAST")]),
        )
        .row(ROW),
    ]
}

fn changed() -> Vec<Case> {
    let from = vec![
        Index::new("fewer", "name, email"),
        Index::new("more", "name"),
        Index::new("plain", "lower(name)"),
        Index::new("other", "lower(name), id"),
        Index::new("named", "age"),
        Index::new("stored", "email").with("fillfactor", "70"),
        Index::new("made", "name, id"),
        Index::new("kept", "id, age"),
    ];
    let to = vec![
        Index::new("fewer", "name"),
        Index::new("more", "name, email"),
        Index::new("plain", "name, age"),
        Index::new("other", "upper(name), id"),
        Index::new("renamed", "age"),
        Index::new("stored", "email").with("fillfactor", "80"),
        Index::new("made", "name").using("hash"),
        Index::new("kept", "id, age"),
    ];
    let on =
        |name, from: Index, to: Index| Case::new(name, indexed([from]), indexed([to])).row(ROW);
    vec![
        Case::new("IX04 IX07 many at once", indexed(from), indexed(to)).row(ROW),
        on(
            "IX09 condition, class and expression",
            Index::new("a", "name").condition("age > 0"),
            Index::new("a", "lower(name) text_pattern_ops").condition("age > 1"),
        ),
        on(
            "IX15 unique over an expression becomes unique over the column",
            Index::new("a", "lower(name)").unique(),
            Index::new("a", "name").unique(),
        ),
        Case::new(
            "IX11 an index over a generated column that is made again",
            generated("id"),
            generated("number"),
        )
        .rename("users.id", "users.number")
        .row("INSERT INTO users VALUES (1)")
        .after("(SELECT double FROM users) = 2"),
    ]
}

fn generated(key: &str) -> Model {
    let double = Column::new("double", "bigint")
        .nullable()
        .generated(&format!("{key} * 2"));
    let table = table("users", &format!("{key} bigint")).column(double);
    model([table
        .primary_key(&[key])
        .index(Index::new("by_double", "double"))])
}

fn unchanged() -> Vec<Case> {
    let three = || {
        indexed([
            Index::new("a", "name"),
            Index::new("b", "lower(email)"),
            Index::new("c", "age DESC"),
        ])
    };
    let partial = || {
        let table = users()
            .column(Column::new("mood", "mood").nullable())
            .column(Column::new("yes", "boolean").nullable())
            .index(
                Index::new("of_yes", "name")
                    .unique()
                    .condition("yes = true"),
            )
            .index(
                Index::new("of_text", "name")
                    .unique()
                    .condition("email = 'it''s'"),
            )
            .index(
                Index::new("of_mood", "name")
                    .unique()
                    .condition("mood = 'good'"),
            );
        model([table]).enumeration("mood", EnumType::new(&["good", "bad"]))
    };
    vec![
        Case::new("IX05 three, unchanged", three(), three()).unchanged(),
        Case::new("IX12 literals in conditions", model([users()]), partial()).row(ROW),
        Case::new("IX13 conditions, unchanged", partial(), partial()).unchanged(),
    ]
}

fn histories() -> Vec<Case> {
    let people = |index: Option<Index>| {
        let people = table(
            "people",
            "id bigint; full_name text; email text?; age integer?",
        );
        model([index.into_iter().fold(people, Table::index)])
    };
    let start = |name| {
        Case::new(
            name,
            indexed([Index::new("by_name", "name")]),
            people(Some(Index::new("by_name", "full_name"))),
        )
        .rename("users", "people")
        .rename("users.name", "people.full_name")
        .row(ROW)
        .after("(SELECT full_name FROM people) = 'x'")
    };
    vec![
        start("CN20 names change, then the index goes").then(people(None)),
        start("CN21 CN23 names change, then another index")
            .then(people(Some(Index::new("by_both", "full_name, age")))),
        start("CN22 names change, then the index's")
            .then(people(Some(Index::new("by_full_name", "full_name")))),
    ]
}
