//! What is where in a drive, as one actor sees it.

use std::collections::{HashMap, HashSet};

use db::id::{DriveId, PageId};
use db::schema::Page;
use db::{Db, query};

use super::{ListItem, Listing};
use crate::{Actor, Error, Result, access};

/// Lists the root of a drive or the children of `parent`; with `recursive` everything below,
/// depth first, each parent directly before its children.
pub async fn list(
    db: &Db,
    actor: &Actor,
    drive: &DriveId,
    parent: Option<&PageId>,
    recursive: bool,
) -> Result<Listing> {
    let conn = &mut *db.conn().await?;
    let member = access::drive_member(conn, actor, drive).await?;
    // The pages come first: rights that are newer than them can only hide some.
    let pages = query::page::live(conn, drive).await?;
    let visible = access::visible_pages(conn, actor, drive).await?;
    let tree = Tree::new(pages, &visible);
    let breadcrumb = match parent {
        Some(parent) => tree.way_to(parent).ok_or(Error::NotFound)?,
        None => Vec::new(),
    };
    let drive = member.into_drive();
    let titles = breadcrumb.iter().map(|page| page.title.as_str());
    let steps: Vec<&str> = ["", drive.slug.as_str()]
        .into_iter()
        .chain(titles)
        .collect();
    Ok(Listing {
        location: steps.join("/"),
        breadcrumb: breadcrumb
            .iter()
            .map(|page| (page.id.clone(), page.title.clone()))
            .collect(),
        pages: tree.below(parent, recursive),
        total_in_drive: tree.pages.len(),
        drive,
    })
}

/// The visible part of a drive. A page whose parent is hidden is at the root.
struct Tree {
    pages: HashMap<PageId, Page>,
    /// Siblings in order, by parent; `None` is the root.
    children: HashMap<Option<PageId>, Vec<PageId>>,
}

impl Tree {
    /// `pages` with siblings in order.
    fn new(pages: Vec<Page>, visible: &HashSet<PageId>) -> Self {
        let seen: Vec<Page> = pages
            .into_iter()
            .filter(|page| visible.contains(&page.id))
            .collect();
        let ids: HashSet<PageId> = seen.iter().map(|page| page.id.clone()).collect();
        let mut children: HashMap<Option<PageId>, Vec<PageId>> = HashMap::new();
        for page in &seen {
            let parent = page.parent_id.clone().filter(|parent| ids.contains(parent));
            children.entry(parent).or_default().push(page.id.clone());
        }
        let pages = seen
            .into_iter()
            .map(|page| (page.id.clone(), page))
            .collect();
        Self { pages, children }
    }

    /// The visible pages from the root down to `page`; `None` if it is not visible itself.
    fn way_to(&self, page: &PageId) -> Option<Vec<&Page>> {
        let page = self.pages.get(page)?;
        let parent = |page: &&Page| self.pages.get(page.parent_id.as_ref()?);
        let mut way: Vec<&Page> = std::iter::successors(Some(page), parent).collect();
        way.reverse();
        Some(way)
    }

    fn below(&self, parent: Option<&PageId>, recursive: bool) -> Vec<ListItem> {
        // A stack, not recursion: nobody limits how deep a tree is.
        let mut stack: Vec<&PageId> = self.children_of(parent).iter().rev().collect();
        let mut items = Vec::new();
        while let Some(id) = stack.pop() {
            let children = self.children_of(Some(id));
            if recursive {
                stack.extend(children.iter().rev());
            }
            items.extend(self.pages.get(id).map(|page| ListItem {
                page: page.clone(),
                has_children: !children.is_empty(),
            }));
        }
        items
    }

    fn children_of(&self, parent: Option<&PageId>) -> &[PageId] {
        self.children
            .get(&parent.cloned())
            .map_or(&[], Vec::as_slice)
    }
}
