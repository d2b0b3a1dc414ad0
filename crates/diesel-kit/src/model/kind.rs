//! The kinds of things that have names.

use serde::{Deserialize, Serialize};

/// A kind of thing with a name, in the order in which renames are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Keeps its name.
    Extension,
    Schema,
    Role,
    Enum,
    EnumValue,
    Sequence,
    Table,
    Column,
    View,
    PrimaryKey,
    Unique,
    Check,
    ForeignKey,
    Exclusion,
    Index,
    Policy,
    /// Given as SQL.
    Object,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Extension => "extension",
            Self::Schema => "schema",
            Self::Role => "role",
            Self::Enum => "enum",
            Self::EnumValue => "enum value",
            Self::Sequence => "sequence",
            Self::Table => "table",
            Self::Column => "column",
            Self::View => "view",
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique constraint",
            Self::Check => "check",
            Self::ForeignKey => "foreign key",
            Self::Exclusion => "exclusion constraint",
            Self::Index => "index",
            Self::Policy => "policy",
            Self::Object => "SQL object",
        }
    }
}

impl Kind {
    /// A constraint, index or policy: it has a name below its table's, and no columns below it.
    pub(crate) fn is_part(self) -> bool {
        matches!(
            self,
            Self::PrimaryKey
                | Self::Unique
                | Self::Check
                | Self::ForeignKey
                | Self::Exclusion
                | Self::Index
                | Self::Policy
        )
    }
}
