//! Shared documents: the log of updates, its states, and the projection.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{execute_all, prepared};

use crate::id::{PageId, UserId};
use crate::schema::{
    NewDocument, NewDocumentState, NewDocumentUpdate, document_states, document_updates, documents,
    drives, pages,
};
use crate::stream::{self, StreamId};
use crate::{Result, Tx};

const PROJECTION: &str = "
SELECT documents.seq, documents.content, streams.seq AS head
FROM documents JOIN streams ON streams.id = 'page:' || documents.page_id
WHERE documents.page_id = $1";

const ADVANCE: &str = "
UPDATE streams SET seq = streams.seq + taken.count
FROM unnest($1::text[], $2::bigint[]) AS taken (id, count)
WHERE streams.id = taken.id";

const LOG: &str = "
WITH state AS (
    SELECT seq, state FROM document_states WHERE page_id = $1 AND seq > $2
)
SELECT seq, state AS update FROM state
UNION ALL
SELECT seq, update FROM document_updates
WHERE page_id = $1 AND seq > greatest($2, (SELECT seq FROM state))
ORDER BY seq";

const BACKLOG: &str = "
SELECT count(*) AS count, coalesce(sum(octet_length(update)), 0)::bigint AS bytes
FROM document_updates WHERE page_id = $1";

const COMPACTION_LOCK: &str =
    "SELECT pg_try_advisory_xact_lock(hashtextextended('compact ' || $1, 0)) AS taken";

/// What a page reads as, and how far the log has gone since.
#[derive(Debug, Clone, QueryableByName)]
pub struct Projection {
    /// The last update that `content` contains.
    #[diesel(sql_type = BigInt)]
    pub seq: i64,
    #[diesel(sql_type = Text)]
    pub content: String,
    /// The last update of the log.
    #[diesel(sql_type = BigInt)]
    pub head: i64,
}

/// A stretch of the log: the newest state, if it reaches beyond the start, and what came after.
#[derive(Debug, Clone)]
pub struct Log {
    pub seq: i64,
    pub updates: Vec<Vec<u8>>,
}

/// How much a load has to replay.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub struct Backlog {
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
}

/// Makes the document of a new page, with its stream and an empty log.
pub async fn insert(tx: &mut Tx<'_>, page: &PageId, content: String) -> Result<()> {
    stream::create(tx, &StreamId::Page(page.clone())).await?;
    let row = NewDocument {
        page_id: page.clone(),
        seq: 0,
        content,
        updated_at: None,
    };
    diesel::insert_into(documents::table)
        .values(row)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// `NotFound` if the page has no document.
pub async fn projection(conn: &mut AsyncPgConnection, page: &PageId) -> Result<Projection> {
    let query = diesel::sql_query(PROJECTION).bind::<Text, _>(page);
    Ok(prepared(query).get_result(conn).await?)
}

/// The log after number `after`: one statement, and so one snapshot, also beside a compaction.
pub async fn log(conn: &mut AsyncPgConnection, page: &PageId, after: i64) -> Result<Log> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        seq: i64,
        #[diesel(sql_type = Binary)]
        update: Vec<u8>,
    }
    let query = diesel::sql_query(LOG)
        .bind::<Text, _>(page)
        .bind::<BigInt, _>(after);
    let rows: Vec<Row> = prepared(query).load(conn).await?;
    Ok(Log {
        seq: rows.last().map_or(after.max(0), |row| row.seq),
        updates: rows.into_iter().map(|row| row.update).collect(),
    })
}

/// Which of these pages are live and in a live drive.
pub async fn writable(conn: &mut AsyncPgConnection, pages: &[PageId]) -> Result<BTreeSet<PageId>> {
    let found: Vec<PageId> = pages::table
        .inner_join(drives::table)
        .filter(pages::id.eq_any(pages))
        .filter(pages::trashed_at.is_null())
        .filter(drives::trashed_at.is_null())
        .select(pages::id)
        .load(conn)
        .await?;
    Ok(found.into_iter().collect())
}

/// Updates of one page, to be appended in this order.
#[derive(Debug, Clone)]
pub struct Batch {
    pub page: PageId,
    pub updates: Vec<(Vec<u8>, Option<UserId>)>,
}

/// Appends to the logs of several pages and returns the last number of each. The streams must be
/// locked: `heads` are the last numbers that the lock found. Batches of other pages are left out.
pub async fn append(
    tx: &mut Tx<'_>,
    heads: &BTreeMap<PageId, i64>,
    batches: Vec<Batch>,
) -> Result<Vec<(PageId, i64)>> {
    let mut last = Vec::new();
    let mut taken: (Vec<String>, Vec<i64>) = (Vec::new(), Vec::new());
    let mut rows = Vec::new();
    for batch in batches {
        let Some(head) = heads.get(&batch.page) else {
            continue;
        };
        let mut seq = *head;
        for (update, actor_id) in batch.updates {
            seq += 1;
            rows.push(NewDocumentUpdate {
                page_id: batch.page.clone(),
                seq,
                update,
                actor_id,
                at: None,
            });
        }
        taken.0.push(StreamId::Page(batch.page.clone()).to_string());
        taken.1.push(seq - head);
        tx.touch(StreamId::Page(batch.page.clone()));
        last.push((batch.page, seq));
    }
    let advance = diesel::sql_query(ADVANCE)
        .bind::<Array<Text>, _>(taken.0)
        .bind::<Array<BigInt>, _>(taken.1);
    prepared(advance).execute(&mut **tx).await?;
    let inserts = diesel_kit::batches(rows)
        .map(|rows| prepared(diesel::insert_into(document_updates::table).values(rows)));
    execute_all(tx, inserts).await?;
    Ok(last)
}

/// Stores what the page reads as, as of update number `seq`.
pub async fn set_projection(tx: &mut Tx<'_>, page: &PageId, seq: i64, content: &str) -> Result<()> {
    let projected = diesel::update(documents::table.find(page))
        .set((documents::seq.eq(seq), documents::content.eq(content)));
    prepared(projected).execute(&mut **tx).await?;
    Ok(())
}

/// What was appended since the newest state.
pub async fn backlog(conn: &mut AsyncPgConnection, page: &PageId) -> Result<Backlog> {
    let query = diesel::sql_query(BACKLOG).bind::<Text, _>(page);
    Ok(prepared(query).get_result(conn).await?)
}

/// True if this transaction may compact the page; false if another one is at it.
pub async fn lock_compaction(tx: &mut Tx<'_>, page: &PageId) -> Result<bool> {
    #[derive(QueryableByName)]
    struct Lock {
        #[diesel(sql_type = Bool)]
        taken: bool,
    }
    let lock: Lock = diesel::sql_query(COMPACTION_LOCK)
        .bind::<Text, _>(page)
        .get_result(&mut **tx)
        .await?;
    Ok(lock.taken)
}

/// Stores a state and deletes the updates that it covers.
pub async fn save_state(tx: &mut Tx<'_>, state: NewDocumentState) -> Result<()> {
    let covered = document_updates::table
        .filter(document_updates::page_id.eq(state.page_id.clone()))
        .filter(document_updates::seq.le(state.seq));
    diesel::insert_into(document_states::table)
        .values(state.clone())
        .on_conflict(document_states::page_id)
        .do_update()
        .set((
            document_states::seq.eq(state.seq),
            document_states::state.eq(state.state),
            document_states::state_vector.eq(state.state_vector),
            document_states::at.eq(diesel::dsl::now),
        ))
        .execute(&mut **tx)
        .await?;
    diesel::delete(covered).execute(&mut **tx).await?;
    Ok(())
}
