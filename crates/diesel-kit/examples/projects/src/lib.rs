//! Projects with chats and files, behind actix-web.
//!
//! `schema` has the tables, `store` what is asked of them, `routes` the way in.

pub mod routes;
pub mod schema;
pub mod store;

use diesel_kit::Migrations;

/// Compiled in, so that the program needs no files beside it.
pub static MIGRATIONS: Migrations = diesel_kit::embed_migrations!("migrations");
