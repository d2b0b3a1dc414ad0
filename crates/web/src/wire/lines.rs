//! Numbered lines on the wire.

use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, Result};

/// `   2 | Plan`
pub(super) fn numbered(first: usize, lines: &[String]) -> Vec<String> {
    (first..)
        .zip(lines)
        .map(|(number, line)| format!("{number:>4} | {line}"))
        .collect()
}

/// The lines that a reader asked for, as they were asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    start: Option<usize>,
    end: Option<usize>,
}

impl Range {
    /// Lines count from 1, and an end may not come before its start.
    pub(crate) fn checked(start: Option<usize>, end: Option<usize>) -> Result<Self> {
        if start == Some(0) {
            return Err(Error::invalid("startLine", "startLine must be at least 1"));
        }
        if end == Some(0) {
            return Err(Error::invalid("endLine", "endLine must be at least 1"));
        }
        if start.zip(end).is_some_and(|(start, end)| end < start) {
            return Err(Error::invalid(
                "endLine",
                "endLine must not be below startLine",
            ));
        }
        Ok(Self { start, end })
    }

    /// A range to write: the start is needed, and the end is the start if it is left out.
    pub(crate) fn to_write(self) -> Result<(usize, usize)> {
        let start = self
            .start
            .ok_or_else(|| Error::invalid("startLine", "startLine is required"))?;
        Ok((start, self.end.unwrap_or(start)))
    }
}

/// What was read, with the numbers of the whole page also when a part was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Selection {
    pub(super) total_lines: usize,
    pub(super) numbered_lines: Vec<String>,
    content: String,
    #[serde(flatten)]
    used: Option<UsedRange>,
}

/// The range that was used; only if one was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "named as on the wire")]
pub(crate) struct UsedRange {
    range_start: usize,
    range_end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    range_message: Option<String>,
}

impl Selection {
    pub(super) fn of(lines: &[String], range: Range) -> Self {
        let total = lines.len();
        let start = range.start.unwrap_or(1);
        let end = range.end.unwrap_or(total).min(total);
        let selected = lines.get(start.saturating_sub(1)..end).unwrap_or_default();
        let was_asked = range.start.is_some() || range.end.is_some();
        let past_the_end = || format!("The page has {total} lines; line {start} is past its end.");
        Self {
            total_lines: total,
            numbered_lines: numbered(start, selected),
            content: selected.join("\n"),
            used: was_asked.then(|| UsedRange {
                range_start: start,
                range_end: end,
                range_message: (start > total).then(past_the_end),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn select(start: Option<usize>, end: Option<usize>) -> Value {
        let lines = ["<h2>", "Plan", "</h2>"].map(str::to_owned);
        let range = Range::checked(start, end).unwrap();
        serde_json::to_value(Selection::of(&lines, range)).unwrap()
    }

    #[test]
    fn the_whole_page_has_no_range() {
        assert_eq!(
            select(None, None),
            json!({
                "totalLines": 3,
                "numberedLines": ["   1 | <h2>", "   2 | Plan", "   3 | </h2>"],
                "content": "<h2>\nPlan\n</h2>",
            })
        );
    }

    #[test]
    fn a_part_keeps_the_numbers_of_the_page() {
        assert_eq!(
            select(Some(2), Some(99)),
            json!({
                "totalLines": 3,
                "numberedLines": ["   2 | Plan", "   3 | </h2>"],
                "content": "Plan\n</h2>",
                "rangeStart": 2,
                "rangeEnd": 3,
            })
        );
        assert_eq!(select(None, Some(1))["content"], "<h2>");
    }

    #[test]
    fn past_the_end_there_is_nothing_and_a_reason() {
        let selection = select(Some(9), Some(usize::MAX));
        assert_eq!(selection["numberedLines"], json!([]));
        assert_eq!(selection["content"], "");
        assert_eq!(
            selection["rangeMessage"],
            "The page has 3 lines; line 9 is past its end."
        );
    }

    #[test]
    fn impossible_ranges_are_refused() {
        for (start, end) in [(Some(0), None), (None, Some(0)), (Some(3), Some(2))] {
            assert!(Range::checked(start, end).is_err(), "{start:?} {end:?}");
        }
        assert!(Range::checked(None, Some(2)).unwrap().to_write().is_err());
    }
}
