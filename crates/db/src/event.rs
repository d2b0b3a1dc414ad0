//! The feed of a drive: what happened, numbered without a gap, written where it happened.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use serde_json::Value;
use uuid::Uuid;

use crate::id::{DriveId, PageId, UserId};
use crate::schema::{Event, NewEvent, events};
use crate::stream::{self, StreamId};
use crate::{Result, Tx};

/// An event before it has its number.
#[derive(Debug, Clone)]
pub struct Happening<'a> {
    pub drive: &'a DriveId,
    pub kind: &'static str,
    pub page: Option<&'a PageId>,
    pub actor: Option<&'a UserId>,
    pub client: Option<&'a str>,
    pub data: Value,
}

/// Appends an event in the transaction that makes it true, and returns its number.
pub async fn record(tx: &mut Tx<'_>, event: Happening<'_>) -> Result<i64> {
    let seq = stream::advance(tx, &StreamId::Drive(event.drive.clone()), 1).await?;
    let row = NewEvent {
        drive_id: event.drive.clone(),
        seq,
        id: Uuid::now_v7(),
        event_type: event.kind.to_owned(),
        page_id: event.page.cloned(),
        actor_id: event.actor.cloned(),
        client: event.client.map(str::to_owned),
        data: event.data,
        at: None,
    };
    diesel::insert_into(events::table)
        .values(row)
        .execute(&mut **tx)
        .await?;
    Ok(seq)
}

/// Up to `limit` events after number `after`, in order.
pub async fn since(
    conn: &mut AsyncPgConnection,
    drive: &DriveId,
    after: i64,
    limit: i64,
) -> Result<Vec<Event>> {
    Ok(events::table
        .filter(events::drive_id.eq(drive))
        .filter(events::seq.gt(after))
        .order(events::seq)
        .limit(limit)
        .select(Event::as_select())
        .load(conn)
        .await?)
}
