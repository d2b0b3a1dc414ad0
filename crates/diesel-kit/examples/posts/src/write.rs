//! What changes posts: each change and its line in the record happen together, or not at all.

use chrono::Utc;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use diesel_kit::prepared;
use diesel_kit::validate::{Report, Validate};
use serde_json::json;

use crate::schema::{
    AuditAction, NewAuditEntry, NewPost, NewUser, Post, PostChanges, User, audit_entries, posts,
    users,
};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What is wrong, by field.
    #[error("{0}")]
    Invalid(#[from] Report),
    #[error("there is no such post, or it is thrown away")]
    NoPost,
    #[error("{0} is taken: somebody has signed up with it")]
    EmailTaken(String),
    #[error(transparent)]
    Database(#[from] DieselError),
}

pub async fn sign_up(conn: &mut AsyncPgConnection, new: &NewUser) -> Result<User, Error> {
    new.validate()?;
    let inserted = diesel::insert_into(users::table)
        .values(new)
        .returning(User::as_returning())
        .get_result(conn)
        .await;
    inserted.map_err(|error| match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            Error::EmailTaken(new.email.clone())
        }
        other => other.into(),
    })
}

pub async fn create(conn: &mut AsyncPgConnection, new: &NewPost) -> Result<Post, Error> {
    new.validate()?;
    conn.transaction(async |conn| {
        let post: Post = diesel::insert_into(posts::table)
            .values(new)
            .returning(Post::as_returning())
            .get_result(conn)
            .await?;
        record(conn, new.author_id, AuditAction::Create, &post, None).await?;
        Ok(post)
    })
    .await
}

/// Title, body, or both; what is `None` stays.
pub async fn update(
    conn: &mut AsyncPgConnection,
    actor: i64,
    id: i64,
    changes: &PostChanges,
) -> Result<Post, Error> {
    changes.validate()?;
    conn.transaction(async |conn| {
        let before = lock(conn, id, Existing::Visible).await?;
        let query = diesel::update(posts::table.find(id)).set(changes);
        let post = prepared(query.returning(Post::as_returning()));
        let post = post.get_result(conn).await?;
        record(conn, actor, AuditAction::Update, &post, Some(&before)).await?;
        Ok(post)
    })
    .await
}

/// Hides the post.
pub async fn delete(conn: &mut AsyncPgConnection, actor: i64, id: i64) -> Result<(), Error> {
    mark(conn, actor, id, Existing::Visible).await
}

/// Brings a hidden post back.
pub async fn restore(conn: &mut AsyncPgConnection, actor: i64, id: i64) -> Result<(), Error> {
    mark(conn, actor, id, Existing::Deleted).await
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Existing {
    Visible,
    Deleted,
}

async fn mark(
    conn: &mut AsyncPgConnection,
    actor: i64,
    id: i64,
    existing: Existing,
) -> Result<(), Error> {
    let (action, deleted_at) = match existing {
        Existing::Visible => (AuditAction::Delete, Some(Utc::now())),
        Existing::Deleted => (AuditAction::Restore, None),
    };
    conn.transaction(async |conn| {
        let before = lock(conn, id, existing).await?;
        let query = diesel::update(posts::table.find(id)).set(posts::deleted_at.eq(deleted_at));
        prepared(query).execute(conn).await?;
        record(conn, actor, action, &before, Some(&before)).await
    })
    .await
}

/// The post as it is, for nobody else to change until the transaction ends.
async fn lock(conn: &mut AsyncPgConnection, id: i64, existing: Existing) -> Result<Post, Error> {
    let post: Option<Post> = posts::table
        .find(id)
        .filter(
            posts::deleted_at
                .is_not_null()
                .eq(existing == Existing::Deleted),
        )
        .select(Post::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()?;
    post.ok_or(Error::NoPost)
}

async fn record(
    conn: &mut AsyncPgConnection,
    actor_id: i64,
    action: AuditAction,
    post: &Post,
    before: Option<&Post>,
) -> Result<(), Error> {
    let entry = NewAuditEntry {
        post_id: post.id,
        actor_id,
        action,
        before: before.map(|post| json!({ "title": post.title, "body": post.body })),
        at: None,
    };
    diesel::insert_into(audit_entries::table)
        .values(&entry)
        .execute(conn)
        .await?;
    Ok(())
}
