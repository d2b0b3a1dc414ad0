//! Who has read how far, and what is new since.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::prepared;

use crate::Result;
use crate::id::{PageId, UserId};

/// More unread messages than this are not counted, so that the count costs the same however long
/// somebody was away.
pub const UNREAD_CAP: i64 = 100;

const MARK_READ: &str = "
INSERT INTO channel_reads (page_id, user_id, read_until) VALUES ($1, $2, $3)
ON CONFLICT (page_id, user_id) DO UPDATE SET read_until = excluded.read_until
WHERE channel_reads.read_until < excluded.read_until";

const UNREAD: &str = "
SELECT channel.id AS page_id, news.count
FROM unnest($1::text[]) AS channel (id)
LEFT JOIN channel_reads ON channel_reads.page_id = channel.id AND channel_reads.user_id = $2
CROSS JOIN LATERAL (
    SELECT count(*) AS count FROM (
        SELECT FROM channel_messages message
        WHERE message.page_id = channel.id
          AND message.created_at > coalesce(channel_reads.read_until, '-infinity')
          AND message.parent_id IS NULL AND message.deleted_at IS NULL AND message.user_id <> $2
        LIMIT $3
    ) AS newer
) AS news
WHERE news.count > 0";

/// How many messages of others a person has not read in a channel.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Unread {
    #[diesel(sql_type = Text)]
    pub page_id: PageId,
    /// At most [`UNREAD_CAP`].
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// Notes that a person has read a channel up to the message of this time. Never goes back; true if it
/// went on.
pub async fn mark_read(
    conn: &mut AsyncPgConnection,
    channel: &PageId,
    user: &UserId,
    until: DateTime<Utc>,
) -> Result<bool> {
    let upsert = diesel::sql_query(MARK_READ)
        .bind::<Text, _>(channel)
        .bind::<Text, _>(user)
        .bind::<Timestamptz, _>(until);
    Ok(prepared(upsert).execute(conn).await? > 0)
}

/// Which of these channels have top-level messages that the person has not read, and how many.
pub async fn unread(
    conn: &mut AsyncPgConnection,
    channels: &[PageId],
    user: &UserId,
) -> Result<Vec<Unread>> {
    let count = diesel::sql_query(UNREAD)
        .bind::<Array<Text>, _>(channels)
        .bind::<Text, _>(user)
        .bind::<BigInt, _>(UNREAD_CAP);
    Ok(prepared(count).load(conn).await?)
}
