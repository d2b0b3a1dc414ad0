//! What editing a page by its lines answers.

use app::lines::Lines;
use db::id::PageId;
use db::schema::Page;
use serde::Serialize;
use utoipa::ToSchema;

use super::lines::numbered;
use super::read::ReadResult;

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
