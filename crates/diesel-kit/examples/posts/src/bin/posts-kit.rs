//! The commands of diesel-kit for this project.

use std::process::ExitCode;

use diesel_kit::cli::{Kit, run};
use diesel_kit::seed::{Generator, Quantity, Seed};

fn main() -> ExitCode {
    let migrations = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    run(Kit::new(posts::schema::schema(), migrations).seed(sample()))
}

/// Most people write little, and each post was made once.
fn sample() -> Seed {
    Seed::new()
        .version(1)
        .count("users", 20)
        .per(
            "posts.author_id",
            Quantity::weighted([(9, 0..=3), (1, 20..=30)]),
        )
        .column("posts.deleted_at", Generator::timestamp().sometimes(10))
        .per("audit_entries.post_id", 1)
        .column("audit_entries.action", Generator::one_of(["create"]))
        .column("audit_entries.before", Generator::json().sometimes(0))
}
