//! `diesel-kit diff`: the program of its own, on files.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use diesel_kit::model::{Column, Index, Model, Table};
use serde_json::Value;

use crate::command::run;
use crate::example;
use crate::folder::Folder;
use crate::json_schema::JsonSchema;

/// Starts the program where there is no project.
fn diff(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_diesel-kit"));
    command
        .arg("diff")
        .args(arguments)
        .current_dir("/")
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

/// The state in JSON, which has to be as documented.
fn json(arguments: &[&str]) -> Value {
    let output = diff(&[arguments, &["--output", "json"]].concat());
    let json = serde_json::from_slice(&output.stdout).unwrap();
    let documented = JsonSchema::read("output.schema.json", Some("diff"));
    assert_eq!(documented.validate(&json), Ok(()), "{json}");
    json
}

fn users(columns: &[&str]) -> Table {
    let table = Table::new("users")
        .column(Column::new("id", "bigint"))
        .primary_key(&["id"]);
    let add = |table: Table, name: &&str| table.column(Column::new(*name, "text").nullable());
    columns.iter().fold(table, add)
}

/// A folder of files with models.
struct Files(Folder);

impl Files {
    fn new(files: &[(&str, &Model)]) -> Self {
        let files_here = Self(Folder::new());
        for (name, model) in files {
            files_here.write(name, &serde_json::to_string(model).unwrap());
        }
        files_here
    }

    fn path(&self, name: &str) -> String {
        self.0
            .path()
            .join(name)
            .into_os_string()
            .into_string()
            .unwrap()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

/// The snapshots that `generate` writes for one model after the other.
fn snapshots(folder: &Folder, models: &[Model]) -> Vec<PathBuf> {
    for model in models {
        let outcome = run(model.clone(), folder, &["generate", "--allow-data-loss"]);
        assert_eq!(outcome.exit_code(), 0, "{}", outcome.text());
    }
    let names = folder.names().into_iter();
    names
        .map(|name| folder.path().join(name).join("snapshot.json"))
        .collect()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn two_models_make_sql_with_its_hazards_and_the_way_back() {
    let before = Model::default().table(users(&["email"]));
    let after =
        Model::default().table(users(&["name"]).index(Index::new("users_name_idx", "name")));
    let files = Files::new(&[("before.json", &before), ("after.json", &after)]);
    let (before, after) = (files.path("before.json"), files.path("after.json"));
    let up = diff(&[&before, &after, "--create", "users.name"]);
    assert_eq!(up.status.code(), Some(0));
    assert_eq!(stdout(&up), include_str!("diff/up.sql"));
    let down = diff(&[&before, &after, "--create", "users.name", "--down"]);
    assert_eq!(stdout(&down), include_str!("diff/down.sql"));
    let one_step = diff(&[
        &before,
        &after,
        "--rename",
        "users.email:users.name",
        "--one-step",
    ]);
    assert_eq!(stdout(&one_step), include_str!("diff/one_step.sql"));
}

#[test]
fn it_says_what_generate_would_write() {
    let folder = Folder::new();
    let models = [Model::default().table(users(&[])), example::schema()];
    let first = snapshots(&folder, &models[..1]);
    let goal = Files::new(&[("goal.json", &models[1])]);
    let create = [
        "--create", "measures", "--create", "people", "--create", "places", "--create", "visits",
    ];
    let explain = [&["generate", "--explain"], &create[..]].concat();
    let explained = run(models[1].clone(), &folder, &explain);
    let told = diff(&[&[text(&first[0]), &goal.path("goal.json")], &create[..]].concat());
    assert_eq!(stdout(&told).trim_end(), explained.text().trim_end());
}

#[test]
fn neighbours_know_what_was_renamed() {
    let folder = Folder::new();
    let renamed = Column::new("full_name", "text")
        .nullable()
        .renamed_from("name");
    let models = [
        Model::default().table(users(&["name"])),
        Model::default().table(users(&[]).column(renamed)),
        Model::default().table(users(&["full_name", "note"])),
    ];
    let paths = snapshots(&folder, &models);
    let [first, second, third] = [0, 1, 2].map(|at| text(&paths[at]));
    let there = diff(&[first, second]);
    assert!(
        stdout(&there).contains("RENAME COLUMN name TO full_name"),
        "{there:?}"
    );
    let back = diff(&[second, first]);
    assert!(
        stdout(&back).contains("RENAME COLUMN full_name TO name"),
        "{back:?}"
    );
    let unknown = json(&[first, third]);
    assert_eq!(unknown["state"], "missing_hints");
    let answer = unknown["unresolved"][0]["hints"][0].to_string();
    let answered = json(&[first, third, "--hints", &format!("[{answer}]")]);
    assert_eq!(answered["state"], "ok");
}

#[test]
fn the_same_files_make_the_same_bytes() {
    let before = Model::default().table(users(&["email"]));
    let files = Files::new(&[("before.json", &before), ("after.json", &example::schema())]);
    let (before, after) = (files.path("before.json"), files.path("after.json"));
    for format in ["text", "json"] {
        let arguments = [
            &*after, &*before, "--down", "--create", "users", "--output", format,
        ];
        let first = diff(&arguments);
        assert_eq!(first.status.code(), Some(0), "{first:?}");
        let mut elsewhere = Command::new(env!("CARGO_BIN_EXE_diesel-kit"));
        elsewhere
            .arg("diff")
            .args(arguments)
            .env_clear()
            .current_dir(files.0.path());
        assert_eq!(first.stdout, elsewhere.output().unwrap().stdout);
    }
}

#[test]
fn exit_codes_are_those_of_the_other_commands() {
    let (one, other) = (
        Model::default().table(users(&["a"])),
        Model::default().table(users(&["b"])),
    );
    let files = Files::new(&[("one.json", &one), ("other.json", &other)]);
    let (one, other) = (files.path("one.json"), files.path("other.json"));
    let same = diff(&[&one, &one]);
    assert_eq!(
        (same.status.code(), stdout(&same)),
        (Some(0), "no changes\n")
    );
    assert_eq!(json(&[&one, &one])["state"], "no_changes");
    let asked = diff(&[&one, &other]);
    assert_eq!((asked.status.code(), stdout(&asked)), (Some(3), ""));
    assert_eq!(json(&[&one, &other])["state"], "missing_hints");
    let unused = diff(&[&one, &one, "--create", "users.c"]);
    assert_eq!(unused.status.code(), Some(2), "{unused:?}");
    assert_eq!(diff(&[&one]).status.code(), Some(2));
}

#[test]
fn a_file_that_is_no_schema_is_named_in_one_line() {
    let good = Files::new(&[("good.json", &Model::default())]);
    let good_path = good.path("good.json");
    let table = r#"{"columns":[],"primary_key":{"name":"","columns":[]},"foreign_keys":
        [{"name":"k","columns":["a"],"table":"b","referenced":["c"]}]}"#;
    let table = table.replace(['\n', ' '], "");
    for (file, content, words) in [
        (
            "text.json",
            "{".to_owned(),
            "neither a snapshot nor the model",
        ),
        (
            "list.json",
            "[]".to_owned(),
            "neither a snapshot nor the model",
        ),
        (
            "new.json",
            r#"{"enums":{},"tables":{},"new":1}"#.to_owned(),
            "unknown field `new`",
        ),
        ("future.json", r#"{"format":99}"#.to_owned(), "format 99"),
        ("half.json", r#"{"format":1}"#.to_owned(), "missing field"),
        (
            "wrong.json",
            format!(r#"{{"enums":{{}},"tables":{{"t":{table}}}}}"#),
            "the schema in it is wrong",
        ),
    ] {
        let path = good.write(file, &content);
        for arguments in [[&*path, &*good_path], [&*good_path, &*path]] {
            let output = diff(&arguments);
            let told = str::from_utf8(&output.stderr).unwrap();
            assert_eq!(
                (output.status.code(), stdout(&output)),
                (Some(1), ""),
                "{told}"
            );
            assert!(told.starts_with(&path) && told.contains(words), "{told}");
            assert_eq!(told.lines().count(), 1, "{told}");
            assert_eq!(json(&arguments)["code"], "history");
        }
    }
    let missing = diff(&[&good.path("missing.json"), &good_path]);
    assert_eq!(missing.status.code(), Some(1));
    assert_eq!(
        json(&[&good.path("missing.json"), &good_path])["code"],
        "io"
    );
}
