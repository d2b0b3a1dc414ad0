//! The tables.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_kit::{PgEnum, Table, TsVector};
use serde::Serialize;
use serde_json::Value;

/// Somebody who writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Table, Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
#[table(name = "users", new = NewUser, validate)]
#[table(has_many(posts(author_id), filter = posts::deleted_at.is_null()))]
pub struct User {
    #[column(pk, identity(always))]
    pub id: i64,
    #[column(unique, validate = |email: &String| is_address(email))]
    pub email: String,
    #[column(db = "varchar(80)", check = "btrim(name) <> ''", validate = not_blank)]
    pub name: String,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
}

/// What somebody wrote. Thrown away it stays, hidden, until somebody brings it back.
#[expect(
    clippy::duplicated_attributes,
    reason = "two indexes have the same condition"
)]
#[derive(Debug, Clone, PartialEq, Table, Queryable, Selectable)]
#[diesel(table_name = posts, check_for_backend(diesel::pg::Pg))]
#[table(name = "posts", new = NewPost, changes = PostChanges, validate)]
#[table(has_many(entries = audit_entries(post_id)))]
#[table(index(
    name = "posts_newest_idx",
    on = "created_at DESC, id DESC",
    where_ = "deleted_at IS NULL"
))]
#[table(index(
    name = "posts_author_newest_idx",
    on = "author_id, created_at DESC, id DESC",
    where_ = "deleted_at IS NULL"
))]
#[table(index(name = "posts_search_idx", on = "search", using = "gin"))]
pub struct Post {
    #[column(pk, identity(always))]
    pub id: i64,
    #[column(references = users(id))]
    pub author_id: i64,
    #[column(db = "varchar(120)", check = "btrim(title) <> ''", validate = not_blank)]
    pub title: String,
    pub body: String,
    #[column(default = "now()")]
    pub created_at: DateTime<Utc>,
    #[column(default = "now()", on_update_now)]
    pub updated_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
    /// The words of title and body, those of the title first.
    #[column(
        generated = "setweight(to_tsvector('english', title), 'A') || to_tsvector('english', body)"
    )]
    pub search: TsVector,
}

/// What was done to a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, PgEnum)]
#[pg_enum(name = "audit_action")]
#[serde(rename_all = "snake_case")]
pub enum AuditAction {
    Create,
    Update,
    Delete,
    Restore,
}

/// One line of the record. Nobody changes it.
#[derive(Debug, Clone, PartialEq, Serialize, Table, Queryable, Selectable)]
#[diesel(table_name = audit_entries, check_for_backend(diesel::pg::Pg))]
#[table(name = "audit_entries", new = NewAuditEntry)]
#[table(index(name = "audit_entries_post_idx", on = "post_id, id"))]
pub struct AuditEntry {
    #[column(pk, identity(always))]
    pub id: i64,
    #[column(references = posts(id))]
    pub post_id: i64,
    #[column(references = users(id))]
    pub actor_id: i64,
    #[column(sql = AuditActionSql)]
    pub action: AuditAction,
    /// Title and body as they were before; null for a new post.
    pub before: Option<Value>,
    #[column(default = "now()")]
    pub at: DateTime<Utc>,
}

diesel_kit::schema! {
    pub fn schema {
        tables { users => User, posts => Post, audit_entries => AuditEntry }
        enums { AuditAction }
    }
}

/// The limits of the columns are known; these rules are ours.
fn not_blank(text: &str) -> Result<(), &'static str> {
    if text.trim().is_empty() {
        return Err("must not be blank");
    }
    Ok(())
}

fn is_address(email: &str) -> Result<(), &'static str> {
    match email.split_once('@') {
        Some((name, host)) if !name.is_empty() && !host.is_empty() => Ok(()),
        _ => Err("must be an e-mail address"),
    }
}
