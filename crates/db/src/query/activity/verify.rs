//! Walking a chain from its first row to its last one.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Chain, digest};
use crate::Result;
use crate::schema::{Activity, activity_log};

/// Rows that are in memory at a time.
const BATCH: i64 = 1_000;

/// What a walk along a chain has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Intact {
        rows: i64,
        /// The hash of the last row.
        head: Option<Vec<u8>>,
    },
    /// The first row that is not what it was.
    Broken {
        /// The number that the row has, or that a row should have.
        chain_seq: i64,
        /// The row found at this place or, if its number is missing, the next one.
        id: Uuid,
        fault: Fault,
    },
}

/// What is wrong with a row of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There is no row with this number, but one behind it.
    Missing,
    /// It does not follow the row before it.
    Unlinked,
    /// Its hash is not that of what it says.
    Changed,
}

/// Checks all rows of a chain, oldest first.
pub async fn verify(conn: &mut AsyncPgConnection, chain: &Chain) -> Result<Verdict> {
    let (mut rows, mut head) = (0, None);
    loop {
        let batch = after(conn, chain, rows).await?;
        if batch.is_empty() {
            return Ok(Verdict::Intact { rows, head });
        }
        for row in batch {
            if let Some(fault) = fault(&row, rows, head.as_deref()) {
                return Ok(Verdict::Broken {
                    chain_seq: rows + 1,
                    id: row.id,
                    fault,
                });
            }
            rows = row.chain_seq;
            head = Some(row.hash);
        }
    }
}

fn fault(row: &Activity, last: i64, head: Option<&[u8]>) -> Option<Fault> {
    if row.chain_seq != last + 1 {
        Some(Fault::Missing)
    } else if row.previous_hash.as_deref() != head {
        Some(Fault::Unlinked)
    } else if row.hash != digest(row) {
        Some(Fault::Changed)
    } else {
        None
    }
}

async fn after(conn: &mut AsyncPgConnection, chain: &Chain, seq: i64) -> Result<Vec<Activity>> {
    let rows = activity_log::table
        .filter(activity_log::chain_seq.gt(seq))
        .order(activity_log::chain_seq)
        .limit(BATCH)
        .select(Activity::as_select());
    Ok(match chain {
        Chain::Drive(drive) => {
            rows.filter(activity_log::drive_id.eq(drive))
                .load(conn)
                .await?
        }
        Chain::Person(user) => {
            rows.filter(activity_log::drive_id.is_null())
                .filter(activity_log::user_id.eq(user))
                .load(conn)
                .await?
        }
    })
}
