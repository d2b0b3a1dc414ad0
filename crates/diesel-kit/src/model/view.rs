//! Views, plain and materialised.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::constraint::Index;
use super::table::is_false;
use crate::sql::query::Query;

/// A stored query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    pub query: String,
    /// Keeps its rows until it is refreshed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub materialized: bool,
    /// `security_barrier`, `check_option` and the like, or the storage parameters of a materialised view.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, String>,
    /// Table access method of a materialised view.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<String>,
    /// A materialised view that is made empty.
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_data: bool,
    /// Indexes of a materialised view.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Managed elsewhere: known here, never made, changed or dropped.
    #[serde(default, skip_serializing_if = "is_false")]
    pub existing: bool,
    #[serde(skip)]
    pub renamed_from: Option<String>,
}

impl View {
    /// Whether both are the same query, kept in the same way. PostgreSQL before version 15 cannot change how a
    /// materialised view is stored.
    pub(crate) fn same_rows(&self, other: &Self) -> bool {
        self.materialized == other.materialized
            && self.using == other.using
            && Query::of(&self.query) == Query::of(&other.query)
    }

    pub fn new(query: &str) -> Self {
        Self {
            query: query.to_owned(),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn materialized(mut self) -> Self {
        self.materialized = true;
        self
    }

    /// Sets an option or storage parameter.
    #[must_use]
    pub fn with(mut self, parameter: &str, value: &str) -> Self {
        self.with.insert(parameter.to_owned(), value.to_owned());
        self
    }

    #[must_use]
    pub fn using(mut self, method: &str) -> Self {
        self.using = (method != "heap").then(|| method.to_owned());
        self
    }

    #[must_use]
    pub fn tablespace(mut self, name: &str) -> Self {
        self.tablespace = Some(name.to_owned());
        self
    }

    #[must_use]
    pub fn no_data(mut self) -> Self {
        self.no_data = true;
        self
    }

    #[must_use]
    pub fn index(mut self, index: Index) -> Self {
        self.indexes.push(index);
        self
    }

    #[must_use]
    pub fn comment(mut self, text: &str) -> Self {
        self.comment = Some(text.to_owned());
        self
    }

    #[must_use]
    pub fn existing(mut self) -> Self {
        self.existing = true;
        self
    }

    /// The path it had before.
    #[must_use]
    pub fn renamed_from(mut self, old: &str) -> Self {
        self.renamed_from = Some(old.to_owned());
        self
    }
}
