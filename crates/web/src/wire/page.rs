//! Pages on the wire.

use std::collections::{HashMap, HashSet};

use app::page::{Details, ListItem, Listing, PageContent};
use db::id::{DriveId, PageId};
use db::schema::{ContentMode, PageType};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Date, content_mode, page_type};

/// A page of any type.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page {
    #[schema(value_type = String)]
    id: PageId,
    #[schema(required = true)]
    title: Option<String>,
    #[serde(rename = "type")]
    #[schema(schema_with = page_type)]
    kind: PageType,
    /// Null in lists.
    #[schema(required = true)]
    content: Option<String>,
    #[schema(schema_with = content_mode)]
    content_mode: ContentMode,
    #[schema(required = true, value_type = Option<String>)]
    parent_id: Option<PageId>,
    #[schema(value_type = String)]
    drive_id: DriveId,
    position: f64,
    created_at: Date,
    updated_at: Date,
    revision: i64,
    #[schema(required = true)]
    state_hash: Option<String>,
    is_trashed: bool,
    #[schema(required = true)]
    trashed_at: Option<Date>,
    #[schema(required = true)]
    ai_provider: Option<String>,
    #[schema(required = true)]
    ai_model: Option<String>,
    #[schema(required = true)]
    system_prompt: Option<String>,
    #[schema(required = true, value_type = Option<Vec<String>>)]
    enabled_tools: Option<Value>,
    #[schema(required = true)]
    is_paginated: Option<bool>,
}

impl Page {
    fn new(page: db::schema::Page, content: Option<String>) -> Self {
        Self {
            id: page.id,
            title: Some(page.title),
            kind: page.page_type,
            content,
            content_mode: page.content_mode,
            parent_id: page.parent_id,
            drive_id: page.drive_id,
            position: page.position,
            created_at: page.created_at.into(),
            updated_at: page.updated_at.into(),
            revision: page.revision,
            state_hash: None,
            is_trashed: page.trashed_at.is_some(),
            trashed_at: page.trashed_at.map(Date::from),
            ai_provider: page.ai_provider,
            ai_model: page.ai_model,
            system_prompt: page.system_prompt,
            enabled_tools: page.enabled_tools,
            is_paginated: page.is_paginated,
        }
    }

    fn without_content(page: db::schema::Page) -> Self {
        Self::new(page, None)
    }
}

impl From<PageContent> for Page {
    fn from(found: PageContent) -> Self {
        Self::new(found.page, Some(found.content))
    }
}

/// A page with its direct children.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageDetails {
    #[serde(flatten)]
    page: Page,
    children: Vec<Page>,
    /// The latest messages of a channel.
    #[schema(value_type = Vec<Object>)]
    messages: [(); 0],
}

impl From<Details> for PageDetails {
    fn from(details: Details) -> Self {
        Self {
            page: details.page.into(),
            children: details
                .children
                .into_iter()
                .map(Page::without_content)
                .collect(),
            messages: [],
        }
    }
}

/// The pages of a drive: flat with `ls=true`, else as a tree.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Pages {
    List(PageList),
    Tree(Vec<PageNode>),
}

/// One level of a drive, or a whole subtree depth first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageList {
    #[schema(schema_with = ls)]
    mode: &'static str,
    drive_name: String,
    drive_slug: String,
    /// `/<driveSlug>/<title>/…`
    location: String,
    /// The same pages, root first.
    breadcrumb: Vec<Crumb>,
    pages: Vec<PageListItem>,
    count: usize,
    /// Live pages of the drive that the caller may see.
    total_in_drive: usize,
}

fn ls() -> utoipa::openapi::schema::Schema {
    super::one_of(["ls"])
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Crumb {
    #[schema(value_type = String)]
    id: PageId,
    title: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PageListItem {
    #[schema(value_type = String)]
    id: PageId,
    #[schema(required = true)]
    title: Option<String>,
    #[serde(rename = "type")]
    #[schema(schema_with = page_type)]
    kind: PageType,
    has_children: bool,
    is_task_linked: bool,
}

impl From<ListItem> for PageListItem {
    fn from(item: ListItem) -> Self {
        Self {
            id: item.page.id,
            title: Some(item.page.title),
            kind: item.page.page_type,
            has_children: item.has_children,
            is_task_linked: false,
        }
    }
}

impl From<Listing> for PageList {
    fn from(listing: Listing) -> Self {
        let crumb = |(id, title)| Crumb { id, title };
        Self {
            mode: "ls",
            drive_name: listing.drive.name,
            drive_slug: listing.drive.slug,
            location: listing.location,
            breadcrumb: listing.breadcrumb.into_iter().map(crumb).collect(),
            count: listing.pages.len(),
            pages: listing.pages.into_iter().map(PageListItem::from).collect(),
            total_in_drive: listing.total_in_drive,
        }
    }
}

/// A page in the tree of a drive.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageNode {
    #[serde(flatten)]
    pub(crate) page: Page,
    #[schema(no_recursion)]
    pub(crate) children: Vec<PageNode>,
}

impl PageNode {
    /// Nests a recursive listing. A page whose parent is not listed stands at the root.
    pub(crate) fn forest(pages: Vec<ListItem>) -> Vec<Self> {
        let listed: HashSet<PageId> = pages.iter().map(|item| item.page.id.clone()).collect();
        let mut below: HashMap<Option<PageId>, Vec<Page>> = HashMap::new();
        for item in pages {
            let parent = item.page.parent_id.clone().filter(|id| listed.contains(id));
            let siblings = below.entry(parent).or_default();
            siblings.push(Page::without_content(item.page));
        }
        take_below(&mut below, None)
    }

    pub(crate) fn id(&self) -> &PageId {
        &self.page.id
    }

    pub(crate) fn title(&self) -> &str {
        self.page.title.as_deref().unwrap_or_default()
    }

    pub(crate) fn kind(&self) -> PageType {
        self.page.kind
    }
}

fn take_below(
    below: &mut HashMap<Option<PageId>, Vec<Page>>,
    parent: Option<&PageId>,
) -> Vec<PageNode> {
    let siblings = below.remove(&parent.cloned()).unwrap_or_default();
    let mut nodes = Vec::with_capacity(siblings.len());
    for page in siblings {
        let children = take_below(below, Some(&page.id));
        nodes.push(PageNode { page, children });
    }
    nodes
}
