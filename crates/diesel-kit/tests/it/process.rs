//! The command line as processes of their own: many at once, and killed.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use diesel_kit::Fingerprint;
use diesel_kit::cli::{Kit, answer};
use diesel_kit::model::Model;

use crate::folder::Folder;
use crate::server;

const ARGUMENTS: &str = "DIESEL_KIT_TEST_ARGUMENTS";

/// Not a test: the command line, when this program calls itself as `command` does.
#[test]
fn command_line() {
    let Some(arguments) = std::env::var_os(ARGUMENTS) else {
        return;
    };
    let arguments: Vec<String> = serde_json::from_str(arguments.to_str().unwrap()).unwrap();
    let (folder, arguments) = arguments.split_first().unwrap();
    let arguments = ["db"]
        .into_iter()
        .chain(arguments.iter().map(String::as_str));
    let outcome = answer(Kit::new(Model::default(), folder), arguments).unwrap();
    eprintln!("{}\n{}", outcome.text(), outcome.json()["warnings"]);
    std::process::exit(outcome.exit_code().into());
}

/// A process that will run a command on a folder of migrations. The caller's variables do not count.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut list = vec![folder.to_str().unwrap()];
    list.extend(arguments);
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "process::command_line", "--nocapture"])
        .env(ARGUMENTS, serde_json::to_string(&list).unwrap())
        .env_remove("DATABASE_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

fn migrate(folder: &Folder, url: &str) -> Command {
    command(folder.path(), &["migrate", "--database-url", url])
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Tables, data, and indexes that come and go outside of transactions.
fn eight() -> Folder {
    let folder = Folder::new();
    let inside: [(&str, &str, &str); 4] = [
        (
            "01-000000_a",
            "CREATE TABLE a (id bigint PRIMARY KEY, word text)",
            "DROP TABLE a",
        ),
        (
            "02-000000_rows",
            "INSERT INTO a SELECT n, 'word ' || n FROM generate_series(1, 5000) n; CREATE TABLE log (at text)",
            "DROP TABLE log; DELETE FROM a",
        ),
        (
            "05-000000_more",
            "INSERT INTO log VALUES ('once'); CREATE INDEX log_at ON log (at)",
            "DROP INDEX log_at; DELETE FROM log",
        ),
        (
            "08-000000_last",
            "ALTER TABLE a ADD done boolean NOT NULL DEFAULT false",
            "ALTER TABLE a DROP done",
        ),
    ];
    let outside = [
        (
            "03-000000_index",
            "CREATE INDEX CONCURRENTLY a_word ON a (word)",
            "DROP INDEX CONCURRENTLY a_word",
        ),
        (
            "04-000000_unique",
            "CREATE UNIQUE INDEX CONCURRENTLY a_lower ON a (lower(word))",
            "DROP INDEX CONCURRENTLY a_lower",
        ),
        (
            "06-000000_gone",
            "DROP INDEX CONCURRENTLY a_word",
            "CREATE INDEX CONCURRENTLY a_word ON a (word)",
        ),
        (
            "07-000000_other",
            "CREATE INDEX CONCURRENTLY a_length ON a (length(word))",
            "DROP INDEX CONCURRENTLY a_length",
        ),
    ];
    for (list, in_transaction) in [(inside, true), (outside, false)] {
        for (name, up, down) in list {
            folder.migration(&format!("2026-01-{name}"), (up, down), in_transaction);
        }
    }
    folder
}

/// What the eight make when nothing disturbs them.
async fn goal(folder: &Folder) -> (Fingerprint, Duration) {
    let (url, started) = (server::database().await, Instant::now());
    let output = migrate(folder, &url).output().unwrap();
    let took = started.elapsed();
    assert!(output.status.success(), "{}", said(&output));
    let mut conn = server::connect(&url).await;
    (Fingerprint::of(&mut conn).await.unwrap(), took)
}

async fn assert_reached(url: &str, goal: &Fingerprint) {
    let mut conn = server::connect(url).await;
    let reached = Fingerprint::of(&mut conn).await.unwrap();
    assert_eq!(goal.difference(&reached), Vec::<String>::new());
    server::wait_until(
        &mut conn,
        "SELECT (SELECT count(*) FROM a) = 5000 AND (SELECT count(*) FROM log) = 1 \
         AND (SELECT count(*) FROM __diesel_schema_migrations) = 8 \
         AND (SELECT count(*) FROM __diesel_kit_migrations) = 8 \
         AND (SELECT count(*) FROM __diesel_kit_attempts) = 0 AS holds",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_at_once_all_succeed() {
    let folder = eight();
    let (goal, _) = goal(&folder).await;
    for round in 0..20 {
        let url = server::database().await;
        let children: Vec<_> = (0..8)
            .map(|_| migrate(&folder, &url).spawn().unwrap())
            .collect();
        let outputs: Vec<_> = children
            .into_iter()
            .map(|child| child.wait_with_output().unwrap())
            .collect();
        for output in &outputs {
            assert!(output.status.success(), "round {round}: {}", said(output));
        }
        let applied: usize = outputs
            .iter()
            .map(|output| said(output).matches("applied 2026").count())
            .sum();
        assert_eq!(applied, 8, "round {round}");
        assert_reached(&url, &goal).await;
    }
}

/// `DIESEL_KIT_TEST_SEED` repeats a run.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_one_is_finished_by_the_next() {
    let folder = eight();
    let (goal, took) = goal(&folder).await;
    let given = std::env::var_os("DIESEL_KIT_TEST_SEED");
    let seed = given.map_or_else(
        || u64::from(std::process::id()) << 32 | u64::from(started().subsec_nanos()),
        |seed| seed.to_str().unwrap().parse().unwrap(),
    );
    println!("DIESEL_KIT_TEST_SEED={seed}, undisturbed in {took:?}");
    let mut random = Random(seed);
    for round in 0..50 {
        let url = server::database().await;
        let mut kills = Vec::new();
        // Up to three die in the same database.
        for _ in 0..=random.below(3) {
            let delay =
                Duration::from_micros(random.below(u64::try_from(took.as_micros()).unwrap()));
            let mut child = migrate(&folder, &url).spawn().unwrap();
            // The point of time is what is tried out here, nothing waits for it.
            tokio::time::sleep(delay).await;
            child.kill().unwrap();
            child.wait().unwrap();
            kills.push(delay);
        }
        let output = migrate(&folder, &url).output().unwrap();
        assert!(
            output.status.success(),
            "round {round}, killed after {kills:?}: {}",
            said(&output)
        );
        println!(
            "round {round}: killed after {kills:?}; then {}",
            said(&output).trim()
        );
        assert_reached(&url, &goal).await;
    }
}

fn started() -> Duration {
    std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap()
}

/// The generator of Steele, Lea and Flood (`SplitMix64`).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit.max(1)
    }
}

const BUILD: (&str, &str) = (
    "CREATE INDEX CONCURRENTLY a_idx ON a (id)",
    "DROP INDEX CONCURRENTLY a_idx",
);
const NOTING: &str = "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) \
    WHERE NOT granted AND relation = '__diesel_schema_migrations'::regclass \
      AND application_name = 'diesel-kit migrate') AS holds";

/// A database in which all of a folder is applied, and a second connection to it.
async fn applied(folder: &Folder) -> (String, AsyncPgConnection) {
    let url = server::database().await;
    let output = migrate(folder, &url).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let conn = server::connect(&url).await;
    (url, conn)
}

/// The statement has come to its end, and the process is killed before it can note that.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_but_not_noted_is_not_done_again() {
    let table = ("CREATE TABLE a (id bigint)", "DROP TABLE a");
    for (statement, undo) in [BUILD, (BUILD.1, BUILD.0)] {
        let folder = Folder::new();
        folder.migration("2026-01-01-000000_table", table, true);
        let (url, mut other) = applied(&folder).await;
        if statement == BUILD.1 {
            other
                .batch_execute("CREATE INDEX a_idx ON a (id)")
                .await
                .unwrap();
        }
        folder.migration("2026-01-02-000000_outside", (statement, undo), false);
        let before = Fingerprint::of(&mut other).await.unwrap();
        let revert = [
            "revert",
            "--database-url",
            &url,
            "--database",
            server::name_of(&url),
        ];
        for (arguments, file) in [
            (&["migrate", "--database-url", &url][..], "up.sql"),
            (&revert, "down.sql"),
        ] {
            other
                .batch_execute("BEGIN; LOCK TABLE __diesel_schema_migrations IN SHARE MODE")
                .await
                .unwrap();
            let mut child = command(folder.path(), arguments).spawn().unwrap();
            let mut watcher = server::connect(&url).await;
            server::wait_until(&mut watcher, NOTING).await;
            child.kill().unwrap();
            child.wait().unwrap();
            other.batch_execute("ROLLBACK").await.unwrap();
            let output = command(folder.path(), arguments).output().unwrap();
            assert!(output.status.success(), "{}", said(&output));
            let expected = format!("2026-01-02-000000_outside/{file} was complete already");
            assert!(said(&output).contains(&expected), "{}", said(&output));
        }
        let after = Fingerprint::of(&mut other).await.unwrap();
        assert_eq!(before.difference(&after), Vec::<String>::new());
    }
}

/// The process is killed while the index is half built.
#[tokio::test(flavor = "multi_thread")]
async fn a_half_built_index_is_built_anew() {
    let folder = Folder::new();
    folder.migration(
        "2026-01-01-000000_table",
        ("CREATE TABLE a (id bigint)", "DROP TABLE a"),
        true,
    );
    let (url, mut other) = applied(&folder).await;
    folder.migration("2026-01-02-000000_index", BUILD, false);
    // An old snapshot, which the build waits for.
    other
        .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM a")
        .await
        .unwrap();
    let mut child = migrate(&folder, &url).spawn().unwrap();
    let mut watcher = server::connect(&url).await;
    let half_built = "SELECT EXISTS (SELECT FROM pg_index WHERE NOT indisvalid) \
        AND EXISTS (SELECT FROM pg_locks WHERE locktype = 'virtualxid' AND NOT granted) AS holds";
    server::wait_until(&mut watcher, half_built).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let left = "SELECT EXISTS (SELECT FROM pg_index WHERE NOT indisvalid) AND NOT EXISTS \
        (SELECT FROM pg_stat_activity WHERE application_name = 'diesel-kit migrate' \
         AND datname = current_database()) AS holds";
    server::wait_until(&mut watcher, left).await;
    other.batch_execute("ROLLBACK").await.unwrap();
    let output = migrate(&folder, &url).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let valid = "SELECT indisvalid AS holds FROM pg_index WHERE indexrelid = 'a_idx'::regclass";
    server::wait_until(&mut watcher, valid).await;
}

/// What somebody else has made under the same name is not taken for the migration's own.
#[tokio::test(flavor = "multi_thread")]
async fn an_index_made_by_hand_is_not_taken_for_the_migrations_own() {
    let folder = Folder::new();
    folder.migration(
        "2026-01-01-000000_table",
        ("CREATE TABLE a (id bigint)", "DROP TABLE a"),
        true,
    );
    let (url, mut other) = applied(&folder).await;
    other
        .batch_execute("CREATE INDEX a_idx ON a ((id + 1))")
        .await
        .unwrap();
    folder.migration("2026-01-02-000000_index", BUILD, false);
    for _ in 0..2 {
        let output = migrate(&folder, &url).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(
            said(&output).contains("\"a_idx\" already exists")
                && said(&output).contains("but not by an earlier run"),
            "{}",
            said(&output)
        );
    }
}

/// A transaction of a killed process is not waited for until it would have ended by itself.
#[tokio::test(flavor = "multi_thread")]
async fn the_server_gives_up_the_work_of_a_killed_process() {
    let (url, folder) = (server::database().await, Folder::new());
    let name = "2026-01-01-000000_slow";
    folder.migration(
        name,
        ("CREATE TABLE a (); SELECT pg_sleep(600)", "SELECT 1"),
        true,
    );
    let mut child = migrate(&folder, &url).spawn().unwrap();
    let mut watcher = server::connect(&url).await;
    let sleeping = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' \
        AND datname = current_database()) AS holds";
    server::wait_until(&mut watcher, sleeping).await;
    child.kill().unwrap();
    child.wait().unwrap();
    folder.migration(name, ("CREATE TABLE a ()", "SELECT 1"), true);
    let output = migrate(&folder, &url).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
}
