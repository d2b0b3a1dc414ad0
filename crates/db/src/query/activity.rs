//! The log of changes, for people to read: a chain per drive, and one per person for what happens
//! outside of drives.
//!
//! Each row holds a hash over itself and over the hash of the row before it ([`digest()`]). So a row that
//! was changed, left out or put between others is found by [`verify()`]. Rows that were cut off at the end
//! are not: keep [`Verdict::Intact`]'s head elsewhere, and compare.

mod digest;
mod list;
mod verify;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use diesel_kit::prepared;
use serde_json::Value;
use uuid::Uuid;

pub use digest::digest;
pub use list::{About, ActivityView, Criteria, Entries, count, list, newest};
pub use verify::{Fault, Verdict, verify};

use crate::id::{DriveId, PageId, UserId};
use crate::schema::{Activity, ChangeGroupType, ResourceType, activity_log, users};
use crate::stream::{self, StreamId};
use crate::{Error, Result, Tx};

/// Which chain a change belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chain {
    Drive(DriveId),
    /// What a person does outside of drives: signing in, keys.
    Person(UserId),
}

/// A change before it has its place in the chain.
#[derive(Debug, Clone)]
pub struct Change {
    /// Who did it. In the chain of a person it is that person.
    pub user_id: Option<UserId>,
    pub actor_email: String,
    pub actor_name: Option<String>,
    pub ai: Option<Ai>,
    /// `create`, `move`, `permission_grant`, …
    pub operation: String,
    pub resource_type: ResourceType,
    pub resource_id: String,
    pub resource_title: Option<String>,
    pub page_id: Option<PageId>,
    pub page_revision: Option<i64>,
    pub updated_fields: Option<Vec<String>>,
    pub previous_values: Option<Value>,
    pub new_values: Option<Value>,
    pub metadata: Option<Value>,
    pub group: Option<(String, ChangeGroupType)>,
    pub rollback_from_id: Option<Uuid>,
}

/// The agent that made a change for a person.
#[derive(Debug, Clone, Default)]
pub struct Ai {
    pub provider: Option<String>,
    pub model: Option<String>,
    pub conversation_id: Option<String>,
}

impl Change {
    /// A change of which no more is known than what was done to which thing.
    pub fn new(operation: &str, resource_type: ResourceType, resource_id: &str) -> Self {
        Self {
            user_id: None,
            actor_email: String::new(),
            actor_name: None,
            ai: None,
            operation: operation.to_owned(),
            resource_type,
            resource_id: resource_id.to_owned(),
            resource_title: None,
            page_id: None,
            page_revision: None,
            updated_fields: None,
            previous_values: None,
            new_values: None,
            metadata: None,
            group: None,
            rollback_from_id: None,
        }
    }
}

/// The clock is read under the lock, so that times grow with the numbers.
const HEAD_OF_DRIVE: &str = "
SELECT clock_timestamp() AS at, coalesce(last.chain_seq, 0) AS chain_seq, last.hash
FROM (SELECT) AS one LEFT JOIN LATERAL (
    SELECT chain_seq, hash FROM activity_log WHERE drive_id = $1 ORDER BY chain_seq DESC LIMIT 1
) AS last ON true";

const HEAD_OF_PERSON: &str = "
SELECT clock_timestamp() AS at, coalesce(last.chain_seq, 0) AS chain_seq, last.hash
FROM (SELECT) AS one LEFT JOIN LATERAL (
    SELECT chain_seq, hash FROM activity_log
    WHERE user_id = $1 AND drive_id IS NULL ORDER BY chain_seq DESC LIMIT 1
) AS last ON true";

/// The end of a chain.
#[derive(QueryableByName)]
struct Head {
    #[diesel(sql_type = Timestamptz)]
    at: DateTime<Utc>,
    #[diesel(sql_type = BigInt)]
    chain_seq: i64,
    #[diesel(sql_type = Nullable<Binary>)]
    hash: Option<Vec<u8>>,
}

/// Appends a change to a chain, in the transaction that makes it.
///
/// Locks the stream of the drive, which writers of the drive have locked already, or the row of the
/// person. `NotFound` if there is no such drive or person.
pub async fn append(tx: &mut Tx<'_>, chain: Chain, change: Change) -> Result<Activity> {
    let head = match &chain {
        Chain::Drive(drive) => {
            let stream = StreamId::Drive(drive.clone());
            if stream::lock(tx, &[stream]).await?.is_empty() {
                return Err(Error::NotFound);
            }
            diesel::sql_query(HEAD_OF_DRIVE).bind::<Text, _>(drive.as_str())
        }
        Chain::Person(user) => {
            lock_person(tx, user).await?;
            diesel::sql_query(HEAD_OF_PERSON).bind::<Text, _>(user.as_str())
        }
    };
    let head = prepared(head).get_result(&mut **tx).await?;
    let row = link(head, chain, change);
    diesel::insert_into(activity_log::table)
        .values(&row)
        .execute(&mut **tx)
        .await?;
    Ok(row)
}

async fn lock_person(tx: &mut Tx<'_>, user: &UserId) -> Result<()> {
    let person = users::table
        .find(user)
        .select(users::id)
        .for_no_key_update();
    if person.execute(&mut **tx).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(())
}

fn link(head: Head, chain: Chain, change: Change) -> Activity {
    let (drive_id, user_id) = match chain {
        Chain::Drive(drive) => (Some(drive), change.user_id),
        Chain::Person(user) => (None, Some(user)),
    };
    let is_ai_generated = change.ai.is_some();
    let ai = change.ai.unwrap_or_default();
    let (change_group_id, change_group_type) = change.group.unzip();
    let mut row = Activity {
        id: Uuid::now_v7(),
        at: head.at,
        drive_id,
        chain_seq: head.chain_seq + 1,
        user_id,
        actor_email: change.actor_email,
        actor_name: change.actor_name,
        is_ai_generated,
        ai_provider: ai.provider,
        ai_model: ai.model,
        ai_conversation_id: ai.conversation_id,
        operation: change.operation,
        resource_type: change.resource_type,
        resource_id: change.resource_id,
        resource_title: change.resource_title,
        page_id: change.page_id,
        page_revision: change.page_revision,
        updated_fields: change.updated_fields,
        previous_values: change.previous_values,
        new_values: change.new_values,
        metadata: change.metadata,
        change_group_id,
        change_group_type,
        rollback_from_id: change.rollback_from_id,
        previous_hash: head.hash,
        hash: Vec::new(),
    };
    row.hash = digest(&row).to_vec();
    row
}
