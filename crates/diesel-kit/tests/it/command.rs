//! The commands, from arguments to outcome.

use diesel_kit::cli::{Kit, Outcome, answer};
use diesel_kit::model::{Action, Column, ForeignKey, Index, Model, Table};

use crate::folder::Folder;
use crate::{example, output, server};

pub(crate) fn run(model: Model, folder: &Folder, arguments: &[&str]) -> Outcome {
    output::run(Kit::new(model, folder.path()), arguments)
}

fn users(columns: &[&str]) -> Model {
    let table = Table::new("users")
        .column(Column::new("id", "bigint"))
        .primary_key(&["id"]);
    let add = |table: Table, name: &&str| table.column(Column::new(*name, "text").nullable());
    Model::default().table(columns.iter().fold(table, add))
}

#[test]
fn generate_writes_a_complete_folder_and_then_nothing() {
    let folder = Folder::new();
    let first = run(users(&["email"]), &folder, &["generate", "First users!"]);
    assert_eq!(first.exit_code(), 0);
    let names = folder.names();
    assert!(names[0].ends_with("_first_users"), "{names:?}");
    assert_eq!(
        folder.read(&names[0], "up.sql"),
        "CREATE TABLE users (\n    id    bigint NOT NULL,\n    email text,\n    \
         CONSTRAINT users_pkey PRIMARY KEY (id)\n);\n"
    );
    assert_eq!(
        folder.read(&names[0], "metadata.toml"),
        "run_in_transaction = true\n"
    );
    let snapshot: serde_json::Value =
        serde_json::from_str(&folder.read(&names[0], "snapshot.json")).unwrap();
    assert_eq!(snapshot["format"], 1);
    assert_eq!(
        snapshot["model"]["tables"]["users"]["columns"][1]["name"],
        "email"
    );
    let second = run(users(&["email"]), &folder, &["generate"]);
    assert_eq!(
        (second.json()["state"].as_str(), folder.names().len()),
        (Some("no_changes"), 1)
    );
}

#[test]
fn the_next_snapshot_builds_on_the_last_also_within_a_second() {
    let folder = Folder::new();
    run(users(&[]), &folder, &["generate"]);
    run(users(&["a"]), &folder, &["generate"]);
    let names = folder.names();
    let snapshot = |name: &str| -> serde_json::Value {
        serde_json::from_str(&folder.read(name, "snapshot.json")).unwrap()
    };
    assert_eq!(snapshot(&names[1])["prev"][0], snapshot(&names[0])["id"]);
}

#[test]
fn a_possible_rename_is_a_question_until_it_is_answered() {
    let folder = Folder::new();
    run(users(&["name"]), &folder, &["generate"]);
    let asked = run(users(&["full_name"]), &folder, &["generate"]);
    assert_eq!((asked.exit_code(), folder.names().len()), (3, 1));
    let json = asked.json();
    assert_eq!(
        json["unresolved"][0]["options"][0],
        "--rename users.name:users.full_name"
    );
    assert_eq!(json["unresolved"][0]["hints"][0]["from"][1], "name");

    let hints = folder.path().join(".hints.json");
    std::fs::write(
        &hints,
        serde_json::json!([json["unresolved"][0]["hints"][0]]).to_string(),
    )
    .unwrap();
    let hinted = run(
        users(&["full_name"]),
        &folder,
        &["generate", "--explain", "--hints", hints.to_str().unwrap()],
    );
    assert!(
        hinted.text().contains("RENAME COLUMN name TO full_name"),
        "{}",
        hinted.text()
    );
    let created = run(
        users(&["full_name"]),
        &folder,
        &["generate", "--explain", "--create", "users.full_name"],
    );
    assert!(
        created.text().contains("DROP COLUMN name"),
        "{}",
        created.text()
    );
    assert_eq!(folder.names().len(), 1 + 1, "only the hints file was added");
}

#[test]
fn answers_that_fit_nothing_or_contradict_are_refused() {
    let folder = Folder::new();
    run(users(&["name"]), &folder, &["generate"]);
    let unused = run(
        users(&["name", "age"]),
        &folder,
        &["generate", "--rename", "users.x:users.y"],
    );
    assert_eq!(unused.exit_code(), 2);
    let kit = Kit::new(users(&[]), folder.path());
    assert_eq!(
        answer(kit, ["db", "generate", "--custom", "x", "--explain"])
            .unwrap_err()
            .exit_code(),
        2
    );
}

#[test]
fn an_index_on_an_existing_table_is_a_migration_of_its_own() {
    let folder = Folder::new();
    run(users(&["email"]), &folder, &["generate"]);
    let mut model = users(&["email"]);
    model
        .tables
        .get_mut(&"users".into())
        .unwrap()
        .indexes
        .push(Index::new("by_email", "email"));
    run(model.clone(), &folder, &["generate", "index"]);
    let name = &folder.names()[1];
    assert_eq!(
        folder.read(name, "metadata.toml"),
        "run_in_transaction = false\n"
    );
    assert!(
        folder
            .read(name, "up.sql")
            .contains("CREATE INDEX CONCURRENTLY by_email ON users (email);")
    );
    assert!(
        folder
            .read(name, "down.sql")
            .contains("DROP INDEX CONCURRENTLY by_email;")
    );
    assert_eq!(
        run(model, &folder, &["generate"]).json()["state"],
        "no_changes"
    );
}

#[test]
fn a_wrong_model_is_an_error_that_names_the_place() {
    let table = Table::new("notes").column(Column::new("user_id", "text"));
    let key = ForeignKey::new(&["user_id"], "users", &["id"]);
    let model = users(&[]).table(table.primary_key(&["user_id"]).foreign_key(key));
    let outcome = run(model, &Folder::new(), &["generate"]);
    assert_eq!(outcome.exit_code(), 1);
    assert!(
        outcome
            .text()
            .contains("user_id is text, but users.id is bigint"),
        "{}",
        outcome.text()
    );
}

#[test]
fn the_example_agrees_with_its_migrations() {
    let folder = Folder::new();
    run(example::schema(), &folder, &["generate"]);
    let outcome = run(
        example::schema(),
        &folder,
        &["check", "--database-url", server::admin_url()],
    );
    assert_eq!(outcome.exit_code(), 0, "{}", outcome.text());
}

#[test]
fn check_reports_each_kind_of_trouble() {
    let folder = Folder::new();
    run(users(&["email"]), &folder, &["generate"]);
    let name = &folder.names()[0];
    let check = |model: Model| {
        run(
            model,
            &folder,
            &["check", "--database-url", server::admin_url()],
        )
    };
    let kinds = |outcome: &Outcome| -> Vec<String> {
        let json = outcome.json();
        let findings = json["findings"].as_array().unwrap().iter();
        findings
            .map(|finding| finding["kind"].as_str().unwrap().to_owned())
            .collect()
    };

    let changed = check(users(&["email", "age"]));
    assert_eq!(
        (changed.exit_code(), kinds(&changed)),
        (1, vec!["model".to_owned(), "truth".to_owned()])
    );

    let up = folder.read(name, "up.sql");
    folder.write(
        name,
        "up.sql",
        &format!("{up}\nCREATE INDEX by_hand ON users (email);\n"),
    );
    let edited = check(users(&["email"]));
    assert_eq!(kinds(&edited), ["history", "truth"], "{}", edited.text());
    assert!(
        edited
            .text()
            .contains("index by_hand on users: in the migrations, not in the code"),
        "{}",
        edited.text()
    );
    assert_eq!(
        run(users(&["email"]), &folder, &["generate", "--rehash"]).exit_code(),
        0
    );
    assert_eq!(kinds(&check(users(&["email"]))), ["truth"]);

    folder.write(name, "up.sql", &up);
    folder.write(name, "down.sql", "SELECT 1;\n");
    run(users(&["email"]), &folder, &["generate", "--rehash"]);
    assert_eq!(kinds(&check(users(&["email"]))), ["reversal"]);
}

#[test]
fn migrate_status_and_revert_work_on_the_folder() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (folder, url) = (Folder::new(), runtime.block_on(server::database()));
    run(users(&[]), &folder, &["generate", "users"]);
    let on = |arguments: &[&str]| {
        run(
            users(&[]),
            &folder,
            &[arguments, &["--database-url", &url]].concat(),
        )
    };
    assert!(on(&["status"]).text().starts_with("pending"));
    let migrated = on(&["migrate"]);
    assert!(
        migrated.text().starts_with("applied ") && migrated.text().contains("_users in "),
        "{}",
        migrated.text()
    );
    assert_eq!(on(&["migrate"]).text(), "nothing to apply");
    assert_eq!(on(&["migrate"]).json()["state"], "no_changes");
    assert!(on(&["status"]).text().starts_with("applied"));
    let asked = on(&["revert"]);
    assert_eq!(asked.exit_code(), 3, "{}", asked.text());
    for words in [
        "the rows of users are gone",
        "nothing was changed",
        "revert 1 --database test_",
    ] {
        assert!(
            asked.text().contains(words),
            "{words:?} is not in: {}",
            asked.text()
        );
    }
    assert_eq!(on(&["revert", "--database", "another"]).exit_code(), 2);
    assert!(on(&["status"]).text().starts_with("applied"));
    let reverted = on(&["revert", "--database", server::name_of(&url)]);
    assert!(
        reverted.text().contains("\nreverted ") && reverted.text().starts_with("lost:"),
        "{}",
        reverted.text()
    );
    assert_eq!(on(&["revert"]).text(), "nothing to revert");
}

#[test]
fn a_server_that_is_not_there_is_named_without_credentials() {
    let folder = Folder::new();
    let url = "postgres://me:secret@127.0.0.1:9/app?options=-cx%3Dy";
    let outcome = run(users(&[]), &folder, &["status", "--database-url", url]);
    let text = outcome.json().to_string();
    assert_eq!(outcome.exit_code(), 1);
    assert!(text.contains("127.0.0.1:9"), "{text}");
    assert!(
        !text.contains("secret") && !text.contains("me:") && !text.contains("options"),
        "{text}"
    );
}

#[test]
fn a_custom_migration_keeps_the_model() {
    let folder = Folder::new();
    run(users(&[]), &folder, &["generate"]);
    run(users(&[]), &folder, &["generate", "--custom", "by hand"]);
    assert_eq!(
        run(users(&[]), &folder, &["generate"]).json()["state"],
        "no_changes"
    );
    assert!(folder.names()[1].ends_with("_by_hand"));
}

#[test]
fn a_change_reads_like_this() {
    let folder = Folder::new();
    let base = Table::new("users")
        .column(Column::new("id", "bigint"))
        .column(Column::new("name", "text").nullable())
        .column(Column::new("note", "text").nullable())
        .primary_key(&["id"])
        .index(Index::new("users_name_idx", "name"));
    let changed = Table::new("users")
        .column(Column::new("id", "bigint"))
        .column(Column::new("full_name", "text").renamed_from("name"))
        .column(Column::new("boss_id", "bigint").nullable())
        .primary_key(&["id"])
        .foreign_key(ForeignKey::new(&["boss_id"], "users", &["id"]).on_delete(Action::SetNull))
        .check("users_boss_check", "boss_id <> id")
        .index(Index::new("users_name_idx", "lower(full_name)"));
    run(Model::default().table(base), &folder, &["generate"]);
    let model = Model::default().table(changed);
    let explained = run(
        model,
        &folder,
        &[
            "generate",
            "bosses",
            "--explain",
            "--create",
            "users.boss_id",
        ],
    );
    assert_eq!(explained.text(), include_str!("explained.sql"));
}
