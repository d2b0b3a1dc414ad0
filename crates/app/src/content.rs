//! The content of pages in the database: shared documents, their log, and what they read as.

use std::collections::BTreeMap;

use db::id::PageId;
use db::query::document::{self as stored, Batch, Log};
use db::schema::{ContentMode, Page, PageType};
use db::stream::{self, StreamId};
use db::{Connection, Tx};

use crate::access::Editable;
use crate::document::{Document, EditError, Inserted, Kind, State};
use crate::history::Author;
use crate::{Error, Result, blocking, input};

/// The content of a page that is not stored yet.
#[derive(Debug)]
pub(crate) struct Draft {
    update: Option<Vec<u8>>,
    content: String,
}

/// A change of lines, numbered from 1; both ends are included.
#[derive(Debug)]
pub(crate) enum LineEdit {
    Replace {
        start: usize,
        end: usize,
        content: String,
    },
    Insert {
        start: usize,
        content: String,
    },
    Delete {
        start: usize,
        end: usize,
    },
}

/// A document after a change.
#[derive(Debug)]
pub(crate) struct Edited {
    /// The last update of the log.
    pub seq: i64,
    pub content: String,
    pub lines: Vec<String>,
    /// The line where the change begins.
    pub first_line: usize,
}

/// What a document is made of; `None` for types of pages that have no lines.
pub(crate) fn kind(page_type: PageType, mode: ContentMode) -> Option<Kind> {
    match (page_type, mode) {
        (PageType::Document, ContentMode::Html) => Some(Kind::Rich),
        (PageType::Document, ContentMode::Markdown)
        | (PageType::Code | PageType::Canvas | PageType::TaskList, _) => Some(Kind::Text),
        _ => None,
    }
}

pub(crate) fn kind_of(page: &Page) -> Option<Kind> {
    kind(page.page_type, page.content_mode)
}

/// Prepares the content of a new page, before anything is locked.
pub(crate) async fn draft(
    page_type: PageType,
    mode: ContentMode,
    text: String,
) -> Result<Option<Draft>> {
    input::content(&text)?;
    let Some(kind) = kind(page_type, mode) else {
        return if text.is_empty() {
            Ok(None)
        } else {
            Err(no_content())
        };
    };
    if text.is_empty() {
        let content = String::new();
        return Ok(Some(Draft {
            update: None,
            content,
        }));
    }
    let draft = blocking::run(move || {
        let mut document = Document::empty(kind);
        let update = document.set_content(&text)?;
        let content = document.content();
        Ok(Draft { update, content })
    });
    draft.await?.map(Some)
}

/// Stores the content of a page that was made in the same transaction.
pub(crate) async fn begin(
    tx: &mut Tx<'_>,
    author: Author<'_>,
    page: &PageId,
    draft: Draft,
) -> Result<String> {
    stored::insert(tx, page, draft.content.clone()).await?;
    if draft.update.is_some() {
        append(tx, author, page, 0, draft.update).await?;
        stored::set_projection(tx, page, 1, &draft.content).await?;
    }
    Ok(draft.content)
}

/// What a page reads as, with everything that was acknowledged; empty for types without lines.
pub(crate) async fn read(conn: &mut Connection, page: &Page) -> Result<String> {
    let Some(kind) = kind_of(page) else {
        return Ok(String::new());
    };
    let projection = stored::projection(conn, &page.id).await?;
    if projection.seq == projection.head {
        return Ok(projection.content);
    }
    // Somebody is typing: the log is ahead of what was last rendered.
    let log = stored::log(conn, &page.id, 0).await?;
    render(kind, log).await
}

/// The lines of a page, with everything that was acknowledged.
pub(crate) async fn read_lines(conn: &mut Connection, page: &Page) -> Result<Vec<String>> {
    match (kind_of(page), page.page_type) {
        (Some(kind), _) => {
            let log = stored::log(conn, &page.id, 0).await?;
            blocking::run(move || Ok(load(kind, &log)?.lines())).await?
        }
        (None, PageType::Channel | PageType::File | PageType::Sheet) => Ok(Vec::new()),
        (None, _) => Ok(vec![String::new()]),
    }
}

/// Replaces the whole content by the smallest set of edits.
pub(crate) async fn replace(
    tx: &mut Tx<'_>,
    author: Author<'_>,
    editable: &Editable,
    text: String,
) -> Result<Edited> {
    let kind = kind_of(editable.page()).ok_or_else(no_content)?;
    change(tx, author, &editable.page().id, kind, move |document| {
        Ok((document.set_content(&text)?, 1))
    })
    .await
}

/// Changes some lines.
pub(crate) async fn edit_lines(
    tx: &mut Tx<'_>,
    author: Author<'_>,
    editable: &Editable,
    edit: LineEdit,
) -> Result<Edited> {
    let kind = kind_of(editable.page()).ok_or_else(|| {
        Error::state("pages of this type have no lines to edit: only DOCUMENT, CODE, CANVAS and TASK_LIST have")
    })?;
    change(tx, author, &editable.page().id, kind, move |document| {
        edit_now(document, &edit)
    })
    .await
}

fn edit_now(document: &mut Document, edit: &LineEdit) -> Result<(Option<Vec<u8>>, usize)> {
    let outcome = match edit {
        LineEdit::Replace {
            start,
            end,
            content,
        } => document
            .replace_lines(*start, *end, content)
            .map(|update| (update, *start)),
        LineEdit::Insert { start, content } => document
            .insert_lines(*start, content)
            .map(|Inserted { at, update }| (update, at)),
        LineEdit::Delete { start, end } => document
            .delete_lines(*start, *end)
            .map(|update| (update, *start)),
    };
    Ok(outcome?)
}

/// Changes a document under the lock of its stream, appends the update and renders anew.
async fn change(
    tx: &mut Tx<'_>,
    author: Author<'_>,
    page: &PageId,
    kind: Kind,
    work: impl FnOnce(&mut Document) -> Result<(Option<Vec<u8>>, usize)> + Send + 'static,
) -> Result<Edited> {
    let head = lock(tx, page).await?;
    let log = stored::log(tx, page, 0).await?;
    let (update, mut edited) = blocking::run(move || {
        let mut document = load(kind, &log)?;
        let (update, first_line) = work(&mut document)?;
        let edited = Edited {
            seq: 0,
            content: document.content(),
            lines: document.lines(),
            first_line,
        };
        Ok::<_, Error>((update, edited))
    })
    .await??;
    edited.seq = append(tx, author, page, head, update).await?;
    stored::set_projection(tx, page, edited.seq, &edited.content).await?;
    Ok(edited)
}

/// Locks the log of a page and returns the number of its last update.
pub(crate) async fn lock(tx: &mut Tx<'_>, page: &PageId) -> Result<i64> {
    let locked = stream::lock(tx, &[StreamId::Page(page.clone())]).await?;
    let head = locked.into_iter().next().map(|(_, head)| head);
    head.ok_or(Error::NotFound)
}

async fn append(
    tx: &mut Tx<'_>,
    author: Author<'_>,
    page: &PageId,
    head: i64,
    update: Option<Vec<u8>>,
) -> Result<i64> {
    let Some(update) = update else {
        return Ok(head);
    };
    let batch = Batch {
        page: page.clone(),
        updates: vec![(update, author.user.cloned())],
    };
    let heads = BTreeMap::from([(page.clone(), head)]);
    stored::append(tx, &heads, vec![batch]).await?;
    Ok(head + 1)
}

/// What a log reads as.
pub(crate) async fn render(kind: Kind, log: Log) -> Result<String> {
    blocking::run(move || Ok(load(kind, &log)?.content())).await?
}

/// A log as one state.
pub(crate) async fn state(kind: Kind, log: Log) -> Result<State> {
    blocking::run(move || Ok(load(kind, &log)?.state())).await?
}

fn load(kind: Kind, log: &Log) -> Result<Document> {
    let updates = log.updates.iter().map(Vec::as_slice);
    Document::load(kind, updates).map_err(|error| Error::Internal(error.to_string()))
}

fn no_content() -> Error {
    Error::invalid("content", "pages of this type have no content of their own")
}

impl From<EditError> for Error {
    fn from(error: EditError) -> Self {
        let message = error.to_string();
        match error {
            EditError::OutOfRange { .. } | EditError::Reversed => Self::invalid("endLine", message),
            EditError::Empty | EditError::TooLarge | EditError::TooDeep | EditError::TooMany => {
                Self::invalid("content", message)
            }
            EditError::Damaged => Self::state(message),
        }
    }
}
