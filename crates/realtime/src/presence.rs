//! Who is in a document and where: the Yjs awareness protocol, with an owner for each client id.
//!
//! A connection speaks only for the client ids it brought: anything else in its messages is dropped,
//! so that nobody can move or remove the cursor of somebody else. Changes are collected and sent out
//! by the room, which decides how often.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use db::id::UserId;
use serde::de::IgnoredAny;

use crate::lib0::{Reader, write_bytes, write_var};

/// The longest presence message of a client.
pub(crate) const MAX_MESSAGE: usize = 8 * 1024;
/// Clients renew their state every 15 s; one that did not for so long is gone.
const OUTDATED: Duration = Duration::from_secs(30);
/// A connection brings one id; a few more after reconnects of the same page.
const MAX_IDS: usize = 16;
const MAX_CLIENT: u64 = (1 << 53) - 1;

/// The states of everybody in one document.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    clients: BTreeMap<u64, State>,
    changed: BTreeSet<u64>,
}

#[derive(Debug)]
struct State {
    clock: u64,
    /// The JSON of the client; `None` when it has left, kept for a while so that late messages of
    /// the past do not bring it back.
    json: Option<Arc<str>>,
    owner: Owner,
    heard: Instant,
}

/// Who speaks for a client id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) member: u64,
    pub(crate) user: UserId,
}

/// One client's state in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    client: u64,
    clock: u64,
    json: Option<Arc<str>>,
}

/// Reads a presence message; `None` if it is malformed.
///
/// Peers parse the JSON without care, so text that is not JSON is malformed here.
pub(crate) fn decode(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut reader = Reader::new(bytes);
    let count = reader.var()?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let client = reader.var().filter(|id| *id <= MAX_CLIENT)?;
        let clock = reader.var().filter(|clock| u32::try_from(*clock).is_ok())?;
        let json = reader.text()?;
        serde_json::from_str::<IgnoredAny>(json).ok()?;
        let json = (json != "null").then(|| json.into());
        entries.push(Entry {
            client,
            clock,
            json,
        });
    }
    Some(entries)
}

impl Presence {
    /// Takes over what `owner` says about its own client ids.
    pub(crate) fn apply(&mut self, owner: &Owner, entries: Vec<Entry>, now: Instant) {
        for entry in entries {
            if self.may_speak(owner, entry.client) {
                self.apply_one(owner, entry, now);
            }
        }
    }

    fn may_speak(&self, owner: &Owner, client: u64) -> bool {
        if let Some(state) = self.clients.get(&client) {
            // The same person may come back on a new connection before the old one is known dead.
            return state.owner.user == owner.user || state.json.is_none();
        }
        let ids = self
            .clients
            .values()
            .filter(|state| state.owner.member == owner.member);
        ids.count() < MAX_IDS
    }

    fn apply_one(&mut self, owner: &Owner, entry: Entry, now: Instant) {
        if let Some(known) = self.clients.get(&entry.client) {
            let leaves = entry.json.is_none() && known.json.is_some();
            let is_news = entry.clock > known.clock || (entry.clock == known.clock && leaves);
            if !is_news {
                return;
            }
        } else if entry.json.is_none() {
            return;
        }
        self.changed.insert(entry.client);
        let state = State {
            clock: entry.clock,
            json: entry.json,
            owner: owner.clone(),
            heard: now,
        };
        self.clients.insert(entry.client, state);
    }

    /// Removes the client ids of a connection that is gone.
    pub(crate) fn leave(&mut self, member: u64, now: Instant) {
        self.remove(now, |state| state.owner.member == member);
    }

    /// Removes clients that have not been heard of, and forgets those that left long ago.
    pub(crate) fn sweep(&mut self, now: Instant) {
        let is_old = |state: &State| now.saturating_duration_since(state.heard) > OUTDATED;
        self.clients
            .retain(|_, state| state.json.is_some() || !is_old(state));
        self.remove(now, is_old);
    }

    fn remove(&mut self, now: Instant, gone: impl Fn(&State) -> bool) {
        for (client, state) in &mut self.clients {
            if state.json.is_some() && gone(state) {
                state.json = None;
                state.clock = state.clock.saturating_add(1);
                state.heard = now;
                self.changed.insert(*client);
            }
        }
    }

    /// True if something is to be sent out.
    pub(crate) fn has_changes(&self) -> bool {
        !self.changed.is_empty()
    }

    /// What changed since this was last asked.
    pub(crate) fn take_changes(&mut self) -> Vec<u8> {
        let changed = std::mem::take(&mut self.changed);
        encode(
            changed
                .iter()
                .filter_map(|client| Some((client, self.clients.get(client)?))),
        )
    }

    /// Everybody present, or `None` if nobody is.
    pub(crate) fn everybody(&self) -> Option<Vec<u8>> {
        let present = || {
            self.clients
                .iter()
                .filter(|(_, state)| state.json.is_some())
        };
        present().next()?;
        Some(encode(present()))
    }
}

fn encode<'a>(states: impl Iterator<Item = (&'a u64, &'a State)>) -> Vec<u8> {
    let mut count = 0;
    let mut body = Vec::new();
    for (client, state) in states {
        count += 1;
        write_var(&mut body, *client);
        write_var(&mut body, state.clock);
        write_bytes(
            &mut body,
            state.json.as_deref().unwrap_or("null").as_bytes(),
        );
    }
    let mut out = Vec::with_capacity(body.len() + 4);
    write_var(&mut out, count);
    out.extend_from_slice(&body);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(member: u64) -> Owner {
        Owner {
            member,
            user: UserId::new(),
        }
    }

    fn says(client: u64, clock: u64, json: &str) -> Vec<Entry> {
        let mut bytes = Vec::new();
        write_var(&mut bytes, 1);
        write_var(&mut bytes, client);
        write_var(&mut bytes, clock);
        write_bytes(&mut bytes, json.as_bytes());
        decode(&bytes).unwrap()
    }

    fn present(presence: &Presence) -> Vec<Entry> {
        presence
            .everybody()
            .map(|bytes| decode(&bytes).unwrap())
            .unwrap_or_default()
    }

    #[test]
    fn the_newest_state_of_each_client_is_kept() {
        let (mut presence, ada, now) = (Presence::default(), owner(1), Instant::now());
        presence.apply(&ada, says(10, 2, "{\"at\":2}"), now);
        presence.apply(&ada, says(10, 1, "{\"at\":1}"), now);
        assert_eq!(present(&presence), says(10, 2, "{\"at\":2}"));
        assert_eq!(
            decode(&presence.take_changes()).unwrap(),
            says(10, 2, "{\"at\":2}")
        );
        assert!(!presence.has_changes());
    }

    #[test]
    fn nobody_speaks_for_somebody_else() {
        let (mut presence, ada, eve, now) =
            (Presence::default(), owner(1), owner(2), Instant::now());
        presence.apply(&ada, says(10, 1, "{}"), now);
        presence.apply(&eve, says(10, 5, "{\"name\":\"Ada\"}"), now);
        presence.apply(&eve, says(10, 6, "null"), now);
        assert_eq!(present(&presence), says(10, 1, "{}"));
    }

    #[test]
    fn a_person_who_reconnects_takes_over_and_the_old_connection_removes_nothing() {
        let (mut presence, now) = (Presence::default(), Instant::now());
        let old = owner(1);
        let new = Owner {
            member: 2,
            user: old.user.clone(),
        };
        presence.apply(&old, says(10, 1, "{}"), now);
        presence.apply(&new, says(10, 2, "{}"), now);
        presence.leave(old.member, now);
        assert_eq!(present(&presence), says(10, 2, "{}"));
    }

    #[test]
    fn who_leaves_is_gone_and_late_messages_do_not_bring_them_back() {
        let (mut presence, ada, now) = (Presence::default(), owner(1), Instant::now());
        presence.apply(&ada, says(10, 7, "{}"), now);
        presence.take_changes();
        presence.leave(1, now);
        assert_eq!(
            decode(&presence.take_changes()).unwrap(),
            says(10, 8, "null")
        );
        presence.apply(&ada, says(10, 7, "{}"), now);
        assert_eq!(present(&presence), []);
    }

    #[test]
    fn silence_of_half_a_minute_is_leaving() {
        let (mut presence, ada, now) = (Presence::default(), owner(1), Instant::now());
        presence.apply(&ada, says(10, 1, "{}"), now);
        presence.sweep(now + OUTDATED);
        assert_eq!(present(&presence).len(), 1);
        let later = now + OUTDATED + Duration::from_secs(1);
        presence.sweep(later);
        assert_eq!(present(&presence), []);
        assert!(presence.has_changes());
        presence.sweep(later + OUTDATED + Duration::from_secs(1));
        assert!(presence.clients.is_empty());
    }

    #[test]
    fn malformed_messages_are_refused() {
        assert_eq!(decode(&[1, 5, 1, 2, b'{', b'x']), None, "not JSON");
        assert_eq!(
            decode(&[200, 1, 5, 1]),
            None,
            "announces more than it brings"
        );
        assert_eq!(
            decode(&[1, 255, 255, 255, 255, 255, 255, 255, 127, 1, 2, b'{', b'}']),
            None
        );
    }

    #[test]
    fn one_connection_has_few_client_ids() {
        let (mut presence, ada, now) = (Presence::default(), owner(1), Instant::now());
        for client in 0..100 {
            presence.apply(&ada, says(client, 1, "{}"), now);
        }
        assert_eq!(present(&presence).len(), MAX_IDS);
    }
}
