//! Events of a drive on the wire.

use db::id::{DriveId, PageId, UserId};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Date;

/// Something that happened in a drive.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    /// Number in the drive, from 1, without a gap.
    seq: i64,
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[schema(value_type = String)]
    drive_id: DriveId,
    #[schema(required = true, value_type = Option<String>)]
    page_id: Option<PageId>,
    #[schema(required = true, value_type = Option<String>)]
    actor_id: Option<UserId>,
    /// The `X-Client-Id` of the request that caused it.
    #[schema(required = true)]
    client: Option<String>,
    #[schema(value_type = Object)]
    data: Value,
    at: Date,
}

impl From<db::schema::Event> for Event {
    fn from(event: db::schema::Event) -> Self {
        Self {
            seq: event.seq,
            id: event.id.to_string(),
            kind: event.event_type,
            drive_id: event.drive_id,
            page_id: event.page_id,
            actor_id: event.actor_id,
            client: event.client,
            data: event.data,
            at: event.at.into(),
        }
    }
}

/// A stretch of the events of a drive, in order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventList {
    pub(crate) events: Vec<Event>,
    /// The number of the last event of the drive. It may be beyond the last one that the caller
    /// sees: events about pages that they may not see are left out. All are read when an answer
    /// has fewer events than its limit.
    pub(crate) head: i64,
}
