//! Answers as data: a JSON list, written by hand or by a program.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::model::Kind;

/// One answer. Its names are lists of parts: `["users", "full_name"]`, `["app", "users"]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Hint {
    /// The same thing under another name.
    Rename {
        kind: Kind,
        from: Vec<String>,
        to: Vec<String>,
    },
    /// A new thing that has nothing to do with what is gone.
    Create { kind: Kind, entity: Vec<String> },
    /// A thing whose values may go.
    ConfirmDataLoss { kind: Kind, entity: Vec<String> },
}

impl Hint {
    /// Reads a list. The error names the place of what is wrong in it.
    pub fn list(json: &str) -> Result<Vec<Self>, Error> {
        let list: Vec<serde_json::Value> = serde_json::from_str(json)
            .map_err(|error| Error::Hints(format!("the hints are not a JSON list: {error}")))?;
        let count = list.len();
        let read = |(at, entry)| {
            let hint: Result<Self, String> =
                serde_json::from_value(entry).map_err(|error: serde_json::Error| error.to_string());
            let checked = hint.and_then(|hint| hint.check().map(|()| hint));
            checked
                .map_err(|problem| Error::Hints(format!("hint {} of {count}: {problem}", at + 1)))
        };
        list.into_iter().enumerate().map(read).collect()
    }

    /// What types cannot say: which kinds can be meant, and how many parts their names have.
    pub(super) fn check(&self) -> Result<(), String> {
        match self {
            Self::Rename { kind, from, to } => {
                renamable(*kind, "renamed")?;
                parts(*kind, from)?;
                parts(*kind, to)
            }
            Self::Create { kind, entity } => {
                renamable(*kind, "created")?;
                parts(*kind, entity)
            }
            Self::ConfirmDataLoss { kind, entity } => {
                if !holds_values(*kind) {
                    return Err(format!("dropping {} loses no values", article(*kind)));
                }
                parts(*kind, entity)
            }
        }
    }
}

fn renamable(kind: Kind, what: &str) -> Result<(), String> {
    if kind == Kind::Extension {
        return Err(format!("{} is never {what} by an answer", article(kind)));
    }
    Ok(())
}

fn holds_values(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Extension
            | Kind::Schema
            | Kind::Enum
            | Kind::EnumValue
            | Kind::Sequence
            | Kind::Table
            | Kind::Column
            | Kind::View
            | Kind::Object
    )
}

fn parts(kind: Kind, name: &[String]) -> Result<(), String> {
    if name.iter().any(String::is_empty) {
        return Err("a part of a name is empty".to_owned());
    }
    let (allowed, form) = form(kind);
    if allowed.contains(&name.len()) {
        return Ok(());
    }
    let (kind, count) = (article(kind), name.len());
    Err(format!("{kind} is named by {form}, here are {count} parts"))
}

/// How many parts a name has, and which.
fn form(kind: Kind) -> (RangeInclusive<usize>, &'static str) {
    match kind {
        Kind::Extension | Kind::Schema | Kind::Role | Kind::Object => (1..=1, "[name]"),
        Kind::Enum | Kind::Sequence | Kind::Table | Kind::View => {
            (1..=2, "[name] or [schema, name]")
        }
        Kind::EnumValue => (2..=3, "[enum, value] or [schema, enum, value]"),
        _ => (2..=3, "[table, name] or [schema, table, name]"),
    }
}

fn article(kind: Kind) -> String {
    let name = kind.name();
    let vowel = name.starts_with(['a', 'e', 'i', 'o']) || name.starts_with("SQL");
    format!("{} {name}", if vowel { "an" } else { "a" })
}
