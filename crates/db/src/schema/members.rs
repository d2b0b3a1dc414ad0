//! Who belongs to a drive and what else people were given. The owner is named by the drive itself and
//! has no row here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{PgEnum, Table};
use serde::{Deserialize, Serialize};

use super::auth::users;
use super::core::{drives, pages};
use crate::id::{
    ConnectionId, DriveId, GrantId, InviteId, LinkId, MemberId, PageId, RoleId, UserId,
};

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
#[table(index(name = "drive_members_custom_role_id_idx", on = "custom_role_id"))]
#[table(check(
    name = "drive_members_role_check",
    expr = "custom_role_id IS NULL OR role = 'member'"
))]
#[table(policy(name = "reachable", using = "drive_id IN (SELECT reachable_drives())"))]
pub struct DriveMember {
    #[column(pk, sql = Text, db = "text")]
    pub id: MemberId,
    #[column(sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: DriveId,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    #[column(sql = MemberRoleSql, default = "'member'")]
    pub role: MemberRole,
    #[column(sql = Text, db = "text", references = drive_roles(id), on_delete = "set null")]
    pub custom_role_id: Option<RoleId>,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "set null", no_join, relation = inviter)]
    pub invited_by: Option<UserId>,
    #[column(default = "now()")]
    pub invited_at: DateTime<Utc>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub last_accessed_at: Option<DateTime<Utc>>,
}

/// A named set of permissions of a drive.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = drive_roles, check_for_backend(diesel::pg::Pg))]
#[table(name = "drive_roles", new = NewDriveRole, changes = DriveRoleChanges)]
#[table(index(name = "drive_roles_drive_id_idx", on = "drive_id, position, id"))]
#[table(index(name = "drive_roles_name_key", on = "drive_id, lower(name)", unique))]
#[table(index(
    name = "drive_roles_one_default_idx",
    on = "drive_id",
    unique,
    where_ = "is_default"
))]
#[table(check(
    name = "drive_roles_name_check",
    expr = "char_length(name) BETWEEN 1 AND 50"
))]
#[table(check(
    name = "drive_roles_drive_wide_check",
    expr = "num_nulls(can_view, can_edit, can_share) IN (0, 3) AND (can_view OR NOT (can_edit OR can_share))"
))]
#[table(has_many(entries = role_page_permissions(role_id)))]
#[table(has_many(members = drive_members(custom_role_id)))]
#[table(policy(name = "reachable", using = "drive_id IN (SELECT reachable_drives())"))]
pub struct DriveRole {
    #[column(pk, sql = Text, db = "text")]
    pub id: RoleId,
    #[column(sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: DriveId,
    /// Unique in the drive, without regard to case.
    pub name: String,
    pub description: Option<String>,
    pub color: Option<String>,
    /// Given to those who join without a role of their own.
    #[column(default = "false")]
    pub is_default: bool,
    /// Drive-wide permissions; all three null: the role has no opinion.
    pub can_view: Option<bool>,
    pub can_edit: Option<bool>,
    pub can_share: Option<bool>,
    #[column(default = "0")]
    pub position: i32,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
}

/// What a custom role may do on a page and below it. All false is a deny.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = role_page_permissions, primary_key(role_id, page_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "role_page_permissions", new = NewRolePagePermission)]
#[table(index(name = "role_page_permissions_page_id_idx", on = "page_id"))]
#[table(check(
    name = "role_page_permissions_view_check",
    expr = "can_view OR NOT (can_edit OR can_share)"
))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct RolePagePermission {
    #[column(pk, sql = Text, db = "text", references = drive_roles(id), on_delete = "cascade")]
    pub role_id: RoleId,
    #[column(pk, sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    pub can_view: bool,
    pub can_edit: bool,
    pub can_share: bool,
}

/// Rights of one person on one page: a grant. Without view it is a deny.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = page_permissions, check_for_backend(diesel::pg::Pg))]
#[table(name = "page_permissions", new = NewPagePermission, changes = PagePermissionChanges)]
#[table(unique(page_id, user_id))]
#[table(index(name = "page_permissions_user_id_idx", on = "user_id"))]
#[table(index(name = "page_permissions_granted_by_idx", on = "granted_by"))]
#[table(check(
    name = "page_permissions_view_check",
    expr = "can_view OR NOT (can_edit OR can_share OR can_delete)"
))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four rights and a reach that are independent of each other"
)]
pub struct PagePermission {
    #[column(pk, sql = Text, db = "text")]
    pub id: GrantId,
    #[column(sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    pub can_view: bool,
    pub can_edit: bool,
    pub can_share: bool,
    pub can_delete: bool,
    /// Does not reach what is below the page.
    #[column(default = "false")]
    pub page_only: bool,
    pub expires_at: Option<DateTime<Utc>>,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "set null", no_join, relation = giver)]
    pub granted_by: Option<UserId>,
    #[column(default = "now()")]
    pub granted_at: DateTime<Utc>,
}

/// What a share link lets people do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, PgEnum, Serialize, Deserialize,
)]
#[pg_enum(name = "share_level")]
#[serde(rename_all = "snake_case")]
pub enum ShareLevel {
    View,
    Comment,
    Edit,
}

/// A link to one page.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = page_share_links, check_for_backend(diesel::pg::Pg))]
#[table(name = "page_share_links", new = NewPageShareLink, changes = PageShareLinkChanges)]
#[table(index(name = "page_share_links_page_id_idx", on = "page_id"))]
#[table(index(name = "page_share_links_created_by_idx", on = "created_by"))]
#[table(policy(
    name = "reachable",
    using = "EXISTS (SELECT FROM pages WHERE pages.id = page_id)"
))]
pub struct PageShareLink {
    #[column(pk, sql = Text, db = "text")]
    pub id: LinkId,
    #[column(sql = Text, db = "text", references = pages(id), on_delete = "cascade")]
    pub page_id: PageId,
    /// SHA3-256 of the token; the token itself is never stored.
    #[column(unique)]
    pub token_hash: Vec<u8>,
    #[column(sql = ShareLevelSql, default = "'view'")]
    pub level: ShareLevel,
    /// Also what is below the page.
    #[column(default = "false")]
    pub sub_pages: bool,
    /// Argon2id in PHC format.
    pub password_hash: Option<String>,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "set null", relation = maker)]
    pub created_by: Option<UserId>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A link to all of a drive.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = drive_share_links, check_for_backend(diesel::pg::Pg))]
#[table(name = "drive_share_links", new = NewDriveShareLink, changes = DriveShareLinkChanges)]
#[table(index(name = "drive_share_links_drive_id_idx", on = "drive_id"))]
#[table(index(name = "drive_share_links_created_by_idx", on = "created_by"))]
#[table(policy(name = "reachable", using = "drive_id IN (SELECT reachable_drives())"))]
pub struct DriveShareLink {
    #[column(pk, sql = Text, db = "text")]
    pub id: LinkId,
    #[column(sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: DriveId,
    /// SHA3-256 of the token; the token itself is never stored.
    #[column(unique)]
    pub token_hash: Vec<u8>,
    #[column(sql = ShareLevelSql, default = "'view'")]
    pub level: ShareLevel,
    /// Argon2id in PHC format.
    pub password_hash: Option<String>,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "set null", relation = maker)]
    pub created_by: Option<UserId>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// An invitation to an address that has not been accepted.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = pending_invites, check_for_backend(diesel::pg::Pg))]
#[table(name = "pending_invites", new = NewPendingInvite)]
#[table(unique(drive_id, email))]
#[table(index(name = "pending_invites_email_idx", on = "email"))]
#[table(index(name = "pending_invites_custom_role_id_idx", on = "custom_role_id"))]
#[table(index(name = "pending_invites_invited_by_idx", on = "invited_by"))]
#[table(check(name = "pending_invites_email_check", expr = "email = lower(email)"))]
#[table(policy(name = "reachable", using = "drive_id IN (SELECT reachable_drives())"))]
pub struct PendingInvite {
    #[column(pk, sql = Text, db = "text")]
    pub id: InviteId,
    #[column(sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: DriveId,
    /// Lower case.
    pub email: String,
    #[column(sql = MemberRoleSql, default = "'member'")]
    pub role: MemberRole,
    #[column(sql = Text, db = "text", references = drive_roles(id), on_delete = "set null")]
    pub custom_role_id: Option<RoleId>,
    /// SHA3-256 of the token; the token itself is never stored.
    #[column(unique)]
    pub token_hash: Vec<u8>,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "set null", relation = inviter)]
    pub invited_by: Option<UserId>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "connection_status")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConnectionStatus {
    Pending,
    Accepted,
    Blocked,
}

/// A contact: two people, in the order of their ids, so that a pair has one row.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = connections, check_for_backend(diesel::pg::Pg))]
#[table(name = "connections", new = NewContact, changes = ContactChanges)]
#[table(unique(user1_id, user2_id))]
#[table(index(name = "connections_user2_id_idx", on = "user2_id"))]
#[table(index(name = "connections_requested_by_idx", on = "requested_by"))]
#[table(check(
    name = "connections_order_check",
    expr = r#"user1_id COLLATE "C" < user2_id COLLATE "C""#
))]
#[table(check(
    name = "connections_requested_by_check",
    expr = "requested_by IN (user1_id, user2_id)"
))]
pub struct Contact {
    #[column(pk, sql = Text, db = "text")]
    pub id: ConnectionId,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user1_id: UserId,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade", no_join)]
    pub user2_id: UserId,
    #[column(sql = ConnectionStatusSql, default = "'pending'")]
    pub status: ConnectionStatus,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade", no_join, relation = requester)]
    pub requested_by: UserId,
    pub request_message: Option<String>,
    #[column(default = "now()")]
    pub requested_at: DateTime<Utc>,
    pub accepted_at: Option<DateTime<Utc>>,
}
