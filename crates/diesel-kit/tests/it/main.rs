//! Tests of diesel-kit: what the derives emit, and what a real PostgreSQL makes of it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail by panicking, as the tests do"
)]

mod answers;
mod cases;
mod check;
mod command;
mod compile;
mod conversion;
mod diesel_cli;
mod diff;
mod entity;
mod example;
mod features;
mod fingerprint;
mod folder;
mod json_schema;
mod lab;
mod lint;
mod locks;
mod migrator;
mod output;
mod print_schema;
mod problems;
mod process;
mod program;
mod property;
mod query;
mod random;
mod refusal;
mod server;
mod snapshot_format;
mod terminal;
mod writing;
