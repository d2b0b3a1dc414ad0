//! Keys, checks and indexes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::name::shortened;
use super::object_name::ObjectName;
use super::table::is_false;
use crate::sql::name::names;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrimaryKey {
    pub name: String,
    pub columns: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unique {
    pub name: String,
    pub columns: Vec<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub nulls_not_distinct: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    pub name: String,
    pub columns: Vec<String>,
    pub table: ObjectName,
    pub referenced: Vec<String>,
    #[serde(default, skip_serializing_if = "Action::is_default")]
    pub on_delete: Action,
    #[serde(default, skip_serializing_if = "Action::is_default")]
    pub on_update: Action,
    #[serde(default, skip_serializing_if = "is_false")]
    pub deferrable: bool,
    /// Checked at the end of the transaction without being asked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub initially_deferred: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Holds for new rows only; a step on the way to a validated key.
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_valid: bool,
}

/// What happens to the referring rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    #[default]
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub name: String,
    pub expression: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Holds for new rows only; a step on the way to a validated check.
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_valid: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    pub name: String,
    /// What stands between the parentheses, as SQL.
    pub on: String,
    /// The access method; absent means `btree`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub nulls_not_distinct: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// No two rows may clash: `EXCLUDE USING gist (room WITH =, during WITH &&)`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    pub name: String,
    /// What stands between the parentheses, as SQL.
    pub on: String,
    /// The access method.
    pub using: String,
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Unique {
    pub fn new(columns: &[&str]) -> Self {
        Self {
            columns: owned(columns),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = shortened(name);
        self
    }

    #[must_use]
    pub fn nulls_not_distinct(mut self) -> Self {
        self.nulls_not_distinct = true;
        self
    }
}

impl ForeignKey {
    pub fn new(columns: &[&str], table: impl Into<ObjectName>, referenced: &[&str]) -> Self {
        Self {
            columns: owned(columns),
            table: table.into(),
            referenced: owned(referenced),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = shortened(name);
        self
    }

    #[must_use]
    pub fn on_delete(mut self, action: Action) -> Self {
        self.on_delete = action;
        self
    }

    #[must_use]
    pub fn on_update(mut self, action: Action) -> Self {
        self.on_update = action;
        self
    }

    /// Checked at the end of the transaction when it asks for that.
    #[must_use]
    pub fn deferrable(mut self) -> Self {
        self.deferrable = true;
        self
    }

    /// Checked at the end of the transaction.
    #[must_use]
    pub fn initially_deferred(mut self) -> Self {
        self.deferrable = true;
        self.initially_deferred = true;
        self
    }
}

impl Action {
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde asks for a reference"
    )]
    fn is_default(&self) -> bool {
        *self == Self::NoAction
    }
}

impl Check {
    pub fn new(name: &str, expression: &str) -> Self {
        Self {
            name: shortened(name),
            expression: expression.to_owned(),
            ..Self::default()
        }
    }
}

impl Index {
    /// Whether a foreign key may refer to these columns because of it.
    pub(crate) fn is_key(&self, columns: &[String]) -> bool {
        self.unique && self.condition.is_none() && self.on == names(columns)
    }

    /// The columns, as far as it consists of columns.
    pub(crate) fn columns(&self) -> Vec<String> {
        let parts = self.on.split(',').map(str::trim);
        parts
            .map(|part| part.trim_matches('"').replace("\"\"", "\""))
            .collect()
    }

    pub fn new(name: &str, on: &str) -> Self {
        Self {
            name: shortened(name),
            on: on.to_owned(),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn using(mut self, method: &str) -> Self {
        self.using = (method != "btree").then(|| method.to_owned());
        self
    }

    #[must_use]
    pub fn condition(mut self, expression: &str) -> Self {
        self.condition = Some(expression.to_owned());
        self
    }

    #[must_use]
    pub fn include(mut self, columns: &str) -> Self {
        self.include = Some(columns.to_owned());
        self
    }

    #[must_use]
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    #[must_use]
    pub fn nulls_not_distinct(mut self) -> Self {
        self.nulls_not_distinct = true;
        self
    }

    #[must_use]
    pub fn with(mut self, parameter: &str, value: &str) -> Self {
        self.with.insert(parameter.to_owned(), value.to_owned());
        self
    }
}

impl Exclusion {
    pub fn new(name: &str, using: &str, on: &str) -> Self {
        Self {
            name: shortened(name),
            on: on.to_owned(),
            using: using.to_owned(),
            ..Self::default()
        }
    }

    /// For the rows that satisfy it only.
    #[must_use]
    pub fn condition(mut self, expression: &str) -> Self {
        self.condition = Some(expression.to_owned());
        self
    }
}

macro_rules! commented {
    ($($type:ident),*) => {
        $(impl $type {
            #[must_use]
            pub fn comment(mut self, text: &str) -> Self {
                self.comment = Some(text.to_owned());
                self
            }
        })*
    };
}

commented!(Unique, ForeignKey, Check, Index, Exclusion);

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
