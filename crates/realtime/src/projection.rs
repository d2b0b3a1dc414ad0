//! What documents read as, brought up to date soon after they change, and their logs compacted.

use std::collections::BTreeMap;
use std::time::Duration;

use app::live;
use db::Db;
use db::id::{PageId, UserId};
use futures_util::{StreamExt, stream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// From the first change to the projection.
const DELAY: Duration = Duration::from_millis(1_500);
/// Documents that are projected at the same time.
const CONCURRENT: usize = 2;

/// The queue of documents that changed.
#[derive(Debug, Clone)]
pub(crate) struct Projector {
    queue: mpsc::UnboundedSender<Job>,
}

#[derive(Debug)]
enum Job {
    Due(PageId, Due),
    Flush(oneshot::Sender<()>),
}

/// What is to be done for one document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Due {
    /// Who changed it last.
    pub(crate) actor: Option<UserId>,
    pub(crate) compact: bool,
}

impl Due {
    fn merge(&mut self, newer: Self) {
        self.actor = newer.actor.or_else(|| self.actor.take());
        self.compact |= newer.compact;
    }
}

impl Projector {
    pub(crate) fn start(db: Db) -> Self {
        let (queue, jobs) = mpsc::unbounded_channel();
        tokio::spawn(run(db, jobs));
        Self { queue }
    }

    pub(crate) fn due(&self, page: PageId, due: Due) {
        if self.queue.send(Job::Due(page, due)).is_err() {
            tracing::error!("the task that projects documents has ended");
        }
    }

    /// Projects at once what is due, and waits for it.
    pub(crate) async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        if self.queue.send(Job::Flush(done)).is_ok() {
            // An error means that the task has ended, and there is nothing to wait for.
            flushed.await.ok();
        }
    }
}

async fn run(db: Db, mut jobs: mpsc::UnboundedReceiver<Job>) {
    let mut due = BTreeMap::new();
    loop {
        if due.is_empty() {
            let Some(job) = jobs.recv().await else { return };
            if let Some(done) = take(&mut due, job) {
                done.send(()).ok();
                continue;
            }
        }
        let flushed = collect(&mut due, &mut jobs).await;
        due = work(&db, std::mem::take(&mut due)).await;
        if let Some(done) = flushed {
            // Nobody waits any more if this fails.
            done.send(()).ok();
        }
    }
}

/// Collects what else becomes due during the delay, or until somebody asks for a flush.
async fn collect(
    due: &mut BTreeMap<PageId, Due>,
    jobs: &mut mpsc::UnboundedReceiver<Job>,
) -> Option<oneshot::Sender<()>> {
    let deadline = Instant::now() + DELAY;
    while let Ok(Some(job)) = tokio::time::timeout_at(deadline, jobs.recv()).await {
        if let Some(done) = take(due, job) {
            return Some(done);
        }
    }
    None
}

fn take(due: &mut BTreeMap<PageId, Due>, job: Job) -> Option<oneshot::Sender<()>> {
    match job {
        Job::Due(page, newer) => {
            due.entry(page).or_default().merge(newer);
            None
        }
        Job::Flush(done) => Some(done),
    }
}

/// Does what is due and returns what has to be tried again.
async fn work(db: &Db, due: BTreeMap<PageId, Due>) -> BTreeMap<PageId, Due> {
    stream::iter(due)
        .map(async |(page, due)| match one(db, &page, &due).await {
            Err(app::Error::Unavailable(_)) => Some((page, due)),
            Err(app::Error::NotFound) | Ok(()) => None,
            Err(error) => {
                // The log has everything; the next change tries again.
                tracing::error!(%page, %error, "a document was not projected");
                None
            }
        })
        .buffer_unordered(CONCURRENT)
        .filter_map(std::future::ready)
        .collect()
        .await
}

async fn one(db: &Db, page: &PageId, due: &Due) -> app::Result<()> {
    live::project(db, page, due.actor.as_ref()).await?;
    if due.compact {
        live::compact(db, page).await?;
    }
    Ok(())
}
