//! Keeping the plain texts of pages up with their documents.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::prepared;

use crate::Result;
use crate::cursor::{self, ByTime, Cursor, Page};
use crate::id::PageId;
use crate::schema::{ContentMode, PageType, documents, page_texts, pages};

/// Never replaces a text by that of an earlier update: two indexers may be at one page.
const SET_TEXT: &str = "
INSERT INTO page_texts (page_id, seq, text) VALUES ($1, $2, $3)
ON CONFLICT (page_id) DO UPDATE SET seq = excluded.seq, text = excluded.text
WHERE page_texts.seq < excluded.seq";

/// A page whose text is behind its content.
#[derive(Debug, Clone, Queryable)]
pub struct Stale {
    pub page_id: PageId,
    pub page_type: PageType,
    pub content_mode: ContentMode,
    /// The update of the document up to which this is the content.
    pub seq: i64,
    pub content: String,
    pub updated_at: DateTime<Utc>,
}

/// The pages whose documents have changed since their texts were set, in the order of the changes.
///
/// `after` is where an earlier call has come to. Begin with `None`, which looks at all documents; then it
/// costs no more than there are changes. A change is noted at the time at which its transaction began:
/// go back by more than the longest transaction before asking again.
pub async fn stale(
    conn: &mut AsyncPgConnection,
    after: Option<ByTime<PageId>>,
    limit: u32,
) -> Result<Page<Stale, ByTime<PageId>>> {
    let text = page_texts::seq.nullable();
    let is_behind = text.is_null().or(text.lt(documents::seq.nullable()));
    let mut query = documents::table
        .inner_join(pages::table)
        .left_join(page_texts::table.on(page_texts::page_id.eq(documents::page_id)))
        .filter(is_behind)
        .into_boxed();
    if let Some(Cursor { key, id }) = after {
        let same_time = documents::updated_at.eq(key).and(documents::page_id.gt(id));
        query = query
            .filter(documents::updated_at.ge(key))
            .filter(documents::updated_at.gt(key).or(same_time));
    }
    let rows = query
        .order((documents::updated_at, documents::page_id))
        .limit(cursor::probe(limit))
        .select((
            documents::page_id,
            pages::page_type,
            pages::content_mode,
            documents::seq,
            documents::content,
            documents::updated_at,
        ))
        .load(conn)
        .await?;
    Ok(Page::of(rows, limit, |row: &Stale| Cursor {
        key: row.updated_at,
        id: row.page_id.clone(),
    }))
}

/// Sets the plain text of a page as of update `seq` of its document; false if there is a later one.
pub async fn set_text(
    conn: &mut AsyncPgConnection,
    page: &PageId,
    seq: i64,
    text: &str,
) -> Result<bool> {
    let upsert = diesel::sql_query(SET_TEXT)
        .bind::<Text, _>(page)
        .bind::<BigInt, _>(seq)
        .bind::<Text, _>(text);
    Ok(prepared(upsert).execute(conn).await? > 0)
}
