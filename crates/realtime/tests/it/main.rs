//! The service with real sockets on a real PostgreSQL: what clients see, and what is left in the log.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper that cannot do its part has failed the test, and should say where"
)]

mod client;
mod collab;
mod crash;
mod events;
mod hostile;
mod node;
mod process;
mod rights;
mod server;
mod stop;
