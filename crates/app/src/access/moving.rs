//! The right to put a page somewhere: a new one, or one that is moved.

use std::collections::HashSet;

use db::access::{Facts, Step, any_marked, drive_facts, facts};
use db::id::{DriveId, PageId};
use db::schema::{Drive, Page};
use db::{Connection, Tx, query};

use super::page::{live, lock, locked};
use super::{decide, drive_member, may_arrange_root, may_create_root, role, untrashed};
use crate::{Actor, Error, Result};

/// Where the actor may make a page.
#[derive(Debug, Clone)]
pub struct Place {
    drive: DriveId,
    parent: Option<PageId>,
}

impl Place {
    pub fn drive(&self) -> &DriveId {
        &self.drive
    }

    pub fn parent(&self) -> Option<&PageId> {
        self.parent.as_ref()
    }
}

/// A page that the actor may move to one new place.
#[derive(Debug, Clone)]
pub struct Movable {
    page: Page,
    parent: Option<PageId>,
}

impl Movable {
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The new parent; `None` is the root.
    pub fn parent(&self) -> Option<&PageId> {
        self.parent.as_ref()
    }
}

/// The right to make a page in a drive, below a parent or at the root. Locks the drive.
pub async fn create_in(
    tx: &mut Tx<'_>,
    actor: &Actor,
    drive: &DriveId,
    parent: Option<&PageId>,
) -> Result<Place> {
    lock(tx, drive).await?;
    if let Some(parent) = parent {
        let facts = match target(tx, actor, drive, parent).await {
            Ok(facts) => facts,
            Err(error) => {
                // A drive that is hidden comes before a parent that is.
                drive_member(tx, actor, drive).await?;
                return Err(error);
            }
        };
        if !decide(&facts).edit {
            return Err(Error::Forbidden(
                "you may read the parent page but not add pages to it",
            ));
        }
    } else {
        let facts = drive_facts(tx, drive, actor.asker()).await?;
        let facts = facts.filter(|facts| role(*facts).is_some());
        if !may_create_root(facts.ok_or(Error::NotFound)?) {
            return Err(Error::Forbidden(
                "your role may not add pages to the root of this drive",
            ));
        }
    }
    Ok(Place {
        drive: drive.clone(),
        parent: parent.cloned(),
    })
}

/// The root of a drive that was made in the same transaction: its maker owns it.
pub(crate) fn root_of_new(drive: &Drive) -> Place {
    Place {
        drive: drive.id.clone(),
        parent: None,
    }
}

/// The right to move a page below a new parent, or among its siblings if the parent stays the same.
/// Locks the drive, so that two moves cannot make a cycle of each other.
pub async fn move_to(
    tx: &mut Tx<'_>,
    actor: &Actor,
    page: &PageId,
    parent: Option<&PageId>,
) -> Result<Movable> {
    let viewable = locked(tx, actor, page).await?;
    live(&viewable)?;
    let drive = &viewable.page.drive_id;
    let target = match parent {
        Some(parent) => Some(target(tx, actor, drive, parent).await?),
        None => None,
    };
    let into_itself = |facts: &Facts| facts.way.iter().any(|step| step.page == *page);
    if target.as_ref().is_some_and(into_itself) {
        return Err(Error::state(
            "a page cannot be moved into itself or below itself",
        ));
    }
    let old = above(tx, actor, &viewable.facts).await?;
    let may = if viewable.page.parent_id.as_ref() == parent {
        may_arrange(&viewable.facts, old.as_ref())
    } else {
        viewable.access().edit
            && may_take(&viewable.facts, old.as_ref())
            && target.as_ref().is_none_or(|facts| decide(facts).edit)
            && (viewable.access().share
                || !changes_audience(tx, &viewable.facts, target.as_ref()).await?)
    };
    if !may {
        return Err(Error::Forbidden(
            "you may not move this page there: that needs the right to change the page, the place it leaves and the place it goes to",
        ));
    }
    Ok(Movable {
        page: viewable.page,
        parent: parent.cloned(),
    })
}

/// The facts about a new parent. One answer for every parent that the actor may not see.
async fn target(
    conn: &mut Connection,
    actor: &Actor,
    drive: &DriveId,
    parent: &PageId,
) -> Result<Facts> {
    let unknown = || Error::invalid("parentId", "there is no such parent page in this drive");
    match query::page::drive_of(conn, parent).await {
        Ok(found) if found == *drive => {}
        Ok(_) | Err(db::Error::NotFound) => return Err(unknown()),
        Err(error) => return Err(error.into()),
    }
    let facts = facts(conn, parent, actor.asker()).await?;
    let facts = facts
        .filter(|facts| decide(facts).view)
        .ok_or_else(unknown)?;
    if facts.is_trashed {
        return Err(Error::invalid(
            "parentId",
            "the parent page is in the trash",
        ));
    }
    Ok(facts)
}

/// The facts about the parent of a page; `None` at the root.
pub(super) async fn above(
    conn: &mut Connection,
    actor: &Actor,
    page: &Facts,
) -> Result<Option<Facts>> {
    match page.way.get(1) {
        Some(parent) => Ok(facts(conn, &parent.page, actor.asker()).await?),
        None => Ok(None),
    }
}

fn may_arrange(page: &Facts, parent: Option<&Facts>) -> bool {
    parent.map_or_else(
        || may_arrange_root(page.drive),
        |parent| decide(parent).edit,
    )
}

fn may_take(page: &Facts, old: Option<&Facts>) -> bool {
    page.is_creator() || may_arrange(page, old)
}

/// True if a page on one of the two ways up, but not on both, is private or carries an entry of anybody:
/// then the move changes who can see the page.
async fn changes_audience(
    conn: &mut Connection,
    page: &Facts,
    target: Option<&Facts>,
) -> Result<bool> {
    let ids =
        |way: &[Step]| -> HashSet<PageId> { way.iter().map(|step| step.page.clone()).collect() };
    let old = ids(page.way.get(1..).unwrap_or_default());
    let new = ids(target.map(|facts| facts.way.as_slice()).unwrap_or_default());
    let only_one: Vec<&PageId> = old.symmetric_difference(&new).collect();
    Ok(any_marked(conn, &only_one).await?)
}

/// What the actor may do to the children of a page that move up or come back when it is trashed or
/// restored alone: they change the place above, and who can see them if the page is private.
pub(super) fn may_move_children(page: &Facts, above: Option<&Facts>) -> bool {
    let opens = page.way.first().is_some_and(|step| step.is_private);
    above.is_none_or(|above| untrashed(above).edit) && (!opens || untrashed(page).share)
}
