//! The npm clients in `tests/node`, against a service of this crate.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use db::Db;
use db::id::PageId;
use db::schema::MemberRole;
use testkit::{PrivateServer, Scratch, World};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::client::address;
use crate::crash::page_of_ada;
use crate::process::Process;
use crate::server::{DEADLINE, Server, stored};

const KILLS: usize = 20;
const SUITE_DEADLINE: Duration = Duration::from_mins(3);

/// The folder of the npm clients if they can run here. Where they must run, they have to.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node");
    let has_node = std::process::Command::new("node")
        .arg("--version")
        .output()
        .is_ok();
    if has_node && folder.join("node_modules").is_dir() {
        return Some(folder);
    }
    let must = std::env::var_os("CI").is_some_and(|ci| ci == "true");
    assert!(
        !must,
        "Node and `npm ci` in {} are needed here",
        folder.display()
    );
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn the_npm_clients_are_content() {
    let Some(folder) = folder() else { return };
    let server = Server::start().await;
    let reader = server.world.person("grace").await;
    server
        .world
        .member(&server.drive.id, &reader, MemberRole::Member)
        .await;
    let stranger = server.world.person("eve").await;
    let own = server.world.drive(&stranger, "Own").await;
    let own_page = server.world.code(&stranger, &own.id, "Own", "").await;
    let run = Command::new("node")
        .args(["--test", "clients.test.mjs"])
        .current_dir(folder)
        .env(
            "COLLAB_URL",
            format!("ws://127.0.0.1:{}/collab", server.port),
        )
        .env("DOCUMENT", address(&server.page.id))
        .env("READ_WRITE_TOKEN", &server.ada.key)
        .env("READ_ONLY_TOKEN", &reader.key)
        .env("STRANGER_TOKEN", &stranger.key)
        .env("STRANGER_DOCUMENT", address(&own_page.id))
        .env("DATABASE_URL", server.world.url())
        .kill_on_drop(true)
        .output();
    let output = timeout(SUITE_DEADLINE, run)
        .await
        .expect("in time")
        .expect("node runs");
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{report}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// `crash-writer.mjs`: types without end, and writes down what it was told is stored.
struct Writer {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    confirmed: PathBuf,
    _dir: Scratch,
}

impl Writer {
    fn start(folder: &Path, port: u16, page: &PageId, key: &str) -> Self {
        let dir = Scratch::new();
        std::fs::create_dir_all(dir.path()).expect("a folder");
        let confirmed = dir.path().join("confirmed");
        let mut child = Command::new("node")
            .arg("crash-writer.mjs")
            .arg(&confirmed)
            .current_dir(folder)
            .env("COLLAB_URL", format!("ws://127.0.0.1:{port}/collab"))
            .env("DOCUMENT", address(page))
            .env("READ_WRITE_TOKEN", key)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node runs");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self {
            child,
            lines,
            confirmed,
            _dir: dir,
        }
    }

    /// Waits for a few confirmations: the end comes in the middle of whatever is next.
    async fn types(&mut self) {
        let mut confirmations = 0;
        while confirmations < 3 {
            let line = timeout(DEADLINE, self.lines.next_line())
                .await
                .expect("a line in time");
            let line = line.expect("its output").expect("it goes on");
            confirmations += usize::from(line.contains("acked"));
        }
    }

    /// Fails if something that was confirmed is not in the log.
    async fn assert_nothing_lost(&self, db: &Db, page: &PageId, round: usize) {
        // Read first: what is confirmed meanwhile is not asked for.
        let confirmed = std::fs::read_to_string(&self.confirmed).expect("what was confirmed");
        let text = stored(db, page).await;
        let stored: BTreeSet<&str> = text.split_terminator(';').collect();
        let lost: Vec<&str> = confirmed
            .lines()
            .filter(|word| !stored.contains(word))
            .collect();
        assert!(lost.is_empty(), "round {round}: lost {lost:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_the_service_loses_nothing_that_an_npm_client_was_told_is_stored() {
    let Some(folder) = folder() else { return };
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Notes").await;
    let page = world.code(&ada, &drive.id, "Plan", "").await.id;
    let mut process = Process::start(world.url(), 0).await;
    let port = process.port;
    let mut writer = Writer::start(&folder, port, &page, &ada.key);
    for round in 0..KILLS {
        writer.types().await;
        process.kill().await;
        writer.assert_nothing_lost(&world.db, &page, round).await;
        process = Process::start(world.url(), port).await;
    }
    writer.child.kill().await.expect("the writer ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_the_database_loses_nothing_that_an_npm_client_was_told_is_stored() {
    let Some(folder) = folder() else { return };
    let server = PrivateServer::start().await;
    let (page, key) = page_of_ada(&server.db().await).await;
    let process = Process::start(&server.url(), 0).await;
    let mut writer = Writer::start(&folder, process.port, &page, &key);
    for round in 0..KILLS {
        writer.types().await;
        server.kill();
        server.restart().await;
        writer
            .assert_nothing_lost(&server.db().await, &page, round)
            .await;
    }
    writer.child.kill().await.expect("the writer ends");
}
