//! People and their credentials.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::Table;

use crate::id::{ApiKeyId, SessionId, UserId};

/// A person with an account on this instance.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
#[table(name = "users", new = NewUser, changes = UserChanges)]
#[table(check(name = "users_email_check", expr = "email = lower(email)"))]
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
    pub suspended_at: Option<DateTime<Utc>>,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
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
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}
