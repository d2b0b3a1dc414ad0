//! A service on a database of its own.

use std::time::Duration;

use app::live;
use db::Db;
use db::id::PageId;
use db::schema::{Drive, Page};
use realtime::{Config, Limits, Running, serve};
use testkit::{Person, World};
use yrs::updates::decoder::Decode;
use yrs::{Doc, GetString, Transact, Update};

/// Longer than anything takes that works.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// A service, with Ada who owns a drive with a page of plain text.
pub(crate) struct Server {
    pub(crate) running: Running,
    pub(crate) port: u16,
    pub(crate) ada: Person,
    pub(crate) drive: Drive,
    pub(crate) page: Page,
    // Dropped last: the database goes with it.
    pub(crate) world: World,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    pub(crate) async fn with(limits: Limits) -> Self {
        let world = World::start().await;
        let ada = world.person("ada").await;
        let drive = world.drive(&ada, "Notes").await;
        let page = world.code(&ada, &drive.id, "Plan", "").await;
        let running = serve(config(limits), world.db.clone())
            .await
            .expect("a service");
        Self {
            port: running.port(),
            running,
            ada,
            drive,
            page,
            world,
        }
    }

    pub(crate) fn db(&self) -> &Db {
        &self.world.db
    }
}

pub(crate) fn config(limits: Limits) -> Config {
    Config {
        port: 0,
        limits,
        ..Config::default()
    }
}

/// What the log alone says a document is.
pub(crate) async fn stored(db: &Db, page: &PageId) -> String {
    let log = live::load(db, page, 0).await.expect("the log");
    let doc = Doc::new();
    let text = doc.get_or_insert_text("default");
    let mut txn = doc.transact_mut();
    for update in &log.updates {
        txn.apply_update(Update::decode_v1(update).expect("an update"))
            .expect("applies");
    }
    text.get_string(&txn)
}

/// Asks until the answer is yes.
pub(crate) async fn until<F>(what: &str, mut ask: impl FnMut() -> F)
where
    F: Future<Output = bool>,
{
    let asking = async {
        while !ask().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(
        tokio::time::timeout(DEADLINE, asking).await.is_ok(),
        "never happened: {what}"
    );
}
