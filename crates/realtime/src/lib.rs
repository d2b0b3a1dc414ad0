//! Sockets: rooms, presence, shared documents and the event feed.
//!
//! Two endpoints over one log. `/collab` opens shared documents ([Hocuspocus](message) protocol):
//! an update goes into its [`room`], to the others in it, into the [`log`], and is acknowledged when
//! it is committed. `/ws` tells what happens in a [`drive`]. The [`feed`] follows the log, so what
//! other processes write appears here without anybody calling this one.

mod access;
mod collab;
mod config;
mod connections;
mod document;
mod drive;
mod events;
mod feed;
mod follower;
mod frame;
mod lib0;
mod log;
mod member;
mod message;
mod notice;
mod origin;
mod outbox;
mod pace;
mod presence;
mod projection;
mod room;
mod rooms;
mod server;
mod socket;
mod update;

pub use config::{Config, ConfigError, Limits};
pub use origin::Origins;
pub use server::{Running, serve};
