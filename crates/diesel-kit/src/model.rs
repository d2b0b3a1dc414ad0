//! The schema as data: tables, columns, constraints, indexes and enums.
//!
//! Entities build it through the methods of [`Table`]; snapshots store it; the differ compares two
//! of it. Keys are sorted and lists keep their order, so that stored models merge line by line.

mod constraint;
pub(crate) mod name;
mod table;
mod type_name;
mod validate;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use constraint::{Action, Check, ForeignKey, Index, PrimaryKey, Unique};
pub use table::{Column, Table};

/// A whole schema.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    pub enums: BTreeMap<String, EnumType>,
    pub tables: BTreeMap<String, Table>,
    /// The same name given twice; reported by validation, never stored.
    #[serde(skip)]
    duplicates: Vec<String>,
}

/// A PostgreSQL enum: its labels in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumType {
    pub values: Vec<String>,
    #[serde(skip)]
    pub renamed_from: Option<String>,
    /// New label to old label.
    #[serde(skip)]
    pub value_renames: BTreeMap<String, String>,
}

impl Model {
    /// Adds a table.
    #[must_use]
    pub fn table(mut self, table: Table) -> Self {
        let name = table.name().to_owned();
        if self.tables.insert(name.clone(), table).is_some() {
            self.duplicates.push(format!("table {name}"));
        }
        self
    }

    /// Gives tables the names under which they are stored.
    pub(crate) fn name_tables(&mut self) {
        for (name, table) in &mut self.tables {
            table.set_name(name);
        }
    }

    /// Adds an enum.
    #[must_use]
    pub fn enumeration(mut self, name: &str, definition: EnumType) -> Self {
        if self.enums.insert(name.to_owned(), definition).is_some() {
            self.duplicates.push(format!("enum {name}"));
        }
        self
    }
}

impl EnumType {
    pub fn new(values: &[&str]) -> Self {
        Self {
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            ..Self::default()
        }
    }

    /// The name the type had before.
    #[must_use]
    pub fn renamed_from(mut self, old: &str) -> Self {
        self.renamed_from = Some(old.to_owned());
        self
    }

    /// The text a label had before.
    #[must_use]
    pub fn value_renamed_from(mut self, new: &str, old: &str) -> Self {
        self.value_renames.insert(new.to_owned(), old.to_owned());
        self
    }
}
