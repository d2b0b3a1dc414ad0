//! A table and its columns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::constraint::{Check, Exclusion, ForeignKey, Index, PrimaryKey, Unique};
use super::name::{derived, shortened};
use super::object_name::ObjectName;
use super::policy::Policy;
use super::sequence::Identity;
use super::type_name::{canonical, serial_base};

/// A table with all that belongs to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The key in the model; not stored twice.
    #[serde(skip)]
    name: ObjectName,
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclusions: Vec<Exclusion>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<Policy>,
    /// As declared; a table with policies has it on in any case.
    #[serde(default, skip_serializing_if = "RowSecurity::is_off")]
    pub row_security: RowSecurity,
    /// Not written to the log: fast, and empty after a crash.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unlogged: bool,
    /// Storage parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Managed elsewhere: known here, never made, changed or dropped; its policies are ours.
    #[serde(default, skip_serializing_if = "is_false")]
    pub existing: bool,
    /// The path it had before.
    #[serde(skip)]
    pub renamed_from: Option<String>,
}

/// Whether policies decide who sees which rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowSecurity {
    #[default]
    Off,
    On,
    /// Binds the owner of the table, too.
    Forced,
}

impl RowSecurity {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde asks for a reference"
    )]
    fn is_off(&self) -> bool {
        *self == Self::Off
    }
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
    /// Numbered by a sequence that belongs to the column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// The older form of the same: a default that takes the next number. The type is the integer type.
    #[serde(default, skip_serializing_if = "is_false")]
    pub serial: bool,
    /// Order of texts, when it is not the database's: a name, quoted by whoever writes SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// The expression of a stored generated column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<String>,
    /// Set to now by a trigger when the row changes.
    #[serde(default, skip_serializing_if = "is_false")]
    pub touched: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(skip)]
    pub renamed_from: Option<String>,
    /// How old values become new ones when the type changes, as SQL over the column: `USING …`.
    /// For this migration only: never stored, and without a meaning where the type stays.
    #[serde(skip)]
    pub using: Option<String>,
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
            name: ObjectName::new(name),
            ..Self::default()
        }
    }

    /// In another PostgreSQL schema than `public`.
    #[must_use]
    pub fn in_schema(mut self, schema: &str) -> Self {
        self.name = self.name.in_schema(schema);
        self
    }

    pub fn name(&self) -> &ObjectName {
        &self.name
    }

    pub(crate) fn set_name(&mut self, name: ObjectName) {
        self.name = name;
    }

    #[must_use]
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    #[must_use]
    pub fn primary_key(mut self, columns: &[&str]) -> Self {
        self.primary_key = PrimaryKey {
            name: derived(self.name.name(), &[], "pkey"),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            comment: None,
        };
        self
    }

    /// Names the primary key.
    #[must_use]
    pub fn primary_key_named(mut self, name: &str) -> Self {
        self.primary_key.name = shortened(name);
        self
    }

    /// Says what the primary key is about.
    #[must_use]
    pub fn primary_key_comment(mut self, text: &str) -> Self {
        self.primary_key.comment = Some(text.to_owned());
        self
    }

    /// A constraint without a name gets the one PostgreSQL would choose; so do the others here.
    #[must_use]
    pub fn unique(mut self, mut unique: Unique) -> Self {
        if unique.name.is_empty() {
            unique.name = derived(self.name.name(), &unique.columns, "key");
        }
        self.uniques.push(unique);
        self
    }

    #[must_use]
    pub fn foreign_key(mut self, mut key: ForeignKey) -> Self {
        if key.name.is_empty() {
            key.name = derived(self.name.name(), &key.columns, "fkey");
        }
        self.foreign_keys.push(key);
        self
    }

    #[must_use]
    pub fn check(self, name: &str, expression: &str) -> Self {
        self.add_check(Check::new(name, expression))
    }

    #[must_use]
    pub fn add_check(mut self, check: Check) -> Self {
        self.checks.push(check);
        self
    }

    /// A check that is written at its column and named after it.
    #[must_use]
    pub fn column_check(self, column: &str, expression: &str) -> Self {
        let name = derived(self.name.name(), &[column.to_owned()], "check");
        self.check(&name, expression)
    }

    #[must_use]
    pub fn index(mut self, index: Index) -> Self {
        self.indexes.push(index);
        self
    }

    #[must_use]
    pub fn exclusion(mut self, exclusion: Exclusion) -> Self {
        self.exclusions.push(exclusion);
        self
    }

    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policies.push(policy);
        self
    }

    #[must_use]
    pub fn row_security(mut self, security: RowSecurity) -> Self {
        self.row_security = security;
        self
    }

    /// What holds in the database: a policy switches it on.
    pub(crate) fn effective_row_security(&self) -> RowSecurity {
        if self.policies.is_empty() {
            self.row_security
        } else {
            self.row_security.max(RowSecurity::On)
        }
    }

    /// The indexes, also those behind keys, each with this table: they share one set of names with
    /// those of the other tables.
    pub(crate) fn indexes_and_keys(&self) -> impl Iterator<Item = (ObjectName, ObjectName)> {
        let key = Some(&self.primary_key.name).filter(|name| !name.is_empty());
        let names = key
            .into_iter()
            .chain(self.uniques.iter().map(|one| &one.name))
            .chain(self.exclusions.iter().map(|one| &one.name))
            .chain(self.indexes.iter().map(|one| &one.name));
        names.map(|name| (self.name.sibling(name), self.name.clone()))
    }

    #[must_use]
    pub fn unlogged(mut self) -> Self {
        self.unlogged = true;
        self
    }

    #[must_use]
    pub fn comment(mut self, text: &str) -> Self {
        self.comment = Some(text.to_owned());
        self
    }

    /// Managed elsewhere.
    #[must_use]
    pub fn existing(mut self) -> Self {
        self.existing = true;
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

    /// Names of its indexes, also of those behind keys.
    pub(crate) fn index_names(&self) -> impl Iterator<Item = &String> {
        let key = Some(&self.primary_key.name).filter(|name| !name.is_empty());
        let uniques = self.uniques.iter().map(|unique| &unique.name);
        let exclusions = self.exclusions.iter().map(|exclusion| &exclusion.name);
        let indexes = self.indexes.iter().map(|index| &index.name);
        uniques.chain(exclusions).chain(indexes).chain(key)
    }

    pub(crate) fn index_names_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let key = Some(&mut self.primary_key.name).filter(|name| !name.is_empty());
        let uniques = self.uniques.iter_mut().map(|unique| &mut unique.name);
        let exclusions = self.exclusions.iter_mut();
        let exclusions = exclusions.map(|exclusion| &mut exclusion.name);
        let indexes = self.indexes.iter_mut().map(|index| &mut index.name);
        uniques.chain(exclusions).chain(indexes).chain(key)
    }

    pub fn find(&self, column: &str) -> Option<&Column> {
        self.columns.iter().find(|found| found.name == column)
    }
}

impl Column {
    /// `serial` and its like are understood: an integer column with a sequence of its own.
    pub fn new(name: impl Into<String>, sql_type: impl AsRef<str>) -> Self {
        let sql_type = canonical(sql_type.as_ref());
        let integer = serial_base(&sql_type);
        Self {
            name: name.into(),
            serial: integer.is_some(),
            sql_type: integer.map_or(sql_type, str::to_owned),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Numbered the older way, by a sequence of its own as the default.
    #[must_use]
    pub fn serial(mut self) -> Self {
        self.serial = true;
        self
    }

    #[must_use]
    pub fn collation(mut self, name: &str) -> Self {
        self.collation = Some(name.to_owned());
        self
    }

    #[must_use]
    pub fn comment(mut self, text: &str) -> Self {
        self.comment = Some(text.to_owned());
        self
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

    /// How old values become new ones when the type changes: an expression over the column.
    #[must_use]
    pub fn using(mut self, expression: &str) -> Self {
        self.using = Some(expression.to_owned());
        self
    }
}
