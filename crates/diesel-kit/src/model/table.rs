//! A table and its columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::constraint::{Check, ForeignKey, Index, PrimaryKey, Unique};
use super::name::derived;
use super::type_name::canonical;

/// A table with all that belongs to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The key in the model; not stored twice.
    #[serde(skip)]
    name: String,
    pub columns: Vec<Column>,
    pub primary_key: PrimaryKey,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uniques: Vec<Unique>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// Storage parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, String>,
    #[serde(skip)]
    pub renamed_from: Option<String>,
}

/// A column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub name: String,
    #[serde(rename = "type")]
    pub sql_type: String,
    #[serde(default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The expression of a stored generated column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<String>,
    /// Set to now by a trigger when the row changes.
    #[serde(default, skip_serializing_if = "is_false")]
    pub touched: bool,
    #[serde(skip)]
    pub renamed_from: Option<String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
pub(super) fn is_false(value: &bool) -> bool {
    !value
}

impl Table {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn set_name(&mut self, name: &str) {
        name.clone_into(&mut self.name);
    }

    #[must_use]
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    #[must_use]
    pub fn primary_key(mut self, columns: &[&str]) -> Self {
        self.primary_key = PrimaryKey {
            name: derived(&self.name, &[], "pkey"),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        };
        self
    }

    /// A constraint without a name gets the one PostgreSQL would choose; so do the others here.
    #[must_use]
    pub fn unique(mut self, mut unique: Unique) -> Self {
        if unique.name.is_empty() {
            unique.name = derived(&self.name, &unique.columns, "key");
        }
        self.uniques.push(unique);
        self
    }

    #[must_use]
    pub fn foreign_key(mut self, mut key: ForeignKey) -> Self {
        if key.name.is_empty() {
            key.name = derived(&self.name, &key.columns, "fkey");
        }
        self.foreign_keys.push(key);
        self
    }

    #[must_use]
    pub fn check(mut self, name: &str, expression: &str) -> Self {
        self.checks.push(Check {
            name: name.to_owned(),
            expression: expression.to_owned(),
            not_valid: false,
        });
        self
    }

    /// A check that is written at its column and named after it.
    #[must_use]
    pub fn column_check(self, column: &str, expression: &str) -> Self {
        let name = derived(&self.name, &[column.to_owned()], "check");
        self.check(&name, expression)
    }

    #[must_use]
    pub fn index(mut self, index: Index) -> Self {
        self.indexes.push(index);
        self
    }

    /// Sets a storage parameter.
    #[must_use]
    pub fn with(mut self, parameter: &str, value: &str) -> Self {
        self.with.insert(parameter.to_owned(), value.to_owned());
        self
    }

    #[must_use]
    pub fn renamed_from(mut self, old: &str) -> Self {
        self.renamed_from = Some(old.to_owned());
        self
    }

    pub fn find(&self, column: &str) -> Option<&Column> {
        self.columns.iter().find(|found| found.name == column)
    }
}

impl Column {
    pub fn new(name: impl Into<String>, sql_type: impl AsRef<str>) -> Self {
        Self {
            name: name.into(),
            sql_type: canonical(sql_type.as_ref()),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    #[must_use]
    pub fn default_to(mut self, expression: &str) -> Self {
        self.default = Some(expression.to_owned());
        self
    }

    #[must_use]
    pub fn generated(mut self, expression: &str) -> Self {
        self.generated = Some(expression.to_owned());
        self
    }

    #[must_use]
    pub fn touched(mut self) -> Self {
        self.touched = true;
        self
    }

    #[must_use]
    pub fn renamed_from(mut self, old: &str) -> Self {
        self.renamed_from = Some(old.to_owned());
        self
    }
}
