//! What people are told.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{PgEnum, Table};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::auth::users;
use super::chat::channel_messages;
use super::core::{drives, pages};
use crate::id::{DriveId, MessageId, PageId, UserId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "notification_kind")]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    Mention,
    Reply,
    Comment,
    Share,
    Invite,
    Assignment,
    Due,
    ConnectionRequest,
}

/// Something in the inbox of a person, in the order of the ids.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = notifications, check_for_backend(diesel::pg::Pg))]
#[table(name = "notifications", new = NewNotification)]
#[table(index(name = "notifications_inbox_idx", on = "user_id, id"))]
#[table(index(
    name = "notifications_unread_idx",
    on = "user_id, id",
    where_ = "read_at IS NULL"
))]
#[table(index(name = "notifications_drive_id_idx", on = "drive_id"))]
#[table(index(name = "notifications_page_id_idx", on = "page_id"))]
#[table(index(name = "notifications_message_id_idx", on = "message_id"))]
#[table(has_one(actor = users(id), on(actor_id)))]
#[table(policy(
    name = "own",
    using = "user_id = current_setting('pagespace.user', true) OR drive_id IN (SELECT reachable_drives())"
))]
pub struct Notification {
    #[column(pk)]
    pub id: Uuid,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    #[column(sql = NotificationKindSql)]
    pub kind: NotificationKind,
    #[column(sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: Option<DriveId>,
    #[column(sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: Option<PageId>,
    #[column(sql = Text, db = "text", references = channel_messages(id), on_delete = "cascade", relation = message)]
    pub message_id: Option<MessageId>,
    /// Who gave rise to it. Not a foreign key: it was said even if the account is gone.
    #[column(sql = Text, db = "text")]
    pub actor_id: Option<UserId>,
    pub data: Option<serde_json::Value>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}
