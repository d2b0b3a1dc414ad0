//! What happened: gapless numbers per stream, events per drive, the log of changes, versions of pages.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{PgEnum, Table};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::auth::users;
use super::core::{drives, pages};
use crate::id::{DriveId, PageId, UserId};

/// The last number given out in a stream (`drive:…` or `page:…`). Narrow and without further
/// indexes, so that its updates stay heap-only and never bloat the drives or documents themselves.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = streams, check_for_backend(diesel::pg::Pg))]
#[table(name = "streams", new = NewStream, with = "fillfactor = 50")]
pub struct Stream {
    #[column(pk)]
    pub id: String,
    #[column(default = "0")]
    pub seq: i64,
}

/// Something that happened in a drive, written in the transaction that did it.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = events, primary_key(drive_id, seq), check_for_backend(diesel::pg::Pg))]
#[table(name = "events", new = NewEvent)]
#[table(unique(id))]
#[table(policy(name = "reachable", using = "drive_id IN (SELECT reachable_drives())"))]
pub struct Event {
    #[column(pk, sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: DriveId,
    /// Number in the drive, from 1, without a gap.
    #[column(pk)]
    pub seq: i64,
    pub id: Uuid,
    /// What happened: `page.created`, `page.moved`, …
    pub event_type: String,
    /// The page it is about. Not a foreign key: the record outlives the page.
    #[column(sql = Text, db = "text")]
    pub page_id: Option<PageId>,
    /// Who did it. Not a foreign key: the record outlives the account.
    #[column(sql = Text, db = "text")]
    pub actor_id: Option<UserId>,
    /// The client that sent the change, so that it can skip its own echo.
    pub client: Option<String>,
    pub data: serde_json::Value,
    #[column(default = "now()")]
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "resource_type")]
#[serde(rename_all = "snake_case")]
pub enum ResourceType {
    Page,
    Drive,
    Permission,
    Agent,
    User,
    Member,
    Role,
    File,
    Token,
    Device,
    Message,
    Conversation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "change_group_type")]
#[serde(rename_all = "snake_case")]
pub enum ChangeGroupType {
    User,
    Ai,
    Automation,
    System,
}

/// A change, for people to read. The rows of a drive, and those of a person outside of drives, form a
/// chain: each holds the hash of the one before it, so that none can be changed or left out unnoticed.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable, Insertable)]
#[diesel(table_name = activity_log, check_for_backend(diesel::pg::Pg))]
#[diesel(treat_none_as_default_value = false)]
#[table(name = "activity_log")]
#[table(index(
    name = "activity_log_drive_chain_key",
    on = "drive_id, chain_seq",
    unique
))]
#[table(index(
    name = "activity_log_user_chain_key",
    on = "user_id, chain_seq",
    unique,
    where_ = "drive_id IS NULL"
))]
#[table(index(name = "activity_log_drive_idx", on = "drive_id, at DESC, id DESC"))]
#[table(index(name = "activity_log_page_idx", on = "page_id, at DESC, id DESC"))]
#[table(index(name = "activity_log_user_idx", on = "user_id, at DESC, id DESC"))]
#[table(index(name = "activity_log_group_idx", on = "change_group_id"))]
#[table(index(name = "activity_log_rollback_idx", on = "rollback_from_id"))]
#[table(check(
    name = "activity_log_chain_check",
    expr = "chain_seq > 0 AND octet_length(hash) = 32 AND (chain_seq = 1) = (previous_hash IS NULL)"
))]
#[table(has_one(user = users(id), on(user_id)))]
#[table(policy(
    name = "reachable",
    using = "drive_id IN (SELECT reachable_drives()) OR drive_id IS NULL AND user_id = current_setting('pagespace.user', true)"
))]
pub struct Activity {
    #[column(pk)]
    pub id: Uuid,
    #[column(default = "now()")]
    pub at: DateTime<Utc>,
    /// Null for what happens outside of drives: signing in, keys.
    #[column(sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: Option<DriveId>,
    /// Number in the chain of the drive, or of the person, from 1, without a gap.
    pub chain_seq: i64,
    /// Who did it, also through a key or an agent. Not a foreign key: the record outlives the account.
    #[column(sql = Text, db = "text")]
    pub user_id: Option<UserId>,
    pub actor_email: String,
    pub actor_name: Option<String>,
    #[column(default = "false")]
    pub is_ai_generated: bool,
    pub ai_provider: Option<String>,
    pub ai_model: Option<String>,
    pub ai_conversation_id: Option<String>,
    /// `create`, `move`, `permission_grant`, …
    pub operation: String,
    #[column(sql = ResourceTypeSql)]
    pub resource_type: ResourceType,
    pub resource_id: String,
    pub resource_title: Option<String>,
    /// The page it is about. Not a foreign key: the record outlives the page.
    #[column(sql = Text, db = "text")]
    pub page_id: Option<PageId>,
    /// The revision of the page after the change.
    pub page_revision: Option<i64>,
    pub updated_fields: Option<Vec<String>>,
    pub previous_values: Option<serde_json::Value>,
    pub new_values: Option<serde_json::Value>,
    pub metadata: Option<serde_json::Value>,
    pub change_group_id: Option<String>,
    #[column(sql = ChangeGroupTypeSql)]
    pub change_group_type: Option<ChangeGroupType>,
    /// The change that this one takes back.
    #[column(references = activity_log(id), on_delete = "set null", relation = rolled_back)]
    pub rollback_from_id: Option<Uuid>,
    /// Null in the first row of a chain.
    pub previous_hash: Option<Vec<u8>>,
    /// SHA3-256 over the row and `previous_hash`.
    pub hash: Vec<u8>,
}

/// A page as it once was.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = page_versions, check_for_backend(diesel::pg::Pg))]
#[table(name = "page_versions", new = NewPageVersion)]
#[table(unique(page_id, revision))]
#[table(index(name = "page_versions_created_by_idx", on = "created_by"))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct PageVersion {
    #[column(pk)]
    pub id: Uuid,
    #[column(sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    /// The revision of the page that this is.
    pub revision: i64,
    pub title: String,
    /// As it read: HTML, or the text itself.
    pub content: String,
    /// The shared document, compacted; null for pages without one.
    pub state: Option<Vec<u8>>,
    /// Given by people; versions with a name are kept.
    pub name: Option<String>,
    #[column(sql = ChangeGroupTypeSql, default = "'user'")]
    pub made_by: ChangeGroupType,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "set null", relation = author)]
    pub created_by: Option<UserId>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}
