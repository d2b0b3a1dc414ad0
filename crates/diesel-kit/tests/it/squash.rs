//! `squash`: one migration in the place of many, for new databases and for those that have the many.

use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::cli::{Kit, Outcome};
use diesel_kit::model::{Column, Index, Model, Table};
use diesel_kit::{Fingerprint, Migrations};

use crate::folder::Folder;
use crate::{output, server};

/// `users(id, email)` with or without an index, and a further table for each letter.
fn users(indexed: bool, others: &str) -> Model {
    let mut table = Table::new("users")
        .column(Column::new("id", "bigint"))
        .column(Column::new("email", "text"))
        .primary_key(&["id"]);
    if indexed {
        table = table.index(Index::new("users_email_idx", "email"));
    }
    let mut model = Model::default().table(table);
    for other in others.chars() {
        let table = Table::new(&other.to_string()).column(Column::new("id", "bigint"));
        model = model.table(table.primary_key(&["id"]));
    }
    model
}

fn run(model: &Model, folder: &Folder, url: &str, arguments: &[&str]) -> Outcome {
    let arguments = [arguments, &["--database-url", url]].concat();
    output::run(Kit::new(model.clone(), folder.path()), &arguments)
}

fn done(model: &Model, folder: &Folder, url: &str, arguments: &[&str]) -> Outcome {
    let outcome = run(model, folder, url, arguments);
    assert_eq!(outcome.exit_code(), 0, "{}", outcome.text());
    outcome
}

/// Three migrations: a table, an index outside of a transaction, and a second table.
fn three() -> Folder {
    let folder = Folder::new();
    let url = server::admin_url();
    done(&users(false, ""), &folder, url, &["generate", "users"]);
    done(&users(true, ""), &folder, url, &["generate", "email"]);
    done(&users(true, "a"), &folder, url, &["generate", "more"]);
    assert_eq!(folder.names().len(), 3);
    folder
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}

fn fingerprint(url: &str) -> Fingerprint {
    block_on(async {
        Fingerprint::of(&mut server::connect(url).await)
            .await
            .unwrap()
    })
}

fn versions(outcome: &Outcome, key: &str) -> usize {
    outcome.json()[key].as_array().unwrap().len()
}

#[test]
fn a_database_that_has_them_all_has_the_squashed_one() {
    let (folder, code) = (three(), users(true, "a"));
    let (old, new) = (block_on(server::database()), block_on(server::database()));
    done(&code, &folder, &old, &["migrate"]);
    let names = folder.names();
    let squashed = done(&code, &folder, server::admin_url(), &["squash"]);
    assert_eq!(squashed.json()["replaced"], serde_json::json!(names));
    let [baseline] = folder.names().try_into().unwrap();
    let (time, _) = names[2].split_once('_').unwrap();
    assert_eq!(baseline, format!("{time}_baseline"));
    for url in [&old, &new] {
        done(&code, &folder, url, &["migrate"]);
        let status = done(&code, &folder, url, &["status"]);
        assert_eq!(versions(&status, "applied"), 1);
        for key in ["pending", "unknown", "edited"] {
            assert_eq!(versions(&status, key), 0, "{key}");
        }
    }
    assert_eq!(fingerprint(&old), fingerprint(&new));
    assert_eq!(
        done(&code, &folder, server::admin_url(), &["check"]).text(),
        "files, code and PostgreSQL agree"
    );
    // Life goes on, and back again.
    let more = users(true, "ab");
    done(&more, &folder, &old, &["generate", "next"]);
    for url in [&old, &new] {
        assert_eq!(
            versions(&done(&more, &folder, url, &["migrate"]), "applied"),
            1
        );
        let name = server::name_of(url);
        done(&more, &folder, url, &["revert", "2", "--database", name]);
        assert_eq!(
            versions(&done(&more, &folder, url, &["status"]), "unknown"),
            0
        );
        assert_eq!(
            versions(&done(&more, &folder, url, &["migrate"]), "applied"),
            2
        );
    }
    assert_eq!(fingerprint(&old), fingerprint(&new));
}

#[test]
fn what_is_squashed_again_is_still_known() {
    let (folder, url) = (three(), block_on(server::database()));
    done(&users(true, "a"), &folder, &url, &["migrate"]);
    done(&users(true, "a"), &folder, server::admin_url(), &["squash"]);
    let code = users(true, "ab");
    done(&code, &folder, &url, &["generate", "next"]);
    done(&code, &folder, &url, &["migrate"]);
    let replaced = done(&code, &folder, server::admin_url(), &["squash", "again"]);
    assert_eq!(versions(&replaced, "replaced"), 2);
    let status = done(&code, &folder, &url, &["status"]);
    assert_eq!(
        (versions(&status, "applied"), versions(&status, "unknown")),
        (1, 0)
    );
    assert_eq!(
        done(&code, &folder, &url, &["squash"]).json()["state"],
        "no_changes"
    );
}

#[test]
fn a_database_that_has_a_part_is_refused() {
    let (folder, url) = (three(), block_on(server::database()));
    let last = folder.names().pop().unwrap();
    let aside = Folder::new();
    std::fs::rename(folder.path().join(&last), aside.path().join(&last)).unwrap();
    done(&users(true, ""), &folder, &url, &["migrate"]);
    std::fs::rename(aside.path().join(&last), folder.path().join(&last)).unwrap();
    let code = users(true, "a");
    done(&code, &folder, server::admin_url(), &["squash"]);
    let before = fingerprint(&url);
    for arguments in [&["migrate"][..], &["migrate", "--ignore-unknown"]] {
        let refused = run(&code, &folder, &url, arguments);
        assert_eq!(refused.exit_code(), 1);
        let said = refused.text();
        assert!(
            said.contains("replaces together with others") && said.contains("_baseline"),
            "{said}"
        );
    }
    assert_eq!(fingerprint(&url), before);
}

/// Those that are kept build on the new one, and so do branches that others have.
#[test]
fn the_newest_may_be_kept() {
    let (folder, code) = (three(), users(true, "a"));
    let names = folder.names();
    done(
        &code,
        &folder,
        server::admin_url(),
        &["squash", "start", "--keep", "1"],
    );
    let (time, _) = names[1].split_once('_').unwrap();
    assert_eq!(folder.names(), [format!("{time}_start"), names[2].clone()]);
    assert_eq!(
        done(&code, &folder, server::admin_url(), &["check"]).exit_code(),
        0
    );
}

/// What would not be the same afterwards is said, and nothing is changed.
#[test]
fn what_the_snapshots_do_not_tell_is_not_left_out() {
    let cases = [
        (
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "function f(): would be left out",
        ),
        (
            "INSERT INTO users VALUES (1, 'a@b')",
            "_by_hand inserts rows",
        ),
    ];
    for (sql, message) in cases {
        let (folder, code) = (three(), users(true, "a"));
        let url = server::admin_url();
        done(&code, &folder, url, &["generate", "by_hand", "--custom"]);
        let last = folder.names().pop().unwrap();
        folder.write(&last, "up.sql", &format!("{sql};\n"));
        let edited = run(&code, &folder, url, &["squash"]);
        assert!(
            edited.text().contains("edited after it was generated"),
            "{}",
            edited.text()
        );
        done(&code, &folder, url, &["generate", "--rehash"]);
        let names = folder.names();
        let refused = run(&code, &folder, url, &["squash"]);
        assert_eq!(refused.exit_code(), 1);
        assert!(refused.text().contains(message), "{}", refused.text());
        assert_eq!(folder.names(), names);
        if sql.starts_with("INSERT") {
            done(&code, &folder, url, &["squash", "--leave-out-rows"]);
        }
    }
}

#[test]
fn branches_are_joined_first() {
    let (folder, url) = (three(), server::admin_url());
    let names = folder.names();
    let text = folder.read(&names[2], "snapshot.json");
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    json["prev"] = serde_json::json!([]);
    folder.write(&names[2], "snapshot.json", &json.to_string());
    let refused = run(&users(true, "a"), &folder, url, &["squash"]);
    assert!(
        refused.text().contains("on different branches"),
        "{}",
        refused.text()
    );
    assert_eq!(folder.names(), names);
}

/// Killed in the middle it leaves folders where nobody looks for them: that is no empty history.
#[test]
fn what_an_interrupted_squash_leaves_is_told() {
    let (folder, url) = (three(), server::admin_url());
    let aside = folder.path().join(".squashed");
    let names = folder.names();
    std::fs::create_dir(&aside).unwrap();
    for name in names {
        std::fs::rename(folder.path().join(&name), aside.join(&name)).unwrap();
    }
    for command in ["generate", "status", "squash"] {
        let refused = run(&users(true, "a"), &folder, url, &[command]);
        assert_eq!(refused.exit_code(), 1, "{command}");
        assert!(
            refused.text().contains("move them back"),
            "{}",
            refused.text()
        );
    }
    assert_eq!(std::fs::read_dir(&aside).unwrap().count(), 3);
}

/// What is compiled in knows what it replaces.
#[tokio::test(flavor = "multi_thread")]
async fn embedded_migrations_are_recognised() {
    static EMBEDDED: Migrations = diesel_kit::embed_migrations!("tests/squashed");
    let url = server::database().await;
    let old = Folder::new();
    old.migration(
        "2026-01-01-000000_table",
        ("CREATE TABLE embedded ()", ""),
        true,
    );
    old.migration("2026-01-02-000000_index", ("SELECT 1", ""), true);
    let all = Migrations::read(old.path()).unwrap();
    let options = diesel_kit::migrate::Options::default();
    diesel_kit::migrate::migrate(&url, &all, &options)
        .await
        .unwrap();
    let mut conn: AsyncPgConnection = server::connect(&url).await;
    let state = diesel_kit::migrate::state(&mut conn, &EMBEDDED)
        .await
        .unwrap();
    assert!(state.is_current() && state.edited.is_empty(), "{state:?}");
    // Diesel's own table alone says as much.
    conn.batch_execute("DROP TABLE __diesel_kit_migrations")
        .await
        .unwrap();
    let state = diesel_kit::migrate::state(&mut conn, &EMBEDDED)
        .await
        .unwrap();
    assert!(state.is_current(), "{state:?}");
    let one = diesel::sql_query(
        "DELETE FROM __diesel_schema_migrations WHERE version = '20260102000000'",
    );
    one.execute(&mut conn).await.unwrap();
    let refused = diesel_kit::migrate::migrate(&url, &EMBEDDED, &options).await;
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("20260101000000, which")
    );
}
