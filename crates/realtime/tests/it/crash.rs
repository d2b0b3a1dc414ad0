//! The service and the database are killed while somebody types: nothing acknowledged is lost.

use std::time::Duration;

use app::account::{self, NewAccount};
use app::{credential, drive, key, page};
use db::Db;
use db::id::PageId;
use db::schema::PageType;
use rand::Rng;
use realtime::{Limits, serve};
use testkit::{PrivateServer, World};
use tokio::time::{Instant, timeout_at};

use crate::client::{Client, Socket};
use crate::process::Process;
use crate::server::{config, stored};

const KILLS: usize = 20;

/// Somebody who types numbers and knows which of them are acknowledged.
struct Typist {
    client: Client,
    key: String,
    typed: usize,
    /// So many numbers were stored when this connection had shaken hands, and so many
    /// acknowledgements had been heard. Each one after that is for the next number.
    stored_before: usize,
    heard_before: usize,
}

impl Typist {
    async fn start(port: u16, page: &PageId, key: &str) -> Self {
        let mut client = Client::open(port, page, key).await;
        client.until_stored().await;
        Self {
            heard_before: client.stored,
            client,
            key: key.to_owned(),
            typed: 0,
            stored_before: 0,
        }
    }

    fn acknowledged(&self) -> usize {
        self.stored_before + self.client.stored - self.heard_before
    }

    /// Types for a while, hearing what comes, until the time is over or the connection breaks.
    async fn types_for(&mut self, time: Duration) {
        let deadline = Instant::now() + time;
        while Instant::now() < deadline {
            self.client.types(&format!("{};", self.typed)).await;
            self.typed += 1;
            let soon = Instant::now() + Duration::from_millis(2);
            while let Ok(is_open) = timeout_at(soon.min(deadline), self.client.hear()).await {
                if !is_open {
                    return;
                }
            }
        }
    }

    /// Comes back; the handshake carries what is not stored.
    async fn reconnect(&mut self, port: u16) {
        let socket = Socket::open(port, "/collab").await;
        self.client.reconnect(socket, &self.key.clone()).await;
        self.client.until_synced().await;
        self.stored_before = self.typed;
        self.heard_before = self.client.stored;
    }
}

/// `0;1;2;…`, so many of them.
pub(crate) fn numbers(count: usize) -> String {
    (0..count).fold(String::new(), |text, number| {
        text + &number.to_string() + ";"
    })
}

/// Fails if a number that was acknowledged is not in the log.
async fn assert_nothing_lost(db: &Db, page: &PageId, typist: &Typist, round: usize) {
    let text = stored(db, page).await;
    let expected = numbers(typist.acknowledged());
    assert!(
        text.starts_with(&expected),
        "round {round}: {} acknowledged, stored: {text}",
        typist.acknowledged()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_the_service_loses_nothing_acknowledged() {
    let world = World::start().await;
    let ada = world.person("ada").await;
    let drive = world.drive(&ada, "Notes").await;
    let page = world.code(&ada, &drive.id, "Plan", "").await.id;
    let mut process = Process::start(world.url(), 0).await;
    let mut typist = Typist::start(process.port, &page, &ada.key).await;
    for round in 0..KILLS {
        let time = Duration::from_millis(rand::rng().random_range(20..150));
        typist.types_for(time).await;
        process.kill().await;
        // What was still on its way counts as well.
        while typist.client.hear().await {}
        assert_nothing_lost(&world.db, &page, &typist, round).await;
        process = Process::start(world.url(), 0).await;
        typist.reconnect(process.port).await;
        assert_nothing_lost(&world.db, &page, &typist, round).await;
    }
    assert!(
        typist.typed > KILLS,
        "hardly anything was typed: {}",
        typist.typed
    );
    let status = process.terminate().await;
    assert!(status.success(), "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_the_database_loses_nothing_and_the_connection_stays() {
    let server = PrivateServer::start().await;
    let db = server.db().await;
    let (page, key) = page_of_ada(&db).await;
    let running = serve(config(Limits::default()), db.clone())
        .await
        .expect("a service");
    let mut typist = Typist::start(running.port(), &page, &key).await;
    for round in 0..KILLS {
        typist.types_for(Duration::from_millis(60)).await;
        server.kill();
        typist.types_for(Duration::from_millis(60)).await;
        server.restart().await;
        assert_nothing_lost(&server.db().await, &page, &typist, round).await;
        typist.client.until_stored().await;
        assert_eq!(typist.acknowledged(), typist.typed, "round {round}");
        assert_nothing_lost(&server.db().await, &page, &typist, round).await;
    }
    running.stop().await;
}

/// Ada and a page of plain text, without a world around them.
pub(crate) async fn page_of_ada(db: &Db) -> (PageId, String) {
    let new = NewAccount {
        email: "ada@example.com".to_owned(),
        name: "Ada".to_owned(),
        password: testkit::PASSWORD.to_owned(),
    };
    let ada = account::create(db, new).await.expect("an account");
    let key = key::create(db, &ada.id, "test", None)
        .await
        .expect("a key")
        .token;
    let actor = credential::authenticate(db, &key).await.expect("an actor");
    let drive = drive::create(db, &actor, "Notes")
        .await
        .expect("a drive")
        .drive;
    let new = testkit::new_page(&drive.id, PageType::Code, "Plan");
    let page = page::create(db, &actor, new).await.expect("a page").page;
    (page.id, key)
}
