//! Dates on the wire: UTC with three decimals, so that text order is time order.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// `2026-11-21T10:15:00.000Z`
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = DateTime)]
pub(crate) struct Date(DateTime<Utc>);

impl From<DateTime<Utc>> for Date {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%dT%H:%M:%S%.3fZ"))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_decimals_always() {
        for (text, wire) in [
            ("2026-11-21T10:15:00Z", "2026-11-21T10:15:00.000Z"),
            (
                "2026-11-21T10:15:00.123999+02:00",
                "2026-11-21T08:15:00.123Z",
            ),
        ] {
            let date = Date::from(text.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(serde_json::to_value(date).unwrap(), wire);
        }
    }
}
