//! The schema as data: tables, columns, constraints, indexes, enums, views, policies and the rest.
//!
//! Entities build it through the methods of [`Table`]; snapshots store it; the differ compares two
//! of it. Keys are sorted and lists keep their order, so that stored models merge line by line.

mod constraint;
pub(crate) mod graph;
mod kind;
mod merge;
pub(crate) mod name;
pub(crate) mod object_name;
#[cfg(feature = "cli")]
pub(crate) mod parts;
mod policy;
mod sequence;
mod sql_object;
mod table;
pub(crate) mod type_name;
mod validate;
mod view;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use constraint::{Action, Check, Exclusion, ForeignKey, Index, PrimaryKey, Unique};
pub use kind::Kind;
pub use object_name::ObjectName;
pub use policy::{Policy, PolicyCommand, Role};
pub(crate) use sequence::ResolvedOptions;
pub use sequence::{Identity, Sequence, SequenceOptions};
pub use sql_object::SqlObject;
pub use table::{Column, RowSecurity, Table};
pub use view::View;

use table::is_false;

/// A whole schema.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Extensions by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extensions: BTreeMap<String, Extension>,
    /// PostgreSQL schemas besides `public`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub schemas: BTreeMap<String, Schema>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub roles: BTreeMap<String, Role>,
    pub enums: BTreeMap<ObjectName, EnumType>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sequences: BTreeMap<ObjectName, Sequence>,
    pub tables: BTreeMap<ObjectName, Table>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub views: BTreeMap<ObjectName, View>,
    /// Objects given as SQL, by a name that is unique among them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub objects: BTreeMap<String, SqlObject>,
    /// Names that roles had before, new to old.
    #[serde(skip)]
    pub role_renames: BTreeMap<String, String>,
    /// The same name given twice; reported by validation, never stored.
    #[serde(skip)]
    duplicates: Vec<String>,
}

/// An extension.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// Where its objects go; absent means where PostgreSQL puts them. Not every extension can be moved
    /// later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Extensions that have to be there before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<String>,
}

/// A PostgreSQL schema.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schema {
    /// Managed elsewhere: known here, never made or dropped.
    #[serde(default, skip_serializing_if = "is_false")]
    pub existing: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(skip)]
    pub renamed_from: Option<String>,
}

/// A PostgreSQL enum: its labels in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnumType {
    pub values: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The path the type had before.
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
        let name = table.name().clone();
        if self.tables.insert(name.clone(), table).is_some() {
            self.duplicates.push(format!("table {}", name.path()));
        }
        self
    }

    /// A model as it was read from JSON, where tables do not repeat their names.
    #[must_use]
    pub fn named(mut self) -> Self {
        self.name_tables();
        self
    }

    /// Gives tables the names under which they are stored.
    pub(crate) fn name_tables(&mut self) {
        for (name, table) in &mut self.tables {
            table.set_name(name.clone());
        }
    }

    /// Adds an enum.
    #[must_use]
    pub fn enumeration(mut self, name: impl Into<ObjectName>, definition: EnumType) -> Self {
        let name = name.into();
        if self.enums.insert(name.clone(), definition).is_some() {
            self.duplicates.push(format!("enum {}", name.path()));
        }
        self
    }

    /// Adds a view.
    #[must_use]
    pub fn view(mut self, name: impl Into<ObjectName>, view: View) -> Self {
        let name = name.into();
        if self.views.insert(name.clone(), view).is_some() {
            self.duplicates.push(format!("view {}", name.path()));
        }
        self
    }

    /// Adds a sequence.
    #[must_use]
    pub fn sequence(mut self, name: impl Into<ObjectName>, sequence: Sequence) -> Self {
        let name = name.into();
        if self.sequences.insert(name.clone(), sequence).is_some() {
            self.duplicates.push(format!("sequence {}", name.path()));
        }
        self
    }

    /// Adds a PostgreSQL schema.
    #[must_use]
    pub fn schema(mut self, name: &str, schema: Schema) -> Self {
        if self.schemas.insert(name.to_owned(), schema).is_some() {
            self.duplicates.push(format!("schema {name}"));
        }
        self
    }

    /// Adds an extension.
    #[must_use]
    pub fn extension(mut self, name: &str, extension: Extension) -> Self {
        if self.extensions.insert(name.to_owned(), extension).is_some() {
            self.duplicates.push(format!("extension {name}"));
        }
        self
    }

    /// Adds a role.
    #[must_use]
    pub fn role(mut self, name: &str, role: Role) -> Self {
        if self.roles.insert(name.to_owned(), role).is_some() {
            self.duplicates.push(format!("role {name}"));
        }
        self
    }

    /// Adds an object given as SQL.
    #[must_use]
    pub fn object(mut self, name: &str, object: SqlObject) -> Self {
        if self.objects.insert(name.to_owned(), object).is_some() {
            self.duplicates.push(format!("sql object {name}"));
        }
        self
    }

    /// The name a role had before.
    #[must_use]
    pub fn role_renamed_from(mut self, new: &str, old: &str) -> Self {
        self.role_renames.insert(new.to_owned(), old.to_owned());
        self
    }

    /// The enum of a type such as `mood` or `app.mood[]`.
    pub(crate) fn enum_of(&self, sql_type: &str) -> Option<&EnumType> {
        let base = type_name::split_array(sql_type).0;
        let mut enums = self.enums.iter();
        let found = enums.find(|(name, _)| name.to_string() == base);
        found.map(|(_, definition)| definition)
    }
}

impl Extension {
    /// In another place than PostgreSQL's choice.
    #[must_use]
    pub fn in_schema(mut self, schema: &str) -> Self {
        self.schema = Some(schema.to_owned());
        self
    }

    #[must_use]
    pub fn requires(mut self, extensions: &[&str]) -> Self {
        self.requires = extensions.iter().map(|name| (*name).to_owned()).collect();
        self
    }
}

impl Schema {
    /// Managed elsewhere.
    pub fn existing() -> Self {
        Self {
            existing: true,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn comment(mut self, text: &str) -> Self {
        self.comment = Some(text.to_owned());
        self
    }

    /// The name it had before.
    #[must_use]
    pub fn renamed_from(mut self, old: &str) -> Self {
        self.renamed_from = Some(old.to_owned());
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

    #[must_use]
    pub fn comment(mut self, text: &str) -> Self {
        self.comment = Some(text.to_owned());
        self
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
