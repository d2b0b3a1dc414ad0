//! Renames and losses: what is asked, which answers are understood, and what they lead to.

mod kinds;
mod losses;
mod reading;

use diesel_kit::cli::Outcome;
use diesel_kit::model::{Column, Model, Table};
use serde_json::Value;

use crate::command::run;
use crate::folder::Folder;

/// A table with a key and texts.
fn table(name: &str, columns: &[&str]) -> Table {
    let table = Table::new(name)
        .column(Column::new("id", "bigint"))
        .primary_key(&["id"]);
    columns.iter().fold(table, |table, name| {
        table.column(Column::new(*name, "text").nullable())
    })
}

fn one(name: &str, columns: &[&str]) -> Model {
    Model::default().table(table(name, columns))
}

/// A folder whose newest snapshot is this model.
fn generated(model: &Model) -> Folder {
    let folder = Folder::new();
    let outcome = run(model.clone(), &folder, &["generate", "start"]);
    assert_eq!(outcome.exit_code(), 0, "{}", outcome.text());
    folder
}

/// What the next migration would be, and that nothing was written.
fn explain(model: &Model, folder: &Folder, answers: &[&str]) -> Outcome {
    let before = folder.names();
    let outcome = run(
        model.clone(),
        folder,
        &[&["generate", "--explain"], answers].concat(),
    );
    assert_eq!(folder.names(), before);
    outcome
}

/// The open points, as they are reported to programs.
fn unresolved(outcome: &Outcome) -> Vec<Value> {
    let json = outcome.json();
    assert_eq!(
        (outcome.exit_code(), &json["state"]),
        (3, &"missing_hints".into())
    );
    json["unresolved"].as_array().unwrap().clone()
}

#[test]
fn an_answer_that_agrees_with_the_code_is_fine_and_another_is_wrong_usage() {
    let folder = generated(&one("users", &["name", "nick"]));
    let declared = table("users", &["nick"]).column(
        Column::new("full_name", "text")
            .nullable()
            .renamed_from("name"),
    );
    let to = Model::default().table(declared);
    let hint =
        r#"[{"type":"rename","kind":"column","from":["users","name"],"to":["users","full_name"]}]"#;
    for answers in [
        vec![],
        vec!["--rename", "users.name:users.full_name"],
        vec!["--hints", hint],
        vec!["--rename", "users.name:users.full_name", "--hints", hint],
    ] {
        let outcome = explain(&to, &folder, &answers);
        assert!(
            outcome.text().contains("RENAME COLUMN name TO full_name"),
            "{}",
            outcome.text()
        );
        assert_eq!(outcome.exit_code(), 0, "{answers:?}");
    }
    let gone = one("users", &["full_name", "other"]);
    for (model, answers) in [
        (
            &gone,
            vec![
                "--rename",
                "users.name:users.full_name",
                "--rename",
                "users.nick:users.full_name",
            ],
        ),
        (
            &gone,
            vec![
                "--rename",
                "users.name:users.full_name",
                "--rename",
                "users.name:users.other",
            ],
        ),
        (
            &gone,
            vec!["--rename", "users.nick:users.full_name", "--hints", hint],
        ),
    ] {
        let outcome = explain(model, &folder, &answers);
        assert_eq!(outcome.exit_code(), 2, "{answers:?}: {}", outcome.text());
        assert!(outcome.text().contains("contradict"), "{}", outcome.text());
    }
    let folder = generated(&one("users", &["name", "nick"]));
    let declared = table("users", &[]).column(
        Column::new("full_name", "text")
            .nullable()
            .renamed_from("name"),
    );
    let outcome = explain(
        &Model::default().table(declared),
        &folder,
        &["--rename", "users.nick:users.full_name"],
    );
    assert_eq!(outcome.exit_code(), 2);
    assert!(
        outcome
            .text()
            .contains("renamed_from, which says users.name"),
        "{}",
        outcome.text()
    );
}

#[test]
fn what_the_code_says_twice_is_wrong_usage() {
    let folder = generated(&one("users", &["name"]));
    let twice = |table: Table, new: &str| {
        table.column(Column::new(new, "text").nullable().renamed_from("name"))
    };
    let to = twice(twice(table("users", &[]), "a"), "b");
    let outcome = explain(&Model::default().table(to), &folder, &[]);
    assert_eq!(outcome.exit_code(), 2);
    assert!(
        outcome.text().contains("users.name is now users.a"),
        "{}",
        outcome.text()
    );
}

#[test]
fn a_rename_that_has_happened_is_no_change() {
    let folder = generated(&one("users", &["full_name"]));
    let declared = table("users", &[]).column(
        Column::new("full_name", "text")
            .nullable()
            .renamed_from("name"),
    );
    let outcome = explain(&Model::default().table(declared), &folder, &[]);
    assert_eq!(outcome.json()["state"], "no_changes");
}

#[test]
fn a_rename_goes_before_a_create_and_both_count_as_used() {
    let folder = generated(&one("users", &["name"]));
    let to = one("users", &["full_name"]);
    let answers = [
        "--create",
        "users.full_name",
        "--rename",
        "users.name:users.full_name",
    ];
    let outcome = explain(&to, &folder, &answers);
    assert!(
        outcome.text().contains("RENAME COLUMN"),
        "{}",
        outcome.text()
    );
}

#[test]
fn an_option_that_fits_nothing_is_wrong_usage_and_a_hint_is_a_warning() {
    let folder = generated(&one("users", &["name"]));
    let to = one("users", &["name", "age"]);
    for answers in [
        ["--rename", "users.x:users.age"],
        ["--create", "users.x"],
        ["--accept", "users.name"],
    ] {
        let outcome = explain(&to, &folder, &answers);
        assert_eq!(outcome.exit_code(), 2, "{answers:?}");
        assert!(
            outcome.text().contains(&answers.join(" ")),
            "{}",
            outcome.text()
        );
    }
    let hint = r#"[{"type":"create","kind":"table","entity":["users"]}]"#;
    let outcome = run(to, &folder, &["generate", "--hints", hint]);
    assert_eq!((outcome.exit_code(), folder.names().len()), (0, 2));
    assert_eq!(
        outcome.json()["warnings"][0],
        "hint 1 of 1 fits no change and was ignored"
    );
}

#[test]
fn each_answer_leaves_only_what_is_still_open() {
    let folder = generated(&one("users", &["name"]).table(table("notes", &["body"])));
    let to = one("people", &["full_name"]).table(table("texts", &["content"]));
    let paths = |outcome: &Outcome| -> Vec<String> {
        let points = unresolved(outcome).into_iter();
        points
            .map(|point| point["to"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut answers = Vec::new();
    assert_eq!(paths(&explain(&to, &folder, &answers)), ["people", "texts"]);
    answers.extend(["--rename", "users:people"]);
    assert_eq!(
        paths(&explain(&to, &folder, &answers)),
        ["texts", "people.full_name"]
    );
    answers.extend([
        "--rename",
        "notes:texts",
        "--rename",
        "notes.body:texts.content",
    ]);
    assert_eq!(
        paths(&explain(&to, &folder, &answers)),
        ["people.full_name"]
    );
    // What is in a renamed table may be given under its old name, too.
    answers.extend(["--rename", "users.name:users.full_name"]);
    let outcome = explain(&to, &folder, &answers);
    assert_eq!(outcome.exit_code(), 0, "{}", outcome.text());
    assert!(!outcome.text().contains("DROP"), "{}", outcome.text());
}

#[test]
fn what_is_in_a_schema_waits_for_the_schema() {
    let inside = |schema: &str, table_name: &str| {
        Model::default()
            .schema(schema, diesel_kit::model::Schema::default())
            .table(table(table_name, &[]).in_schema(schema))
    };
    let folder = generated(&inside("app", "users"));
    let outcome = explain(&inside("core", "people"), &folder, &[]);
    let points = unresolved(&outcome);
    assert_eq!((points.len(), &points[0]["kind"]), (1, &"schema".into()));
    let outcome = explain(
        &inside("core", "people"),
        &folder,
        &["--rename", "app:core"],
    );
    assert_eq!(
        unresolved(&outcome)[0]["options"][0],
        "--rename core.users:core.people"
    );
    let both = ["--rename", "app:core", "--rename", "app.users:core.people"];
    let outcome = explain(&inside("core", "people"), &folder, &both);
    assert!(
        outcome.text().contains("ALTER SCHEMA app RENAME TO core;")
            && outcome
                .text()
                .contains("ALTER TABLE core.users RENAME TO people;"),
        "{}",
        outcome.text()
    );
}

#[test]
fn the_report_has_a_head_the_points_and_a_foot() {
    let from = one("users", &["name", "note"]).table(table("logs", &[]));
    let to = one("users", &["full_name"]);
    let outcome = run(to, &generated(&from), &["generate"]);
    assert_eq!(
        outcome.text(),
        include_str!("answers/report.txt").trim_end()
    );
    let points = unresolved(&outcome);
    assert_eq!(points.len(), 2);
    for point in points {
        assert!(outcome.text().contains(point["question"].as_str().unwrap()));
        for option in point["options"].as_array().unwrap() {
            assert!(
                outcome.text().contains(option.as_str().unwrap()),
                "{option}"
            );
        }
        for hint in point["hints"].as_array().unwrap() {
            assert!(outcome.text().contains(&hint.to_string()), "{hint}");
        }
    }
    assert!(!outcome.text().contains('\u{1b}'));
}
