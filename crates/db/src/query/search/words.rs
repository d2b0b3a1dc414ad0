//! By words, as people type them into a search box: `"a phrase"`, `or`, `-without`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Float, Nullable, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::Result;
use crate::cursor::{self, ByTime, Cursor, Page};
use crate::id::{MessageId, PageId, UserId};

const PAGES: &str = concat!(
    "
WITH hit AS (
    SELECT id, true AS in_title, ts_rank(",
    words_of!("title"),
    ", ",
    query!(),
    ") AS rank
    FROM pages WHERE ",
    words_of!("title"),
    " @@ ",
    query!(),
    " AND id = ANY ($2)
  UNION ALL
    SELECT page_id, false, ts_rank(words, ",
    query!(),
    ")
    FROM page_texts WHERE words @@ ",
    query!(),
    " AND page_id = ANY ($2)
), best AS (
    SELECT hit.id, bool_or(in_title) AS in_title, max(rank) AS rank
    FROM hit JOIN pages ON pages.id = hit.id AND pages.trashed_at IS NULL
    GROUP BY hit.id ORDER BY in_title DESC, rank DESC, id LIMIT $3
)
SELECT best.*, coalesce(ts_headline('simple', left(page_texts.text, 20000), ",
    query!(),
    ",
    'MinWords=15, MaxWords=35, StartSel=\"\", StopSel=\"\"'), '') AS excerpt
FROM best LEFT JOIN page_texts ON page_texts.page_id = best.id
ORDER BY in_title DESC, rank DESC, id"
);

const MESSAGES: &str = concat!(
    "
SELECT id, page_id, user_id, content, created_at
FROM channel_messages
WHERE ",
    words_of!("content"),
    " @@ ",
    query!(),
    " AND page_id = ANY ($2) AND deleted_at IS NULL
  AND ($3 IS NULL OR (created_at, id) < ($3, $4))
ORDER BY created_at DESC, id DESC LIMIT $5"
);

/// A page that has the words.
#[derive(Debug, Clone, QueryableByName)]
pub struct FoundPage {
    #[diesel(sql_type = Text)]
    pub id: PageId,
    /// These come first.
    #[diesel(sql_type = Bool)]
    pub in_title: bool,
    /// How well the words match, from 0.
    #[diesel(sql_type = Float)]
    pub rank: f32,
    /// Some words of the text around the first match, or of its beginning.
    #[diesel(sql_type = Text)]
    pub excerpt: String,
}

/// A message that has the words.
#[derive(Debug, Clone, QueryableByName)]
pub struct FoundMessage {
    #[diesel(sql_type = Text)]
    pub id: MessageId,
    #[diesel(sql_type = Text)]
    pub page_id: PageId,
    #[diesel(sql_type = Text)]
    pub user_id: UserId,
    #[diesel(sql_type = Text)]
    pub content: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

/// The live pages among `visible` that have the words in the title or in the text, best first.
pub async fn pages(
    conn: &mut AsyncPgConnection,
    words: &str,
    visible: &[PageId],
    limit: u32,
) -> Result<Vec<FoundPage>> {
    Ok(diesel::sql_query(PAGES)
        .bind::<Text, _>(words)
        .bind::<Array<Text>, _>(visible)
        .bind::<BigInt, _>(i64::from(limit))
        .load(conn)
        .await?)
}

/// The messages in the channels among `visible` that have the words, newest first.
pub async fn messages(
    conn: &mut AsyncPgConnection,
    words: &str,
    visible: &[PageId],
    before: Option<ByTime<MessageId>>,
    limit: u32,
) -> Result<Page<FoundMessage, ByTime<MessageId>>> {
    let (key, id) = before.map(|cursor| (cursor.key, cursor.id)).unzip();
    let rows = diesel::sql_query(MESSAGES)
        .bind::<Text, _>(words)
        .bind::<Array<Text>, _>(visible)
        .bind::<Nullable<Timestamptz>, _>(key)
        .bind::<Nullable<Text>, _>(id)
        .bind::<BigInt, _>(cursor::probe(limit))
        .load(conn)
        .await?;
    Ok(Page::of(rows, limit, |row: &FoundMessage| Cursor {
        key: row.created_at,
        id: row.id.clone(),
    }))
}
