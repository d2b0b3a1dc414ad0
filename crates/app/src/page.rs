//! Pages: the tree of a drive and what is in it.

use db::Db;
use db::id::{DriveId, PageId};
use db::schema::{ContentMode, Drive, Page, PageType};

use crate::{Actor, Result};

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

pub async fn create(db: &Db, actor: &Actor, new: NewPage) -> Result<PageContent> { todo!() }
pub async fn details(db: &Db, actor: &Actor, page: &PageId) -> Result<Details> { todo!() }
pub async fn list(db: &Db, actor: &Actor, drive: &DriveId, parent: Option<&PageId>, recursive: bool) -> Result<Listing> { todo!() }
pub async fn update(db: &Db, actor: &Actor, page: &PageId, changes: PageUpdate) -> Result<PageContent> { todo!() }
pub async fn rename(db: &Db, actor: &Actor, page: &PageId, title: &str, expected_revision: Option<i64>) -> Result<PageContent> { todo!() }
pub async fn move_to(db: &Db, actor: &Actor, page: &PageId, new_parent: Option<&PageId>, position: f64) -> Result<()> { todo!() }
pub async fn trash(db: &Db, actor: &Actor, page: &PageId, with_children: bool) -> Result<()> { todo!() }
pub async fn restore(db: &Db, actor: &Actor, page: &PageId) -> Result<String> { todo!() }
