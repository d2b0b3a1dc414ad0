//! What is asked of posts. A struct says what, a query says which.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::View;
use diesel_kit::ops::{and, asc, count, desc, eq, is_null, matches, ts_rank, websearch_to_tsquery};
use serde::Serialize;

use crate::schema::{AuditAction, User, audit_entries, audit_entry, post, posts, user, users};

/// A post in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, View)]
#[view(post)]
pub struct PostCard {
    pub id: i64,
    pub title: String,
    pub created_at: DateTime<Utc>,
    #[view(with)]
    pub author: User,
}

/// Somebody, with the newest posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, View)]
#[view(user)]
pub struct Profile {
    #[view(row)]
    #[serde(flatten)]
    pub user: User,
    #[view(count = posts)]
    pub post_count: i64,
    #[view(with, order = (posts::created_at.desc(), posts::id.desc()), limit = 5)]
    pub posts: Vec<PostTitle>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, View)]
#[view(post)]
pub struct PostTitle {
    pub id: i64,
    pub title: String,
}

/// A line of the record of a post.
#[derive(Debug, Clone, PartialEq, Serialize, View)]
#[view(audit_entry)]
pub struct HistoryLine {
    pub action: AuditAction,
    pub before: Option<serde_json::Value>,
    pub at: DateTime<Utc>,
    #[view(with)]
    pub actor: User,
}

/// A page of a list that is turned by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Numbered {
    pub posts: Vec<PostCard>,
    /// How many posts there are on all pages.
    pub total: i64,
}

/// A page of a list that goes on from where the one before ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Continued {
    pub posts: Vec<PostCard>,
    /// Where the next page starts; `None` at the end.
    pub next: Option<Place>,
}

/// The last post that was seen.
pub type Place = (DateTime<Utc>, i64);

pub async fn profile(conn: &AsyncPgConnection, id: i64) -> QueryResult<Option<Profile>> {
    Profile::query().filter(eq(users::id, id)).first(conn).await
}

/// The newest first; `page` is counted from zero. For people who want to see how many pages there are;
/// the further back, the more rows the server has to pass over.
pub async fn by_number(conn: &AsyncPgConnection, page: i64, size: i64) -> QueryResult<Numbered> {
    let mut shared = conn;
    let total = posts::table
        .filter(is_null(posts::deleted_at))
        .select(count(posts::id));
    let posts = PostCard::query()
        .filter(is_null(posts::deleted_at))
        .order((desc(posts::created_at), desc(posts::id)))
        .limit(size)
        .offset(page * size);
    let (posts, total) = tokio::try_join!(posts.load(conn), total.get_result(&mut shared))?;
    Ok(Numbered { posts, total })
}

/// The newest first, behind `after`. Each page costs the same, and none is shown twice when somebody
/// writes in the meantime.
pub async fn by_key(
    conn: &AsyncPgConnection,
    after: Option<Place>,
    size: i64,
) -> QueryResult<Continued> {
    let posts = PostCard::query()
        .filter(is_null(posts::deleted_at))
        .keyset((desc(posts::created_at), desc(posts::id)), after)
        .limit(size)
        .load(conn)
        .await?;
    let is_full = i64::try_from(posts.len()) == Ok(size);
    let last = posts.last().filter(|_| is_full);
    let next = last.map(|post| (post.created_at, post.id));
    Ok(Continued { posts, next })
}

/// Posts with these words, as somebody types them into a search engine: `diesel -truck "two words"`.
/// The best first.
pub async fn search(
    conn: &AsyncPgConnection,
    words: &str,
    limit: i64,
) -> QueryResult<Vec<PostCard>> {
    let wanted = || websearch_to_tsquery("english", words);
    PostCard::query()
        .filter(and((
            is_null(posts::deleted_at),
            matches(posts::search, wanted()),
        )))
        .order((desc(ts_rank(posts::search, wanted())), desc(posts::id)))
        .limit(limit)
        .load(conn)
        .await
}

/// What happened to a post, the oldest line first.
pub async fn history(conn: &AsyncPgConnection, post: i64) -> QueryResult<Vec<HistoryLine>> {
    HistoryLine::query()
        .filter(eq(audit_entries::post_id, post))
        .order(asc(audit_entries::id))
        .load(conn)
        .await
}
