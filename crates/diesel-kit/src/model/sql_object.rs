//! Anything that the model has no words for: functions, triggers, domains, grants.

use serde::{Deserialize, Serialize};

/// An object given as SQL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SqlObject {
    /// `function`, `trigger`, …: for people.
    pub kind: String,
    /// Makes it. `CREATE OR REPLACE …` also changes it in place.
    pub up: String,
    /// Takes it away.
    pub down: String,
    /// Paths of tables, views and types, and names of other objects, that have to exist before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<String>,
}

impl SqlObject {
    pub fn new(kind: &str, up: &str, down: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            up: up.to_owned(),
            down: down.to_owned(),
            depends_on: Vec::new(),
        }
    }

    #[must_use]
    pub fn depends_on(mut self, names: &[&str]) -> Self {
        self.depends_on = names.iter().map(|name| (*name).to_owned()).collect();
        self
    }

    /// Whether a new version takes the place of the old one by itself.
    pub(crate) fn replaces(&self) -> bool {
        let mut words = self.up.split_ascii_whitespace();
        ["create", "or", "replace"].iter().all(|word| {
            words
                .next()
                .is_some_and(|found| found.eq_ignore_ascii_case(word))
        })
    }
}
