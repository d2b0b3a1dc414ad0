//! The real router on a real socket and a real database, one of each per test.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot be set up has failed, and should say where"
)]

mod access;
mod answer;
mod assets;
mod crash;
mod documents;
mod drives;
mod input;
mod keys;
mod outage;
mod pages;
mod process;
mod server;
mod setup;
mod site;
mod surface;
mod system;
