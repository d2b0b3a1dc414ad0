//! What cannot be done is said in words that tell what to do, and nothing is half done.

use std::path::Path;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use diesel_kit::Fingerprint;
use diesel_kit::cli::{Kit, Outcome, answer};
use diesel_kit::migrate::Options;
use diesel_kit::model::{Column, Model, Table};

use crate::folder::Folder;
use crate::process::command;
use crate::{output, server};

fn users() -> Model {
    let table = Table::new("users").column(Column::new("id", "bigint"));
    Model::default().table(table.primary_key(&["id"]))
}

fn run(directory: &Path, arguments: &[&str]) -> Outcome {
    output::run(Kit::new(users(), directory), arguments)
}

/// Refused with this exit code, in one line that contains all of the words.
#[track_caller]
fn assert_refused(outcome: &Outcome, code: u8, words: &[&str]) {
    let text = outcome.text();
    assert_eq!(outcome.exit_code(), code, "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    for word in words {
        assert!(text.contains(word), "{word:?} is not in: {text}");
    }
    let json = outcome.json();
    assert_eq!(json.get("state").unwrap(), "error");
    assert_eq!(json.get("message").unwrap(), text);
}

const TABLE: (&str, &str) = ("CREATE TABLE a (id bigint)", "DROP TABLE a");

fn one() -> Folder {
    let folder = Folder::new();
    folder.migration("2026-01-01-000000_table", TABLE, true);
    folder
}

async fn empty() -> (String, AsyncPgConnection) {
    let url = server::database().await;
    let conn = server::connect(&url).await;
    (url, conn)
}

/// `Fingerprint` leaves out the tables of the migrator.
async fn assert_untouched(conn: &mut AsyncPgConnection, before: &Fingerprint) {
    let after = Fingerprint::of(conn).await.unwrap();
    assert_eq!(before.difference(&after), Vec::<String>::new());
    let none =
        "SELECT NOT EXISTS (SELECT FROM pg_class WHERE relname LIKE '\\_\\_diesel%') AS holds";
    server::wait_until(conn, none).await;
}

#[test]
fn a_wrong_password() {
    if std::env::var_os("DIESEL_KIT_TEST_URL").is_some() {
        return; // Another server asks whom it likes for passwords.
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (url, mut conn) = runtime.block_on(empty());
    let create = conn.batch_execute("CREATE ROLE locked LOGIN PASSWORD 'right'");
    runtime.block_on(create).unwrap();
    let folder = one();
    for password in ["wr0ng-secret", ""] {
        let wrong = server::as_role(&url, &format!("locked:{password}"));
        for command in ["migrate", "status", "check"] {
            let outcome = run(folder.path(), &[command, "--database-url", &wrong]);
            assert_eq!(outcome.exit_code(), 1);
            let text = outcome.json().to_string();
            assert!(text.contains("no connection to "), "{text}");
            assert!(
                !text.contains("wr0ng") && !text.contains("locked"),
                "{text}"
            );
        }
    }
    let right = server::as_role(&url, "locked:right");
    let outcome = run(folder.path(), &["status", "--database-url", &right]);
    assert_eq!(outcome.exit_code(), 0, "{}", outcome.text());
}

#[test]
fn a_server_that_is_not_there() {
    let url = "postgres://me:secret@127.0.0.1:9/app?options=-cx%3Dy";
    for command in [
        &["migrate"][..],
        &["status"],
        &["revert"],
        &["check", "--live", url],
    ] {
        let arguments = [command, &["--database-url", url]].concat();
        let outcome = run(one().path(), &arguments);
        assert_refused(&outcome, 1, &["no connection to 127.0.0.1:9: "]);
        let text = outcome.json().to_string();
        assert!(!text.contains("secret") && !text.contains("me:") && !text.contains("options"));
    }
}

#[test]
fn a_database_that_does_not_exist() {
    let url = server::named("nowhere_to_be_found");
    let outcome = run(one().path(), &["migrate", "--database-url", &url]);
    assert_refused(&outcome, 1, &["the database does not exist"]);
}

#[test]
fn a_url_that_is_none() {
    for url in [
        "postgres://me:secret@host:port/app",
        "nonsense",
        "",
        "mysql://me@host/app",
    ] {
        let outcome = run(one().path(), &["migrate", "--database-url", url]);
        assert_refused(
            &outcome,
            2,
            &["postgres://user:password@host:port/database"],
        );
        assert!(!outcome.text().contains("secret"));
    }
}

/// The option, then the variable; neither of them is wrong usage.
#[test]
fn a_connection_that_is_not_given() {
    let folder = one();
    let said = |output: std::process::Output| String::from_utf8(output.stderr).unwrap();
    let output = command(folder.path(), &["migrate"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(output).contains("which database? Give --database-url or set DATABASE_URL"));
    let nowhere = "postgres://127.0.0.1:9/app";
    let output = command(folder.path(), &["status"])
        .env("DATABASE_URL", nowhere)
        .output()
        .unwrap();
    assert!(said(output).contains("no connection to 127.0.0.1:9"));
    let arguments = ["status", "--database-url", server::admin_url()];
    let output = command(folder.path(), &arguments)
        .env("DATABASE_URL", nowhere)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(output));
}

#[test]
fn the_working_directory_makes_no_difference() {
    let folder = one();
    let run = |directory: &str| {
        let mut command = command(
            folder.path(),
            &["status", "--database-url", server::admin_url()],
        );
        command.current_dir(directory).output().unwrap().stderr
    };
    assert_eq!(run("/"), run(env!("CARGO_MANIFEST_DIR")));
}

#[test]
fn options_that_do_not_go_together() {
    for arguments in [
        &["check", "--offline", "--last", "3"][..],
        &["check", "--offline", "--live", "postgres://h/d"],
        &["check", "--last", "1", "--live", "postgres://h/d"],
        &["status", "--output", "xml"],
        &["revert", "0"],
        &["migrate", "--lock-timeout", "soon"],
        &["migrate", "--lock-timeout", "-1"],
        &["migrat"],
    ] {
        let arguments = ["db"].iter().chain(arguments).copied();
        // Nothing is read before: there is no such directory.
        let error = answer(Kit::new(users(), "/nowhere"), arguments).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{error}");
    }
    let error = answer(Kit::new(users(), "/nowhere"), ["db", "migrat"]).unwrap_err();
    assert!(error.to_string().contains("'migrate'"), "{error}");
}

#[test]
fn a_folder_that_is_missing() {
    let parent = Folder::new();
    let missing = parent.path().join("migrations");
    for command in ["migrate", "status", "revert"] {
        let outcome = run(&missing, &[command, "--database-url", server::admin_url()]);
        assert_refused(
            &outcome,
            2,
            &["there is no folder ", "run `generate` first"],
        );
        assert!(!missing.exists());
    }
    assert_eq!(run(&missing, &["generate"]).exit_code(), 0);
    assert!(missing.exists());
}

#[test]
fn a_folder_that_cannot_be_written() {
    // Nobody can make anything in there, not even root.
    let outcome = run(Path::new("/proc/migrations"), &["generate"]);
    assert_refused(&outcome, 1, &["/proc/migrations: "]);
}

/// The process dies at the first byte that it writes.
#[test]
fn a_folder_is_complete_or_not_there() {
    let parent = Folder::new();
    let directory = parent.path().join("migrations");
    let mut generate = command(&directory, &["generate", "--custom", "by hand"]);
    let program = generate.get_program().to_owned();
    let arguments: Vec<_> = generate.get_args().map(ToOwned::to_owned).collect();
    let variables: Vec<_> = generate
        .get_envs()
        .map(|(k, v)| (k.to_owned(), v.map(ToOwned::to_owned)))
        .collect();
    let mut full = std::process::Command::new("sh");
    full.args(["-c", "ulimit -c 0; ulimit -f 0; exec \"$0\" \"$@\""])
        .arg(program)
        .args(arguments);
    for (key, value) in variables {
        match value {
            Some(value) => full.env(key, value),
            None => full.env_remove(key),
        };
    }
    let output = full.output().unwrap();
    assert!(!output.status.success());
    let visible = || {
        let names = std::fs::read_dir(&directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        names
            .filter(|name| !name.to_string_lossy().starts_with('.'))
            .count()
    };
    assert_eq!(visible(), 0);
    assert!(generate.output().unwrap().status.success());
    assert_eq!(visible(), 1);
}

#[test]
fn a_snapshot_that_is_none() {
    for (json, words) in [
        ("{", "this is no snapshot (EOF"),
        ("[]", "this is no snapshot ("),
        ("{\"format\": 1}", "this is no snapshot (missing field"),
        ("{\"format\": 99}", "the format 99 is not known here"),
    ] {
        let folder = Folder::new();
        run(folder.path(), &["generate"]);
        let name = folder.names().remove(0);
        folder.write(&name, "snapshot.json", json);
        for command in ["generate", "migrate", "check"] {
            let outcome = run(
                folder.path(),
                &[command, "--database-url", server::admin_url()],
            );
            assert_refused(&outcome, 1, &[&format!("{name}/snapshot.json: "), words]);
        }
        assert_eq!(folder.names(), [name]);
    }
}

#[tokio::test]
async fn a_role_that_may_not_write() {
    let (url, mut conn) = empty().await;
    let role = format!("reader_{}", server::name_of(&url));
    let sql = format!(
        "CREATE ROLE {role} LOGIN; REVOKE CREATE ON SCHEMA public FROM public; CREATE ROLE {role}_2 LOGIN; \
         ALTER ROLE {role}_2 SET default_transaction_read_only = on; GRANT CREATE ON SCHEMA public TO {role}_2"
    );
    conn.batch_execute(&sql).await.unwrap();
    let before = Fingerprint::of(&mut conn).await.unwrap();
    let folder = one();
    let migrate = |role: String| {
        let url = server::as_role(&url, &role);
        let directory = folder.path().to_owned();
        // A command has a runtime of its own.
        tokio::task::spawn_blocking(move || run(&directory, &["migrate", "--database-url", &url]))
    };
    let outcome = migrate(role.clone()).await.unwrap();
    assert_refused(
        &outcome,
        1,
        &["permission denied", "the role that owns the schema"],
    );
    assert_untouched(&mut conn, &before).await;
    let outcome = migrate(format!("{role}_2")).await.unwrap();
    assert_refused(&outcome, 1, &["read-only", "the URL of the primary"]);
    assert_untouched(&mut conn, &before).await;
}

#[tokio::test]
async fn a_database_ahead_of_the_code() {
    let (url, mut conn) = empty().await;
    let newer = one();
    newer.migration(
        "2026-01-03-000000_newer",
        ("CREATE TABLE b ()", "DROP TABLE b"),
        true,
    );
    let migrations = |folder: &Folder| diesel_kit::Migrations::read(folder.path()).unwrap();
    let options = Options::default();
    diesel_kit::migrate::migrate(&url, &migrations(&newer), &options)
        .await
        .unwrap();
    let before = Fingerprint::of(&mut conn).await.unwrap();
    let older = one();
    older.migration(
        "2026-01-02-000000_other",
        ("CREATE TABLE c ()", "DROP TABLE c"),
        true,
    );
    let directory = older.path().to_owned();
    let outcome = tokio::task::spawn_blocking(move || {
        let migrate = run(&directory, &["migrate", "--database-url", &url]);
        let revert = run(&directory, &["revert", "--database-url", &url]);
        let ignoring = run(
            &directory,
            &["migrate", "--ignore-unknown", "--database-url", &url],
        );
        [migrate, revert, ignoring]
    });
    let [migrate, revert, ignoring] = outcome.await.unwrap();
    assert_refused(
        &migrate,
        1,
        &[
            "newer than this program",
            "20260103000000",
            "nothing was changed",
        ],
    );
    assert_refused(
        &revert,
        1,
        &["newer than this program", "nothing was changed"],
    );
    assert_eq!(ignoring.exit_code(), 0);
    assert!(
        ignoring.text().contains("2026-01-02-000000_other"),
        "{}",
        ignoring.text()
    );
    let warnings = ignoring.json()["warnings"].to_string();
    assert!(warnings.contains("20260103000000"), "{warnings}");
    let after = Fingerprint::of(&mut conn).await.unwrap();
    assert_eq!(before.difference(&after), ["+ table public.c"]);
}

/// Name, line, statement, the server's words; what came before stays.
#[tokio::test]
async fn a_migration_that_fails() {
    let (url, mut conn) = empty().await;
    let folder = one();
    let name = "2026-01-02-000000_wrong";
    for (up, line, statement, reason, notes) in [
        (
            "-- first\nINSERT INTO a VALUES (1);\n\nALTER TABLE a\n    ADD b text,\n    ADD c nothing;\nSELECT 2;",
            6,
            "ALTER TABLE a\n    ADD b text,\n    ADD c nothing",
            "type \"nothing\" does not exist",
            "nothing of it remains",
        ),
        (
            "INSERT INTO a VALUES (1), (1);\nCREATE UNIQUE INDEX a_id ON a (id);\n",
            2,
            "CREATE UNIQUE INDEX a_id ON a (id)",
            "could not create unique index \"a_id\"",
            "Key (id)=(1) is duplicated.",
        ),
        (
            "SELECT 1;\nSELEC 'ü;', 2;",
            2,
            "SELEC 'ü;', 2",
            "syntax error at or near \"SELEC\"",
            "nothing of it remains",
        ),
        (
            "DO $$ BEGIN\n  RAISE 'no; way' USING HINT = 'go back';\nEND $$",
            1,
            "DO $$ BEGIN\n  RAISE 'no; way' USING HINT = 'go back';\nEND $$",
            "no; way",
            "go back",
        ),
    ] {
        folder.migration(name, (up, "SELECT 1"), true);
        let (directory, url) = (folder.path().to_owned(), url.clone());
        let run = move || run(&directory, &["migrate", "--database-url", &url]);
        let outcome = tokio::task::spawn_blocking(run).await.unwrap();
        assert_eq!(outcome.exit_code(), 1);
        let head = format!("{name}/up.sql, line {line}: {reason}");
        assert!(outcome.text().starts_with(&head), "{}", outcome.text());
        let failure = &outcome.json()["failure"];
        assert_eq!(failure["statement"], statement);
        assert_eq!(
            (failure["line"].as_u64(), failure["migration"].as_str()),
            (Some(line), Some(name))
        );
        let told = failure["notes"].to_string();
        assert!(told.contains(notes), "{told}");
        let holds = "SELECT (SELECT count(*) FROM a) = 0 AND \
            (SELECT array_agg(version) FROM __diesel_schema_migrations) = '{20260101000000}' AS holds";
        server::wait_until(&mut conn, holds).await;
    }
}

/// Checks at the end of the transaction belong to no statement.
#[tokio::test]
async fn a_migration_that_fails_when_it_commits() {
    let (url, _) = empty().await;
    let folder = Folder::new();
    let up = "CREATE TABLE a (id bigint PRIMARY KEY, parent bigint REFERENCES a DEFERRABLE INITIALLY DEFERRED); \
              INSERT INTO a VALUES (1, 2)";
    folder.migration("2026-01-01-000000_deferred", (up, "SELECT 1"), true);
    let migrations = diesel_kit::Migrations::read(folder.path()).unwrap();
    let error = diesel_kit::migrate::migrate(&url, &migrations, &Options::default())
        .await
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with(
            "2026-01-01-000000_deferred/up.sql: insert or update on table \"a\" violates"
        ),
        "{text}"
    );
    assert!(text.contains("Key (parent)=(2)"), "{text}");
}
