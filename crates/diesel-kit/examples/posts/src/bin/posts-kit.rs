//! The commands of diesel-kit for this project.

use std::process::ExitCode;

use diesel_kit::cli::{Kit, run};

fn main() -> ExitCode {
    let migrations = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    run(Kit::new(posts::schema::schema(), migrations))
}
