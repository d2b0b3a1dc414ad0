//! The feed of a drive, as one actor may see it.

use std::collections::HashSet;

use db::id::{DriveId, PageId};
use db::schema::Event;
use db::stream::{self, StreamId};
use db::{Connection, Db, event};

use crate::{Actor, Result, access};

/// Events looked at in one go; hidden ones among them are left out afterwards.
const BATCH: i64 = 500;

/// Up to `limit` events after number `after` that the actor may see, in order: those about the
/// drive, and those about pages that they see now. That a page went into the trash is told to
/// everyone who saw it before.
pub async fn since(
    db: &Db,
    actor: &Actor,
    drive: &DriveId,
    after: i64,
    limit: i64,
) -> Result<Vec<Event>> {
    let conn = &mut *db.conn().await?;
    access::drive_member(conn, actor, drive).await?;
    let limit = usize::try_from(limit).unwrap_or(0);
    let (mut found, mut after) = (Vec::new(), after);
    while found.len() < limit {
        let batch = event::since(conn, drive, after, BATCH).await?;
        let Some(last) = batch.last() else { break };
        after = last.seq;
        // Rights that are newer than the events can only hide some.
        let sight = Sight::load(conn, actor, drive).await?;
        found.extend(batch.into_iter().filter(|event| sight.shows(event)));
    }
    found.truncate(limit);
    Ok(found)
}

/// The number of the last event.
pub async fn head(db: &Db, actor: &Actor, drive: &DriveId) -> Result<i64> {
    let conn = &mut *db.conn().await?;
    access::drive_member(conn, actor, drive).await?;
    Ok(stream::head(conn, &StreamId::Drive(drive.clone())).await?)
}

/// What of a drive one actor may know.
#[derive(Debug, Clone)]
pub struct Sight {
    pages: HashSet<PageId>,
    before_trash: HashSet<PageId>,
}

impl Sight {
    /// As things are now. To be loaded anew after every event that moves, hides, trashes or restores
    /// pages, or that changes who is in the drive.
    pub async fn load(conn: &mut Connection, actor: &Actor, drive: &DriveId) -> Result<Self> {
        Ok(Self {
            pages: access::visible_pages(conn, actor, drive).await?,
            before_trash: access::visible_before_trash(conn, actor, drive).await?,
        })
    }

    /// True if the actor may know of the event.
    pub fn shows(&self, event: &Event) -> bool {
        match &event.page_id {
            None => true,
            Some(page) if event.event_type == "page.trashed" => self.before_trash.contains(page),
            Some(page) => self.pages.contains(page),
        }
    }
}
