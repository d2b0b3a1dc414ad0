//! Who belongs to a drive. The owner is named by the drive itself and has no row here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{PgEnum, Table};
use serde::{Deserialize, Serialize};

use super::auth::users;
use super::core::drives;
use crate::id::{DriveId, MemberId, UserId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "member_role")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MemberRole {
    Admin,
    Member,
}

/// A membership; it counts only when it was accepted.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = drive_members, check_for_backend(diesel::pg::Pg))]
#[table(name = "drive_members", new = NewDriveMember, changes = DriveMemberChanges)]
#[table(unique(drive_id, user_id))]
#[table(index(name = "drive_members_user_id_idx", on = "user_id"))]
#[table(index(name = "drive_members_invited_by_idx", on = "invited_by"))]
pub struct DriveMember {
    #[column(pk, sql = Text, db = "text")]
    pub id: MemberId,
    #[column(sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: DriveId,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    #[column(sql = MemberRoleSql, default = "'member'")]
    pub role: MemberRole,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "set null", no_join)]
    pub invited_by: Option<UserId>,
    #[column(default = "now()")]
    pub invited_at: DateTime<Utc>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub last_accessed_at: Option<DateTime<Utc>>,
}
