//! Things that are written down twice, because two programs read them.

use crate::read;

#[test]
fn scripts_install_the_bundle_that_the_program_looks_for() {
    let script = read("scripts/lib.sh");
    let version = script
        .lines()
        .find_map(|line| line.strip_prefix("bundle_version="))
        .unwrap();
    let code = read("crates/db/src/local/binaries.rs");
    assert!(
        code.contains(&format!("BUNDLE_VERSION: &str = {version:?};")),
        "{version}"
    );
    for place in ["/var/cache/pagespace/postgres", "pagespace/postgres"] {
        assert!(script.contains(place) && code.contains(place), "{place}");
    }
}

#[test]
fn diesel_cli_works_on_the_migrations_that_are_compiled_in() {
    let settings = read("diesel.toml");
    assert!(
        settings.contains("[migrations_directory]\ndir = \"migrations\""),
        "{settings}"
    );
    // It would overwrite what is written by hand.
    assert!(!settings.contains("print_schema]"), "{settings}");
    assert!(
        read("crates/db/src/migrations.rs").contains("embed_migrations!(\"../../migrations\")")
    );
}

#[test]
fn containers_build_with_the_compiler_that_the_workspace_asks_for() {
    let workspace = read("Cargo.toml");
    let version = workspace
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .unwrap()
        .trim_matches('"');
    assert!(
        read("Dockerfile").contains(&format!("FROM rust:{version}-")),
        "{version}"
    );
}

#[test]
fn both_licences_are_there() {
    assert!(read("LICENSE-MIT").contains("Permission is hereby granted"));
    assert!(read("LICENSE-APACHE").contains("Apache License"));
}
