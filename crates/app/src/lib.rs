//! What the product does: every operation, checked, written and recorded.
//!
//! A noun is a module, an operation is a function. Each takes the [`Db`](db::Db) and the
//! [`Actor`], opens its own transaction, asks [`access`] for a value that proves the
//! right, writes, and records the event in the same transaction. Nothing here knows HTTP or sockets.

pub mod access;
pub mod account;
pub mod actor;
pub mod credential;
pub mod document;
pub mod drive;
pub mod error;
pub mod feed;
pub mod key;
pub mod lines;
pub mod live;
pub mod page;
pub mod session;

mod attempts;
mod blocking;
mod content;
mod history;
mod input;
mod password;
mod token;

pub use actor::{Actor, Credential};
pub use error::{Error, PathPart, Problem, Result};
