//! What `--output json` prints is what `docs/output.schema.json` says.

use clap::Subcommand;
use diesel_kit::cli::{Command, Outcome};
use serde_json::json;

use crate::json_schema::JsonSchema;

const FILE: &str = "output.schema.json";

/// Called with every outcome that a test gets.
pub(crate) fn assert_documented(command: &str, outcome: &Outcome) {
    let checked = JsonSchema::read(FILE, Some(command)).validate(&outcome.json());
    assert_eq!(checked, Ok(()), "{command}");
}

#[test]
fn every_command_is_documented() {
    let commands = Command::augment_subcommands(clap::Command::new("db"));
    for command in commands.get_subcommands() {
        let error = json!({ "state": "error", "message": "", "code": "io", "warnings": [] });
        let schema = JsonSchema::read(FILE, Some(command.get_name()));
        assert_eq!(schema.validate(&error), Ok(()));
        assert_eq!(JsonSchema::read(FILE, None).validate(&error), Ok(()));
    }
}

#[test]
fn another_object_than_the_documented_one_is_refused() {
    let schema = JsonSchema::read(FILE, Some("export"));
    let right = json!({ "state": "ok", "sql": "", "warnings": [] });
    assert_eq!(schema.validate(&right), Ok(()));
    for (field, value) in [
        ("state", json!("fine")),
        ("sql", json!(null)),
        ("warnings", json!([1])),
        ("unknown", json!("x")),
    ] {
        let mut wrong = right.clone();
        wrong[field] = value;
        assert!(schema.validate(&wrong).is_err(), "{field}");
    }
}
