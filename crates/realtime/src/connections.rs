//! Every open connection: who is alive, how many a person has, and the end of all of them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use bytes::Bytes;
use db::id::UserId;
use tokio_util::sync::CancellationToken;

use crate::frame::{self, Close};
use crate::message;
use crate::notice::Notice;
use crate::outbox::Outbox;

/// When clients come back after a restart.
const RETRY_MS: std::ops::Range<u32> = 200..2_000;
/// Sockets that one person may have open.
const MAX_PER_USER: usize = 50;

/// What is spoken on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Collab,
    Events,
}

/// One connection as the rest of the service knows it.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) id: u64,
    endpoint: Endpoint,
    pub(crate) outbox: Outbox,
    /// Set when no more is to be read from it: the service shuts down.
    pub(crate) hushed: CancellationToken,
    heard: Mutex<Instant>,
    /// We are the ones who do not read, so silence proves nothing.
    waiting: AtomicBool,
    /// Its client answers pings of the Hocuspocus protocol; browsers hide those of websockets.
    hears_pings: AtomicBool,
    owner: OnceLock<Claim>,
}

impl Link {
    fn new(id: u64, endpoint: Endpoint) -> Self {
        Self {
            id,
            endpoint,
            outbox: Outbox::new(),
            hushed: CancellationToken::new(),
            heard: Mutex::new(Instant::now()),
            waiting: AtomicBool::new(false),
            hears_pings: AtomicBool::new(false),
            owner: OnceLock::new(),
        }
    }

    /// A sign of life.
    pub(crate) fn heard(&self) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn silence(&self, now: Instant) -> Duration {
        if self.waiting.load(Ordering::Relaxed) {
            return Duration::ZERO;
        }
        now.saturating_duration_since(*self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs `pause` without counting it as the client's silence.
    pub(crate) async fn while_not_reading<T>(&self, pause: impl Future<Output = T>) -> T {
        self.waiting.store(true, Ordering::Relaxed);
        let outcome = pause.await;
        self.heard();
        self.waiting.store(false, Ordering::Relaxed);
        outcome
    }

    pub(crate) fn expect_pings(&self) {
        self.hears_pings.store(true, Ordering::Relaxed);
    }
}

/// All connections of this process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Connections(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    next: AtomicU64,
    links: Mutex<Vec<Weak<Link>>>,
    per_user: Mutex<HashMap<UserId, usize>>,
    draining: AtomicBool,
}

impl Known {
    fn per_user(&self) -> MutexGuard<'_, HashMap<UserId, usize>> {
        self.per_user.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connections {
    /// A new connection, or `None` if the service shuts down.
    pub(crate) fn open(&self, endpoint: Endpoint) -> Option<Arc<Link>> {
        let link = Arc::new(Link::new(self.next_id(), endpoint));
        self.links().push(Arc::downgrade(&link));
        // Asked after it was listed, so that a shutdown either refuses it or finds it.
        (!self.is_draining()).then_some(link)
    }

    /// A number that nothing else in this process has.
    pub(crate) fn next_id(&self) -> u64 {
        self.0.next.fetch_add(1, Ordering::Relaxed)
    }

    fn links(&self) -> MutexGuard<'_, Vec<Weak<Link>>> {
        self.0.links.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all(&self) -> Vec<Arc<Link>> {
        self.links().iter().filter_map(Weak::upgrade).collect()
    }

    /// Counts a connection as that of `user`; false if the person has too many.
    pub(crate) fn claim(&self, link: &Link, user: &UserId) -> bool {
        if link.owner.get().is_some() {
            return true;
        }
        let mut per_user = self.0.per_user();
        let count = per_user.entry(user.clone()).or_default();
        if *count >= MAX_PER_USER {
            return false;
        }
        *count += 1;
        drop(per_user);
        let claim = Claim {
            known: self.0.clone(),
            user: user.clone(),
        };
        // If it was claimed meanwhile, the new claim is dropped and uncounted.
        link.owner.set(claim).is_ok() || link.owner.get().is_some()
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.0.draining.load(Ordering::SeqCst)
    }

    /// Takes no more connections and reads nothing more from those that are open.
    pub(crate) fn drain(&self) {
        self.0.draining.store(true, Ordering::SeqCst);
        for link in self.all() {
            link.hushed.cancel();
        }
    }

    /// Closes every connection; its client is asked to come back, each after a time of its own.
    pub(crate) fn say_goodbye(&self) {
        for link in self.all() {
            if link.endpoint == Endpoint::Events {
                link.outbox.push(Notice::bye(rand::random_range(RETRY_MS)));
            }
            link.outbox.close(Close::RESTART);
        }
    }

    pub(crate) fn are_done(&self) -> bool {
        self.all().iter().all(|link| link.outbox.is_done())
    }

    /// Pings for ever, and closes who is dead or does not read.
    pub(crate) async fn keep_alive(self, every: Duration) {
        let ping = frame::ping();
        let client_ping = frame::binary(&[&[message::PING]]);
        let mut ticks = tokio::time::interval(every);
        loop {
            ticks.tick().await;
            self.links().retain(|link| link.strong_count() > 0);
            let now = Instant::now();
            for link in self.all() {
                beat(&link, every, now, &ping, &client_ping);
            }
        }
    }
}

fn beat(link: &Link, every: Duration, now: Instant, ping: &Bytes, client_ping: &Bytes) {
    link.outbox.close_if_stalled(now);
    if link.silence(now) > every * 2 {
        link.outbox.close(Close::TIMEOUT);
    }
    link.outbox.push(ping.clone());
    if link.hears_pings.load(Ordering::Relaxed) {
        link.outbox.push(client_ping.clone());
    }
}

/// One of a person's connections.
#[derive(Debug)]
struct Claim {
    known: Arc<Known>,
    user: UserId,
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut per_user = self.known.per_user();
        if let Some(count) = per_user.get_mut(&self.user) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                per_user.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_a_limited_number_of_connections() {
        let connections = Connections::default();
        let ada = UserId::new();
        let mut links: Vec<_> = (0..=MAX_PER_USER)
            .map(|_| connections.open(Endpoint::Collab).unwrap())
            .collect();
        let last = links.pop().unwrap();
        for link in &links {
            assert!(connections.claim(link, &ada));
            assert!(
                connections.claim(link, &ada),
                "a second document on the same connection"
            );
        }
        assert!(!connections.claim(&last, &ada));
        assert!(connections.claim(&last, &UserId::new()));
        drop(links);
        let next = connections.open(Endpoint::Collab).unwrap();
        assert!(connections.claim(&next, &ada));
    }

    #[test]
    fn nothing_opens_while_the_service_shuts_down() {
        let connections = Connections::default();
        let link = connections.open(Endpoint::Collab).unwrap();
        connections.drain();
        assert!(link.hushed.is_cancelled());
        assert!(connections.open(Endpoint::Collab).is_none());
        connections.say_goodbye();
        assert!(
            !connections.are_done(),
            "the close frame is still to be written"
        );
    }
}
