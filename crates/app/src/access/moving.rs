//! The right to put a page somewhere: a new one, or one that is moved.

use std::collections::HashSet;

use db::access::{Facts, Step, facts};
use db::id::{DriveId, PageId};
use db::schema::{Drive, Page};
use db::{Connection, Tx, query};

use super::page::{live, lock, locked};
use super::{decide, drive_member, may_arrange_root, untrashed};
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
    drive_member(tx, actor, drive).await?;
    if let Some(parent) = parent {
        let facts = target(tx, actor, drive, parent).await?;
        if !decide(&facts).edit {
            return Err(Error::Forbidden(
                "you may read the parent page but not add pages to it",
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
            && (viewable.access().share || !crosses_barrier(&viewable.facts, target.as_ref()))
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
    let facts = facts(conn, parent, &actor.user).await?;
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
        Some(parent) => Ok(facts(conn, &parent.page, &actor.user).await?),
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
    page.is_creator || may_arrange(page, old)
}

/// True if a private page lies on one of the two ways up but not on the other: then the move
/// changes who can see the page.
fn crosses_barrier(page: &Facts, target: Option<&Facts>) -> bool {
    let old = page.way.iter().skip(1);
    let new = target.into_iter().flat_map(|facts| &facts.way);
    let private = |way: &mut dyn Iterator<Item = &Step>| -> HashSet<PageId> {
        way.filter(|step| step.is_private)
            .map(|step| step.page.clone())
            .collect()
    };
    private(&mut old.into_iter()) != private(&mut new.into_iter())
}

/// What the actor may do to the children of a page that move up or come back when it is trashed or
/// restored alone: they change the place above, and who can see them if the page is private.
pub(super) fn may_move_children(page: &Facts, above: Option<&Facts>) -> bool {
    let opens = page.way.first().is_some_and(|step| step.is_private);
    above.is_none_or(|above| untrashed(above).edit) && (!opens || untrashed(page).share)
}
