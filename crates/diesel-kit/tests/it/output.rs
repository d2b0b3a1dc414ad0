//! What `--output json` prints is what `docs/output.schema.json` says.

use clap::Subcommand;
use diesel_kit::cli::{Command, Kit, Outcome, answer};
use serde_json::json;

use crate::json_schema::JsonSchema;

const FILE: &str = "output.schema.json";

/// Runs a command, and looks at what it would print.
pub(crate) fn run(kit: Kit, arguments: &[&str]) -> Outcome {
    let (command, all) = (arguments[0], ["db"].iter().chain(arguments).copied());
    let outcome = answer(kit, all).unwrap();
    let documented = JsonSchema::read(FILE, Some(command)).validate(&outcome.json());
    assert_eq!(documented, Ok(()), "{}", outcome.json());
    outcome
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
