//! `docs`: the example as a document.

use std::path::Path;

use diesel_kit::cli::Kit;
use diesel_kit::docs;
use diesel_kit::model::Model;

use crate::{example, output};

/// `DIESEL_KIT_WRITE=1 cargo nextest run -p diesel-kit docs` writes it anew.
#[test]
fn the_example_is_described_as_stored() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/example/lab.md");
    let written = docs(&example::lab::whole());
    if std::env::var_os("DIESEL_KIT_WRITE").is_some() {
        std::fs::write(&place, &written).unwrap();
    }
    assert_eq!(written, std::fs::read_to_string(place).unwrap());
}

#[test]
fn the_command_prints_the_document() {
    let kit = Kit::new(example::schema(), "nowhere");
    let outcome = output::run(kit, &["docs"]);
    assert_eq!(outcome.text(), docs(&example::schema()));
    assert_eq!(outcome.json()["markdown"], outcome.text());
}

#[test]
fn an_empty_schema_is_a_heading() {
    assert_eq!(docs(&Model::default()), "# Schema\n");
}
