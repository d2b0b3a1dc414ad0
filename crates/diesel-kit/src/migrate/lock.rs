//! One migrator at a time.
//!
//! The lock is polled, never waited for: a statement that waits keeps a snapshot open, a concurrent
//! index build waits for all snapshots, and so the builder and the waiter would wait for each other.

use std::time::{Duration, Instant};

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::error::Error;

/// Any number that nobody else uses; locks are per database.
const KEY: i64 = 0x0064_6965_7365_6c6b;
const PAUSE: Duration = Duration::from_millis(100);

#[derive(QueryableByName)]
struct Got {
    #[diesel(sql_type = Bool)]
    got: bool,
}

#[derive(QueryableByName)]
struct Holder {
    #[diesel(sql_type = Text)]
    holder: String,
}

pub(super) async fn acquire(conn: &mut AsyncPgConnection, patience: Duration) -> Result<(), Error> {
    let deadline = Instant::now() + patience;
    while !try_acquire(conn).await? {
        if Instant::now() >= deadline {
            return Err(Error::Migration(format!(
                "another migrator has been at work for {} seconds: {}",
                patience.as_secs(),
                holder(conn).await?
            )));
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

async fn try_acquire(conn: &mut AsyncPgConnection) -> Result<bool, Error> {
    let row: Got = diesel::sql_query("SELECT pg_try_advisory_lock($1) AS got")
        .bind::<BigInt, _>(KEY)
        .get_result(conn)
        .await
        .map_err(Error::database("taking the migration lock"))?;
    Ok(row.got)
}

async fn holder(conn: &mut AsyncPgConnection) -> Result<String, Error> {
    let rows: Vec<Holder> = diesel::sql_query(
        "SELECT format('process %s of %s, connected since %s', pid, \
                       coalesce(nullif(application_name, ''), 'an unnamed program'), backend_start) AS holder \
         FROM pg_locks JOIN pg_stat_activity USING (pid) \
         WHERE locktype = 'advisory' AND granted \
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
           AND (classid::bigint << 32) + objid::bigint = $1",
    )
    .bind::<BigInt, _>(KEY)
    .load(conn)
    .await
    .map_err(Error::database("asking who holds the migration lock"))?;
    let holders: Vec<String> = rows.into_iter().map(|row| row.holder).collect();
    Ok(if holders.is_empty() {
        "it has just finished, try again".to_owned()
    } else {
        holders.join("; ")
    })
}

pub(super) async fn release(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    diesel::sql_query("SELECT pg_advisory_unlock($1)")
        .bind::<BigInt, _>(KEY)
        .execute(conn)
        .await
        .map_err(Error::database("giving the migration lock back"))?;
    Ok(())
}
