//! Tests of diesel-kit: what the derives emit, and what a real PostgreSQL makes of it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking, as the tests do"
)]
#![expect(
    clippy::too_many_lines,
    clippy::type_complexity,
    reason = "tables of cases are as long as what they list"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "the tests have no configuration but a few variables"
)]

mod answers;
mod branches;
mod cases;
mod check;
mod command;
mod compile;
mod conversion;
mod diesel_cli;
mod diff;
mod docs;
mod entity;
mod example;
mod features;
mod fingerprint;
mod folder;
mod introspect;
mod json_schema;
mod lab;
mod lint;
mod locks;
mod migrator;
mod operators;
mod output;
mod pooler;
mod print_schema;
mod problems;
mod process;
mod program;
mod property;
mod pull;
mod push;
mod query;
mod random;
mod readme;
mod refusal;
mod relation;
mod seed;
mod server;
mod shares;
mod snapshot_format;
mod squash;
mod statements;
mod terminal;
mod tls;
mod validation;
mod wire;
mod writing;
