//! The drives that somebody here follows, each by one task that reads its events in order.
//!
//! The task owns everything about its drive, so an event, a change of rights and a subscription
//! never overtake each other: a subscriber gets the replay, then what is new, each number once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use app::feed::Sight;
use app::{Actor, Credential};
use bytes::Bytes;
use db::Db;
use db::id::{ApiKeyId, DriveId, PageId, UserId};
use db::schema::Event;
use db::stream::StreamId;
use tokio::sync::mpsc;

use crate::access::Refusal;
use crate::connections::Link;
use crate::frame::Close;
use crate::notice::{EventFrames, Notice};
use crate::rooms::Rooms;

/// Events read at once.
const PAGE: usize = 500;
/// Who is further behind reads everything anew.
const MAX_REPLAY: i64 = 10_000;

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

#[derive(Debug)]
enum Command {
    Wake,
    Recheck,
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
        let follower = Follower {
            topic: StreamId::Drive(id.clone()).to_string(),
            id: id.clone(),
            db: self.0.db.clone(),
            rooms: self.0.rooms.clone(),
            seen: seen.clone(),
            seq: head,
            subscribers: BTreeMap::new(),
            visible: HashMap::new(),
        };
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
        for id in self.all() {
            if let Some(drive) = self.get(&id) {
                drive.tell(Command::Recheck);
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

/// People see the same pages in all their browsers; a key may see less than its person.
type Who = (UserId, Option<ApiKeyId>);
type Visible = Arc<HashSet<PageId>>;

fn who(actor: &Actor) -> Who {
    let key = match &actor.credential {
        Credential::Key(key) => Some(key.clone()),
        Credential::Session(_) => None,
    };
    (actor.user.clone(), key)
}

struct Follower {
    id: DriveId,
    topic: String,
    db: Db,
    rooms: Arc<Rooms>,
    seen: Arc<AtomicI64>,
    /// The number of the last event that was handled.
    seq: i64,
    subscribers: BTreeMap<u64, Subscriber>,
    /// Which pages of the drive somebody sees, as of `seq`.
    visible: HashMap<Who, Visible>,
}

impl Follower {
    /// Until nobody follows the drive any more.
    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Command>) {
        while let Some(command) = inbox.recv().await {
            let outcome = match command {
                Command::Wake => self.catch_up().await,
                Command::Recheck => self.recheck().await,
                Command::Subscribe(subscriber, after) => {
                    self.subscribe(subscriber, after).await;
                    Ok(())
                }
                Command::Unsubscribe(link) => {
                    self.subscribers.remove(&link);
                    Ok(())
                }
            };
            if let Err(error) = outcome {
                tracing::debug!(%error, drive = %self.id, "events were not read; trying again");
            }
        }
    }

    async fn catch_up(&mut self) -> app::Result<()> {
        loop {
            let events = self.events_after(self.seq).await?;
            let Some(last) = events.last() else {
                return Ok(());
            };
            self.handle(&events).await?;
            self.seq = last.seq;
            self.seen.store(self.seq, Ordering::Relaxed);
        }
    }

    async fn events_after(&self, after: i64) -> app::Result<Vec<Event>> {
        let mut conn = self.db.conn().await?;
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        Ok(db::event::since(&mut conn, &self.id, after, limit).await?)
    }

    /// Puts changes of rights into effect, then tells the subscribers. What can fail comes first.
    async fn handle(&mut self, events: &[Event]) -> app::Result<()> {
        let mut before = HashMap::new();
        if events.iter().any(changes_visibility) {
            before = std::mem::take(&mut self.visible);
        }
        if events.iter().any(changes_rights) {
            self.rooms.review_drive(&self.id).await;
            if let Err(error) = self.check_credentials().await {
                self.visible = before;
                return Err(error);
            }
        }
        if let Err(error) = self.load_visible().await {
            self.visible = before;
            return Err(error);
        }
        let frames: Vec<EventFrames<'_>> = events
            .iter()
            .map(|event| EventFrames::new(&self.topic, event))
            .collect();
        for subscriber in self.subscribers.values() {
            let who = who(&subscriber.actor);
            if let Some(now) = self.visible.get(&who) {
                let before = before.get(&who);
                let outbox = &subscriber.link.outbox;
                let showing = |event: &Event| showing(event, now, before);
                deliver(&frames, showing, |frame| outbox.push(frame));
                if before.is_some_and(|before| !explains(events, before, now)) {
                    let last = events.last().map_or(self.seq, |event| event.seq);
                    subscriber.link.outbox.push(Notice::gap(&self.topic, last));
                }
            }
        }
        Ok(())
    }

    async fn recheck(&mut self) -> app::Result<()> {
        self.check_credentials().await?;
        self.visible.clear();
        self.load_visible().await
    }

    /// Closes the connections whose credential is no longer good.
    async fn check_credentials(&mut self) -> app::Result<()> {
        let mut gone = Vec::new();
        for (link, subscriber) in &self.subscribers {
            match app::credential::recheck(&self.db, &subscriber.actor).await {
                Err(app::Error::Unauthenticated) => {
                    subscriber
                        .link
                        .outbox
                        .push(Notice::revoked(&self.topic, "unauthenticated"));
                    subscriber.link.outbox.close(Close::UNAUTHORIZED);
                    gone.push(*link);
                }
                outcome => outcome?,
            }
        }
        self.subscribers.retain(|link, _| !gone.contains(link));
        Ok(())
    }

    /// Finds out what each subscriber sees now, and takes leave of those who see nothing.
    async fn load_visible(&mut self) -> app::Result<()> {
        let mut gone = Vec::new();
        let subscribers: Vec<(u64, Subscriber)> = self
            .subscribers
            .iter()
            .map(|(id, subscriber)| (*id, subscriber.clone()))
            .collect();
        for (id, subscriber) in subscribers {
            match self.visible_to(&subscriber.actor).await {
                Err(app::Error::NotFound | app::Error::Forbidden(_)) => {
                    let notice = Notice::revoked(&self.topic, "permission-denied");
                    subscriber.link.outbox.push(notice);
                    gone.push(id);
                }
                outcome => drop(outcome?),
            }
        }
        self.subscribers.retain(|link, _| !gone.contains(link));
        Ok(())
    }

    async fn visible_to(&mut self, actor: &Actor) -> app::Result<Visible> {
        if let Some(visible) = self.visible.get(&who(actor)) {
            return Ok(visible.clone());
        }
        let mut conn = self.db.conn().await?;
        let visible = app::access::visible_pages(&mut conn, actor, &self.id).await?;
        let visible = Arc::new(visible);
        self.visible.insert(who(actor), visible.clone());
        Ok(visible)
    }

    async fn subscribe(&mut self, subscriber: Subscriber, after: Option<i64>) {
        let outbox = &subscriber.link.outbox;
        match self.admit(&subscriber, after).await.map_err(Refusal::from) {
            Ok(()) => {
                self.subscribers.insert(subscriber.link.id, subscriber);
            }
            Err(Refusal::Denied(_)) => outbox.push(Notice::error(
                Some(&self.topic),
                "no such drive, or you are not a member of it",
            )),
            Err(Refusal::Close(close)) => outbox.close(close),
        }
    }

    /// Lets a subscriber in and replays what it missed.
    async fn admit(&mut self, subscriber: &Subscriber, after: Option<i64>) -> app::Result<()> {
        // What the client did before it subscribed is to be in `head`.
        self.catch_up().await?;
        self.visible_to(&subscriber.actor).await?;
        let outbox = &subscriber.link.outbox;
        outbox.push(Notice::subscribed(&self.topic, self.seq));
        let Some(mut after) = after else {
            return Ok(());
        };
        if after > self.seq || self.seq - after > MAX_REPLAY {
            outbox.push(Notice::gap(&self.topic, self.seq));
            return Ok(());
        }
        let mut conn = self.db.conn().await?;
        let sight = Sight::load(&mut conn, &subscriber.actor, &self.id).await?;
        drop(conn);
        while after < self.seq {
            let mut events = self.events_after(after).await?;
            events.retain(|event| event.seq <= self.seq);
            let Some(last) = events.last() else {
                return Ok(());
            };
            after = last.seq;
            let frames: Vec<EventFrames<'_>> = events
                .iter()
                .map(|event| EventFrames::new(&self.topic, event))
                .collect();
            let showing = |event: &Event| match sight.shows(event) {
                true => Showing::Whole,
                false => Showing::Nothing,
            };
            deliver(&frames, showing, |frame| outbox.push_answer(frame));
        }
        Ok(())
    }
}

/// What a subscriber gets of an event.
enum Showing {
    Whole,
    /// That the page is not for it any more.
    Hidden,
    /// That the number is not for it.
    Nothing,
}

/// What somebody gets of an event who sees these pages now, and saw those before it.
fn showing(event: &Event, now: &Visible, before: Option<&Visible>) -> Showing {
    match &event.page_id {
        None => Showing::Whole,
        Some(page) if now.contains(page) => Showing::Whole,
        Some(page) if !before.is_some_and(|before| before.contains(page)) => Showing::Nothing,
        // Who saw a page may know that it went into the trash.
        Some(_) if event.event_type == "page.trashed" => Showing::Whole,
        Some(_) => Showing::Hidden,
    }
}

/// Sends events to one subscriber. Of a run of numbers that are not for it, it hears the last.
fn deliver(frames: &[EventFrames<'_>], showing: impl Fn(&Event) -> Showing, send: impl Fn(Bytes)) {
    let mut skipped = None;
    for event in frames {
        let frame = match showing(event.event()) {
            Showing::Whole => event.whole(),
            Showing::Hidden => event.hidden(),
            Showing::Nothing => {
                skipped = Some(event);
                continue;
            }
        };
        if let Some(skipped) = skipped.take() {
            send(skipped.skipped());
        }
        send(frame);
    }
    if let Some(skipped) = skipped {
        send(skipped.skipped());
    }
}

/// True if the pages that came into view or left it are those that the events are about.
fn explains(events: &[Event], before: &Visible, now: &Visible) -> bool {
    let named: HashSet<&PageId> = events
        .iter()
        .filter_map(|event| event.page_id.as_ref())
        .collect();
    before
        .symmetric_difference(now)
        .all(|page| named.contains(page))
}

/// True if somebody may see other pages after this.
fn changes_visibility(event: &Event) -> bool {
    event.event_type == "page.created" || changes_rights(event)
}

/// True if somebody may do less, or more, in this drive after this.
fn changes_rights(event: &Event) -> bool {
    match event.event_type.as_str() {
        "page.content" | "page.created" | "drive.created" => false,
        "page.updated" => event.data.get("isPrivate").is_some(),
        _ => true,
    }
}
