//! Values are only lost when somebody has said so.

use diesel_kit::cli::Outcome;
use diesel_kit::model::{Column, EnumType, Index, Model, Table};

use super::{explain, generated, one, table, unresolved};
use crate::command::run;

fn mood(labels: &[&str]) -> Model {
    let table = table("users", &[]).column(Column::new("mood", "mood"));
    Model::default()
        .table(table)
        .enumeration("mood", EnumType::new(labels))
}

fn typed(sql_type: &str) -> Model {
    Model::default().table(table("users", &[]).column(Column::new("age", sql_type)))
}

/// Before, after, and what has to be confirmed: kind and path.
fn cases() -> Vec<(Model, Model, Vec<(&'static str, &'static str)>)> {
    vec![
        (
            one("users", &["note", "age"]),
            one("users", &[]),
            vec![("column", "users.note"), ("column", "users.age")],
        ),
        // Its columns go with it.
        (
            one("users", &[]).table(table("logs", &["line"])),
            one("users", &[]),
            vec![("table", "logs")],
        ),
        (
            mood(&["a", "b", "c"]),
            mood(&["b"]),
            vec![("enum_value", "mood.a"), ("enum_value", "mood.c")],
        ),
        (mood(&["a", "b"]), mood(&["b", "a"]), vec![]),
        (
            typed("bigint"),
            typed("integer"),
            vec![("column", "users.age")],
        ),
        (typed("integer"), typed("bigint"), vec![]),
        (
            Model::default().table(
                table("users", &["note"])
                    .index(Index::new("users_note_idx", "note"))
                    .check("users_note_check", "note <> ''"),
            ),
            one("users", &["note"]),
            vec![],
        ),
    ]
}

#[test]
fn each_loss_is_one_point_and_each_answer_settles_it() {
    for (from, to, losses) in cases() {
        let folder = generated(&from);
        let generate =
            |answers: &[&str]| run(to.clone(), &folder, &[&["generate"], answers].concat());
        assert_eq!(explain(&to, &folder, &[]).exit_code(), 0);
        if losses.is_empty() {
            assert_eq!(generate(&[]).exit_code(), 0);
            continue;
        }
        let outcome = generate(&[]);
        let points = unresolved(&outcome);
        let found: Vec<(&str, &str)> = points
            .iter()
            .map(|point| {
                (
                    point["kind"].as_str().unwrap(),
                    point["path"].as_str().unwrap(),
                )
            })
            .collect();
        assert_eq!((found, folder.names().len()), (losses.clone(), 1));
        if losses.len() > 1 {
            let rest = unresolved(&generate(&["--accept", losses[0].1]));
            assert_eq!(rest.len(), losses.len() - 1);
        }
        let hints: Vec<_> = points
            .iter()
            .map(|point| point["hints"][0].clone())
            .collect();
        let hints = serde_json::to_string(&hints).unwrap();
        let outcome = generate(&["--hints", &hints]);
        assert_eq!(outcome.exit_code(), 0, "{}", outcome.text());
        accepted(&outcome, &folder);
    }
}

/// The agreement is kept with the migration that loses something, and only there.
fn accepted(outcome: &Outcome, folder: &crate::folder::Folder) {
    let json = outcome.json();
    let migrations = json["migrations"].as_array().unwrap();
    for (name, migration) in folder.names()[1..].iter().zip(migrations) {
        let loses = migration["up"].to_string().contains("\"data_loss\"");
        let metadata = folder.read(name, "metadata.toml");
        assert_eq!(
            metadata.contains("accept = [\"data_loss\"]"),
            loses,
            "{name}: {metadata}"
        );
    }
}

#[test]
fn options_agree_to_one_loss_or_to_all() {
    let from = one("users", &["a", "b"]).table(table("logs", &[]));
    let folder = generated(&from);
    let to = one("people", &[]);
    let rename = ["generate", "--rename", "users:people"];
    let run = |more: &[&str]| run(to.clone(), &folder, &[&rename, more].concat());
    // Under its new or its old name, with or without `public`.
    let outcome = run(&["--accept", "users.a", "--accept", "public.people.b"]);
    let points = unresolved(&outcome);
    assert_eq!((points.len(), &points[0]["path"]), (1, &"logs".into()));
    assert_eq!(run(&["--allow-data-loss"]).exit_code(), 0);
    assert_eq!(folder.names().len(), 2);
}

#[test]
fn what_may_be_renamed_is_not_lost_yet() {
    let folder = generated(&one("users", &["name", "note"]));
    let outcome = run(one("users", &["full_name"]), &folder, &["generate"]);
    let points = unresolved(&outcome);
    assert_eq!((points.len(), &points[0]["type"]), (1, &"rename".into()));
    let answer = ["generate", "--rename", "users.name:users.full_name"];
    let points = unresolved(&run(one("users", &["full_name"]), &folder, &answer));
    assert_eq!(
        (points.len(), &points[0]["path"]),
        (1, &"users.note".into())
    );
}

#[test]
fn a_column_that_becomes_computed_loses_what_was_stored() {
    let folder = generated(&one("users", &["name", "upper"]));
    let computed = Table::new("users")
        .column(Column::new("id", "bigint"))
        .column(Column::new("name", "text").nullable())
        .column(
            Column::new("upper", "text")
                .nullable()
                .generated("upper(name)"),
        )
        .primary_key(&["id"]);
    let outcome = run(Model::default().table(computed), &folder, &["generate"]);
    assert_eq!(
        unresolved(&outcome)[0]["options"][0],
        "--accept users.upper"
    );
}
