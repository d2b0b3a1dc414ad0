//! The rules that follow from a column. Each says what has to be, and what is.

use std::fmt::Display;
use std::ops::Bound;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

type Outcome = Result<(), String>;

/// A rule of the project; the function tells a closure what it is given.
pub fn own<T: ?Sized, E>(value: &T, rule: impl FnOnce(&T) -> Result<(), E>) -> Result<(), E> {
    rule(value)
}

/// PostgreSQL stores every character but this one.
pub fn text(value: &str) -> Outcome {
    require(!value.contains('\0'), || {
        "must not hold the character NUL".to_owned()
    })
}

/// In characters, not bytes.
pub fn length(value: &str, least: Option<usize>, most: Option<usize>) -> Outcome {
    let has = value.chars().count();
    let characters = |count: usize| match count {
        1 => "1 character".to_owned(),
        count => format!("{count} characters"),
    };
    let expected = match (least, most) {
        (Some(least), _) if least == 1 && has == 0 => return Err("must not be empty".to_owned()),
        (Some(least), Some(most)) if least == most && has != most => {
            format!("must have exactly {}", characters(most))
        }
        (_, Some(most)) if has > most => format!("must have at most {}", characters(most)),
        (Some(least), _) if has < least => format!("must have at least {}", characters(least)),
        _ => return Ok(()),
    };
    Err(format!("{expected}, has {has}"))
}

pub fn one_of(value: &str, allowed: &[&str]) -> Outcome {
    require(allowed.contains(&value), || {
        format!("must be one of: {}", allowed.join(", "))
    })
}

pub fn not(value: &str, refused: &str) -> Outcome {
    require(value != refused, || format!("must not be {refused:?}"))
}

pub fn finite(value: f64) -> Outcome {
    require(value.is_finite(), || "must be a finite number".to_owned())
}

/// Between two numbers, written as in the check.
pub fn range<T>(value: &T, low: Bound<&str>, high: Bound<&str>) -> Outcome
where
    T: FromStr + PartialOrd,
{
    let compare = |limit: &str| {
        let limit = limit.parse::<T>().ok()?;
        value.partial_cmp(&limit)
    };
    // What cannot be compared is left to the database.
    let low_holds = match low {
        Bound::Included(limit) => compare(limit).is_none_or(std::cmp::Ordering::is_ge),
        Bound::Excluded(limit) => compare(limit).is_none_or(std::cmp::Ordering::is_gt),
        Bound::Unbounded => true,
    };
    let high_holds = match high {
        Bound::Included(limit) => compare(limit).is_none_or(std::cmp::Ordering::is_le),
        Bound::Excluded(limit) => compare(limit).is_none_or(std::cmp::Ordering::is_lt),
        Bound::Unbounded => true,
    };
    require(low_holds && high_holds, || range_sentence(low, high))
}

fn range_sentence(low: Bound<&str>, high: Bound<&str>) -> String {
    let low = match low {
        Bound::Included(limit) => Some(format!("at least {limit}")),
        Bound::Excluded(limit) => Some(format!("greater than {limit}")),
        Bound::Unbounded => None,
    };
    let high = match high {
        Bound::Included(limit) => Some(format!("at most {limit}")),
        Bound::Excluded(limit) => Some(format!("less than {limit}")),
        Bound::Unbounded => None,
    };
    let limits: Vec<String> = low.into_iter().chain(high).collect();
    format!("must be {}", limits.join(" and "))
}

/// The number is one of these, or none of these.
pub fn number_in<T>(value: &T, listed: &[&str], wanted: bool) -> Outcome
where
    T: FromStr + PartialEq,
{
    let found = listed
        .iter()
        .any(|number| number.parse().is_ok_and(|number: T| number == *value));
    require(found == wanted, || {
        let which = if wanted { "one of" } else { "none of" };
        format!("must be {which}: {}", listed.join(", "))
    })
}

/// The digits of a `numeric(precision, scale)`. PostgreSQL would round what has more behind the point.
pub fn digits(value: &impl Display, precision: usize, scale: usize) -> Outcome {
    let (before, after) = count_digits(&value.to_string());
    let most = precision.saturating_sub(scale);
    require(before <= most && after <= scale, || {
        format!("must have at most {most} digits before the point and {scale} behind it")
    })
}

/// Digits that mean something before and behind the point of a number such as `-12.50` or `1E+4`.
fn count_digits(number: &str) -> (usize, usize) {
    let number = number.trim_start_matches(['-', '+']);
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i64 = exponent.parse().unwrap_or_default();
    let digits = format!("{whole}{fraction}");
    let leading = digits.len() - digits.trim_start_matches('0').len();
    if leading == digits.len() {
        return (0, 0);
    }
    let length = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let significant = digits.trim_end_matches('0').len();
    // Where the point is, counted from the first digit.
    let point = length(whole.len()).saturating_add(exponent);
    let before = point.saturating_sub(length(leading)).max(0);
    let after = length(significant).saturating_sub(point).max(0);
    let count = |digits: i64| usize::try_from(digits).unwrap_or(usize::MAX);
    (count(before), count(after))
}

/// PostgreSQL's first day is in November 4714 BC. The last one that chrono has is before its last one.
pub fn date(value: &impl Datelike) -> Outcome {
    let first = NaiveDate::from_ymd_opt(-4713, 11, 24);
    let holds = first.is_none_or(|first| value.num_days_from_ce() >= first.num_days_from_ce());
    require(holds, || {
        "must not be before November 24, 4714 BC".to_owned()
    })
}

/// No text in it holds NUL, which `jsonb` refuses.
pub fn json(value: &serde_json::Value) -> Outcome {
    use serde_json::Value;

    match value {
        Value::String(value) => text(value),
        Value::Array(values) => values.iter().try_for_each(json),
        Value::Object(fields) => fields.iter().try_for_each(|(key, value)| {
            text(key)?;
            json(value)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// A `vector(n)`.
pub fn vector(numbers: &[f32], dimensions: Option<usize>) -> Outcome {
    if let Some(dimensions) = dimensions
        && numbers.len() != dimensions
    {
        let has = numbers.len();
        return Err(format!("must have exactly {dimensions} numbers, has {has}"));
    }
    numbers
        .iter()
        .try_for_each(|number| finite((*number).into()))
}

/// A change struct in which something is set.
pub fn something(set: bool) -> Outcome {
    require(set, || {
        "nothing to change: set at least one field".to_owned()
    })
}

fn require(holds: bool, sentence: impl FnOnce() -> String) -> Outcome {
    if holds { Ok(()) } else { Err(sentence()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted_on_both_sides_of_the_point() {
        for (number, expected) in [
            ("0", (0, 0)),
            ("0.00", (0, 0)),
            ("-12.50", (2, 1)),
            ("0.005", (0, 3)),
            ("1E+4", (5, 0)),
            ("1.25e1", (2, 1)),
            ("12e-3", (0, 3)),
            ("00100", (3, 0)),
        ] {
            assert_eq!(count_digits(number), expected, "{number}");
        }
    }

    #[test]
    fn lengths_are_told_in_characters() {
        assert_eq!(length("🦀🦀", None, Some(2)), Ok(()));
        let told = |outcome: Outcome| outcome.unwrap_err();
        assert_eq!(
            told(length("abc", None, Some(2))),
            "must have at most 2 characters, has 3"
        );
        assert_eq!(
            told(length("abc", Some(1), Some(1))),
            "must have exactly 1 character, has 3"
        );
        assert_eq!(told(length("", Some(1), Some(5))), "must not be empty");
        assert_eq!(
            told(length("a", Some(2), None)),
            "must have at least 2 characters, has 1"
        );
    }
}
