//! Numbered lines on the wire.

use app::lines::{Lines, Read};
use db::id::PageId;
use db::schema::Page;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::{Error, Result};

/// `   2 | Plan`
fn numbered(first: usize, lines: &[String]) -> Vec<String> {
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
    total_lines: usize,
    numbered_lines: Vec<String>,
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
    fn of(lines: &[String], range: Range) -> Self {
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

/// A page as lines. The key `pageType` tells the shapes apart; a plain text has none.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum ReadResult {
    TaskList(ReadTaskList),
    Channel(ReadChannel),
    File(ReadFile),
    Text(ReadText),
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadText {
    #[schema(value_type = String)]
    page_id: PageId,
    #[schema(required = true)]
    page_title: Option<String>,
    #[serde(flatten)]
    selection: Selection,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadChannel {
    #[schema(value_type = String)]
    page_id: PageId,
    #[schema(required = true)]
    page_title: Option<String>,
    page_type: &'static str,
    #[serde(flatten)]
    selection: Selection,
    message_count: usize,
    total_messages: usize,
}

/// A file without extracted text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadFile {
    #[schema(value_type = String)]
    page_id: PageId,
    #[schema(required = true)]
    page_title: Option<String>,
    page_type: &'static str,
    status: &'static str,
}

/// The description of a list; tasks are not there yet, so there are none.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReadTaskList {
    #[schema(value_type = String)]
    page_id: PageId,
    #[schema(required = true)]
    page_title: Option<String>,
    page_type: &'static str,
    #[schema(value_type = String)]
    task_list_id: PageId,
    #[schema(required = true, value_type = Option<Object>)]
    parent_task_list: Option<()>,
    #[serde(flatten)]
    selection: Selection,
    #[schema(value_type = Vec<Object>)]
    tasks: [(); 0],
    available_statuses: Vec<Status>,
    progress: Progress,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Status {
    slug: &'static str,
    label: &'static str,
    group: &'static str,
    position: usize,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Progress {
    total: usize,
    percentage: usize,
    by_group: ByGroup,
    by_slug: BySlug,
}

#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct ByGroup {
    todo: usize,
    in_progress: usize,
    done: usize,
}

#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct BySlug {
    pending: usize,
    in_progress: usize,
    blocked: usize,
    completed: usize,
}

impl ReadResult {
    pub(crate) fn new(read: Read, range: Range) -> Self {
        match read {
            Read::Text(Lines { page, lines }) => Self::Text(ReadText {
                page_id: page.id,
                page_title: Some(page.title),
                selection: Selection::of(&lines, range),
            }),
            Read::Channel(found) => Self::channel(found, range),
            Read::TaskList(found) => Self::task_list(found, range),
            Read::File(page) => Self::File(ReadFile {
                page_id: page.id,
                page_title: Some(page.title),
                page_type: "FILE",
                status: "pending",
            }),
        }
    }

    fn channel(Lines { page, lines }: Lines, range: Range) -> Self {
        let selection = Selection::of(&lines, range);
        Self::Channel(ReadChannel {
            page_id: page.id,
            page_title: Some(page.title),
            page_type: "CHANNEL",
            message_count: selection.numbered_lines.len(),
            total_messages: selection.total_lines,
            selection,
        })
    }

    fn task_list(Lines { page, lines }: Lines, range: Range) -> Self {
        Self::TaskList(ReadTaskList {
            page_id: page.id.clone(),
            page_title: Some(page.title),
            page_type: "TASK_LIST",
            task_list_id: page.id,
            parent_task_list: None,
            selection: Selection::of(&lines, range),
            tasks: [],
            available_statuses: statuses(),
            progress: Progress {
                total: 0,
                percentage: 0,
                by_group: ByGroup::default(),
                by_slug: BySlug::default(),
            },
        })
    }
}

/// The statuses that every list starts with.
fn statuses() -> Vec<Status> {
    let all = [
        ("pending", "To Do", "todo"),
        ("in_progress", "In Progress", "in_progress"),
        ("blocked", "Blocked", "in_progress"),
        ("completed", "Done", "done"),
    ];
    let status = |(position, (slug, label, group))| Status {
        slug,
        label,
        group,
        position,
    };
    all.into_iter().enumerate().map(status).collect()
}

/// The whole page after an edit.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Edited {
    #[schema(value_type = String)]
    page_id: PageId,
    #[schema(required = true)]
    page_title: Option<String>,
    total_lines: usize,
    numbered_lines: Vec<String>,
}

impl From<Lines> for Edited {
    fn from(
        Lines {
            page: Page { id, title, .. },
            lines,
        }: Lines,
    ) -> Self {
        Self {
            page_id: id,
            page_title: Some(title),
            total_lines: lines.len(),
            numbered_lines: numbered(1, &lines),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Replaced {
    #[serde(flatten)]
    edited: Edited,
    operation: &'static str,
    /// `3-5`
    affected_lines: String,
}

impl Replaced {
    pub(crate) fn new(lines: Lines, start: usize, end: usize) -> Self {
        Self {
            edited: lines.into(),
            operation: "replace",
            affected_lines: format!("{start}-{end}"),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "named as on the wire")]
pub(crate) struct Inserted {
    #[serde(flatten)]
    edited: Edited,
    operation: &'static str,
    /// The number of the first new line.
    inserted_at: usize,
}

impl Inserted {
    pub(crate) fn new(lines: Lines, inserted_at: usize) -> Self {
        Self {
            edited: lines.into(),
            operation: "insert",
            inserted_at,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "named as on the wire")]
pub(crate) struct Deleted {
    #[serde(flatten)]
    edited: Edited,
    operation: &'static str,
    /// `3-5`
    deleted_lines: String,
}

impl Deleted {
    pub(crate) fn new(lines: Lines, start: usize, end: usize) -> Self {
        Self {
            edited: lines.into(),
            operation: "delete",
            deleted_lines: format!("{start}-{end}"),
        }
    }
}

/// The answer of whichever operation was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum DocumentAnswer {
    Read(ReadResult),
    Replaced(Replaced),
    Inserted(Inserted),
    Deleted(Deleted),
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
