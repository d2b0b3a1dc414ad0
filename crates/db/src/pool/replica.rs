//! Reading from a replica without missing one's own writes.
//!
//! After a commit, what was written is at a known place in the write-ahead log at the latest: where the log
//! ends now. As soon as the replica has replayed the log that far, whoever wrote may read there. Comparing
//! the two places is right however far behind the replica is; a waiting time would only be a guess.
//!
//! Nobody waits for that comparison. A commit is noted; one task asks the two servers, for all commits since
//! it asked last; until then the writer reads from the primary.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use diesel::sql_types::{BigInt, Nullable};
use diesel_async::RunQueryDsl;
use tokio::sync::Notify;

use super::Conn;
use super::checkout::Checkout;
use crate::id::UserId;
use crate::{Error, Result};

/// How often the servers are asked while somebody's write is missing from the replica.
const BUSY: Duration = Duration::from_millis(50);
/// How often otherwise. What is read is at most twice as old.
const IDLE: Duration = Duration::from_secs(5);

/// A place in the write-ahead log, in bytes from its beginning.
type Position = i64;

#[derive(Clone)]
pub(super) struct Replica {
    checkout: Checkout,
    seen: Arc<Mutex<Seen>>,
    news: Arc<Notify>,
}

/// What the replica lacks of what this process has written.
#[derive(Debug, Default)]
struct Seen {
    commits: u64,
    /// By writer; nobody's name stands for everybody.
    missing: HashMap<Option<UserId>, Mark>,
    /// Answers, and is not too old for anybody.
    is_usable: bool,
}

/// Where a writer's last commit is.
#[derive(Debug, Clone, Copy)]
enum Mark {
    /// Not asked since this commit.
    Commit(u64),
    /// Not after this.
    Before(Position),
}

impl Seen {
    fn committed(&mut self, writer: Option<UserId>) {
        self.commits += 1;
        self.missing.insert(writer, Mark::Commit(self.commits));
    }

    fn has_all_of(&self, reader: &UserId) -> bool {
        self.is_usable
            && !self.missing.contains_key(&None)
            && !self.missing.contains_key(&Some(reader.clone()))
    }

    /// The log of the primary ended there, after this number of commits.
    fn measured(&mut self, commits: u64, end: Position) {
        for mark in self.missing.values_mut() {
            if matches!(mark, Mark::Commit(number) if *number <= commits) {
                *mark = Mark::Before(end);
            }
        }
    }

    fn replayed(&mut self, upto: Position, needed: Position) {
        self.missing
            .retain(|_, mark| !matches!(mark, Mark::Before(end) if *end <= upto));
        self.is_usable = upto >= needed;
    }

    /// Nobody reads there, so it does not matter who wrote what.
    fn away(&mut self) {
        self.is_usable = false;
        self.missing.clear();
        self.committed(None);
    }
}

impl Replica {
    /// Starts the task that compares the two servers. It ends with the last clone of this.
    pub(super) fn start(checkout: Checkout, primary: Checkout) -> Self {
        let replica = Self {
            checkout,
            seen: Arc::default(),
            news: Arc::default(),
        };
        tokio::spawn(follow(replica.clone(), primary));
        replica
    }

    /// Notes a commit of which the replica may know nothing yet.
    pub(super) fn committed(&self, writer: Option<UserId>) {
        self.seen().committed(writer);
        self.news.notify_one();
    }

    /// A connection on which the reader's own writes are visible, if there is one.
    pub(super) async fn get(&self, reader: &UserId) -> Option<Conn> {
        if !self.seen().has_all_of(reader) {
            return None;
        }
        self.checkout.get().await.ok()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How old the replica may be at most: it has to have what the primary had one interval ago.
struct Bound {
    needed: Position,
    next: Position,
    since: Instant,
}

async fn follow(replica: Replica, primary: Checkout) {
    let mut bound = None;
    while Arc::strong_count(&replica.seen) > 1 {
        if let Err(error) = compare(&replica, &primary, &mut bound).await {
            tracing::debug!(%error, "the replica is not read from");
            replica.seen().away();
            tokio::time::sleep(IDLE / 5).await;
        } else if replica.seen().missing.is_empty() {
            tokio::select! {
                () = replica.news.notified() => {}
                () = tokio::time::sleep(IDLE) => {}
            }
        } else {
            tokio::time::sleep(BUSY).await;
        }
    }
}

async fn compare(replica: &Replica, primary: &Checkout, bound: &mut Option<Bound>) -> Result<()> {
    let commits = replica.seen().commits;
    let end = position(primary, "pg_current_wal_insert_lsn()").await;
    // While the primary is away, nothing new can be missing.
    if let Ok(end) = end {
        replica.seen().measured(commits, end);
        // The first time, so that the replica has the migrations that the primary has.
        let bound = bound.get_or_insert(Bound {
            needed: end,
            next: end,
            since: Instant::now(),
        });
        if bound.since.elapsed() >= IDLE {
            *bound = Bound {
                needed: bound.next,
                next: end,
                since: Instant::now(),
            };
        }
    }
    let upto = position(
        &replica.checkout,
        "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END",
    )
    .await?;
    if let Some(bound) = bound {
        replica.seen().replayed(upto, bound.needed);
    }
    Ok(())
}

async fn position(server: &Checkout, lsn: &str) -> Result<Position> {
    let mut conn = server.get().await?;
    let sql = format!("({lsn} - '0/0')::bigint");
    let position = diesel::select(diesel::dsl::sql::<Nullable<BigInt>>(&sql));
    let position: Option<Position> = position.get_result(&mut conn).await?;
    position.ok_or_else(|| Error::Unavailable("DATABASE_READ_URL is no replica".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caught_up() -> Seen {
        let mut seen = Seen::default();
        seen.replayed(100, 100);
        seen
    }

    #[test]
    fn a_writer_reads_elsewhere_until_the_replica_has_the_commit() {
        let (writer, other) = (UserId::new(), UserId::new());
        let mut seen = caught_up();
        seen.committed(Some(writer.clone()));
        assert!(!seen.has_all_of(&writer) && seen.has_all_of(&other));
        // The replica is far enough for what was asked before the commit only.
        seen.replayed(1000, 100);
        assert!(!seen.has_all_of(&writer));
        seen.measured(1, 2000);
        seen.replayed(1999, 100);
        assert!(!seen.has_all_of(&writer));
        seen.replayed(2000, 100);
        assert!(seen.has_all_of(&writer));
    }

    #[test]
    fn a_commit_after_the_question_is_not_covered_by_its_answer() {
        let writer = UserId::new();
        let mut seen = caught_up();
        seen.committed(Some(writer.clone()));
        let asked = seen.commits;
        seen.committed(Some(writer.clone()));
        seen.measured(asked, 200);
        seen.replayed(200, 100);
        assert!(!seen.has_all_of(&writer));
    }

    #[test]
    fn a_commit_without_a_name_is_everybodys() {
        let mut seen = caught_up();
        seen.committed(None);
        assert!(!seen.has_all_of(&UserId::new()));
    }

    #[test]
    fn a_replica_that_is_too_old_or_away_serves_nobody() {
        let reader = UserId::new();
        let mut seen = caught_up();
        seen.replayed(100, 101);
        assert!(!seen.has_all_of(&reader));
        seen.away();
        seen.replayed(500, 101);
        // What was written meanwhile has to be asked for first.
        assert!(!seen.has_all_of(&reader));
        seen.measured(seen.commits, 500);
        seen.replayed(500, 101);
        assert!(seen.has_all_of(&reader));
    }
}
