//! One migrator at a time.
//!
//! The lock is polled, never waited for: a statement that waits keeps a snapshot open, a concurrent
//! index build waits for all snapshots, and so the builder and the waiter would wait for each other.

use std::time::{Duration, Instant};

use tokio_postgres::Client;

use crate::error::{Error, server};

/// Any number that nobody else uses; locks are per database.
const KEY: i64 = 0x0064_6965_7365_6c6b;
const PAUSE: Duration = Duration::from_millis(100);

pub(super) async fn acquire(client: &Client, patience: Duration) -> Result<(), Error> {
    let deadline = Instant::now() + patience;
    while !try_acquire(client).await? {
        if Instant::now() >= deadline {
            return Err(Error::Migration(format!(
                "another migrator has been at work for {} seconds: {}",
                patience.as_secs(),
                holder(client).await?
            )));
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

async fn try_acquire(client: &Client) -> Result<bool, Error> {
    let row = client
        .query_one("SELECT pg_try_advisory_lock($1)", &[&KEY])
        .await;
    row.and_then(|row| row.try_get(0))
        .map_err(server("taking the migration lock"))
}

async fn holder(client: &Client) -> Result<String, Error> {
    let rows = client
        .query(
            "SELECT format('process %s of %s%s, connected since %s', pid, \
                 coalesce(nullif(application_name, ''), 'an unnamed program'), \
                 ' at ' || host(client_addr), \
                 coalesce(date_trunc('second', backend_start)::text, 'an unknown time')) \
             FROM pg_locks JOIN pg_stat_activity USING (pid) \
             WHERE locktype = 'advisory' AND granted \
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
               AND (classid::bigint << 32) + objid::bigint = $1",
            &[&KEY],
        )
        .await
        .map_err(server("asking who holds the migration lock"))?;
    let holders: Vec<String> = rows.iter().filter_map(|row| row.try_get(0).ok()).collect();
    Ok(if holders.is_empty() {
        "it has just finished, try again".to_owned()
    } else {
        holders.join("; ")
    })
}

pub(super) async fn release(client: &Client) -> Result<(), Error> {
    let released = client.execute("SELECT pg_advisory_unlock($1)", &[&KEY]);
    let context = "giving the migration lock back";
    released.await.map(drop).map_err(server(context))
}
