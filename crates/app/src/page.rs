//! Pages: the tree of a drive and what is in it.

mod create;
mod list;
mod place;
mod trash;
mod update;

use db::id::{DriveId, PageId};
use db::schema::{ContentMode, Drive, Page, PageType};
use db::{Db, query};

pub use create::create;
pub(crate) use create::in_new_drive;
pub use list::list;
pub use place::move_to;
pub use trash::{restore, trash};
pub use update::{rename, update};

use crate::{Actor, Result, access, content};

/// What it takes to make a page.
#[derive(Debug, Clone)]
pub struct NewPage {
    pub drive_id: DriveId,
    pub parent_id: Option<PageId>,
    pub title: String,
    pub page_type: PageType,
    pub content: Option<String>,
    pub content_mode: ContentMode,
    pub system_prompt: Option<String>,
    pub enabled_tools: Option<Vec<String>>,
    pub ai_provider: Option<String>,
    pub ai_model: Option<String>,
}

/// What of a page is to change; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct PageUpdate {
    pub title: Option<String>,
    pub content: Option<String>,
    /// `Some(None)` moves to the root.
    pub parent_id: Option<Option<PageId>>,
    pub is_private: Option<bool>,
    pub is_paginated: Option<Option<bool>>,
    pub ai_provider: Option<Option<String>>,
    pub ai_model: Option<Option<String>>,
    /// Refused with a conflict if the page is at another revision.
    pub expected_revision: Option<i64>,
}

/// A page with its content: HTML, or the text itself; empty for types without lines.
#[derive(Debug, Clone)]
pub struct PageContent {
    pub page: Page,
    pub content: String,
}

/// A page with its content and its direct live children that the actor may see.
#[derive(Debug, Clone)]
pub struct Details {
    pub page: PageContent,
    pub children: Vec<Page>,
}

/// The pages of one level, or of a whole subtree.
#[derive(Debug, Clone)]
pub struct Listing {
    pub drive: Drive,
    /// `/<driveSlug>/<title>/…` down to the listed parent.
    pub location: String,
    /// The same pages, root first; empty at the root.
    pub breadcrumb: Vec<(PageId, String)>,
    pub pages: Vec<ListItem>,
    /// Live pages of the drive that the actor may see.
    pub total_in_drive: usize,
}

/// A page in a [`Listing`].
#[derive(Debug, Clone)]
pub struct ListItem {
    pub page: Page,
    /// Has live children that the actor may see.
    pub has_children: bool,
}

/// A page as it is now, with its children.
pub async fn details(db: &Db, actor: &Actor, page: &PageId) -> Result<Details> {
    let conn = &mut *db.conn().await?;
    let viewable = access::view(conn, actor, page).await?;
    let mut children = query::page::children(conn, page).await?;
    if !children.is_empty() {
        let visible = access::visible_pages(conn, actor, &viewable.page().drive_id).await?;
        children.retain(|child| visible.contains(&child.id));
    }
    let content = content::read(conn, viewable.page()).await?;
    let page = PageContent {
        page: viewable.into_page(),
        content,
    };
    Ok(Details { page, children })
}
