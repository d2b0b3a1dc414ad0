//! Anything that the model has no words for: functions, triggers, domains, grants.

use serde::{Deserialize, Serialize};

use crate::sql::query::Query;

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

    /// Whether the new version is this one, or takes its place by itself. What is outside of strings may be the
    /// signature of a function; PostgreSQL would refuse another one, or keep both.
    pub(crate) fn becomes(&self, new: &Self) -> bool {
        let (before, after) = (Query::of(&self.up), Query::of(&new.up));
        let in_place = self.replaces() && new.replaces() && before.differs_in_strings_only(&after);
        before == after || in_place
    }

    fn replaces(&self) -> bool {
        let mut words = self.up.split_ascii_whitespace();
        ["create", "or", "replace"].iter().all(|word| {
            words
                .next()
                .is_some_and(|found| found.eq_ignore_ascii_case(word))
        })
    }
}
