//! Connections through a pooler that hands out a server per transaction and does not follow prepared
//! statements: `PgBouncer` before 1.21 or with `max_prepared_statements = 0`, and others like it.
//!
//! A prepared statement belongs to one server, and its name to whoever is given that server next. A
//! connection made by [`connect`] therefore names none: each execution sends the text with the values, as
//! an unnamed statement, in one round trip. PostgreSQL parses and plans it each time, so that this costs
//! what [`crate::statement`] saves. Everything else is as on any other connection.
//!
//! For a pool, in place of the URL alone:
//!
//! ```
//! use diesel_async::AsyncPgConnection;
//! use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig};
//! use futures_util::FutureExt;
//!
//! # let url = "postgres://localhost/pages";
//! let mut config = ManagerConfig::<AsyncPgConnection>::default();
//! config.custom_setup = Box::new(|url| diesel_kit::pooler::connect(url).boxed());
//! let manager = AsyncDieselConnectionManager::new_with_config(url, config);
//! ```

mod rewrite;
mod stream;

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::AsyncPgConnection;

use crate::connection::Server;
pub(crate) use stream::Unnamed;

/// Connects as the URL says, see [`crate::connection`]. Has to be called in a tokio runtime.
pub async fn connect(url: &str) -> ConnectionResult<AsyncPgConnection> {
    let bad = |error: crate::Error| ConnectionError::BadConnection(error.to_string());
    let server = Server::new(url).map_err(bad)?.pooled(true);
    server.connect().await.map_err(bad)
}
