//! Sequences, of their own and behind identity columns.

use serde::{Deserialize, Serialize};

use super::table::is_false;
use super::type_name::canonical;

/// A sequence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    /// `smallint`, `integer` or `bigint`; absent means `bigint`.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub sql_type: Option<String>,
    #[serde(default, skip_serializing_if = "SequenceOptions::is_empty")]
    pub options: SequenceOptions,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    #[serde(skip)]
    pub renamed_from: Option<String>,
}

/// What PostgreSQL chooses itself is absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SequenceOptions {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub increment: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<i64>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub cycle: bool,
}

/// A column that numbers its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Values of one's own are refused; otherwise they go first.
    #[serde(default, skip_serializing_if = "is_false")]
    pub always: bool,
    #[serde(default, skip_serializing_if = "SequenceOptions::is_empty")]
    pub options: SequenceOptions,
}

/// Options with what PostgreSQL puts in the place of the absent ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ResolvedOptions {
    pub(crate) start: i64,
    pub(crate) increment: i64,
    pub(crate) min: i64,
    pub(crate) max: i64,
    pub(crate) cache: i64,
    pub(crate) cycle: bool,
}

impl ResolvedOptions {
    pub(crate) fn ascends(&self) -> bool {
        self.increment > 0
    }

    /// What `ALTER SEQUENCE … AS` makes of them: a bound that was the type's own stays so.
    pub(crate) fn retyped(mut self, from: &str, to: &str) -> Self {
        let (old, new) = (limits(from), limits(to));
        if self.min == old.0 {
            self.min = new.0;
        }
        if self.max == old.1 {
            self.max = new.1;
        }
        self
    }
}

/// The least and the largest number of an integer type.
fn limits(sql_type: &str) -> (i64, i64) {
    match sql_type {
        "smallint" => (i16::MIN.into(), i16::MAX.into()),
        "integer" => (i32::MIN.into(), i32::MAX.into()),
        _ => (i64::MIN, i64::MAX),
    }
}

impl SequenceOptions {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// For a sequence of this integer type.
    pub(crate) fn resolved(&self, sql_type: &str) -> ResolvedOptions {
        let (least, largest) = limits(sql_type);
        let increment = self.increment.unwrap_or(1);
        let ascends = increment > 0;
        let min = self.min.unwrap_or(if ascends { 1 } else { least });
        let max = self.max.unwrap_or(if ascends { largest } else { -1 });
        ResolvedOptions {
            start: self.start.unwrap_or(if ascends { min } else { max }),
            increment,
            min,
            max,
            cache: self.cache.unwrap_or(1),
            cycle: self.cycle,
        }
    }

    #[must_use]
    pub fn start(mut self, value: i64) -> Self {
        self.start = Some(value);
        self
    }

    #[must_use]
    pub fn increment(mut self, value: i64) -> Self {
        self.increment = Some(value);
        self
    }

    #[must_use]
    pub fn min(mut self, value: i64) -> Self {
        self.min = Some(value);
        self
    }

    #[must_use]
    pub fn max(mut self, value: i64) -> Self {
        self.max = Some(value);
        self
    }

    #[must_use]
    pub fn cache(mut self, value: i64) -> Self {
        self.cache = Some(value);
        self
    }

    /// Starts over at the end.
    #[must_use]
    pub fn cycle(mut self) -> Self {
        self.cycle = true;
        self
    }
}

impl Sequence {
    /// `smallint`, `integer` or `bigint`.
    pub(crate) fn integer_type(&self) -> &str {
        self.sql_type.as_deref().unwrap_or("bigint")
    }

    pub fn new(options: SequenceOptions) -> Self {
        Self {
            options,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn of_type(mut self, sql_type: &str) -> Self {
        let sql_type = canonical(sql_type);
        self.sql_type = (sql_type != "bigint").then_some(sql_type);
        self
    }

    #[must_use]
    pub fn comment(mut self, text: &str) -> Self {
        self.comment = Some(text.to_owned());
        self
    }

    /// The path it had before.
    #[must_use]
    pub fn renamed_from(mut self, old: &str) -> Self {
        self.renamed_from = Some(old.to_owned());
        self
    }
}

impl Identity {
    /// `GENERATED ALWAYS AS IDENTITY`
    pub fn always() -> Self {
        Self {
            always: true,
            ..Self::default()
        }
    }

    /// `GENERATED BY DEFAULT AS IDENTITY`
    pub fn by_default() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn options(mut self, options: SequenceOptions) -> Self {
        self.options = options;
        self
    }
}
