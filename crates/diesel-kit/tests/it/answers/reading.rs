//! Which hints can be read, and where the others are wrong.

use diesel_kit::Hint;
use diesel_kit::model::{Column, Model, Table};

use super::{explain, generated, one, table};

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let good = r#"{"type":"create","kind":"table","entity":["users"]}"#;
    for (bad, expected) in [
        (
            r#"{"type":"drop","kind":"table","entity":["users"]}"#,
            "unknown variant `drop`",
        ),
        (
            r#"{"kind":"table","entity":["users"]}"#,
            "missing field `type`",
        ),
        (
            r#"{"type":"confirm_data_loss","kind":"index","entity":["users","i"]}"#,
            "dropping an index loses no values",
        ),
        (
            r#"{"type":"confirm_data_loss","kind":"thing","entity":["users"]}"#,
            "unknown variant `thing`",
        ),
        (
            r#"{"type":"create","kind":"extension","entity":["citext"]}"#,
            "an extension is never created by an answer",
        ),
        (
            r#"{"type":"rename","kind":"extension","from":["a"],"to":["b"]}"#,
            "an extension is never renamed by an answer",
        ),
        (
            r#"{"type":"create","kind":"column","entity":["name"]}"#,
            "a column is named by [table, name]",
        ),
        (
            r#"{"type":"create","kind":"table","entity":["a","b","c"]}"#,
            "here are 3 parts",
        ),
        (
            r#"{"type":"create","kind":"schema","entity":["a","b"]}"#,
            "a schema is named by [name]",
        ),
        (
            r#"{"type":"rename","kind":"enum_value","from":["mood","a"],"to":["mood"]}"#,
            "an enum value is named by [enum, value]",
        ),
        (
            r#"{"type":"create","kind":"table","entity":[]}"#,
            "here are 0 parts",
        ),
        (
            r#"{"type":"create","kind":"table","entity":[""]}"#,
            "a part of a name is empty",
        ),
        (
            r#"{"type":"create","kind":"table","entity":[1]}"#,
            "invalid type: integer `1`, expected a string",
        ),
        (
            r#"{"type":"create","kind":"table","entity":"users"}"#,
            "expected a sequence",
        ),
        (
            r#"{"type":"create","kind":"table","entity":["users"],"why":1}"#,
            "unknown field `why`",
        ),
        (
            r#"{"type":"rename","kind":"table","from":["users"]}"#,
            "missing field `to`",
        ),
        ("7", "invalid type: integer `7`"),
    ] {
        let error = Hint::list(&format!("[{good},{bad}]")).unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("hint 2 of 2: ") && message.contains(expected),
            "{message}"
        );
        assert_eq!(
            (error.code(), message.lines().count()),
            ("invalid_hints", 1)
        );
    }
}

#[test]
fn what_is_no_list_is_no_hints() {
    let folder = generated(&one("users", &[]));
    for json in ["{}", "{\"type\":\"create\"}", "[", "[1"] {
        let outcome = explain(&one("users", &["a"]), &folder, &["--hints", json]);
        assert_eq!(
            (outcome.exit_code(), &outcome.json()["code"]),
            (2, &"invalid_hints".into())
        );
    }
    let file = folder.path().join(".hints.json");
    std::fs::write(&file, "\"users\"").unwrap();
    let file = file.to_str().unwrap();
    let outcome = explain(&one("users", &["a"]), &folder, &["--hints", file]);
    assert_eq!(
        (outcome.exit_code(), &outcome.json()["code"]),
        (2, &"invalid_hints".into())
    );
    let outcome = explain(
        &one("users", &["a"]),
        &folder,
        &["--hints", "not-there.json"],
    );
    assert_eq!(outcome.exit_code(), 1);
    assert!(
        outcome.text().starts_with("not-there.json: "),
        "{}",
        outcome.text()
    );
}

#[test]
fn a_list_may_be_empty_and_may_come_from_a_file_an_argument_or_a_program() {
    let folder = generated(&one("users", &["name"]));
    let to = one("users", &["full_name"]);
    assert_eq!(
        explain(&one("users", &["name", "b"]), &folder, &["--hints", "[]"]).exit_code(),
        0
    );
    let json = r#"[{"type":"rename","kind":"column","from":["users","name"],"to":["public","users","full_name"]}]"#;
    let file = folder.path().join(".hints.json");
    std::fs::write(&file, json).unwrap();
    for given in [json, file.to_str().unwrap()] {
        let outcome = explain(&to, &folder, &["--hints", given]);
        assert!(
            outcome.text().contains("RENAME COLUMN name TO full_name"),
            "{}",
            outcome.text()
        );
    }
    let options = diesel_kit::generate::Options {
        answers: diesel_kit::Answers {
            hints: Hint::list(json).unwrap(),
            ..diesel_kit::Answers::default()
        },
        ..diesel_kit::generate::Options::default()
    };
    let plan = diesel_kit::generate::plan(folder.path(), &to, &options).unwrap();
    assert!(plan.migrations[0].up_sql().contains("RENAME COLUMN"));
    let mut wrong = options;
    wrong.answers.hints.push(Hint::Create {
        kind: diesel_kit::Kind::Column,
        entity: vec!["alone".to_owned()],
    });
    let error = diesel_kit::generate::plan(folder.path(), &to, &wrong).unwrap_err();
    assert!(error.to_string().starts_with("hint 2 of 2: "), "{error}");
}

#[test]
fn options_that_cannot_be_read_are_wrong_usage() {
    let folder = generated(&one("users", &[]));
    let model = one("users", &["a"]);
    for (option, value) in [
        ("--rename", "users"),
        ("--rename", "a:b:c"),
        ("--rename", "\"a:b"),
        ("--rename", "a.:b"),
    ] {
        let kit = diesel_kit::cli::Kit::new(model.clone(), folder.path());
        let error = diesel_kit::cli::answer(kit, ["db", "generate", option, value]).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{error}");
    }
    for path in ["\"users", "users..a", ""] {
        let outcome = explain(&model, &folder, &["--create", path]);
        assert_eq!(outcome.exit_code(), 2, "{path}: {}", outcome.text());
    }
}

#[test]
fn names_with_dots_colons_quotes_and_spaces_do_not_collide() {
    let odd = |columns: &[&str]| Model::default().table(table("a.b", columns));
    let from = odd(&["c:d", "it's \"so\""]).table(table("a", &["b"]));
    let to = odd(&["c:e", "it's \"so\""]).table(table("a", &["b"]));
    let folder = generated(&from);
    let outcome = explain(&to, &folder, &[]);
    let point = &super::unresolved(&outcome)[0];
    assert_eq!(point["options"][0], r#"--rename '"a.b"."c:d":"a.b"."c:e"'"#);
    assert_eq!(point["hints"][0]["from"], serde_json::json!(["a.b", "c:d"]));
    let rename = r#""a.b"."c:d":"a.b"."c:e""#;
    let outcome = explain(&to, &folder, &["--rename", rename]);
    assert!(
        outcome
            .text()
            .contains(r#"ALTER TABLE "a.b" RENAME COLUMN "c:d" TO "c:e";"#),
        "{}",
        outcome.text()
    );
    let hints = serde_json::json!([point["hints"][0]]).to_string();
    assert_eq!(
        explain(&to, &folder, &["--hints", &hints]).text(),
        outcome.text()
    );
    let spaced = Table::new("a.b").column(Column::new("x y", "text"));
    let outcome = explain(
        &Model::default().table(spaced.primary_key(&["x y"])),
        &folder,
        &[],
    );
    assert_eq!(outcome.exit_code(), 3);
}
