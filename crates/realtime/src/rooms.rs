//! All open documents of this process: opened by the first who joins, put away after the last left.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use app::{Actor, live};
use db::Db;
use db::id::{DriveId, PageId, UserId};
use tokio::sync::{Notify, OnceCell};

use crate::access::{self, Refusal};
use crate::drive::Followed;
use crate::log::Log;
use crate::projection::{Due, Projector};
use crate::room::{PRESENCE_INTERVAL, Room, Shared};

const SWEEP_INTERVAL: Duration = Duration::from_secs(1);
/// Between two attempts to ask for rights while the database is away.
const RETRY: Duration = Duration::from_millis(250);

type Slot = Arc<OnceCell<Arc<Room>>>;

pub(crate) struct Rooms {
    db: Db,
    shared: Shared,
    open: Mutex<HashMap<PageId, Slot>>,
    reviews: AtomicU64,
}

impl std::ops::Deref for Rooms {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.shared
    }
}

impl Rooms {
    pub(crate) fn start(db: Db) -> Arc<Self> {
        let shared = Shared {
            log: Log::start(db.clone()),
            projector: Projector::start(db.clone()),
            presence_waits: Arc::new(Notify::new()),
        };
        Arc::new(Self {
            db,
            shared,
            open: Mutex::default(),
            reviews: AtomicU64::new(0),
        })
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<PageId, Slot>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The room of a page, loaded from the log if it is not open.
    pub(crate) async fn open(
        &self,
        page: &PageId,
        drive: &Arc<Followed>,
    ) -> app::Result<Arc<Room>> {
        loop {
            let slot = self.slots().entry(page.clone()).or_default().clone();
            let room = slot.get_or_try_init(|| self.load(page, drive)).await?;
            if !room.is_closed() {
                return Ok(room.clone());
            }
            self.forget(page, room);
        }
    }

    async fn load(&self, page: &PageId, drive: &Arc<Followed>) -> app::Result<Arc<Room>> {
        let log = live::load(&self.db, page, 0).await?;
        Ok(Room::new(
            page.clone(),
            drive.clone(),
            self.shared.clone(),
            &log,
        ))
    }

    fn forget(&self, page: &PageId, room: &Arc<Room>) {
        let mut slots = self.slots();
        let is_same = slots
            .get(page)
            .and_then(|slot| slot.get())
            .is_some_and(|open| Arc::ptr_eq(open, room));
        if is_same {
            slots.remove(page);
        }
    }

    pub(crate) fn all(&self) -> Vec<Arc<Room>> {
        self.slots()
            .values()
            .filter_map(|slot| slot.get().cloned())
            .collect()
    }

    pub(crate) fn get(&self, page: &PageId) -> Option<Arc<Room>> {
        self.slots().get(page)?.get().cloned()
    }

    /// Grows with every review. Who checks rights and then joins asks before and after: if it grew,
    /// a review may have passed in between without seeing them.
    pub(crate) fn reviews(&self) -> u64 {
        self.reviews.load(Ordering::SeqCst)
    }

    /// Checks everybody in the open documents of a drive again: rights have changed.
    pub(crate) async fn review_drive(&self, drive: &DriveId) {
        self.reviews.fetch_add(1, Ordering::SeqCst);
        for room in self.all() {
            if room.drive().id() == drive {
                self.review(&room, |_, _| true).await;
            }
        }
    }

    /// Checks one person in all open documents again: a session or a key has ended.
    pub(crate) async fn review_person(&self, user: &UserId) {
        self.reviews.fetch_add(1, Ordering::SeqCst);
        for room in self.all() {
            self.review(&room, |actor, _| actor.user == *user).await;
        }
    }

    /// Checks again whoever was not checked for a while: credentials expire without an event.
    pub(crate) async fn review_forgotten(&self, age: Duration) {
        for room in self.all() {
            self.review(&room, |_, checked| checked.elapsed() >= age)
                .await;
        }
    }

    async fn review(&self, room: &Room, whom: impl Fn(&Actor, Instant) -> bool) {
        for (member, actor) in room.members(whom) {
            let verdict = loop {
                match access::recheck(&self.db, &actor, room.page()).await {
                    Err(Refusal::Close(_)) => tokio::time::sleep(RETRY).await,
                    Err(refusal) => break Err(refusal),
                    Ok(joined) => break Ok(joined.can_edit),
                }
            };
            room.set_access(member, verdict);
        }
    }

    /// Sends cursors that moved too soon after others, for ever.
    pub(crate) async fn send_presence(self: Arc<Self>) {
        loop {
            self.shared.presence_waits.notified().await;
            tokio::time::sleep(PRESENCE_INTERVAL).await;
            for room in self.all() {
                room.send_presence();
            }
        }
    }

    /// Removes silent cursors and puts empty documents away, for ever.
    pub(crate) async fn sweep(self: Arc<Self>, linger: Duration) {
        let mut ticks = tokio::time::interval(SWEEP_INTERVAL);
        loop {
            ticks.tick().await;
            let now = Instant::now();
            for room in self.all() {
                room.sweep(now);
                if room.retire(now, linger) {
                    self.put_away(&room);
                }
            }
            self.slots()
                .retain(|_, slot| slot.initialized() || Arc::strong_count(slot) > 1);
        }
    }

    fn put_away(&self, room: &Arc<Room>) {
        self.forget(room.page(), room);
        let due = Due {
            actor: None,
            compact: true,
        };
        self.projector.due(room.page().clone(), due);
    }
}
