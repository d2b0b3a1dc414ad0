//! What is stored, and how it is asked for.
//!
//! [`Db`] is the way in: [`Db::conn`] for reads, [`Db::stale`] for those that may be
//! seconds old, [`Db::write`] for transactions. The tables live in
//! [`schema`], the queries in [`query`], one file per noun. Nothing here knows who is asking.

pub mod access;
pub mod config;
pub mod cursor;
pub mod error;
pub mod event;
pub mod id;
pub mod local;
pub mod migrations;
pub mod ops;
pub mod pool;
pub mod prelude;
pub mod query;
pub mod schema;
pub mod seed;
pub mod stream;
pub mod wake;
pub mod wall;

pub use config::{Config, open};
pub use error::Error;
pub use pool::{Conn, Db, Servers, Tx};

/// A connection, in or out of a transaction; queries take it.
pub type Connection = diesel_async::AsyncPgConnection;

/// Result of everything that talks to the database.
pub type Result<T, E = Error> = std::result::Result<T, E>;
