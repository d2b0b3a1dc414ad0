//! Follows one drive: reads its events in order, puts changes of rights into effect, and tells the
//! subscribers.
//!
//! One task owns everything about its drive, so an event, a change of rights and a subscription never
//! overtake each other: a subscriber gets the replay, then what is new, each number once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::feed::Sight;
use app::{Actor, Credential};
use bytes::Bytes;
use db::Db;
use db::id::{ApiKeyId, DriveId, PageId, UserId};
use db::schema::Event;
use db::stream::StreamId;
use tokio::sync::mpsc;

use crate::access::Refusal;
use crate::drive::{Command, Drives, Subscriber};
use crate::frame::Close;
use crate::notice::{EventFrames, Notice};
use crate::rooms::Rooms;

/// Events read at once.
const PAGE: i64 = 500;
/// Who is further behind reads everything anew.
const MAX_REPLAY: i64 = 5_000;

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

/// One task per followed drive.
pub(crate) struct Follower {
    id: DriveId,
    topic: String,
    db: Db,
    rooms: Arc<Rooms>,
    drives: Drives,
    seen: Arc<AtomicI64>,
    /// The number of the last event that was handled.
    seq: i64,
    subscribers: BTreeMap<u64, Subscriber>,
    /// Which pages of the drive somebody sees, as of `seq`.
    visible: HashMap<Who, Visible>,
}

impl Follower {
    /// A follower of a drive whose events up to `seq` are old.
    pub(crate) fn new(
        id: DriveId,
        seq: i64,
        seen: Arc<AtomicI64>,
        db: Db,
        rooms: Arc<Rooms>,
        drives: Drives,
    ) -> Self {
        Self {
            topic: StreamId::Drive(id.clone()).to_string(),
            id,
            db,
            rooms,
            drives,
            seen,
            seq,
            subscribers: BTreeMap::new(),
            visible: HashMap::new(),
        }
    }

    /// Until nobody follows the drive any more.
    pub(crate) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Command>) {
        while let Some(command) = inbox.recv().await {
            let outcome = match command {
                Command::Wake => self.catch_up().await,
                Command::Recheck(user) => self.recheck(user.as_ref()).await,
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
        Ok(db::event::since(&mut conn, &self.id, after, PAGE).await?)
    }

    /// Puts changes of rights into effect, then tells the subscribers. What can fail comes first.
    async fn handle(&mut self, events: &[Event]) -> app::Result<()> {
        for person in events.iter().filter_map(ended_credential_of) {
            self.rooms.review_person(person).await;
            self.drives.recheck_person(person);
        }
        if events.iter().any(changes_rights) {
            self.rooms.review_drive(&self.id).await;
        }
        let before = if events.iter().any(changes_visibility) {
            std::mem::take(&mut self.visible)
        } else {
            HashMap::new()
        };
        if let Err(error) = self.load_visible().await {
            // The same events come again, and then the difference has to be seen.
            self.visible = before;
            return Err(error);
        }
        self.publish(events, &before);
        Ok(())
    }

    fn publish(&self, events: &[Event], before: &HashMap<Who, Visible>) {
        let frames = self.frames(events);
        for subscriber in self.subscribers.values() {
            let who = who(&subscriber.actor);
            let Some(now) = self.visible.get(&who) else {
                continue;
            };
            let before = before.get(&who);
            let outbox = &subscriber.link.outbox;
            let showing = |event: &Event| showing(event, now, before);
            deliver(&frames, showing, |frame| outbox.push(frame));
            if before.is_some_and(|before| !explains(events, before, now)) {
                let last = events.last().map_or(self.seq, |event| event.seq);
                outbox.push(Notice::gap(&self.topic, last));
            }
        }
    }

    fn frames<'a>(&'a self, events: &'a [Event]) -> Vec<EventFrames<'a>> {
        let frames = events
            .iter()
            .map(|event| EventFrames::new(&self.topic, event));
        frames.collect()
    }

    /// Asks again whether credentials are good and what is visible, where no event may have told.
    async fn recheck(&mut self, user: Option<&UserId>) -> app::Result<()> {
        self.check_credentials(user).await?;
        if user.is_none() {
            self.visible.clear();
        }
        self.load_visible().await
    }

    /// Closes the connections whose credential is no longer good.
    async fn check_credentials(&mut self, user: Option<&UserId>) -> app::Result<()> {
        let mut gone = Vec::new();
        for (link, subscriber) in &self.subscribers {
            if user.is_some_and(|user| *user != subscriber.actor.user) {
                continue;
            }
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
        // Asked in this task: what ends the credential later comes to it later.
        app::credential::recheck(&self.db, &subscriber.actor).await?;
        // What the client did before it subscribed is to be in `head`.
        self.catch_up().await?;
        self.visible_to(&subscriber.actor).await?;
        let outbox = &subscriber.link.outbox;
        outbox.push(Notice::subscribed(&self.topic, self.seq));
        match after {
            None => Ok(()),
            Some(after) if after <= self.seq && self.seq - after <= MAX_REPLAY => {
                self.replay(subscriber, after).await
            }
            Some(_) => {
                outbox.push(Notice::gap(&self.topic, self.seq));
                Ok(())
            }
        }
    }

    async fn replay(&self, subscriber: &Subscriber, mut after: i64) -> app::Result<()> {
        let mut conn = self.db.conn().await?;
        let sight = Sight::load(&mut conn, &subscriber.actor, &self.id).await?;
        drop(conn);
        let showing = |event: &Event| {
            if sight.shows(event) {
                Showing::Whole
            } else {
                Showing::Nothing
            }
        };
        while after < self.seq {
            let mut events = self.events_after(after).await?;
            events.retain(|event| event.seq <= self.seq);
            let Some(last) = events.last() else {
                return Ok(());
            };
            after = last.seq;
            deliver(&self.frames(&events), showing, |frame| {
                subscriber.link.outbox.push_answer(frame);
            });
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
        _ => ended_credential_of(event).is_none(),
    }
}

/// Whose session or key has ended. Such events are in the HOME drive of that person.
fn ended_credential_of(event: &Event) -> Option<&UserId> {
    let is_end = matches!(event.event_type.as_str(), "session.ended" | "key.revoked");
    event.actor_id.as_ref().filter(|_| is_end)
}
