//! The way to the log: one task appends the updates of all documents, many per commit.
//!
//! An update is acknowledged after the commit that stores it, and never before. While PostgreSQL is
//! away the task tries again and nothing is dropped; connections that write are not read meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use app::live;
use bytes::Bytes;
use db::Db;
use db::id::{PageId, UserId};
use tokio::sync::{Notify, mpsc, oneshot};

use crate::connections::Link;
use crate::room::Room;

/// Updates in one commit.
const MAX_BATCH: usize = 512;
/// Above either, no more is read from those who write.
const MAX_BACKLOG_BYTES: usize = 64 * 1024 * 1024;
const MAX_BACKLOG_AGE: Duration = Duration::from_secs(5);
/// Between two attempts to store a batch.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LAST_PAUSE: Duration = Duration::from_secs(2);
/// So often may the database refuse a batch, while it answers, before its documents are given up.
const MAX_REFUSALS: u32 = 5;

/// The queue of updates to store.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    queue: mpsc::UnboundedSender<Job>,
    backlog: Arc<Backlog>,
}

#[derive(Debug)]
enum Job {
    Entry(Entry),
    Flush(oneshot::Sender<()>),
}

/// Something that a client sent and waits to hear about.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) room: Arc<Room>,
    /// `None` if it was all known: it is acknowledged when what came before is stored, because that
    /// is where it may be known from.
    pub(crate) update: Option<Vec<u8>>,
    pub(crate) actor: UserId,
    pub(crate) ack: Ack,
}

/// The message that says "stored".
#[derive(Debug)]
pub(crate) struct Ack {
    pub(crate) link: Arc<Link>,
    pub(crate) frame: Bytes,
}

impl Entry {
    fn len(&self) -> usize {
        self.update.as_ref().map_or(0, Vec::len)
    }
}

impl Log {
    pub(crate) fn start(db: Db) -> Self {
        let (queue, jobs) = mpsc::unbounded_channel();
        let backlog = Arc::new(Backlog::default());
        let writer = Writer {
            db,
            backlog: backlog.clone(),
        };
        tokio::spawn(writer.run(jobs));
        Self { queue, backlog }
    }

    /// Queues an update. Called under the room's lock, so that the order is that of the room.
    pub(crate) fn append(&self, entry: Entry) {
        self.backlog.add(entry.len());
        if self.queue.send(Job::Entry(entry)).is_err() {
            tracing::error!("the task that stores updates has ended");
        }
    }

    /// Waits until the database keeps up.
    pub(crate) async fn ready(&self) {
        self.backlog.ready().await;
    }

    /// Waits until everything queued so far is stored.
    pub(crate) async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        if self.queue.send(Job::Flush(done)).is_ok() {
            // An error means that the task has ended, and there is nothing to wait for.
            flushed.await.ok();
        }
    }
}

/// How far the database is behind.
#[derive(Debug, Default)]
struct Backlog {
    extent: Mutex<Extent>,
    eased: Notify,
}

#[derive(Debug, Default)]
struct Extent {
    bytes: usize,
    /// Since when something waits for the same commit.
    since: Option<Instant>,
}

impl Backlog {
    fn lock(&self) -> MutexGuard<'_, Extent> {
        self.extent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, bytes: usize) {
        let mut extent = self.lock();
        extent.bytes = extent.bytes.saturating_add(bytes);
        extent.since.get_or_insert_with(Instant::now);
    }

    fn ease(&self, bytes: usize, is_empty: bool) {
        let mut extent = self.lock();
        extent.bytes = extent.bytes.saturating_sub(bytes);
        extent.since = (!is_empty).then(Instant::now);
        drop(extent);
        self.eased.notify_waiters();
    }

    fn is_full(&self) -> bool {
        let extent = self.lock();
        let is_old = extent
            .since
            .is_some_and(|since| since.elapsed() > MAX_BACKLOG_AGE);
        is_old || extent.bytes > MAX_BACKLOG_BYTES
    }

    async fn ready(&self) {
        loop {
            // Made before the question, so that easing in between is not missed.
            let eased = self.eased.notified();
            if !self.is_full() {
                return;
            }
            eased.await;
        }
    }
}

struct Writer {
    db: Db,
    backlog: Arc<Backlog>,
}

impl Writer {
    async fn run(self, mut jobs: mpsc::UnboundedReceiver<Job>) {
        let mut batch = Vec::new();
        while jobs.recv_many(&mut batch, MAX_BATCH).await > 0 {
            let mut entries = Vec::new();
            let mut flushed = Vec::new();
            for job in batch.drain(..) {
                match job {
                    Job::Entry(entry) => entries.push(entry),
                    Job::Flush(done) => flushed.push(done),
                }
            }
            let bytes = entries.iter().map(Entry::len).sum();
            self.store(entries).await;
            self.backlog.ease(bytes, jobs.is_empty());
            for done in flushed {
                // Nobody waits any more if this fails.
                done.send(()).ok();
            }
        }
    }

    /// Stores a batch, however long it takes. If the database refuses it, document by document, so
    /// that one that cannot be stored does not hold up the others.
    async fn store(&self, entries: Vec<Entry>) {
        let pages: BTreeSet<PageId> = entries
            .iter()
            .map(|entry| entry.room.page().clone())
            .collect();
        if let Err(entries) = self.try_store(entries).await {
            for page in pages {
                let of_page = entries.iter().filter(|entry| *entry.room.page() == page);
                if self.try_store_again(of_page.collect()).await.is_err() {
                    let room = entries.iter().find(|entry| *entry.room.page() == page);
                    if let Some(entry) = room {
                        entry.room.give_up();
                    }
                }
            }
        }
    }

    async fn try_store(&self, entries: Vec<Entry>) -> Result<(), Vec<Entry>> {
        let outcome = self.try_store_again(entries.iter().collect()).await;
        outcome.map_err(|Refused| entries)
    }

    async fn try_store_again(&self, entries: Vec<&Entry>) -> Result<(), Refused> {
        let mut pause = FIRST_PAUSE;
        let mut refusals = 0;
        loop {
            let error = match self.append(&entries).await {
                Ok(heads) => {
                    settle(&entries, &heads);
                    return Ok(());
                }
                Err(error) => error,
            };
            if !matches!(error, app::Error::Unavailable(_)) {
                refusals += 1;
                tracing::error!(%error, refusals, "updates were not stored");
                if refusals >= MAX_REFUSALS {
                    return Err(Refused);
                }
            } else if pause == FIRST_PAUSE {
                tracing::warn!(%error, "updates wait for the database");
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LAST_PAUSE);
        }
    }

    /// One transaction. A batch whose commit was cut off may be stored twice: updates are idempotent.
    async fn append(&self, entries: &[&Entry]) -> app::Result<BTreeMap<PageId, i64>> {
        let appends: Vec<live::Append> = entries
            .iter()
            .filter_map(|entry| append_of(entry))
            .collect();
        if appends.is_empty() {
            return Ok(BTreeMap::new());
        }
        Ok(live::append(&self.db, appends).await?.into_iter().collect())
    }
}

/// The database answers, and says no.
struct Refused;

fn append_of(entry: &Entry) -> Option<live::Append> {
    Some(live::Append {
        page: entry.room.page().clone(),
        update: entry.update.clone()?,
        actor: Some(entry.actor.clone()),
    })
}

/// Tells rooms and clients that their updates are stored.
fn settle(entries: &[&Entry], heads: &BTreeMap<PageId, i64>) {
    let mut commits: BTreeMap<&PageId, (&Room, Commit<'_>)> = BTreeMap::new();
    for entry in entries {
        let new = || (&*entry.room, Commit::by(&entry.actor));
        let (_, commit) = commits.entry(entry.room.page()).or_insert_with(new);
        commit.entries += 1;
        commit.updates += i64::from(entry.update.is_some());
        commit.bytes += entry.len();
    }
    for (page, (room, mut commit)) in commits {
        commit.head = heads.get(page).copied();
        if commit.updates > 0 && commit.head.is_none() {
            // The page was deleted meanwhile.
            room.give_up();
        } else {
            room.stored(&commit);
        }
    }
    for entry in entries {
        if entry.update.is_none() || heads.contains_key(entry.room.page()) {
            entry.ack.link.outbox.push(entry.ack.frame.clone());
        }
    }
}

/// What was committed of one document.
#[derive(Debug)]
pub(crate) struct Commit<'a> {
    pub(crate) actor: &'a UserId,
    pub(crate) entries: usize,
    pub(crate) updates: i64,
    pub(crate) bytes: usize,
    /// The last number of the log now, if there were updates.
    pub(crate) head: Option<i64>,
}

impl<'a> Commit<'a> {
    fn by(actor: &'a UserId) -> Self {
        Self {
            actor,
            entries: 0,
            updates: 0,
            bytes: 0,
            head: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn writers_wait_while_too_much_is_queued() {
        let backlog = Arc::new(Backlog::default());
        backlog.ready().await;
        backlog.add(MAX_BACKLOG_BYTES + 1);
        let waiting = tokio::spawn({
            let backlog = backlog.clone();
            async move { backlog.ready().await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        backlog.ease(2, true);
        waiting.await.unwrap();
    }
}
