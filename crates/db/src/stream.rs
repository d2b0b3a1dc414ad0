//! Streams: gapless numbers, given out under the row lock of the stream.

use std::fmt;

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::prepared;

use crate::id::{DriveId, PageId};
use crate::schema::{NewStream, streams};
use crate::{Result, Tx};

/// A stream: the events of a drive, or the updates of a page's document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StreamId {
    Drive(DriveId),
    Page(PageId),
}

impl StreamId {
    /// Reads `drive:…` or `page:…`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            ("drive", id) => Some(Self::Drive(id.parse().ok()?)),
            ("page", id) => Some(Self::Page(id.parse().ok()?)),
            _ => None,
        }
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drive(id) => write!(f, "drive:{id}"),
            Self::Page(id) => write!(f, "page:{id}"),
        }
    }
}

/// Makes a stream that has given out no number yet.
pub async fn create(tx: &mut Tx<'_>, stream: &StreamId) -> Result<()> {
    let row = NewStream {
        id: stream.to_string(),
        seq: None,
    };
    diesel::insert_into(streams::table)
        .values(row)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Locks streams until the end of the transaction, in id order, and returns the last number of each
/// in that order. Every transaction that takes several streams must take them by one call.
pub async fn lock(tx: &mut Tx<'_>, ids: &[StreamId]) -> Result<Vec<(StreamId, i64)>> {
    let names: Vec<String> = ids.iter().map(StreamId::to_string).collect();
    let rows: Vec<(String, i64)> = streams::table
        .filter(streams::id.eq_any(names))
        .order(streams::id)
        .select((streams::id, streams::seq))
        .for_update()
        .load(&mut **tx)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, seq)| Some((StreamId::parse(&id)?, seq)))
        .collect())
}

/// The last number given out.
pub async fn head(conn: &mut AsyncPgConnection, stream: &StreamId) -> Result<i64> {
    Ok(streams::table
        .find(stream.to_string())
        .select(streams::seq)
        .first(conn)
        .await?)
}

/// The last number given out, for each of the streams that exist.
pub async fn heads(conn: &mut AsyncPgConnection, ids: &[StreamId]) -> Result<Vec<(StreamId, i64)>> {
    let names: Vec<String> = ids.iter().map(StreamId::to_string).collect();
    let rows: Vec<(String, i64)> = streams::table
        .filter(streams::id.eq_any(names))
        .select((streams::id, streams::seq))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, seq)| Some((StreamId::parse(&id)?, seq)))
        .collect())
}

/// Takes the next `count` numbers and returns the last of them.
pub async fn advance(tx: &mut Tx<'_>, stream: &StreamId, count: i64) -> Result<i64> {
    let next = diesel::update(streams::table.find(stream.to_string()))
        .set(streams::seq.eq(streams::seq + count))
        .returning(streams::seq);
    let last = prepared(next).get_result(&mut **tx).await?;
    tx.touch(stream.clone());
    Ok(last)
}
