//! Drives and the tree of pages in them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{PgEnum, Table};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::auth::{api_keys, users};
use super::chat::channel_messages;
use super::content::{documents, page_texts};
use super::history::page_versions;
use super::members::{drive_members, drive_roles, page_permissions, page_share_links};
use super::storage::page_files;
use super::tasks::{task_items, task_lists};
use crate::id::{ApiKeyId, DriveId, FavoriteId, PageId, TagId, UserId};

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
#[table(has_many(pages(drive_id)))]
#[table(has_many(members = drive_members(drive_id)))]
#[table(has_many(roles = drive_roles(drive_id)))]
#[table(has_many(tags(drive_id)))]
#[table(policy(
    name = "reachable",
    using = "owner_id = current_setting('pagespace.user', true) OR id IN (SELECT reachable_drives())"
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
#[table(index(
    name = "pages_newest_idx",
    on = "drive_id, created_at DESC, id DESC",
    where_ = "trashed_at IS NULL"
))]
#[table(index(
    name = "pages_trash_idx",
    on = "drive_id, trashed_at DESC, id DESC",
    where_ = "trashed_at IS NOT NULL"
))]
#[table(index(
    name = "pages_title_words_idx",
    on = r"to_tsvector('simple'::regconfig, regexp_replace(normalize(lower(title), NFKD), '[\u0300-\u036f]+', '', 'g'))",
    using = "gin"
))]
#[table(index(
    name = "pages_title_trigrams_idx",
    on = "title gin_trgm_ops",
    using = "gin"
))]
#[table(has_many(children = pages(parent_id)))]
#[table(has_many(messages = channel_messages(page_id)))]
#[table(has_many(grants = page_permissions(page_id)))]
#[table(has_many(links = page_share_links(page_id)))]
#[table(has_many(tags, through = page_tags(page_id -> tag_id)))]
#[table(has_many(versions = page_versions(page_id)))]
#[table(has_many(links_to = page_mentions(source_page_id)))]
#[table(has_many(backlinks = page_mentions(target_page_id)))]
#[table(has_one(document = documents(page_id)))]
#[table(has_one(text = page_texts(page_id)))]
#[table(has_one(task_list = task_lists(page_id)))]
#[table(has_one(task = task_items(page_id)))]
#[table(has_one(file = page_files(page_id)))]
#[table(policy(name = "reachable", using = "drive_id IN (SELECT reachable_drives())"))]
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
    #[column(sql = Text, db = "text", references = users(id), on_delete = "set null", relation = creator)]
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

/// A word that the pages of a drive are found by.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = tags, check_for_backend(diesel::pg::Pg))]
#[table(name = "tags", new = NewTag, changes = TagChanges)]
#[table(index(name = "tags_drive_id_idx", on = "drive_id"))]
#[table(index(name = "tags_name_key", on = "drive_id, lower(name)", unique))]
#[table(check(name = "tags_name_check", expr = "char_length(name) BETWEEN 1 AND 50"))]
#[table(has_many(pages, through = page_tags(tag_id -> page_id)))]
#[table(policy(name = "reachable", using = "drive_id IN (SELECT reachable_drives())"))]
pub struct Tag {
    #[column(pk, sql = Text, db = "text")]
    pub id: TagId,
    #[column(sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: DriveId,
    pub name: String,
    pub color: Option<String>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}

/// A tag on a page.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = page_tags, primary_key(page_id, tag_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "page_tags", new = NewPageTag)]
#[table(index(name = "page_tags_tag_id_idx", on = "tag_id"))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct PageTag {
    #[column(pk, sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    #[column(pk, sql = Text, db = "text", references = tags(id), on_delete = "cascade")]
    pub tag_id: TagId,
}

/// A drive or a page that a person keeps at hand.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = favorites, check_for_backend(diesel::pg::Pg))]
#[table(name = "favorites", new = NewFavorite)]
#[table(unique(user_id, page_id))]
#[table(unique(user_id, drive_id))]
#[table(index(name = "favorites_order_idx", on = "user_id, position, id"))]
#[table(index(name = "favorites_page_id_idx", on = "page_id"))]
#[table(index(name = "favorites_drive_id_idx", on = "drive_id"))]
#[table(check(
    name = "favorites_target_check",
    expr = "num_nonnulls(page_id, drive_id) = 1"
))]
pub struct Favorite {
    #[column(pk, sql = Text, db = "text")]
    pub id: FavoriteId,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    #[column(sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: Option<PageId>,
    #[column(sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: Option<DriveId>,
    /// Sort key among the favourites of the person.
    pub position: f64,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}

/// The content of one page names another one.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = page_mentions, primary_key(source_page_id, target_page_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "page_mentions", new = NewPageMention)]
#[table(index(name = "page_mentions_target_page_id_idx", on = "target_page_id"))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = source_page_id)"
))]
pub struct PageMention {
    #[column(pk, sql = Text, db = "text", references = pages(id), on_delete = "cascade", relation = source)]
    pub source_page_id: PageId,
    #[column(pk, sql = Text, db = "text", references = pages(id), on_delete = "cascade", no_join, relation = target)]
    pub target_page_id: PageId,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}

/// The content of a page names a person.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = user_mentions, primary_key(source_page_id, user_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "user_mentions", new = NewUserMention)]
#[table(index(name = "user_mentions_user_id_idx", on = "user_id"))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = source_page_id)"
))]
pub struct UserMention {
    #[column(pk, sql = Text, db = "text", references = pages(id), on_delete = "cascade", relation = source)]
    pub source_page_id: PageId,
    #[column(pk, sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}

/// When a person last opened a page, and how often.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = page_views, primary_key(user_id, page_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "page_views", new = NewPageView)]
#[table(index(
    name = "page_views_recent_idx",
    on = "user_id, viewed_at DESC, page_id"
))]
#[table(index(name = "page_views_page_id_idx", on = "page_id"))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct PageView {
    #[column(pk, sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    #[column(pk, sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    #[column(default = "now()")]
    pub viewed_at: DateTime<Utc>,
    #[column(default = "1")]
    pub views: i64,
}
