//! `diesel_cli` with the settings of this repository agrees with us.

use std::path::Path;

use testkit::World;

use crate::print_schema::{compiled, difference, printed, program, run};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

#[tokio::test]
async fn diesel_cli_finds_every_migration_applied() {
    let Some(diesel) = program() else { return };
    let world = World::start().await;
    let list = run(&diesel, root(), world.url(), &["migration", "list"]);
    let applied = list.matches("[X]").count();
    assert_eq!(
        applied,
        db::migrations::MIGRATIONS.scripts().len(),
        "{list}"
    );
    assert!(!list.contains("[ ]"), "{list}");
}

#[tokio::test]
async fn diesel_cli_prints_the_schema_that_is_compiled_in() {
    use db::schema::*;
    let Some(diesel) = program() else { return };
    let world = World::start().await;
    let compiled = compiled!(
        users, sessions, api_keys, drives, drive_members, pages, streams, documents, document_updates,
        document_states, events;
        api_keys -> users, document_states -> documents, document_updates -> documents, document_updates -> users,
        documents -> pages, drive_members -> drives, drives -> users, events -> drives, pages -> api_keys,
        pages -> users, sessions -> users
    );
    let text = run(&diesel, root(), world.url(), &["print-schema"]);
    let differences = difference(&compiled, &printed(&text));
    assert!(differences.is_empty(), "{differences:#?}");
}
