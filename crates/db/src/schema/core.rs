//! Drives and the tree of pages in them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{PgEnum, Table};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::auth::{api_keys, users};
use crate::id::{ApiKeyId, DriveId, PageId, UserId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "drive_kind")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DriveKind {
    Standard,
    /// Belongs to one person; made with the account, never shared or trashed.
    Home,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "page_type")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PageType {
    Folder,
    Document,
    Channel,
    AiChat,
    Canvas,
    File,
    Sheet,
    TaskList,
    Code,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "content_mode")]
#[serde(rename_all = "lowercase")]
pub enum ContentMode {
    #[default]
    Html,
    Markdown,
}

/// A workspace with one owner, any number of members and a tree of pages.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = drives, check_for_backend(diesel::pg::Pg))]
#[table(name = "drives", new = NewDrive, changes = DriveChanges)]
#[table(unique(owner_id, slug))]
#[table(index(name = "drives_home_page_id_idx", on = "home_page_id"))]
#[table(index(
    name = "drives_one_home_idx",
    on = "owner_id",
    unique,
    where_ = "kind = 'home'"
))]
#[table(check(
    name = "drives_name_check",
    expr = "char_length(name) BETWEEN 1 AND 100"
))]
pub struct Drive {
    #[column(pk, sql = Text, db = "text")]
    pub id: DriveId,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub owner_id: UserId,
    pub name: String,
    /// Unique per owner, made from the name.
    pub slug: String,
    #[column(sql = DriveKindSql, default = "'standard'")]
    pub kind: DriveKind,
    /// What agents are told about this drive.
    pub drive_prompt: Option<String>,
    #[column(sql = Text, db = "text", references = pages(id), on_delete = "set null", no_join)]
    pub home_page_id: Option<PageId>,
    /// Plain members may edit, not only read.
    #[column(default = "false")]
    pub members_edit: bool,
    pub trashed_at: Option<DateTime<Utc>>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
}

/// A page of any type. Its content, if it has lines, is a shared document.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = pages, check_for_backend(diesel::pg::Pg))]
#[table(name = "pages", new = NewPage, changes = PageChanges)]
#[table(index(name = "pages_tree_idx", on = "drive_id, parent_id, position, id"))]
#[table(index(name = "pages_parent_id_idx", on = "parent_id"))]
#[table(index(name = "pages_moved_from_id_idx", on = "moved_from_id"))]
#[table(index(name = "pages_created_by_idx", on = "created_by"))]
#[table(index(name = "pages_created_by_key_idx", on = "created_by_key"))]
#[table(check(
    name = "pages_title_check",
    expr = "char_length(title) BETWEEN 1 AND 500"
))]
#[table(check(name = "pages_parent_check", expr = "parent_id <> id"))]
pub struct Page {
    #[column(pk, sql = Text, db = "text")]
    pub id: PageId,
    #[column(sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: DriveId,
    #[column(sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub parent_id: Option<PageId>,
    pub title: String,
    #[column(sql = PageTypeSql)]
    pub page_type: PageType,
    #[column(sql = ContentModeSql, default = "'html'")]
    pub content_mode: ContentMode,
    /// Sort key among siblings; ties are ordered by id.
    pub position: f64,
    /// Grows by one with every change of title, content, place or trash state.
    #[column(default = "0")]
    pub revision: i64,
    /// A barrier: being a member is not enough to see this page or what is below it.
    #[column(default = "false")]
    pub is_private: bool,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "set null")]
    pub created_by: Option<UserId>,
    #[column(sql = Text, db = "text", references = api_keys(id), on_delete = "set null")]
    pub created_by_key: Option<ApiKeyId>,
    pub trashed_at: Option<DateTime<Utc>>,
    /// Common to all rows that one call trashed or moved up, so that restoring undoes exactly that call.
    pub trash_mark: Option<Uuid>,
    /// The trashed parent from under which this page was moved up.
    #[column(sql = Text, db = "text", references = pages(id), on_delete = "set null", no_join)]
    pub moved_from_id: Option<PageId>,
    pub is_paginated: Option<bool>,
    pub ai_provider: Option<String>,
    pub ai_model: Option<String>,
    pub system_prompt: Option<String>,
    pub enabled_tools: Option<serde_json::Value>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
}
