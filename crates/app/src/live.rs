//! One shared document while it is open in editors: join, load, append, project, compact.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Utc;
use db::id::{PageId, UserId};
use db::query::document::{self as stored, Batch};
use db::schema::{NewDocumentState, Page, PageChanges};
use db::stream::{self, StreamId};
use db::{Db, Tx, query};

use crate::document::Kind;
use crate::history::{self, Author};
use crate::{Actor, Error, Result, access, content};

/// Compacted when a load would have to replay so many updates, or so many bytes.
const MANY_UPDATES: i64 = 500;
const MANY_BYTES: i64 = 256 * 1024;

/// What somebody who opened a document may do with it.
#[derive(Debug, Clone)]
pub struct Joined {
    pub page: Page,
    pub kind: Kind,
    pub can_edit: bool,
}

/// A stretch of the log of updates, from one snapshot.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The number of the last update in it.
    pub seq: i64,
    pub updates: Vec<Vec<u8>>,
}

/// An update to append.
#[derive(Debug, Clone)]
pub struct Append {
    pub page: PageId,
    pub update: Vec<u8>,
    pub actor: Option<UserId>,
}

/// Opens the document of a page. Pages without one are not found.
pub async fn join(db: &Db, actor: &Actor, page: &PageId) -> Result<Joined> {
    let viewable = access::view(&mut *db.conn().await?, actor, page).await?;
    let can_edit = viewable.access().edit;
    let page = viewable.into_page();
    let kind = content::kind_of(&page).ok_or(Error::NotFound)?;
    Ok(Joined {
        page,
        kind,
        can_edit,
    })
}

/// The log after number `after`, from 0 on for everything. It begins with a state that covers
/// several updates if there is one that reaches beyond `after`.
pub async fn load(db: &Db, page: &PageId, after: i64) -> Result<Loaded> {
    let log = stored::log(&mut *db.conn().await?, page, after.max(0)).await?;
    Ok(Loaded {
        seq: log.seq,
        updates: log.updates,
    })
}

/// Appends updates of any number of documents in one transaction, in the given order, and returns
/// the last number of each document. Pages that were deleted or trashed meanwhile are missing in
/// the answer; nothing was stored for them, and everything for the others.
pub async fn append(db: &Db, batch: Vec<Append>) -> Result<Vec<(PageId, i64)>> {
    if batch.is_empty() {
        return Ok(Vec::new());
    }
    db.write(async |tx| {
        let heads = lock_writable(tx, &batch).await?;
        Ok(stored::append(tx, &heads, by_page(batch)).await?)
    })
    .await
}

/// Locks the logs of the pages that can still be written, and returns where each of them ends.
async fn lock_writable(tx: &mut Tx<'_>, batch: &[Append]) -> Result<BTreeMap<PageId, i64>> {
    let pages: BTreeSet<&PageId> = batch.iter().map(|append| &append.page).collect();
    let streams: Vec<StreamId> = pages.into_iter().cloned().map(StreamId::Page).collect();
    let locked = stream::lock(tx, &streams).await?;
    let heads = locked
        .into_iter()
        .filter_map(|(stream, head)| match stream {
            StreamId::Page(page) => Some((page, head)),
            StreamId::Drive(_) => None,
        });
    let mut heads: BTreeMap<PageId, i64> = heads.collect();
    let found: Vec<PageId> = heads.keys().cloned().collect();
    let writable = stored::writable(tx, &found).await?;
    heads.retain(|page, _| writable.contains(page));
    Ok(heads)
}

fn by_page(batch: Vec<Append>) -> Vec<Batch> {
    let mut batches: BTreeMap<PageId, Batch> = BTreeMap::new();
    for append in batch {
        let batch = batches.entry(append.page.clone()).or_insert(Batch {
            page: append.page,
            updates: Vec::new(),
        });
        batch.updates.push((append.update, append.actor));
    }
    batches.into_values().collect()
}

/// Renders a document whose log has grown since it was last rendered: one revision, one event. Does
/// nothing if it is up to date.
pub async fn project(db: &Db, page: &PageId, actor: Option<&UserId>) -> Result<()> {
    let projection = stored::projection(&mut *db.conn().await?, page).await?;
    if projection.seq == projection.head {
        return Ok(());
    }
    let author = actor.map(Author::from).unwrap_or_default();
    db.write(async |tx| {
        let drive = query::page::drive_of(tx, page).await?;
        stream::lock(tx, &[StreamId::Drive(drive)]).await?;
        let head = content::lock(tx, page).await?;
        if stored::projection(tx, page).await?.seq == head {
            return Ok(());
        }
        let row = query::page::find(tx, page).await?;
        let kind = content::kind_of(&row).ok_or(Error::NotFound)?;
        let log = stored::log(tx, page, 0).await?;
        let text = content::render(kind, log).await?;
        stored::set_projection(tx, page, head, &text).await?;
        let row = query::page::update(tx, page, PageChanges::default()).await?;
        let data = history::content(&row, head);
        history::page(tx, author, &row, "page.content", data).await
    })
    .await
}

/// Compacts the log of a document if it is long: one state instead of many updates. True if it did.
pub async fn compact(db: &Db, page: &PageId) -> Result<bool> {
    let backlog = stored::backlog(&mut *db.conn().await?, page).await?;
    if backlog.count < MANY_UPDATES && backlog.bytes < MANY_BYTES {
        return Ok(false);
    }
    db.write(async |tx| {
        if !stored::lock_compaction(tx, page).await? {
            return Ok(false);
        }
        let row = query::page::find(tx, page).await?;
        let kind = content::kind_of(&row).ok_or(Error::NotFound)?;
        // One statement, one snapshot: what is appended meanwhile is behind it and stays.
        let log = stored::log(tx, page, 0).await?;
        let seq = log.seq;
        let state = content::state(kind, log).await?;
        let row = NewDocumentState {
            page_id: page.clone(),
            seq,
            state: state.update,
            state_vector: state.state_vector,
            schema_version: None,
            at: Some(Utc::now()),
        };
        stored::save_state(tx, row).await?;
        Ok(true)
    })
    .await
}
