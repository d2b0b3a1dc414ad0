//! The right to put pages into the trash and to take them out again.

use db::Tx;
use db::access::{Below, below, facts};
use db::id::PageId;
use db::schema::Page;

use super::moving::{above, may_move_children};
use super::page::{Viewable, locked};
use super::{decide, untrashed};
use crate::{Actor, Error, Result};

const MAY_NOT_TRASH: Error = Error::Forbidden(
    "you may not put this page into the trash or take it out: that is for its creator and for admins",
);
const MAY_NOT_ALL: Error =
    Error::Forbidden("you may not trash or restore everything below this page");
const MAY_NOT_MOVE_UP: Error = Error::Forbidden(
    "you may not move the pages below this page to another place; trash it together with them, or ask an admin",
);

/// A live page that the actor may put into the trash, and what happens to the pages below it.
#[derive(Debug, Clone)]
pub struct Trashable {
    page: Page,
    with: Vec<PageId>,
    takes_children: bool,
    moving_up: Vec<PageId>,
}

impl Trashable {
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// All pages that go into the trash, the page itself first.
    pub fn pages(&self) -> &[PageId] {
        &self.with
    }

    /// True if what is below goes into the trash too.
    pub fn takes_children(&self) -> bool {
        self.takes_children
    }

    /// The children that stay: they move up to the parent.
    pub fn moving_up(&self) -> &[PageId] {
        &self.moving_up
    }
}

/// A page in the trash that the actor may restore.
#[derive(Debug, Clone)]
pub struct Restorable {
    page: Page,
    with: Vec<PageId>,
    coming_back: Vec<PageId>,
    shelter: Shelter,
}

/// Where a restored page goes.
#[derive(Debug, Clone)]
pub struct Shelter {
    /// The nearest live page above; `None` is the root.
    pub parent: Option<PageId>,
    /// It is not the page that it was under.
    pub is_new: bool,
    /// The actor may know the parent's title.
    pub is_visible: bool,
    /// A private page on the old way up would no longer be above it.
    pub loses_barrier: bool,
}

impl Restorable {
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// All pages that leave the trash, the page itself first.
    pub fn pages(&self) -> &[PageId] {
        &self.with
    }

    /// The children that its trashing moved up and that are still there.
    pub fn coming_back(&self) -> &[PageId] {
        &self.coming_back
    }

    pub fn shelter(&self) -> &Shelter {
        &self.shelter
    }
}

/// The right to trash a page with everything below it: all of it or nothing.
pub async fn trash_tree(tx: &mut Tx<'_>, actor: &Actor, page: &PageId) -> Result<Trashable> {
    let viewable = deletable(tx, actor, page).await?;
    let below = below(tx, page, actor.asker(), &viewable.facts).await?;
    let live: Vec<Below> = below
        .into_iter()
        .filter(|below| !below.facts.is_trashed)
        .collect();
    if live.iter().any(|below| !decide(&below.facts).delete) {
        return Err(MAY_NOT_ALL);
    }
    Ok(Trashable {
        page: viewable.page,
        with: with(page, live),
        takes_children: true,
        moving_up: Vec::new(),
    })
}

/// The right to trash a page alone; its children move up.
pub async fn trash_alone(tx: &mut Tx<'_>, actor: &Actor, page: &PageId) -> Result<Trashable> {
    let viewable = deletable(tx, actor, page).await?;
    let children = db::query::page::children(tx, page).await?;
    let above = above(tx, actor, &viewable.facts).await?;
    if !children.is_empty() && !may_move_children(&viewable.facts, above.as_ref()) {
        return Err(MAY_NOT_MOVE_UP);
    }
    Ok(Trashable {
        page: viewable.page,
        with: vec![page.clone()],
        takes_children: false,
        moving_up: children.into_iter().map(|child| child.id).collect(),
    })
}

/// The right to take a page out of the trash, with what went there together with it.
pub async fn restore(tx: &mut Tx<'_>, actor: &Actor, page: &PageId) -> Result<Restorable> {
    let viewable = locked(tx, actor, page).await?;
    if !viewable.access().delete {
        return Err(MAY_NOT_TRASH);
    }
    let Some(mark) = viewable
        .page
        .trash_mark
        .filter(|_| viewable.facts.is_trashed)
    else {
        return Err(Error::state("this page is not in the trash"));
    };
    let mut together = below(tx, page, actor.asker(), &viewable.facts).await?;
    together.retain(|below| below.facts.is_trashed && below.trash_mark == Some(mark));
    if together.iter().any(|below| !decide(&below.facts).delete) {
        return Err(MAY_NOT_ALL);
    }
    let old_parent = viewable.page.parent_id.as_ref();
    let coming_back = db::query::tree::moved_up(tx, page, old_parent).await?;
    let above = above(tx, actor, &viewable.facts).await?;
    if !coming_back.is_empty() && !may_move_children(&viewable.facts, above.as_ref()) {
        return Err(MAY_NOT_MOVE_UP);
    }
    let shelter = shelter(tx, actor, &viewable).await?;
    Ok(Restorable {
        with: with(page, together),
        page: viewable.page,
        coming_back,
        shelter,
    })
}

async fn deletable(tx: &mut Tx<'_>, actor: &Actor, page: &PageId) -> Result<Viewable> {
    let viewable = locked(tx, actor, page).await?;
    if viewable.facts.is_trashed {
        return Err(Error::state("this page is in the trash already"));
    }
    if viewable.access().delete {
        Ok(viewable)
    } else {
        Err(MAY_NOT_TRASH)
    }
}

fn with(page: &PageId, below: Vec<Below>) -> Vec<PageId> {
    let below = below.into_iter().map(|below| below.page);
    std::iter::once(page.clone()).chain(below).collect()
}

async fn shelter(tx: &mut Tx<'_>, actor: &Actor, viewable: &Viewable) -> Result<Shelter> {
    let above = viewable.facts.way.iter().skip(1);
    let skipped = above.clone().take_while(|step| step.is_trashed);
    let loses_barrier = skipped.clone().any(|step| step.is_private);
    let is_new = skipped.count() > 0;
    let parent = above
        .skip_while(|step| step.is_trashed)
        .map(|step| step.page.clone())
        .next();
    let is_visible = match &parent {
        Some(parent) => facts(tx, parent, actor.asker())
            .await?
            .is_some_and(|facts| untrashed(&facts).view),
        None => true,
    };
    Ok(Shelter {
        parent,
        is_new,
        is_visible,
        loses_barrier,
    })
}
