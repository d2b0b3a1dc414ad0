//! Applying: once, by one, and with a clear word when it cannot be done.

use std::path::Path;
use std::time::Duration;

use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::Migrations;
use diesel_kit::migrate::{Options, Report, migrate, revert, state};

use crate::folder::Folder;
use crate::process::command;
use crate::server;

const TABLE: (&str, &str) = ("CREATE TABLE a (id bigint)", "DROP TABLE a");
const INDEX: (&str, &str) = (
    "CREATE INDEX CONCURRENTLY a_idx ON a (id)",
    "DROP INDEX CONCURRENTLY a_idx",
);

fn two() -> Folder {
    let folder = Folder::new();
    folder.migration("2026-01-01-000000_table", TABLE, true);
    folder.migration("2026-01-02-000000_index", INDEX, false);
    folder
}

fn read(path: &Path) -> Migrations {
    Migrations::read(path).unwrap()
}

fn names(report: &Report) -> Vec<&str> {
    report
        .applied
        .iter()
        .map(|applied| applied.name.as_str())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pending_migrations_are_applied_once() {
    let (url, folder) = (server::database().await, two());
    let migrations = read(folder.path());
    let first = migrate(&url, &migrations, &Options::default())
        .await
        .unwrap();
    assert_eq!(
        names(&first),
        ["2026-01-01-000000_table", "2026-01-02-000000_index"]
    );
    let second = migrate(&url, &migrations, &Options::default())
        .await
        .unwrap();
    assert!(second.applied.is_empty());
    let state = state(&mut server::connect(&url).await, &migrations)
        .await
        .unwrap();
    assert!(state.is_current());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn of_three_at_once_one_applies_even_a_concurrent_index() {
    let folder = two();
    for _ in 0..3 {
        let url = server::database().await;
        let attempts: Vec<_> = (0..3)
            .map(|_| {
                let (url, migrations) = (url.clone(), read(folder.path()));
                tokio::spawn(async move { migrate(&url, &migrations, &Options::default()).await })
            })
            .collect();
        let mut applied = Vec::new();
        for attempt in attempts {
            applied.push(attempt.await.unwrap().unwrap().applied.len());
        }
        applied.sort_unstable();
        assert_eq!(applied, [0, 0, 2]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_the_lock_is_named_when_patience_ends() {
    let (url, folder) = (server::database().await, Folder::new());
    folder.migration(
        "2026-01-01-000000_slow",
        ("SELECT pg_sleep(30)", "SELECT 1"),
        true,
    );
    let slow = {
        let (url, migrations) = (url.clone(), read(folder.path()));
        tokio::spawn(async move { migrate(&url, &migrations, &Options::default()).await })
    };
    let mut conn = server::connect(&url).await;
    server::wait_until(
        &mut conn,
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS holds",
    )
    .await;
    let options = Options {
        deadline: Duration::from_millis(300),
        ..Options::default()
    };
    let error = migrate(&url, &read(folder.path()), &options)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("diesel-kit migrate"), "{error}");
    // A killed migrator leaves no lock behind.
    conn.batch_execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    .await
    .unwrap();
    assert!(slow.await.unwrap().is_err());
    folder.migration("2026-01-01-000000_slow", ("SELECT 1", "SELECT 1"), true);
    migrate(&url, &read(folder.path()), &Options::default())
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_index_of_a_failed_attempt_is_replaced() {
    let (url, folder) = (server::database().await, Folder::new());
    folder.migration("2026-01-01-000000_table", TABLE, true);
    let unique = INDEX.0.replace("INDEX", "UNIQUE INDEX");
    migrate(&url, &read(folder.path()), &Options::default())
        .await
        .unwrap();
    let mut conn = server::connect(&url).await;
    conn.batch_execute("INSERT INTO a VALUES (1), (1)")
        .await
        .unwrap();
    folder.migration("2026-01-02-000000_index", (&unique, INDEX.1), false);
    let error = migrate(&url, &read(folder.path()), &Options::default())
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("2026-01-02-000000_index") && text.contains("(id)=(1)"),
        "{text}"
    );
    conn.batch_execute("TRUNCATE a").await.unwrap();
    let report = migrate(&url, &read(folder.path()), &Options::default())
        .await
        .unwrap();
    assert_eq!(names(&report), ["2026-01-02-000000_index"]);
}

/// A table `a` that somebody has locked, and a migration that needs it.
async fn in_use() -> (String, Folder, AsyncPgConnection) {
    let (url, folder) = (server::database().await, Folder::new());
    folder.migration("2026-01-01-000000_table", TABLE, true);
    migrate(&url, &read(folder.path()), &Options::default())
        .await
        .unwrap();
    let mut user = server::connect(&url).await;
    let lock = "SET application_name = 'somebody'; BEGIN; LOCK TABLE a";
    user.batch_execute(lock).await.unwrap();
    let column = (
        "CREATE TABLE b (); ALTER TABLE a ADD b text",
        "ALTER TABLE a DROP b; DROP TABLE b",
    );
    folder.migration("2026-01-02-000000_column", column, true);
    (url, folder, user)
}

#[tokio::test]
async fn a_table_in_use_makes_it_fail_instead_of_wait() {
    let (url, folder, mut user) = in_use().await;
    let options = Options {
        lock_timeout: Duration::from_millis(50),
        attempts: 2,
        ..Options::default()
    };
    let error = migrate(&url, &read(folder.path()), &options)
        .await
        .unwrap_err();
    let text = error.to_string();
    for words in [
        "2026-01-02-000000_column/up.sql, line 1: ",
        "lock timeout",
        "try again when that has ended",
        "a is in use by process ",
        "(somebody), in a transaction since 2",
        "it was tried 2 times",
        "nothing of it remains",
    ] {
        assert!(text.contains(words), "{words:?} is not in: {text}");
    }
    user.batch_execute("ROLLBACK").await.unwrap();
    let none = "SELECT to_regclass('b') IS NULL AS holds";
    server::wait_until(&mut user, none).await;
}

#[tokio::test]
async fn a_table_that_is_free_again_is_changed_after_all() {
    let (url, folder, mut user) = in_use().await;
    let options = Options {
        lock_timeout: Duration::from_millis(20),
        attempts: u32::MAX,
        ..Options::default()
    };
    let migrations = read(folder.path());
    let mut watcher = server::connect(&url).await;
    let migrator = tokio::spawn(async move { migrate(&url, &migrations, &options).await });
    // It has been refused once, and stands back.
    let refused = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE state = 'idle' \
        AND query = 'ROLLBACK' AND application_name = 'diesel-kit migrate' \
        AND datname = current_database()) AS holds";
    server::wait_until(&mut watcher, refused).await;
    user.batch_execute("ROLLBACK").await.unwrap();
    let report = migrator.await.unwrap().unwrap();
    assert_eq!(names(&report), ["2026-01-02-000000_column"]);
}

/// What a script sets ends with it.
#[tokio::test]
async fn scripts_do_not_disturb_each_other() {
    let (url, folder) = (server::database().await, Folder::new());
    let spoilt =
        "CREATE SCHEMA app; SET search_path = app; SET ROLE pg_monitor; SET statement_timeout = 1";
    folder.migration(
        "2026-01-01-000000_spoilt",
        (spoilt, "SET search_path = ''"),
        true,
    );
    folder.migration("2026-01-02-000000_table", TABLE, true);
    let migrations = read(folder.path());
    migrate(&url, &migrations, &Options::default())
        .await
        .unwrap();
    let mut conn = server::connect(&url).await;
    let held = "SELECT to_regclass('public.a') IS NOT NULL AS holds";
    server::wait_until(&mut conn, held).await;
    revert(&url, &migrations, 2, &Options::default())
        .await
        .unwrap();
}

/// Concurrent builds wait for old transactions without stopping anybody: not for the lock timeout.
#[tokio::test]
async fn a_concurrent_build_waits_longer_than_for_a_lock() {
    let (url, folder) = (server::database().await, Folder::new());
    folder.migration("2026-01-01-000000_table", TABLE, true);
    migrate(&url, &read(folder.path()), &Options::default())
        .await
        .unwrap();
    let mut user = server::connect(&url).await;
    user.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM a")
        .await
        .unwrap();
    folder.migration("2026-01-02-000000_index", INDEX, false);
    let options = Options {
        lock_timeout: Duration::from_millis(1),
        ..Options::default()
    };
    let (migrations, to) = (read(folder.path()), url.clone());
    let migrator = tokio::spawn(async move { migrate(&to, &migrations, &options).await });
    let mut watcher = server::connect(&url).await;
    let waits = "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) \
        WHERE NOT granted AND locktype = 'virtualxid' \
          AND clock_timestamp() - query_start > interval '20 ms') AS holds";
    server::wait_until(&mut watcher, waits).await;
    user.batch_execute("ROLLBACK").await.unwrap();
    migrator.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_cannot_be_reverted_is_left_alone() {
    let (url, folder) = (server::database().await, two());
    folder.migration(
        "2026-01-03-000000_for_ever",
        ("CREATE TABLE b ()", ""),
        true,
    );
    let migrations = read(folder.path());
    migrate(&url, &migrations, &Options::default())
        .await
        .unwrap();
    let error = revert(&url, &migrations, 3, &Options::default())
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("2026-01-03-000000_for_ever has no down.sql"),
        "{text}"
    );
    let state = state(&mut server::connect(&url).await, &migrations)
        .await
        .unwrap();
    assert_eq!(state.applied.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_edited_or_came_late_is_told_and_what_is_unknown_stops_it() {
    let (url, folder) = (server::database().await, two());
    migrate(&url, &read(folder.path()), &Options::default())
        .await
        .unwrap();
    folder.migration(
        "2026-01-01-000000_table",
        ("CREATE TABLE b (id bigint)", "DROP TABLE b"),
        true,
    );
    folder.migration(
        "2026-01-01-120000_late",
        ("CREATE TABLE c (id bigint)", "DROP TABLE c"),
        true,
    );
    let report = migrate(&url, &read(folder.path()), &Options::default())
        .await
        .unwrap();
    assert_eq!(names(&report), ["2026-01-01-120000_late"]);
    assert_eq!(report.warnings.len(), 2, "{:?}", report.warnings);
    let older = Folder::new();
    older.migration("2026-01-01-000000_table", TABLE, true);
    let error = migrate(&url, &read(older.path()), &Options::default())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("newer"), "{error}");
}

#[tokio::test]
async fn status_lists_applied_pending_unknown_and_edited() {
    let (url, folder) = (server::database().await, two());
    migrate(&url, &read(folder.path()), &Options::default())
        .await
        .unwrap();
    let later = Folder::new();
    later.migration("2026-01-01-000000_table", ("CREATE TABLE b ()", ""), true);
    later.migration("2026-01-03-000000_next", TABLE, true);
    let status = command(later.path(), &["status", "--database-url", &url]).output();
    let said = String::from_utf8(status.unwrap().stderr).unwrap();
    let lines: Vec<&str> = said.lines().take(4).collect();
    assert_eq!(
        lines,
        [
            "applied  2026-01-01-000000_table",
            "pending  2026-01-03-000000_next",
            "unknown  20260102000000",
            "edited   2026-01-01-000000_table",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_migration_keeps_the_earlier_ones() {
    let (url, folder) = (server::database().await, two());
    folder.migration(
        "2026-01-03-000000_wrong",
        ("SELECT 1; SELECT nothing", "SELECT 1"),
        true,
    );
    let error = migrate(&url, &read(folder.path()), &Options::default())
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.contains("2026-01-03-000000_wrong") && text.contains("nothing"),
        "{text}"
    );
    let state = state(&mut server::connect(&url).await, &read(folder.path()))
        .await
        .unwrap();
    assert_eq!((state.applied.len(), state.pending.len()), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn reverting_runs_the_newest_first() {
    let (url, folder) = (server::database().await, two());
    let migrations = read(folder.path());
    migrate(&url, &migrations, &Options::default())
        .await
        .unwrap();
    let reverted = revert(&url, &migrations, 2, &Options::default())
        .await
        .unwrap();
    assert_eq!(
        names(&reverted),
        ["2026-01-02-000000_index", "2026-01-01-000000_table"]
    );
    let mut conn = server::connect(&url).await;
    assert!(
        diesel::sql_query("SELECT * FROM a")
            .execute(&mut conn)
            .await
            .is_err()
    );
    migrate(&url, &migrations, &Options::default())
        .await
        .unwrap();
}

#[test]
fn migrations_can_be_compiled_in() {
    static EMBEDDED: Migrations = diesel_kit::embed_migrations!("tests/migrations");
    let scripts = EMBEDDED.scripts();
    assert_eq!(scripts[0].version(), "20260101000000");
    assert!(scripts[0].in_transaction() && !scripts[1].in_transaction());
    assert!(scripts[1].up().contains("CONCURRENTLY"));
}
