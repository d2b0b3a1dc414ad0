//! People and their credentials.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{PgEnum, Table};
use serde::{Deserialize, Serialize};

use super::core::drives;
use super::members::{MemberRole, MemberRoleSql, drive_roles};
use crate::id::{ApiKeyId, DriveId, RoleId, SessionId, UserId, VerificationId};

/// A person with an account on this instance.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
#[table(name = "users", new = NewUser, changes = UserChanges)]
#[table(check(name = "users_email_check", expr = "email = lower(email)"))]
#[table(has_one(profile = user_profiles(user_id)))]
#[table(has_many(sessions(user_id)))]
#[table(has_many(api_keys(user_id)))]
#[table(has_many(owned_drives = drives(owner_id)))]
pub struct User {
    #[column(pk, sql = Text, db = "text")]
    pub id: UserId,
    /// Lower case; unique over the instance.
    #[column(unique)]
    pub email: String,
    pub name: String,
    pub image: Option<String>,
    /// Argon2id in PHC format; null for an account that cannot sign in with a password.
    pub password_hash: Option<String>,
    /// May administer the instance. The first person is.
    #[column(default = "false")]
    pub is_admin: bool,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub suspended_at: Option<DateTime<Utc>>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
}

/// What a person shows of themselves.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = user_profiles, primary_key(user_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "user_profiles", new = NewUserProfile, changes = UserProfileChanges)]
#[table(index(name = "user_profiles_username_key", on = "lower(username)", unique))]
#[table(check(
    name = "user_profiles_username_check",
    expr = "username ~ '^[A-Za-z0-9_-]{1,40}$'"
))]
#[table(check(
    name = "user_profiles_display_name_check",
    expr = "char_length(display_name) BETWEEN 1 AND 100"
))]
#[table(check(name = "user_profiles_bio_check", expr = "char_length(bio) <= 1000"))]
pub struct UserProfile {
    #[column(pk, sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    /// Unique over the instance, without regard to case.
    pub username: Option<String>,
    pub display_name: Option<String>,
    pub bio: Option<String>,
    pub avatar_url: Option<String>,
    /// IANA name of the zone in which the person reads and writes times.
    #[column(default = "'UTC'")]
    pub timezone: String,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
}

/// A signed-in browser.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg))]
#[table(name = "sessions", new = NewSession)]
#[table(index(name = "sessions_user_id_idx", on = "user_id"))]
pub struct Session {
    #[column(pk, sql = Text, db = "text")]
    pub id: SessionId,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    /// SHA3-256 of the token; the token itself is never stored.
    #[column(unique)]
    pub token_hash: Vec<u8>,
    pub user_agent: Option<String>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    #[column(default = "now()")]
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// A key for scripts and agents (`mcp_…`).
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = api_keys, check_for_backend(diesel::pg::Pg))]
#[table(name = "api_keys", new = NewApiKey)]
#[table(has_many(scopes = api_key_drives(api_key_id)))]
#[table(index(name = "api_keys_user_id_idx", on = "user_id"))]
#[table(check(
    name = "api_keys_name_check",
    expr = "char_length(name) BETWEEN 1 AND 100"
))]
pub struct ApiKey {
    #[column(pk, sql = Text, db = "text")]
    pub id: ApiKeyId,
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: UserId,
    pub name: String,
    /// SHA3-256 of the key; the key itself is never stored.
    #[column(unique)]
    pub token_hash: Vec<u8>,
    /// The first 12 characters, to recognise a key in a list.
    pub token_prefix: String,
    /// Limited to drives that are named; still so when none of them is left.
    #[column(default = "false")]
    pub is_scoped: bool,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A drive that a scoped key reaches, and as what.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = api_key_drives, primary_key(api_key_id, drive_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "api_key_drives", new = NewApiKeyDrive)]
#[table(index(name = "api_key_drives_drive_id_idx", on = "drive_id"))]
#[table(index(name = "api_key_drives_custom_role_id_idx", on = "custom_role_id"))]
#[table(check(
    name = "api_key_drives_role_check",
    expr = "custom_role_id IS NULL OR role = 'member'"
))]
pub struct ApiKeyDrive {
    #[column(pk, sql = Text, db = "text", references = api_keys(id), on_delete = "cascade")]
    pub api_key_id: ApiKeyId,
    #[column(pk, sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: DriveId,
    /// Null: whatever the person is at that moment.
    #[column(sql = MemberRoleSql)]
    pub role: Option<MemberRole>,
    /// A key whose role is deleted loses the drive.
    #[column(sql = Text, db = "text", references = drive_roles(id), on_delete = "cascade")]
    pub custom_role_id: Option<RoleId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PgEnum, Serialize, Deserialize)]
#[pg_enum(name = "verification_kind")]
#[serde(rename_all = "snake_case")]
pub enum VerificationKind {
    /// Makes the first person of the instance.
    Setup,
    VerifyEmail,
    ChangeEmail,
    ResetPassword,
}

/// A link that proves something once: that an address is one's own, that a password may be changed.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = verification_tokens, check_for_backend(diesel::pg::Pg))]
#[table(name = "verification_tokens", new = NewVerificationToken)]
#[table(index(name = "verification_tokens_user_id_idx", on = "user_id"))]
#[table(index(name = "verification_tokens_expires_at_idx", on = "expires_at"))]
pub struct VerificationToken {
    #[column(pk, sql = Text, db = "text")]
    pub id: VerificationId,
    /// Null for the link that makes the first person.
    #[column(sql = Text, db = "text", references = users(id), on_delete = "cascade")]
    pub user_id: Option<UserId>,
    #[column(sql = VerificationKindSql)]
    pub kind: VerificationKind,
    /// SHA3-256 of the token; the token itself is never stored.
    #[column(unique)]
    pub token_hash: Vec<u8>,
    /// The new address, where one is to be proved.
    pub email: Option<String>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}
