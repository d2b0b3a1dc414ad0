//! Each kind that can be renamed, by each way to say so.

use diesel_kit::model::{
    Column, EnumType, ForeignKey, Index, Model, Policy, Schema, SqlObject, Table, Unique, View,
};

use super::{explain, generated, one, table, unresolved};
use crate::command::run;

/// A rename that is a question without an answer.
struct Case {
    kind: &'static str,
    from: Model,
    to: Model,
    /// `old:new`
    rename: &'static str,
    statements: &'static [&'static str],
}

fn case(
    (kind, rename): (&'static str, &'static str),
    from: Model,
    to: Model,
    statements: &'static [&'static str],
) -> Case {
    Case {
        kind,
        from,
        to,
        rename,
        statements,
    }
}

fn schema(name: &str) -> Model {
    one("users", &[]).schema(name, Schema::default())
}

fn enumeration(name: &str, labels: &[&str]) -> Model {
    let table = table("users", &[]).column(Column::new("mood", name));
    Model::default()
        .enumeration(name, EnumType::new(labels))
        .table(table)
}

fn view(name: &str, query: &str) -> Model {
    one("users", &[]).view(name, View::new(query))
}

fn stored(name: &str, query: &str) -> Model {
    one("users", &[]).view(name, View::new(query).materialized())
}

fn policy(name: &str, using: &str) -> Model {
    Model::default().table(table("users", &[]).policy(Policy::new(name).using(using)))
}

fn in_app(name: &str) -> Model {
    Model::default()
        .schema("app", Schema::default())
        .table(table(name, &[]).in_schema("app"))
}

fn questions() -> Vec<Case> {
    let app = || Model::default().schema("app", Schema::default());
    vec![
        case(
            ("schema", "app:core"),
            schema("app"),
            schema("core"),
            &["ALTER SCHEMA app RENAME TO core"],
        ),
        case(
            ("enum", "mood:feeling"),
            enumeration("mood", &["a"]),
            enumeration("feeling", &["a"]),
            &["ALTER TYPE mood RENAME TO feeling"],
        ),
        case(
            ("enum_value", "mood.sad:mood.blue"),
            enumeration("mood", &["sad", "glad"]),
            enumeration("mood", &["blue", "glad"]),
            &["ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'"],
        ),
        case(
            ("table", "users:people"),
            one("users", &[]),
            one("people", &[]),
            &["ALTER TABLE users RENAME TO people"],
        ),
        case(
            ("table", "users:app.users"),
            app().table(table("users", &[])),
            in_app("users"),
            &["ALTER TABLE users SET SCHEMA app"],
        ),
        case(
            ("table", "app.users:people"),
            in_app("users"),
            app().table(table("people", &[])),
            &[
                "ALTER TABLE app.users RENAME TO people",
                "ALTER TABLE app.people SET SCHEMA public",
            ],
        ),
        case(
            ("column", "users.name:users.full_name"),
            one("users", &["name"]),
            one("users", &["full_name"]),
            &["ALTER TABLE users RENAME COLUMN name TO full_name"],
        ),
        case(
            ("policy", "users.a:users.b"),
            policy("a", "true"),
            policy("b", "id > 1"),
            &["ALTER POLICY a ON users RENAME TO b"],
        ),
    ]
}

#[test]
fn a_pair_is_a_question_until_it_is_answered() {
    for Case {
        kind,
        from,
        to,
        rename,
        statements,
    } in questions()
    {
        let folder = generated(&from);
        let asked = run(to.clone(), &folder, &["generate"]);
        let point = unresolved(&asked).into_iter().next().unwrap();
        assert_eq!(
            (&point["type"], &point["kind"]),
            (&"rename".into(), &kind.into())
        );
        assert_eq!(folder.names().len(), 1, "{rename}: nothing is written");
        assert_eq!(point["options"][0], format!("--rename {rename}"));

        let renamed = explain(&to, &folder, &["--rename", rename]);
        for statement in statements {
            assert!(
                renamed.text().contains(statement),
                "{rename}: {}",
                renamed.text()
            );
        }
        let hints = point["hints"].as_array().unwrap();
        let list = |at: usize| serde_json::json!([hints[at]]).to_string();
        let hinted = explain(&to, &folder, &["--hints", &list(0)]);
        assert_eq!(hinted.text(), renamed.text());

        let anew = explain(&to, &folder, &["--hints", &list(hints.len() - 1)]);
        assert_ne!(anew.exit_code(), 3, "{rename}: {}", anew.text());
        assert!(
            !anew.text().contains(statements[0]),
            "{rename}: {}",
            anew.text()
        );

        let written = run(to.clone(), &folder, &["generate", "--rename", rename]);
        assert_eq!(
            (written.exit_code(), folder.names().len()),
            (0, 2),
            "{rename}"
        );
        let again = run(to.clone(), &folder, &["generate"]);
        assert_eq!(
            again.json()["state"],
            "no_changes",
            "{rename}: {}",
            again.text()
        );
    }
}

/// It is made again in any case; an answer says that the rows of the old one are not missed.
#[test]
fn a_view_with_another_query_is_no_question() {
    let queries = ("SELECT id FROM users", "SELECT id FROM users WHERE id > 1");
    let folder = generated(&view("a", queries.0));
    let silent = explain(&view("b", queries.1), &folder, &[]);
    let told = explain(&view("b", queries.1), &folder, &["--rename", "a:b"]);
    for outcome in [silent, told] {
        let text = outcome.text();
        assert_eq!(outcome.exit_code(), 0, "{text}");
        assert!(text.contains("DROP VIEW a;"), "{text}");
        assert!(text.contains("CREATE VIEW b AS"), "{text}");
    }

    let folder = generated(&stored("a", queries.0));
    let silent = explain(&stored("b", queries.1), &folder, &[]);
    assert!(silent.text().contains("data_loss"), "{}", silent.text());
    let told = explain(&stored("b", queries.1), &folder, &["--rename", "a:b"]);
    assert_eq!(told.exit_code(), 0, "{}", told.text());
    assert!(!told.text().contains("data_loss"), "{}", told.text());
}

/// Where nothing but the name is new, it is the same thing.
#[test]
fn equal_definitions_are_paired_without_a_question() {
    let notes = |change: fn(Table) -> Table| {
        let notes = table("notes", &["a", "b"]).column(Column::new("user_id", "bigint").nullable());
        one("users", &[]).table(change(notes))
    };
    let object = |name: &str| {
        one("users", &[]).object(name, SqlObject::new("function", "SELECT 1", "SELECT 2"))
    };
    let cases: Vec<(&str, Model, Model, &str)> = vec![
        (
            "notes.x:notes.y",
            notes(|t| t.unique(Unique::new(&["a"]).named("x"))),
            notes(|t| t.unique(Unique::new(&["a"]).named("y"))),
            "RENAME CONSTRAINT x TO y",
        ),
        (
            "notes.x:notes.y",
            notes(|t| t.check("x", "a <> ''")),
            notes(|t| t.check("y", "a <> ''")),
            "RENAME CONSTRAINT x TO y",
        ),
        (
            "notes.x:notes.y",
            notes(|t| t.foreign_key(ForeignKey::new(&["user_id"], "users", &["id"]).named("x"))),
            notes(|t| t.foreign_key(ForeignKey::new(&["user_id"], "users", &["id"]).named("y"))),
            "RENAME CONSTRAINT x TO y",
        ),
        (
            "notes.notes_pkey:notes.y",
            notes(|t| t),
            notes(|t| t.primary_key_named("y")),
            "RENAME CONSTRAINT notes_pkey TO y",
        ),
        (
            "notes.x:notes.y",
            notes(|t| t.index(Index::new("x", "a"))),
            notes(|t| t.index(Index::new("y", "a"))),
            "ALTER INDEX x RENAME TO y",
        ),
        (
            "users.a:users.b",
            policy("a", "true"),
            policy("b", "true"),
            "ALTER POLICY a ON users RENAME TO b",
        ),
        (
            "a:b",
            view("a", "SELECT 1 AS x"),
            view("b", "SELECT 1 AS x"),
            "ALTER VIEW a RENAME TO b",
        ),
        ("a:b", object("a"), object("b"), ""),
    ];
    for (rename, from, to, statement) in cases {
        let folder = generated(&from);
        let silent = explain(&to, &folder, &[]);
        assert_eq!(silent.exit_code(), 0, "{rename}: {}", silent.text());
        let told = explain(&to, &folder, &["--rename", rename]);
        assert_eq!(told.exit_code(), 0, "{rename}: {}", told.text());
        for outcome in [silent, told] {
            assert_eq!(
                outcome.text().matches("RENAME").count(),
                usize::from(!statement.is_empty()),
                "{}",
                outcome.text()
            );
            assert!(outcome.text().contains(statement), "{}", outcome.text());
            assert!(!outcome.text().contains("DROP"), "{}", outcome.text());
        }
    }
}

/// PostgreSQL has no statement for it.
#[test]
fn a_part_that_is_another_one_cannot_be_renamed() {
    let with = |name: &str, on: &str| {
        Model::default().table(table("users", &["a", "b"]).index(Index::new(name, on)))
    };
    let folder = generated(&with("x", "a"));
    let outcome = explain(&with("y", "b"), &folder, &["--rename", "users.x:users.y"]);
    assert_eq!(outcome.exit_code(), 2);
    assert!(
        outcome.text().contains("--rename users.x:users.y"),
        "{}",
        outcome.text()
    );
}

/// Of two that look alike, the answer says which is which.
#[test]
fn an_answer_chooses_between_equal_definitions() {
    let with = |names: [&str; 2]| {
        let indexes = names.map(|name| Index::new(name, "a"));
        Model::default().table(
            indexes
                .into_iter()
                .fold(table("users", &["a"]), Table::index),
        )
    };
    let folder = generated(&with(["x1", "x2"]));
    let outcome = explain(
        &with(["y1", "y2"]),
        &folder,
        &["--rename", "users.x1:users.y2"],
    );
    assert!(
        outcome.text().contains("ALTER INDEX x1 RENAME TO y2;")
            && outcome.text().contains("ALTER INDEX x2 RENAME TO y1;"),
        "{}",
        outcome.text()
    );
}

/// Labels that are replaced one for one stay what they are in rows, defaults and checks.
#[test]
fn labels_are_renamed_pair_by_pair() {
    let model = |labels: &[&str], default: &str| {
        let column = Column::new("mood", "mood").default_to(default);
        Model::default()
            .enumeration("mood", EnumType::new(labels))
            .table(table("users", &[]).column(column))
    };
    let folder = generated(&model(&["sad", "glad"], "'sad'"));
    let to = model(&["blue", "gay"], "'blue'");
    let answers = [
        "--rename",
        "mood.sad:mood.blue",
        "--rename",
        "mood.glad:mood.gay",
    ];
    let outcome = explain(&to, &folder, &answers);
    assert_eq!(outcome.exit_code(), 0, "{}", outcome.text());
    assert_eq!(outcome.text().matches("RENAME VALUE").count(), 2);
    assert!(!outcome.text().contains("data_loss"), "{}", outcome.text());
}

#[test]
fn what_is_managed_elsewhere_is_never_a_partner() {
    let folder = generated(&one("users", &[]));
    let to = Model::default().table(table("people", &[]).existing());
    let outcome = explain(&to, &folder, &[]);
    assert_eq!(outcome.exit_code(), 0, "{}", outcome.text());
}
