//! A blog: people write posts, find them, throw them away and bring them back, and everything that
//! happens to a post is on record.
//!
//! `schema` has the tables, `write` what changes them, `read` what is asked of them.

pub mod read;
pub mod schema;
pub mod write;

use diesel_kit::Migrations;

/// Compiled in, so that the program needs no files beside it.
pub static MIGRATIONS: Migrations = diesel_kit::embed_migrations!("migrations");
