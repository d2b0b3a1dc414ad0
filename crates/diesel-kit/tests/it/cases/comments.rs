//! XT05, OW22: comments, on everything that can have one.

use diesel_kit::model::{
    Check, Column, EnumType, ForeignKey, Index, Model, Policy, Schema, Table, Unique,
};

use super::Case;
use super::list::{model, table};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = texts();
    cases.extend(renamed());
    cases.extend(made_again());
    cases.extend(other_things_made_again());
    cases.extend(with_indexes());
    cases
}

const ODD: &str = "it's; -- a \"text\" of\ntwo lines /* and */ $$more\\";

/// Everything that can carry a comment, each with this text; with `None`, bare.
fn commented(text: Option<&str>) -> Model {
    let comment = || text.map(str::to_owned);
    let mut users = table("users", "id bigint; name text; mood app.mood")
        .in_schema("app")
        .unique(Unique {
            comment: comment(),
            ..Unique::new(&["name"])
        })
        .index(Index {
            comment: comment(),
            ..Index::new("by_name_idx", "lower(name)")
        })
        .policy(Policy {
            comment: comment(),
            ..Policy::new("own").using("name = current_user")
        })
        .foreign_key(ForeignKey {
            comment: comment(),
            name: "users_self_fkey".to_owned(),
            ..ForeignKey::new(&["id"], ("app", "users"), &["id"])
        });
    users.checks.push(Check {
        name: "named".to_owned(),
        expression: "name <> ''".to_owned(),
        comment: comment(),
        ..Check::default()
    });
    users.comment = comment();
    users.columns.last_mut().unwrap().comment = comment();
    users.primary_key.comment = comment();
    model([users])
        .schema(
            "app",
            Schema {
                comment: comment(),
                ..Schema::default()
            },
        )
        .enumeration(
            ("app", "mood"),
            EnumType {
                comment: comment(),
                ..EnumType::new(&["good"])
            },
        )
}

fn count(of: usize) -> String {
    format!("(SELECT count(*) FROM pg_description WHERE objoid >= 16384) = {of}")
}

fn texts() -> Vec<Case> {
    let column = |text: &str| {
        let column = Column {
            comment: Some(text.to_owned()),
            ..Column::new("name", "text")
        };
        model([table("users", "id bigint").column(column)])
    };
    vec![
        Case::new(
            "XT05 comments on new things",
            Model::default(),
            commented(Some(ODD)),
        )
        .after(&count(10)),
        Case::new("XT05 comments come", commented(None), commented(Some(ODD)))
            .after(&count(10))
            .before(&count(0)),
        Case::new(
            "XT05 comments change",
            commented(Some("before")),
            commented(Some(ODD)),
        )
        .after(&count(10)),
        Case::new("XT05 comments go", commented(Some(ODD)), commented(None)).after(&count(0)),
        Case::new(
            "XT05 an empty comment is none",
            commented(None),
            commented(Some("")),
        )
        .unchanged(),
        Case::new(
            "OW22 a doc comment changes",
            column("The name."),
            column("What we call them."),
        )
        .by(&["COMMENT ON COLUMN users.name IS 'What we call them.'"]),
        Case::new(
            "OW22 a doc comment goes",
            column("The name."),
            model([table("users", "id bigint; name text")]),
        )
        .by(&["COMMENT ON COLUMN users.name IS NULL"]),
    ]
}

fn renamed() -> Vec<Case> {
    let noted = |name: &str, column: &str, index: &str, schema: &str| {
        let table = table(name, "id bigint")
            .in_schema(schema)
            .column(Column::new(column, "text").comment("What it is called."))
            .unique(Unique::new(&[column]).comment("Once only."))
            .index(Index::new(index, column).comment("To find it."))
            .comment("Who is here.");
        model([table]).schema("app", Schema::default().comment("Ours."))
    };
    vec![
        Case::new(
            "comments stay with what gets a new name",
            noted("users", "name", "by_name_idx", "public"),
            noted("people", "label", "by_label_idx", "app"),
        )
        .rename("users", "app.people")
        .rename("users.name", "app.people.label")
        .by(&[
            "ALTER TABLE users RENAME TO people",
            "ALTER TABLE people SET SCHEMA app",
            "ALTER TABLE app.people RENAME COLUMN name TO label",
            "ALTER TABLE app.people RENAME CONSTRAINT users_pkey TO people_pkey",
            "ALTER TABLE app.people RENAME CONSTRAINT users_name_key TO people_label_key",
            "ALTER INDEX app.by_name_idx RENAME TO by_label_idx",
        ]),
    ]
}

fn made_again() -> Vec<Case> {
    let sized = |sql_type: &str| {
        let mut table = table("users", "id bigint; name text")
            .column(Column::new("size", sql_type).comment("In bytes."))
            .column(
                Column::new("double", "numeric")
                    .nullable()
                    .generated("(size * 2)::numeric")
                    .comment("Twice."),
            )
            .unique(Unique::new(&["double"]).comment("Once only."))
            .index(Index::new("by_size_idx", "size, name").comment("To find it."))
            .policy(Policy::new("large").using("size > 0").comment("Not empty."))
            .foreign_key(ForeignKey {
                comment: Some("One of them.".to_owned()),
                ..ForeignKey::new(&["double"], "users", &["double"])
            })
            .comment("Who is here.");
        table.checks.push(Check {
            name: "large".to_owned(),
            expression: "size > 0".to_owned(),
            comment: Some("Not empty.".to_owned()),
            ..Check::default()
        });
        model([table])
    };
    vec![Case::new(
        "comments on what is made again",
        sized("integer"),
        sized("bigint"),
    )]
}

fn other_things_made_again() -> Vec<Case> {
    let mood = |labels: &[&str]| {
        let users = table("users", "id bigint; mood mood");
        model([users]).enumeration("mood", EnumType::new(labels).comment("How they are."))
    };
    let keyed = |columns: &[&str]| {
        let mut users = table("users", "id bigint; name text");
        users = users.primary_key(columns);
        users.primary_key.comment = Some("The key.".to_owned());
        model([users])
    };
    vec![
        Case::new(
            "a comment on an enum that is made again",
            mood(&["good", "bad"]),
            mood(&["bad", "good"]),
        ),
        Case::new(
            "a comment on a key that is made again",
            keyed(&["id"]),
            keyed(&["id", "name"]),
        ),
        Case::new(
            "the comment of a unique that a foreign key needs",
            referred(Some("Once only.")),
            referred(None),
        )
        .by(&["COMMENT ON CONSTRAINT users_name_key ON users IS NULL"]),
    ]
}

fn referred(comment: Option<&str>) -> Model {
    let unique = Unique {
        comment: comment.map(str::to_owned),
        ..Unique::new(&["name"])
    };
    let notes = table("notes", "id bigint; name text");
    model([
        table("users", "id bigint; name text").unique(unique),
        notes.foreign_key(ForeignKey::new(&["name"], "users", &["name"])),
    ])
}

/// Comments on what is built without stopping writes.
fn with_indexes() -> Vec<Case> {
    let row = "INSERT INTO users VALUES (1, 'ada')";
    let with = |index: Option<Index>, unique: Option<Unique>| {
        let start = table("users", "id bigint; name text");
        let table: Table = index.into_iter().fold(start, Table::index);
        model([unique.into_iter().fold(table, Table::unique)])
    };
    let index = |on: &str, comment: &str| Some(Index::new("by_name_idx", on).comment(comment));
    vec![
        Case::new(
            "a comment on a new index",
            with(None, None),
            with(index("name", "To find it."), None),
        )
        .row(row),
        Case::new(
            "a comment on an index that changes",
            with(index("name", "To find it."), None),
            with(index("lower(name)", "To find it in any case."), None),
        )
        .row(row),
        Case::new(
            "a comment on a new unique constraint",
            with(None, None),
            with(None, Some(Unique::new(&["name"]).comment("Once only."))),
        )
        .row(row),
        Case::new(
            "comments on new keys and checks",
            two_tables(false),
            two_tables(true),
        )
        .row("INSERT INTO users VALUES (1); INSERT INTO notes VALUES (1, 1)"),
    ]
}

fn two_tables(with: bool) -> Model {
    let mut notes = table("notes", "id bigint; owner_id bigint");
    if with {
        notes =
            notes.foreign_key(ForeignKey::new(&["owner_id"], "users", &["id"]).comment("Whose."));
        notes.checks.push(Check {
            name: "positive".to_owned(),
            expression: "id > 0".to_owned(),
            comment: Some("Not zero.".to_owned()),
            ..Check::default()
        });
    }
    model([table("users", "id bigint"), notes])
}
