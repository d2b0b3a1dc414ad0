//! `lint`: what it sees, what it lets pass, and how it says so.

mod rules;

use diesel_kit::cli::{Kit, Outcome, answer};
use diesel_kit::generate::{Options, generate};
use diesel_kit::lint::{Finding, lint_folder};
use diesel_kit::model::{Column, EnumType, Model, Table};
use diesel_kit::{Answers, Hazard, History, Rollout};
use serde_json::Value;

use crate::cases;
use crate::folder::Folder;
use crate::{output, server};

const NAME: &str = "2026-01-01-000000_by_hand";

fn run(model: Model, folder: &Folder, arguments: &[&str]) -> Outcome {
    output::run(Kit::new(model, folder.path()), arguments)
}

/// The findings of a migration by hand.
fn findings(up: &str, in_transaction: bool) -> Vec<Value> {
    let folder = Folder::new();
    folder.migration(NAME, (up, "SELECT 1;"), in_transaction);
    list(&run(Model::default(), &folder, &["lint"]))
}

fn list(outcome: &Outcome) -> Vec<Value> {
    let json = outcome.json();
    let findings = json.get("findings").and_then(Value::as_array);
    findings.unwrap().clone()
}

fn rules(findings: &[Value]) -> Vec<&str> {
    let rules = findings.iter().map(|finding| finding["rule"].as_str());
    rules.map(Option::unwrap).collect()
}

#[test]
fn outside_of_transactions_there_is_one_statement() {
    let index = "CREATE INDEX CONCURRENTLY i ON a (b);\n";
    assert!(findings(index, false).is_empty());
    let two = findings(
        &format!("{index}CREATE INDEX CONCURRENTLY j ON a (c);\n"),
        false,
    );
    assert_eq!(rules(&two), ["several-statements"]);
    assert_eq!(two[0]["line"], 2);
}

#[test]
fn a_finding_says_where_it_is_and_what_to_do() {
    let folder = Folder::new();
    let up = "-- what was\n\nSELECT 1;\n\n  DROP TABLE users\n  RESTRICT;\n";
    folder.migration(NAME, (up, "SELECT 1;"), true);
    let outcome = run(Model::default(), &folder, &["lint"]);
    assert_eq!(outcome.exit_code(), 1);
    assert_eq!(
        outcome.text(),
        format!(
            "{NAME}/up.sql:5: error: drop-table (data_loss): the rows of users are gone\n    \
             DROP TABLE users\n    \
             move what is still needed elsewhere first; if it is meant, write \
             `accept = [\"data_loss\"]` into metadata.toml\n\n1 error, 0 warnings"
        )
    );
    let json = outcome.json();
    assert_eq!(
        (json["state"].as_str(), json["code"].as_str()),
        (Some("error"), Some("lint"))
    );
    assert_eq!(json["findings"][0]["statement"], "DROP TABLE users");
    assert_eq!(json["findings"][0]["folder"], NAME);
}

#[test]
fn warnings_pass_unless_they_are_to_count() {
    let folder = Folder::new();
    folder.migration(
        NAME,
        ("CREATE INDEX i ON a (b);\n", "DROP INDEX i;\n"),
        true,
    );
    let outcome = run(Model::default(), &folder, &["lint"]);
    assert_eq!((outcome.exit_code(), list(&outcome).len()), (0, 1));
    assert_eq!(
        run(Model::default(), &folder, &["lint", "--strict"]).exit_code(),
        1
    );
    let announced = "-- locks: the table is small\nCREATE INDEX i ON a (b);\n";
    folder.write(NAME, "up.sql", announced);
    assert_eq!(
        run(Model::default(), &folder, &["lint", "--strict"]).exit_code(),
        0
    );
}

#[test]
fn what_is_accepted_passes_and_only_that() {
    let accepted = |names: &str, up: &str| {
        let folder = Folder::new();
        folder.migration(NAME, (up, "SELECT 1;"), true);
        let metadata = format!("run_in_transaction = true\naccept = {names}\n");
        folder.write(NAME, "metadata.toml", &metadata);
        let outcome = run(Model::default(), &folder, &["lint", "--strict"]);
        rules(&list(&outcome)).join(" ")
    };
    let drop = "DROP TABLE a;\n";
    assert_eq!(accepted("[\"data_loss\"]", drop), "");
    assert_eq!(accepted("[\"drop-table\"]", drop), "");
    assert_eq!(accepted("[\"locks\", \"drop-column\"]", drop), "drop-table");
    assert_eq!(accepted("[\"locks\"]", "CREATE INDEX i ON a (b);\n"), "");
    let announced = "-- data_loss: the meaning is gone\nUPDATE a SET b = 1 WHERE c;\n";
    assert_eq!(accepted("[]", announced), "announced");
    assert_eq!(accepted("[\"data_loss\"]", announced), "");
    // A comment is not enough for what is serious.
    let told = "-- data_loss: the rows of a are gone\nDROP TABLE a;\n";
    assert_eq!(accepted("[]", told), "drop-table");
}

#[test]
fn an_unknown_name_in_accept_is_an_error_that_lists_the_known_ones() {
    let folder = Folder::new();
    folder.migration(NAME, ("SELECT 1;\n", "SELECT 1;\n"), true);
    let metadata = "run_in_transaction = true\naccept = [\"dataloss\"]\n";
    folder.write(NAME, "metadata.toml", metadata);
    let outcome = run(Model::default(), &folder, &["lint"]);
    assert_eq!(outcome.exit_code(), 1);
    for expected in [
        "metadata.toml: error",
        "\"dataloss\"",
        "data_loss",
        "drop-table",
        "renaming-column",
    ] {
        assert!(outcome.text().contains(expected), "{}", outcome.text());
    }
    let check = run(Model::default(), &folder, &["check", "--offline"]);
    assert!(check.text().contains("\"dataloss\""), "{}", check.text());
}

#[test]
fn files_that_are_missing_or_malformed_are_reported_by_lint_and_check() {
    let folder = Folder::new();
    folder.migration(NAME, ("SELECT 1;\n", "SELECT 1;\n"), true);
    let expect = |expected: &str| {
        for command in [&["lint"][..], &["check", "--offline"]] {
            let outcome = run(Model::default(), &folder, command);
            assert_eq!(outcome.exit_code(), 1);
            assert!(
                outcome.text().contains(expected),
                "{expected}: {}",
                outcome.text()
            );
            assert!(outcome.text().contains(NAME), "{}", outcome.text());
        }
    };
    folder.write(NAME, "metadata.toml", "");
    expect("metadata.toml: write `run_in_transaction = true` or `false`");
    folder.write(NAME, "metadata.toml", "run_in_transaction = \n");
    expect("metadata.toml: line 1: ");
    std::fs::remove_file(folder.path().join(NAME).join("metadata.toml")).unwrap();
    expect("metadata.toml is missing");
    std::fs::remove_file(folder.path().join(NAME).join("up.sql")).unwrap();
    expect("up.sql is missing");
}

#[test]
fn check_fails_on_hazards_that_nobody_has_accepted() {
    let folder = Folder::new();
    let table = Table::new("users")
        .column(Column::new("id", "bigint"))
        .primary_key(&["id"]);
    let model = Model::default().table(table);
    run(model.clone(), &folder, &["generate"]);
    run(
        model.clone(),
        &folder,
        &["generate", "--custom", "clean up"],
    );
    let custom = &folder.names()[1];
    folder.write(custom, "up.sql", "DELETE FROM users;\n");
    run(model.clone(), &folder, &["generate", "--rehash"]);
    let refused = run(model.clone(), &folder, &["check", "--offline"]);
    assert_eq!(refused.exit_code(), 1);
    assert_eq!(refused.json()["findings"][0]["kind"], "hazard");
    assert!(
        refused
            .text()
            .contains("up.sql:1: error: delete-without-where"),
        "{}",
        refused.text()
    );
    let metadata = "run_in_transaction = true\naccept = [\"data_loss\"]\n";
    folder.write(custom, "metadata.toml", metadata);
    let passed = run(model, &folder, &["check", "--offline"]);
    assert_eq!(passed.exit_code(), 0, "{}", passed.text());
}

#[test]
fn one_folder_or_all_are_looked_at() {
    let folder = Folder::new();
    folder.migration(
        "2026-01-01-000000_first",
        ("DROP TABLE a;\n", "SELECT 1;\n"),
        true,
    );
    folder.migration(
        "2026-01-02-000000_second",
        ("DROP TABLE b;\n", "SELECT 1;\n"),
        true,
    );
    let seen = |arguments: &[&str]| {
        let outcome = run(Model::default(), &folder, &[&["lint"], arguments].concat());
        list(&outcome).len()
    };
    assert_eq!((seen(&[]), seen(&["--all"])), (2, 2));
    for name in [
        "second",
        "20260102000000",
        "migrations/2026-01-02-000000_second/",
    ] {
        assert_eq!(seen(&[name]), 1, "{name}");
    }
    assert_eq!(seen(&["first", "second"]), 2);
    let missing = run(Model::default(), &folder, &["lint", "third"]);
    assert_eq!(missing.exit_code(), 2);
    assert!(
        missing.text().contains("2026-01-02-000000_second"),
        "{}",
        missing.text()
    );
    let kit = Kit::new(Model::default(), folder.path());
    let both = answer(kit, ["db", "lint", "first", "--pending"]).unwrap_err();
    assert_eq!(both.exit_code(), 2);
}

#[test]
fn pending_ones_are_those_the_database_does_not_have() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (folder, url) = (Folder::new(), runtime.block_on(server::database()));
    let on = |arguments: &[&str]| {
        let arguments = [arguments, &["--database-url", &url]].concat();
        run(Model::default(), &folder, &arguments)
    };
    let table = ("CREATE TABLE a (b text);\nDROP TABLE a;\n", "SELECT 1;\n");
    folder.migration("2026-01-01-000000_first", table, true);
    assert_eq!(on(&["migrate"]).exit_code(), 0);
    folder.migration(
        "2026-01-02-000000_second",
        ("TRUNCATE b;\n", "SELECT 1;\n"),
        true,
    );
    folder.write("2026-01-01-000000_first", "up.sql", "DROP TABLE b;\n");
    let pending = on(&["lint", "--pending"]);
    assert_eq!(rules(&list(&pending)), ["truncate"], "{}", pending.text());
    assert_eq!(list(&on(&["lint"])).len(), 2);
}

#[test]
fn the_snapshot_before_tells_harmless_changes_from_others() {
    let folder = Folder::new();
    let table = Table::new("users")
        .column(Column::new("id", "bigint"))
        .column(Column::new("name", "varchar(20)").nullable())
        .column(Column::new("size", "integer").generated("char_length(name)"))
        .primary_key(&["id"]);
    let model = Model::default().table(table);
    run(model.clone(), &folder, &["generate"]);
    run(model.clone(), &folder, &["generate", "--custom", "by hand"]);
    let custom = folder.names()[1].clone();
    for (up, expected) in [
        ("ALTER TABLE users DROP COLUMN size", "warning"),
        ("ALTER TABLE users DROP COLUMN name", "error"),
        (
            "ALTER TABLE users RENAME size TO length; ALTER TABLE users RENAME TO people; \
             ALTER TABLE people DROP COLUMN length",
            "warning warning warning",
        ),
        ("ALTER TABLE users ALTER COLUMN name TYPE varchar(40)", ""),
        (
            "ALTER TABLE users ALTER COLUMN name TYPE varchar(10)",
            "error",
        ),
        ("ALTER TABLE users ALTER COLUMN id TYPE numeric", "warning"),
        ("ALTER TABLE users ALTER COLUMN id TYPE integer", "error"),
    ] {
        folder.write(&custom, "up.sql", up);
        let outcome = run(model.clone(), &folder, &["lint", &custom]);
        let found = list(&outcome);
        let found: Vec<&str> = found
            .iter()
            .map(|it| it["severity"].as_str().unwrap())
            .collect();
        assert_eq!(found.join(" "), expected, "{up}: {}", outcome.text());
    }
}

#[test]
fn down_scripts_may_destroy_but_have_to_run() {
    let folder = Folder::new();
    folder.migration(NAME, ("CREATE TABLE a ();\n", "DROP TABLE a;\n"), true);
    assert_eq!(
        run(Model::default(), &folder, &["lint", "--strict"]).exit_code(),
        0
    );
    folder.write(
        NAME,
        "down.sql",
        "DROP INDEX CONCURRENTLY i;\nCREATE TABEL b;\n",
    );
    let found = list(&run(Model::default(), &folder, &["lint"]));
    assert!(rules(&found).contains(&"not-in-transaction"), "{found:?}");
    assert!(rules(&found).contains(&"syntax-error"), "{found:?}");
    assert!(found.iter().all(|finding| finding["file"] == "down.sql"));
}

#[test]
fn leftovers_in_the_code_are_told() {
    let folder = Folder::new();
    let users = |columns: [Column; 2]| {
        let [one, other] = columns;
        let table = Table::new("users").column(Column::new("id", "bigint"));
        let moods = EnumType::new(&["fine"]).value_renamed_from("fine", "good");
        Model::default()
            .table(table.column(one).column(other).primary_key(&["id"]))
            .enumeration("mood", moods)
    };
    let (a, b) = (
        Column::new("a", "text").nullable(),
        Column::new("b", "text").nullable(),
    );
    run(users([a.clone(), b.clone()]), &folder, &["generate"]);
    let moved = users([b.renamed_from("old"), a]);
    let same = run(moved.clone(), &folder, &["generate"]);
    assert_eq!(same.json()["state"], "no_changes");
    let outcome = run(moved.clone(), &folder, &["lint"]);
    assert_eq!(outcome.exit_code(), 0);
    assert_eq!(
        rules(&list(&outcome)),
        ["renamed-from-left", "renamed-from-left", "column-order"],
        "{}",
        outcome.text()
    );
    assert!(
        outcome.text().contains("the code: warning: "),
        "{}",
        outcome.text()
    );
    for expected in [
        "column users.b was old once",
        "value mood.fine was good once",
        "b stands before a",
    ] {
        assert!(outcome.text().contains(expected), "{}", outcome.text());
    }
    let one = folder.names()[0].clone();
    assert!(list(&run(moved, &folder, &["lint", &one])).is_empty());
}

/// Whatever `generate` writes is announced or harmless, and the losses somebody has agreed to are
/// accepted.
/// More rights for somebody have to be agreed to, and blocks over sequences whose names only the database
/// knows are told for what they are.
fn is_for_people(finding: &Finding) -> bool {
    finding.hazards.contains(&Hazard::Security) || finding.rule == "dynamic-sql"
}

#[test]
fn generated_migrations_lint_clean() {
    let mut failures = Vec::new();
    for case in cases::all() {
        for rollout in [Rollout::Online, Rollout::OneStep] {
            let folder = Folder::new();
            let options = |answers| Options {
                answers,
                rollout,
                ..Options::default()
            };
            generate(folder.path(), &case.from, &options(Answers::default())).unwrap();
            let answers = Answers {
                renames: case.renames.clone(),
                creates: case.creates.clone(),
                allow_data_loss: true,
                ..Answers::default()
            };
            generate(folder.path(), &case.to, &options(answers)).unwrap();
            let history = History::read(folder.path()).unwrap();
            for migration in &history.folders {
                let found = lint_folder(&history, migration).into_iter();
                let mut found = found.filter(|finding| !is_for_people(finding));
                if let Some(finding) = found.next() {
                    failures.push(format!("{} ({rollout:?}): {finding:#?}", case.name));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn diesel_reads_the_metadata_all_the_same() {
    use diesel::migration::{Migration, MigrationSource};
    use diesel::pg::Pg;

    let folder = Folder::new();
    folder.migration(NAME, ("SELECT 1;\n", "SELECT 1;\n"), false);
    let metadata = "run_in_transaction = false\naccept = [\"data_loss\"]\n";
    folder.write(NAME, "metadata.toml", metadata);
    let source = diesel_migrations::FileBasedMigrations::from_path(folder.path()).unwrap();
    let migrations: Vec<Box<dyn Migration<Pg>>> = source.migrations().unwrap();
    assert!(!migrations[0].metadata().run_in_transaction());
}

#[test]
fn a_word_that_is_no_command_brings_up_the_nearest() {
    for (arguments, expected) in [
        (&["db", "generat"][..], "generate"),
        (&["db", "lint", "--pendin"], "--pending"),
        (&["db", "check", "--ofline"], "--offline"),
    ] {
        let kit = Kit::new(Model::default(), "migrations");
        let error = answer(kit, arguments.iter().copied()).unwrap_err();
        assert_eq!((error.exit_code(), error.use_stderr()), (2, true));
        assert!(error.to_string().contains(expected), "{error}");
    }
}
