//! Tests of diesel-kit: what the derives emit, and what a real PostgreSQL makes of it.

mod cases;
mod command;
mod compile;
mod entity;
mod example;
mod folder;
mod migrator;
mod property;
mod query;
mod server;
