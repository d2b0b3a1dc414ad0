//! The drives that somebody here follows: because its events are subscribed to, or because a document
//! of it is open and rights in it may change.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use app::Actor;
use db::Db;
use db::id::{DriveId, UserId};
use db::stream::StreamId;
use tokio::sync::mpsc;

use crate::connections::Link;
use crate::follower::Follower;
use crate::rooms::Rooms;

/// All followed drives of this process.
#[derive(Clone)]
pub(crate) struct Drives(Arc<Known>);

struct Known {
    db: Db,
    rooms: Arc<Rooms>,
    followed: Mutex<HashMap<DriveId, Weak<Followed>>>,
}

/// A drive is followed as long as somebody holds this.
#[derive(Debug)]
pub(crate) struct Followed {
    id: DriveId,
    since: Instant,
    seen: Arc<AtomicI64>,
    commands: mpsc::UnboundedSender<Command>,
}

/// What the task that follows a drive is told.
#[derive(Debug)]
pub(crate) enum Command {
    Wake,
    /// Check the credentials of one person's subscribers, or of all.
    Recheck(Option<UserId>),
    Subscribe(Subscriber, Option<i64>),
    Unsubscribe(u64),
}

/// A connection that wants the events of a drive.
#[derive(Debug, Clone)]
pub(crate) struct Subscriber {
    pub(crate) link: Arc<Link>,
    pub(crate) actor: Actor,
}

impl Drives {
    pub(crate) fn new(db: Db, rooms: Arc<Rooms>) -> Self {
        Self(Arc::new(Known {
            db,
            rooms,
            followed: Mutex::default(),
        }))
    }

    fn followed(&self) -> MutexGuard<'_, HashMap<DriveId, Weak<Followed>>> {
        self.0
            .followed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn get(&self, id: &DriveId) -> Option<Arc<Followed>> {
        self.followed().get(id)?.upgrade()
    }

    pub(crate) fn all(&self) -> Vec<DriveId> {
        let mut followed = self.followed();
        followed.retain(|_, drive| drive.strong_count() > 0);
        followed.keys().cloned().collect()
    }

    /// Follows a drive from now on.
    pub(crate) async fn follow(&self, id: &DriveId) -> app::Result<Arc<Followed>> {
        if let Some(followed) = self.get(id) {
            return Ok(followed);
        }
        let mut conn = self.0.db.conn().await?;
        let head = db::stream::head(&mut conn, &StreamId::Drive(id.clone())).await?;
        drop(conn);
        let mut followed = self.followed();
        if let Some(first) = followed.get(id).and_then(Weak::upgrade) {
            return Ok(first);
        }
        let drive = Arc::new(self.start(id.clone(), head));
        followed.insert(id.clone(), Arc::downgrade(&drive));
        Ok(drive)
    }

    fn start(&self, id: DriveId, head: i64) -> Followed {
        let (commands, inbox) = mpsc::unbounded_channel();
        let seen = Arc::new(AtomicI64::new(head));
        let (db, rooms) = (self.0.db.clone(), self.0.rooms.clone());
        let follower = Follower::new(id.clone(), head, seen.clone(), db, rooms, self.clone());
        tokio::spawn(follower.run(inbox));
        Followed {
            id,
            since: Instant::now(),
            seen,
            commands,
        }
    }

    /// Checks all subscribers again: credentials expire without an event.
    pub(crate) fn recheck(&self) {
        self.tell_all(None);
    }

    /// Checks a person's subscribers in all drives: a credential of theirs has ended.
    pub(crate) fn recheck_person(&self, user: &UserId) {
        self.tell_all(Some(user));
    }

    fn tell_all(&self, user: Option<&UserId>) {
        for id in self.all() {
            if let Some(drive) = self.get(&id) {
                drive.tell(Command::Recheck(user.cloned()));
            }
        }
    }
}

impl Followed {
    pub(crate) fn id(&self) -> &DriveId {
        &self.id
    }

    /// True if nothing that happened after `moment` can have been missed.
    pub(crate) fn follows_since(&self, moment: Instant) -> bool {
        self.since < moment
    }

    /// Has the events up to `head` read.
    pub(crate) fn wake(&self, head: i64) {
        if head > self.seen.load(Ordering::Relaxed) {
            self.tell(Command::Wake);
        }
    }

    pub(crate) fn subscribe(&self, subscriber: Subscriber, after: Option<i64>) {
        self.tell(Command::Subscribe(subscriber, after));
    }

    pub(crate) fn unsubscribe(&self, link: u64) {
        self.tell(Command::Unsubscribe(link));
    }

    fn tell(&self, command: Command) {
        if self.commands.send(command).is_err() {
            tracing::error!(drive = %self.id, "the task that follows a drive has ended");
        }
    }
}
