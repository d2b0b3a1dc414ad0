//! The log of what happened: gapless numbers per stream, events per drive.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::Table;
use uuid::Uuid;

use super::core::drives;
use crate::id::{DriveId, PageId, UserId};

/// The last number given out in a stream (`drive:…` or `page:…`). Narrow and without further
/// indexes, so that its updates stay heap-only and never bloat the drives or documents themselves.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = streams, check_for_backend(diesel::pg::Pg))]
#[table(name = "streams", new = NewStream, with = "fillfactor = 50")]
pub struct Stream {
    #[column(pk)]
    pub id: String,
    #[column(default = "0")]
    pub seq: i64,
}

/// Something that happened in a drive, written in the transaction that did it.
#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = events, primary_key(drive_id, seq), check_for_backend(diesel::pg::Pg))]
#[table(name = "events", new = NewEvent)]
#[table(unique(id))]
pub struct Event {
    #[column(pk, sql = Text, db = "text", references = drives(id), on_delete = "cascade")]
    pub drive_id: DriveId,
    /// Number in the drive, from 1, without a gap.
    #[column(pk)]
    pub seq: i64,
    pub id: Uuid,
    /// What happened: `page.created`, `page.moved`, …
    pub event_type: String,
    /// The page it is about. Not a foreign key: the record outlives the page.
    #[column(sql = Text, db = "text")]
    pub page_id: Option<PageId>,
    /// Who did it. Not a foreign key: the record outlives the account.
    #[column(sql = Text, db = "text")]
    pub actor_id: Option<UserId>,
    /// The client that sent the change, so that it can skip its own echo.
    pub client: Option<String>,
    pub data: serde_json::Value,
    #[column(default = "now()")]
    pub at: DateTime<Utc>,
}
