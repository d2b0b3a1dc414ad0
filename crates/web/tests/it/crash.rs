//! `kill -9` in a storm of writes: what was acknowledged is there, and the feed tells it all once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use db::id::DriveId;
use reqwest::Client;
use serde_json::{Value, json};
use testkit::World;
use tokio::task::JoinSet;

use crate::process::{Process, command};
use crate::server::client;

const CRASHES: usize = 20;
const WRITERS: usize = 8;
/// Nothing here takes a second; whoever waits longer than this has found a bug.
const DEADLINE: Duration = Duration::from_secs(30);

/// Somebody with a key who uses whichever process is alive.
#[derive(Clone)]
struct User {
    http: Client,
    key: String,
    drive: DriveId,
}

impl User {
    /// Creates a page; its id and title, once they are acknowledged.
    async fn create(&self, origin: &str, title: &str) -> reqwest::Result<(String, String)> {
        let body = json!({"driveId": self.drive, "title": title, "type": "CODE", "content": title});
        let request = self
            .http
            .post(format!("{origin}/api/pages"))
            .bearer_auth(&self.key);
        let answer = request.json(&body).send().await?.error_for_status()?;
        let page: Value = answer.json().await?;
        Ok((text(&page, "id"), title.to_owned()))
    }

    async fn get(&self, origin: &str, path: &str) -> Value {
        let request = self
            .http
            .get(format!("{origin}/api/drives/{}/{path}", self.drive));
        let answer = request
            .bearer_auth(&self.key)
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 200);
        answer.json().await.expect("JSON")
    }

    /// Creates pages until the service dies, and returns what it acknowledged.
    async fn storm(
        self,
        origin: String,
        name: String,
        acknowledged: Arc<AtomicUsize>,
    ) -> Vec<(String, String)> {
        let mut pages = Vec::new();
        while let Ok(page) = self
            .create(&origin, &format!("{name}-{}", pages.len()))
            .await
        {
            pages.push(page);
            acknowledged.fetch_add(1, Ordering::Relaxed);
        }
        pages
    }

    /// Fetches what the follower has not seen, as a client does that reconnects.
    async fn follow(&self, origin: &str, seen: &mut Vec<Value>) {
        loop {
            let after = seen.last().map_or(0, number);
            let answer = self
                .get(origin, &format!("events?after={after}&limit=50"))
                .await;
            let events = answer
                .get("events")
                .and_then(Value::as_array)
                .expect("events");
            if events.is_empty() {
                return;
            }
            seen.extend(events.iter().cloned());
        }
    }

    /// Titles by id.
    async fn pages(&self, origin: &str) -> BTreeMap<String, String> {
        let listing = self.get(origin, "pages?ls=true&recursive=true").await;
        let pages = listing
            .get("pages")
            .and_then(Value::as_array)
            .expect("pages");
        pages
            .iter()
            .map(|page| (text(page, "id"), text(page, "title")))
            .collect()
    }
}

/// Lets the writers work until `count` more pages were acknowledged.
async fn wait_for(count: usize, acknowledged: &AtomicUsize) {
    let reached = async {
        while acknowledged.load(Ordering::Relaxed) < count {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(DEADLINE, reached)
        .await
        .expect("writes that are acknowledged");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_write_is_lost_and_no_event_is_missing_or_told_twice() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Storm").await.id;
    let user = User {
        http: client(),
        key: ada.key,
        drive,
    };
    let (mut acknowledged, mut seen) = (Vec::new(), Vec::new());

    for crash in 0..CRASHES {
        let process = Process::start(world.url()).await;
        user.follow(&process.origin, &mut seen).await;
        let count = Arc::new(AtomicUsize::new(0));
        let mut writers = JoinSet::new();
        for writer in 0..WRITERS {
            let name = format!("{crash}-{writer}");
            writers.spawn(
                user.clone()
                    .storm(process.origin.clone(), name, Arc::clone(&count)),
            );
        }
        // A different moment each time, always in the middle of the storm.
        wait_for(5 + crash, &count).await;
        process.kill().await;
        acknowledged.extend(writers.join_all().await.into_iter().flatten());
    }

    let process = Process::start(world.url()).await;
    let last = user.create(&process.origin, "last").await;
    acknowledged.push(last.expect("a page after the storm"));
    user.follow(&process.origin, &mut seen).await;
    let head = user.get(&process.origin, "events").await["head"]
        .as_i64()
        .unwrap();
    let numbers: Vec<i64> = seen.iter().map(number).collect();
    assert_eq!(numbers, (1..=head).collect::<Vec<_>>());

    let pages = user.pages(&process.origin).await;
    for (id, title) in &acknowledged {
        assert_eq!(pages.get(id), Some(title));
    }
    let told: Vec<String> = seen.iter().filter_map(created).collect();
    assert_eq!(told.len(), pages.len(), "each page is told once");
    assert_eq!(
        told.into_iter().collect::<BTreeSet<_>>(),
        pages.into_keys().collect()
    );
    assert!(acknowledged.len() > CRASHES * 5);
}

/// The number of an event.
fn number(event: &Value) -> i64 {
    event.get("seq").and_then(Value::as_i64).expect("a number")
}

/// The page that an event tells was created.
fn created(event: &Value) -> Option<String> {
    (text(event, "type") == "page.created").then(|| text(event, "pageId"))
}

fn text(value: &Value, name: &str) -> String {
    value
        .get(name)
        .and_then(Value::as_str)
        .expect("a text")
        .to_owned()
}

#[tokio::test]
async fn a_polite_end_finishes_what_is_under_way() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Plans").await.id;
    let user = User {
        http: client(),
        key: ada.key,
        drive,
    };
    let process = Process::start(world.url()).await;
    let count = Arc::new(AtomicUsize::new(0));
    let storm = tokio::spawn(user.clone().storm(
        process.origin.clone(),
        "a".to_owned(),
        Arc::clone(&count),
    ));
    wait_for(3, &count).await;
    let pid = process.pid().to_string();
    let sent = tokio::process::Command::new("kill")
        .args(["-TERM", &pid])
        .status()
        .await;
    assert!(sent.unwrap().success());
    let code = tokio::time::timeout(DEADLINE, process.exit_code()).await;
    assert_eq!(code.expect("an end"), Some(0));
    let acknowledged = storm.await.unwrap().len();

    let process = Process::start(world.url()).await;
    let stored = user.get(&process.origin, "pages?ls=true").await["count"]
        .as_u64()
        .unwrap();
    assert_eq!(
        usize::try_from(stored).unwrap(),
        acknowledged,
        "nothing was cut off half way"
    );
}

#[tokio::test]
async fn it_does_not_start_on_a_database_without_its_schema() {
    let world = World::start().await;
    let (server, _) = world
        .url()
        .rsplit_once('/')
        .map(|(server, name)| (server, name.to_owned()))
        .unwrap();
    let query = world
        .url()
        .split_once('?')
        .map(|(_, query)| format!("?{query}"))
        .unwrap_or_default();
    let bare = format!("{server}/postgres{query}");
    let output = command(&bare)
        .stderr(std::process::Stdio::piped())
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && said.contains("run `migrate`"),
        "{said}"
    );
}

#[tokio::test]
async fn a_setting_that_makes_no_sense_stops_the_start() {
    let world = World::start().await;
    let output = command(world.url())
        .env("PORT", "eighty")
        .stderr(std::process::Stdio::piped())
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success()
            && said.contains("PORT cannot be \"eighty\"; set it like PORT=3000"),
        "{said}"
    );
}
