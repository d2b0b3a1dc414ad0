//! An open document: its content, who has it open, and what they hear of each other.
//!
//! Everything happens under one lock that is never held across an await. So an update is checked
//! against the rights of its author, applied, sent to the others and queued for the log in one step,
//! and after a revocation nothing more is applied.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use app::{Actor, live};
use db::id::PageId;
use tokio::sync::Notify;

use crate::access::Refusal;
use crate::document::{Applied, Document, Rejected};
use crate::drive::Followed;
use crate::frame::Close;
use crate::log::{Ack, Commit, Entry, Log};
use crate::member::{Frames, Member};
use crate::message::{self, Body, Message};
use crate::presence::{self, Owner, Presence};
use crate::projection::{Due, Projector};

const MAX_MEMBERS: usize = 1_000;
/// The largest document, encoded.
const MAX_STATE: usize = 50 * 1024 * 1024;
/// At most 20 times a second do cursors move for others.
pub(crate) const PRESENCE_INTERVAL: Duration = Duration::from_millis(50);
/// A log that is longer is compacted while the document is open.
const COMPACT_UPDATES: i64 = 500;
const COMPACT_BYTES: usize = 256 * 1024;

/// What all rooms work with.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub(crate) log: Log,
    pub(crate) projector: Projector,
    /// Told when cursors moved too soon to be sent at once.
    pub(crate) presence_waits: Arc<Notify>,
}

#[derive(Debug)]
pub(crate) struct Room {
    page: PageId,
    /// Held so that changes of rights in the drive are heard of while the document is open.
    drive: Arc<Followed>,
    shared: Shared,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    document: Document,
    presence: Presence,
    presence_sent: Option<Instant>,
    members: BTreeMap<u64, Member>,
    /// Everything up to this number of the log is in the document.
    seq: i64,
    /// Entries on their way to the log.
    unstored: usize,
    /// Stored since the last compaction.
    log_updates: i64,
    log_bytes: usize,
    /// An upper bound of the document's size.
    size: usize,
    empty_since: Instant,
    is_closed: bool,
}

/// Why somebody cannot join this room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoEntry {
    /// The room was closed; there may be a new one.
    Closed,
    Full,
}

impl From<Rejected> for Close {
    fn from(_: Rejected) -> Self {
        Self::MALFORMED
    }
}

/// Whether the member is still in the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Member,
    Gone,
}

impl Room {
    /// A room with what the log holds.
    pub(crate) fn new(
        page: PageId,
        drive: Arc<Followed>,
        shared: Shared,
        log: &live::Loaded,
    ) -> Arc<Self> {
        let mut inner = Inner {
            document: Document::new(),
            presence: Presence::default(),
            presence_sent: None,
            members: BTreeMap::new(),
            seq: log.seq,
            unstored: 0,
            log_updates: i64::try_from(log.updates.len()).unwrap_or(i64::MAX),
            log_bytes: 0,
            size: 0,
            empty_since: Instant::now(),
            is_closed: false,
        };
        for update in &log.updates {
            inner.take_stored(update, &page);
        }
        Arc::new(Self {
            page,
            drive,
            shared,
            inner: Mutex::new(inner),
        })
    }

    pub(crate) fn page(&self) -> &PageId {
        &self.page
    }

    pub(crate) fn drive(&self) -> &Followed {
        &self.drive
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets somebody in and tells them what they may do and who is there.
    pub(crate) fn join(&self, id: u64, member: Member) -> Result<(), NoEntry> {
        let mut inner = self.lock();
        if inner.is_closed {
            return Err(NoEntry::Closed);
        }
        if inner.members.len() >= MAX_MEMBERS {
            return Err(NoEntry::Full);
        }
        member.send(&message::authenticated(member.can_edit));
        if let Some(states) = inner.presence.everybody() {
            member.send(&message::presence(&states));
        }
        inner.members.insert(id, member);
        Ok(())
    }

    pub(crate) fn leave(&self, id: u64) {
        let mut inner = self.lock();
        if inner.remove(id).is_some() {
            self.presence_changed(&mut inner);
        }
    }

    /// Handles what a member says. An error is the end of its connection.
    pub(crate) fn receive(
        self: &Arc<Self>,
        id: u64,
        message: Message<'_>,
    ) -> Result<Standing, Close> {
        let mut inner = self.lock();
        let Some(member) = inner.members.get(&id) else {
            return Ok(Standing::Gone);
        };
        match message {
            Message::Have { vector, mutual } => inner.compare(member, vector, mutual)?,
            Message::Update { update, .. } => return self.update(&mut inner, id, update),
            Message::Presence(states) => self.presence(&mut inner, id, states)?,
            Message::QueryPresence => {
                if let Some(states) = inner.presence.everybody() {
                    member.send(&message::presence(&states));
                }
            }
            Message::Stateless | Message::Token { .. } | Message::Close => {}
        }
        Ok(Standing::Member)
    }

    fn update(
        self: &Arc<Self>,
        inner: &mut Inner,
        id: u64,
        update: &[u8],
    ) -> Result<Standing, Close> {
        let Some(member) = inner.members.get(&id) else {
            return Ok(Standing::Gone);
        };
        if !member.can_edit {
            // Somebody who only reads says in the handshake what they have; that is no change.
            let known = inner.document.contains(update)?;
            member.send(&message::sync_status(known));
            return Ok(Standing::Member);
        }
        if inner.size.saturating_add(update.len()) > MAX_STATE {
            // The sum of all updates says too much: some of them deleted what others wrote.
            inner.size = inner.document.size();
        }
        if inner.size.saturating_add(update.len()) > MAX_STATE {
            member.send(&message::sync_status(false));
            return Ok(Standing::Member);
        }
        let news = match inner.document.apply(update) {
            Ok(Applied::Nothing) => None,
            Ok(Applied::Change(change)) => Some(change),
            Err(Rejected::Malformed) => return Err(Close::MALFORMED),
            Err(Rejected::Broken) => {
                tracing::error!(page = %self.page, "a document broke and is loaded again");
                inner.close_all(Close::RESET);
                return Err(Close::MALFORMED);
            }
        };
        self.publish(inner, id, news);
        Ok(Standing::Member)
    }

    /// Sends an update to the others and queues it for the log.
    fn publish(self: &Arc<Self>, inner: &mut Inner, author: u64, update: Option<Vec<u8>>) {
        if let Some(update) = &update {
            inner.size = inner.size.saturating_add(update.len());
            inner.broadcast(&message::update(update), Some(author));
        }
        let Some(member) = inner.members.get(&author) else {
            return;
        };
        let entry = Entry {
            room: self.clone(),
            update,
            actor: member.actor.user.clone(),
            ack: Ack {
                link: member.link.clone(),
                frame: member.frame(&message::sync_status(true)),
            },
        };
        inner.unstored += 1;
        self.shared.log.append(entry);
    }

    fn presence(&self, inner: &mut Inner, id: u64, states: &[u8]) -> Result<(), Close> {
        if states.len() > presence::MAX_MESSAGE {
            return Err(Close::TOO_BIG);
        }
        let entries = presence::decode(states).ok_or(Close::MALFORMED)?;
        let Some(member) = inner.members.get(&id) else {
            return Ok(());
        };
        let owner = Owner {
            member: id,
            user: member.actor.user.clone(),
        };
        inner.presence.apply(&owner, entries, Instant::now());
        self.presence_changed(inner);
        Ok(())
    }

    /// Sends cursors now, or has them sent soon if they were sent a moment ago.
    fn presence_changed(&self, inner: &mut Inner) {
        if !inner.presence.has_changes() {
            return;
        }
        let is_early = inner
            .presence_sent
            .is_some_and(|sent| sent.elapsed() < PRESENCE_INTERVAL);
        if is_early {
            self.shared.presence_waits.notify_one();
        } else {
            inner.send_presence();
        }
    }

    /// Sends what waits of the cursors.
    pub(crate) fn send_presence(&self) {
        let mut inner = self.lock();
        if inner.presence.has_changes() {
            inner.send_presence();
        }
    }

    /// Removes the cursors of those who are silent.
    pub(crate) fn sweep(&self, now: Instant) {
        let mut inner = self.lock();
        inner.presence.sweep(now);
        self.presence_changed(&mut inner);
    }

    /// Takes over what others stored: another node, or an edit over HTTP.
    pub(crate) fn follow(&self, log: &live::Loaded) {
        let mut inner = self.lock();
        for update in &log.updates {
            if let Some(change) = inner.take_stored(update, &self.page) {
                inner.broadcast(&message::update(&change), None);
            }
        }
        inner.seq = inner.seq.max(log.seq);
    }

    /// The number up to which the log is in the document.
    pub(crate) fn seq(&self) -> i64 {
        self.lock().seq
    }

    /// Counts what the log has taken.
    pub(crate) fn stored(&self, commit: &Commit<'_>) {
        let mut inner = self.lock();
        inner.unstored = inner.unstored.saturating_sub(commit.entries);
        let Some(head) = commit.head else {
            return;
        };
        if head - commit.updates == inner.seq {
            inner.seq = head;
        }
        inner.log_updates += commit.updates;
        inner.log_bytes = inner.log_bytes.saturating_add(commit.bytes);
        let compact = inner.log_updates >= COMPACT_UPDATES || inner.log_bytes >= COMPACT_BYTES;
        if compact {
            inner.log_updates = 0;
            inner.log_bytes = 0;
        }
        let actor = Some(commit.actor.clone());
        self.shared
            .projector
            .due(self.page.clone(), Due { actor, compact });
    }

    /// Closes the document for everybody: its updates can never be stored.
    pub(crate) fn give_up(&self) {
        tracing::info!(page = %self.page, "a document is closed: it cannot be stored any more");
        let mut inner = self.lock();
        inner.is_closed = true;
        let members = std::mem::take(&mut inner.members);
        for member in members.values() {
            member.send(&message::closed("not-found"));
        }
    }

    /// Members by who they are and when their rights were checked last.
    pub(crate) fn members(&self, whom: impl Fn(&Actor, Instant) -> bool) -> Vec<(u64, Actor)> {
        let inner = self.lock();
        let chosen = inner
            .members
            .iter()
            .filter(|(_, member)| whom(&member.actor, member.checked));
        chosen
            .map(|(id, member)| (*id, member.actor.clone()))
            .collect()
    }

    /// Puts into effect what a member may do now.
    pub(crate) fn set_access(&self, id: u64, verdict: Result<bool, Refusal>) {
        let mut inner = self.lock();
        match verdict {
            Ok(can_edit) => inner.set_edit(id, can_edit),
            Err(Refusal::Denied(reason)) => {
                if let Some(member) = inner.remove(id) {
                    member.send(&message::denied(reason));
                    member.send(&message::closed(reason));
                }
                self.presence_changed(&mut inner);
            }
            // Not now: the question is asked again.
            Err(Refusal::Close(_)) => {}
        }
    }

    /// Closes the room if it has been empty for long enough and everything is stored.
    pub(crate) fn retire(&self, now: Instant, linger: Duration) -> bool {
        let mut inner = self.lock();
        let is_idle = inner.members.is_empty() && inner.unstored == 0;
        if is_idle && now.saturating_duration_since(inner.empty_since) >= linger {
            inner.is_closed = true;
        }
        inner.is_closed
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }
}

impl Inner {
    /// Applies what is in the log and returns what was new.
    fn take_stored(&mut self, update: &[u8], page: &PageId) -> Option<Vec<u8>> {
        self.size = self.size.saturating_add(update.len());
        match self.document.apply(update) {
            Ok(Applied::Change(change)) => Some(change),
            Ok(Applied::Nothing) => None,
            Err(rejected) => {
                tracing::error!(%page, ?rejected, "an update of the log does not apply");
                None
            }
        }
    }

    /// Answers "this is what I have".
    fn compare(&self, member: &Member, vector: &[u8], mutual: bool) -> Result<(), Close> {
        let missing = self.document.since(vector).ok_or(Close::MALFORMED)?;
        let frame = member.frame(&message::answer(&missing));
        member.link.outbox.push_answer(frame);
        if mutual {
            member.send(&message::have(&self.document.vector()));
        }
        Ok(())
    }

    /// Sends a message to everybody but its author, encoded once per address.
    fn broadcast(&self, body: &Body, except: Option<u64>) {
        let mut frames = Frames::default();
        for (id, member) in &self.members {
            if Some(*id) != except {
                member.link.outbox.push(frames.of(member, body));
            }
        }
    }

    fn send_presence(&mut self) {
        self.presence_sent = Some(Instant::now());
        let changes = message::presence(&self.presence.take_changes());
        let everybody = self.presence.everybody();
        let mut frames = Frames::default();
        for member in self.members.values_mut() {
            let frame = match &everybody {
                Some(states) if member.lacks_presence => member.frame(&message::presence(states)),
                _ => frames.of(member, &changes),
            };
            member.lacks_presence = !member.link.outbox.push_if_idle(frame);
        }
    }

    fn remove(&mut self, id: u64) -> Option<Member> {
        let member = self.members.remove(&id)?;
        let now = Instant::now();
        self.presence.leave(id, now);
        self.empty_since = now;
        Some(member)
    }

    fn set_edit(&mut self, id: u64, can_edit: bool) {
        if let Some(member) = self.members.get_mut(&id) {
            member.checked = Instant::now();
            if member.can_edit != can_edit {
                member.can_edit = can_edit;
                member.send(&message::authenticated(can_edit));
            }
        }
    }

    fn close_all(&mut self, close: Close) {
        self.is_closed = true;
        for member in std::mem::take(&mut self.members).values() {
            member.link.outbox.close(close);
        }
    }
}
