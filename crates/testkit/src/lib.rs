//! A migrated database, some people and some pages, in one line.
//!
//! [`World::start`] gives a test a database of its own. It is cloned from a template, so it costs tens
//! of milliseconds, and it is dropped with the world.
//!
//! Unless `DATABASE_URL` names a server, one is started on a RAM disk and shared by every test process.
//! It keeps running for the next run; `cargo run -p testkit -- stop` stops it when nobody uses it, and
//! `scripts/test` does so at its end.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot be set up has failed, and should say where"
)]

mod channels;
mod database;
mod pages;
mod people;
mod private_server;
mod scratch;
mod server;
mod tasks;
mod template;

pub use channels::new_message;
pub use pages::new_page;
pub use people::{PASSWORD, Person};
pub use private_server::PrivateServer;
pub use scratch::Scratch;
pub use server::{server_url, stop};

use database::Database;
use db::Db;

/// Connections per test database. Enough for a service and the test beside it; hundreds of tests share
/// one server.
const POOL_SIZE: u32 = 8;

/// A database of its own, with whatever the test puts into it through the product's own operations.
pub struct World {
    pub db: Db,
    database: Database,
}

impl World {
    /// A new, migrated, empty database.
    pub async fn start() -> Self {
        let database = server::shared().create_database().await;
        let db = Db::connect(&database.url, POOL_SIZE)
            .await
            .expect("connect to the test database");
        Self { db, database }
    }

    /// The URL of the database, for a process of its own.
    pub fn url(&self) -> &str {
        &self.database.url
    }
}
