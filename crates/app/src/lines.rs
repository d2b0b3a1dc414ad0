//! Reading and editing a page by its lines.

use db::id::PageId;
use db::query;
use db::schema::{Page, PageChanges, PageType};
use db::{Db, Tx};

use crate::access::{self, Editable};
use crate::content::{self, Edited, LineEdit};
use crate::{Actor, Error, Result, history, input};

/// The whole page, in lines.
#[derive(Debug, Clone)]
pub struct Lines {
    pub page: Page,
    pub lines: Vec<String>,
}

/// What reading gives, by type of page.
#[derive(Debug, Clone)]
pub enum Read {
    /// Everything that reads as plain lines.
    Text(Lines),
    /// The description of the list as lines; it has no tasks yet.
    TaskList(Lines),
    /// One line per message; there are none yet.
    Channel(Lines),
    /// A file whose text was not extracted.
    File(Page),
}

/// Reads a page.
pub async fn read(db: &Db, actor: &Actor, page: &PageId) -> Result<Read> {
    let conn = &mut *db.conn().await?;
    let page = access::view(conn, actor, page).await?.into_page();
    let lines = content::read_lines(conn, &page).await?;
    Ok(match page.page_type {
        PageType::File => Read::File(page),
        PageType::Channel => Read::Channel(Lines { page, lines }),
        PageType::TaskList => Read::TaskList(Lines { page, lines }),
        _ => Read::Text(Lines { page, lines }),
    })
}

/// Replaces the lines `start` to `end`, numbered from 1.
pub async fn replace(
    db: &Db,
    actor: &Actor,
    page: &PageId,
    start: usize,
    end: usize,
    content: &str,
) -> Result<Lines> {
    range(start, end)?;
    let content = inserted(content)?;
    let edit = LineEdit::Replace {
        start,
        end,
        content,
    };
    Ok(change(db, actor, page, edit).await?.0)
}

/// Inserts lines before line `start`, or at the end; also returns the number of the first new line.
pub async fn insert(
    db: &Db,
    actor: &Actor,
    page: &PageId,
    start: usize,
    content: &str,
) -> Result<(Lines, usize)> {
    range(start, start)?;
    let content = inserted(content)?;
    change(db, actor, page, LineEdit::Insert { start, content }).await
}

/// Deletes the lines `start` to `end`, numbered from 1.
pub async fn delete(
    db: &Db,
    actor: &Actor,
    page: &PageId,
    start: usize,
    end: usize,
) -> Result<Lines> {
    range(start, end)?;
    Ok(change(db, actor, page, LineEdit::Delete { start, end })
        .await?
        .0)
}

fn range(start: usize, end: usize) -> Result<()> {
    if start == 0 {
        return Err(Error::invalid("startLine", "startLine must be at least 1"));
    }
    if end < start {
        return Err(Error::invalid(
            "endLine",
            "endLine must not be below startLine",
        ));
    }
    Ok(())
}

fn inserted(content: &str) -> Result<String> {
    if content.is_empty() {
        let message = "content must not be empty; to take lines away, delete them";
        return Err(Error::invalid("content", message));
    }
    input::content(content)?;
    Ok(content.to_owned())
}

async fn change(db: &Db, actor: &Actor, page: &PageId, edit: LineEdit) -> Result<(Lines, usize)> {
    db.write(async |tx| {
        let editable = access::edit(tx, actor, page).await?;
        let edited = content::edit_lines(tx, actor.into(), &editable, edit).await?;
        let page = record(tx, actor, &editable, &edited).await?;
        Ok((
            Lines {
                page,
                lines: edited.lines,
            },
            edited.first_line,
        ))
    })
    .await
}

async fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    editable: &Editable,
    edited: &Edited,
) -> Result<Page> {
    let page = query::page::update(tx, &editable.page().id, PageChanges::default()).await?;
    let data = history::content(&page, edited.seq);
    history::page(tx, actor.into(), &page, "page.content", data).await?;
    Ok(page)
}
