//! What reading a page by its lines answers.

use app::lines::{Lines, Read};
use db::id::PageId;
use serde::Serialize;
use utoipa::ToSchema;

use super::lines::{Range, Selection};

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
