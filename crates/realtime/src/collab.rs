//! The `/collab` endpoint: many documents on one connection, in the Hocuspocus protocol.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use app::live;
use bytes::Bytes;
use db::Db;
use db::id::PageId;

use crate::access::{Credentials, Identity, Refusal, recheck};
use crate::connections::{Connections, Link};
use crate::drive::{Drives, Followed};
use crate::frame::{self, Close};
use crate::member::Member;
use crate::message::{self, Incoming, Message};
use crate::pace::Pace;
use crate::room::{NoEntry, Room, Standing};
use crate::rooms::Rooms;
use crate::socket::{self, Payload, Protocol};

const MAX_DOCUMENTS: usize = 100;
/// What a client says about a document before it shows its credential is kept for so long.
const MAX_EARLY_MESSAGES: usize = 16;
const MAX_EARLY_BYTES: usize = 64 * 1024;
/// After a time offline, the first answer may be long.
const MAX_FIRST_ANSWER: usize = 16 * 1024 * 1024;

/// One connection to `/collab`.
pub(crate) struct CollabSession {
    pub(crate) db: Db,
    pub(crate) rooms: Arc<Rooms>,
    pub(crate) drives: Drives,
    pub(crate) connections: Connections,
    pub(crate) credentials: Credentials,
    pub(crate) link: Arc<Link>,
    pub(crate) pace: Pace,
    pub(crate) documents: Documents,
}

/// The documents of one connection, by address.
#[derive(Default)]
pub(crate) struct Documents {
    known: HashMap<String, State>,
    early_messages: usize,
    early_bytes: usize,
    /// A credential was accepted, if only for another document.
    is_authenticated: bool,
}

enum State {
    /// Its credential has not come yet.
    Early(Vec<Bytes>),
    Joined(Joined),
    /// Denied, or taken away. What is said about it is ignored until a new credential comes.
    Refused,
}

struct Joined {
    room: Arc<Room>,
    id: u64,
    /// The client has yet to answer what it has that we lack.
    is_syncing: bool,
    /// Followed while the document is open, to hear of the end of the credential.
    _home: Arc<Followed>,
}

impl Protocol for CollabSession {
    fn max_message(&self) -> usize {
        let is_syncing =
            |state: &State| matches!(state, State::Joined(joined) if joined.is_syncing);
        if self.documents.known.values().any(is_syncing) {
            MAX_FIRST_ANSWER
        } else {
            socket::MAX_MESSAGE
        }
    }

    fn is_authenticated(&self) -> bool {
        self.documents.is_authenticated
    }

    async fn receive(&mut self, message: Payload) -> Result<(), Close> {
        let Payload::Binary(bytes) = message else {
            return Err(Close::WRONG_KIND);
        };
        match message::decode(&bytes).ok_or(Close::MALFORMED)? {
            Incoming::Ping => self.link.outbox.push(frame::binary(&[&[message::PONG]])),
            Incoming::Pong => {}
            Incoming::Addressed { address, message } => {
                self.handle(address, message, &bytes).await?;
            }
        }
        Ok(())
    }
}

impl CollabSession {
    async fn handle(
        &mut self,
        address: &str,
        message: Message<'_>,
        bytes: &Bytes,
    ) -> Result<(), Close> {
        self.slow_down().await;
        if let Message::Token { token, version } = message {
            if version.is_some_and(|version| major(version) >= 4) {
                self.link.expect_pings();
            }
            return self.admit(address, token).await;
        }
        match self.documents.known.get(address) {
            None => self.documents.keep(address, bytes, true),
            Some(State::Early(_)) if !matches!(message, Message::Close) => {
                self.documents.keep(address, bytes, false)
            }
            Some(State::Early(_) | State::Refused) => Ok(()),
            Some(State::Joined(_)) => self.pass(address, message).await,
        }
    }

    /// Hands a message to the room of its document.
    async fn pass(&mut self, address: &str, message: Message<'_>) -> Result<(), Close> {
        if matches!(message, Message::Close) {
            self.documents.known.remove(address);
            return Ok(());
        }
        if matches!(message, Message::Update { .. }) {
            let log = &self.rooms.log;
            self.link.while_not_reading(log.ready()).await;
        }
        let Some(State::Joined(joined)) = self.documents.known.get_mut(address) else {
            return Ok(());
        };
        if matches!(
            message,
            Message::Update {
                is_answer: true,
                ..
            }
        ) {
            joined.is_syncing = false;
        }
        if joined.room.receive(joined.id, message)? == Standing::Gone {
            self.documents.put(address, State::Refused);
        }
        Ok(())
    }

    /// Somebody who is too fast is read more slowly.
    async fn slow_down(&mut self) {
        let delay = self.pace.count(Instant::now());
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
    }

    /// Checks a credential for a document, lets its owner in, and catches up on what was said early.
    async fn admit(&mut self, address: &str, token: &str) -> Result<(), Close> {
        let early = self.documents.take_early(address);
        let state = match self.join(address, token).await {
            Ok(joined) => State::Joined(joined),
            Err(Refusal::Close(close)) => return Err(close),
            Err(Refusal::Denied(reason)) => {
                self.send(address, &message::denied(reason));
                State::Refused
            }
        };
        let is_joined = matches!(state, State::Joined(_));
        self.documents.put(address, state);
        if is_joined {
            for bytes in early {
                if let Some(Incoming::Addressed { message, .. }) = message::decode(&bytes) {
                    self.pass(address, message).await?;
                }
            }
        }
        Ok(())
    }

    async fn join(&mut self, address: &str, token: &str) -> Result<Joined, Refusal> {
        let reviews = self.rooms.reviews();
        let identity = self
            .credentials
            .identify(&self.db, &self.drives, token)
            .await?;
        let Identity { actor, home } = identity;
        if !self.connections.claim(&self.link, &actor.user) {
            return Err(Refusal::Close(Close::FORBIDDEN));
        }
        self.documents.is_authenticated = true;
        let page = page_of(address).ok_or(Refusal::PERMISSION)?;
        if self.documents.joined() >= MAX_DOCUMENTS {
            return Err(Refusal::Denied("too-many-documents"));
        }
        let (drive, access) = self.check(&actor, &page).await?;
        let new = || Member::new(self.link.clone(), address, actor.clone(), access.can_edit);
        let (room, id) = self.enter(&page, &drive, new).await?;
        let joined = Joined {
            room,
            id,
            is_syncing: true,
            _home: home,
        };
        if self.rooms.reviews() != reviews {
            // Rights changed in between, and whoever put that into effect may not have seen us.
            let verdict = recheck(&self.db, &actor, &page).await;
            let verdict = verdict.map(|now| now.can_edit);
            joined.room.set_access(id, verdict);
            verdict?;
        }
        Ok(joined)
    }

    /// Enters the room of a page, or a new one if that has just been closed.
    async fn enter(
        &self,
        page: &PageId,
        drive: &Arc<Followed>,
        new: impl Fn() -> Member,
    ) -> Result<(Arc<Room>, u64), Refusal> {
        let id = self.connections.next_id();
        loop {
            let room = self.rooms.open(page, drive).await?;
            match room.join(id, new()) {
                Ok(()) => return Ok((room, id)),
                Err(NoEntry::Closed) => {}
                Err(NoEntry::Full) => return Err(Refusal::Denied("too-many-people")),
            }
        }
    }

    /// What the actor may do, asked at a moment from which on the drive's changes are followed.
    async fn check(
        &self,
        actor: &app::Actor,
        page: &PageId,
    ) -> Result<(Arc<Followed>, live::Joined), Refusal> {
        let asked = Instant::now();
        let joined = live::join(&self.db, actor, page).await?;
        let drive = self.drives.follow(&joined.page.drive_id).await?;
        if drive.follows_since(asked) {
            return Ok((drive, joined));
        }
        let joined = live::join(&self.db, actor, page).await?;
        Ok((drive, joined))
    }

    fn send(&self, address: &str, body: &[u8]) {
        let frame = frame::binary(&[&message::address(address), body]);
        self.link.outbox.push(frame);
    }
}

/// Leaves the room however the connection ends, also in the middle of joining.
impl Drop for Joined {
    fn drop(&mut self) {
        self.room.leave(self.id);
    }
}

impl Documents {
    /// Keeps a message until the credential for its document comes.
    fn keep(&mut self, address: &str, bytes: &Bytes, is_first: bool) -> Result<(), Close> {
        self.early_messages += 1;
        self.early_bytes = self.early_bytes.saturating_add(bytes.len());
        let is_too_much =
            self.early_messages > MAX_EARLY_MESSAGES || self.early_bytes > MAX_EARLY_BYTES;
        if is_too_much || (is_first && self.is_full()) {
            return Err(Close::UNAUTHORIZED);
        }
        let state = self.known.entry(address.to_owned());
        if let State::Early(messages) = state.or_insert_with(|| State::Early(Vec::new())) {
            messages.push(bytes.clone());
        }
        Ok(())
    }

    fn take_early(&mut self, address: &str) -> Vec<Bytes> {
        let early = match self.known.get_mut(address) {
            Some(State::Early(messages)) => std::mem::take(messages),
            _ => return Vec::new(),
        };
        self.early_messages = self.early_messages.saturating_sub(early.len());
        let bytes: usize = early.iter().map(Bytes::len).sum();
        self.early_bytes = self.early_bytes.saturating_sub(bytes);
        early
    }

    /// Whether addresses are remembered any more: twice as many as may be open.
    fn is_full(&self) -> bool {
        self.known.len() >= MAX_DOCUMENTS * 2
    }

    fn joined(&self) -> usize {
        self.known
            .values()
            .filter(|state| matches!(state, State::Joined(_)))
            .count()
    }

    fn put(&mut self, address: &str, state: State) {
        if matches!(state, State::Refused) && self.is_full() && !self.known.contains_key(address) {
            return;
        }
        self.known.insert(address.to_owned(), state);
    }
}

/// The page that an address names: `page:{id}` or `page.{id}`, with `\0` and a session id or without.
fn page_of(address: &str) -> Option<PageId> {
    let name = address.split('\0').next()?;
    let id = name
        .strip_prefix("page:")
        .or_else(|| name.strip_prefix("page."))?;
    id.parse().ok()
}

/// The major version in `4.8.0`.
fn major(version: &str) -> u32 {
    let first = version.split('.').next();
    first.and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_page() {
        let page = PageId::new();
        for address in [
            format!("page:{page}"),
            format!("page.{page}"),
            format!("page:{page}\0x1"),
        ] {
            assert_eq!(page_of(&address), Some(page.clone()), "{address}");
        }
        for address in [
            page.to_string(),
            "page:".to_owned(),
            format!("sheet:{page}"),
            format!("page:{page} "),
        ] {
            assert_eq!(page_of(&address), None, "{address}");
        }
    }

    #[test]
    fn what_is_kept_for_later_is_bounded() {
        let mut documents = Documents::default();
        let small = Bytes::from_static(&[0; 10]);
        for _ in 0..MAX_EARLY_MESSAGES {
            assert_eq!(documents.keep("a", &small, false), Ok(()));
        }
        assert_eq!(documents.keep("a", &small, false), Err(Close::UNAUTHORIZED));
        assert_eq!(documents.take_early("a").len(), MAX_EARLY_MESSAGES);
        let large = Bytes::from(vec![0; MAX_EARLY_BYTES + 1]);
        assert_eq!(documents.keep("b", &large, true), Err(Close::UNAUTHORIZED));
    }
}
