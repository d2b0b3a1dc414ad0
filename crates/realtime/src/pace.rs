//! How fast one connection may speak: a rate with a burst. Who is faster waits, and is not closed.

use std::time::{Duration, Instant};

/// One message per this time on average, 60 per second.
const INTERVAL: Duration = Duration::from_nanos(1_000_000_000 / 60);
const BURST: u32 = 300;

#[derive(Debug)]
pub(crate) struct Pace {
    /// When the messages so far would be over at the average rate.
    due: Instant,
}

impl Pace {
    pub(crate) fn new(now: Instant) -> Self {
        Self { due: now }
    }

    /// Counts one message and returns how long it has to wait.
    pub(crate) fn count(&mut self, now: Instant) -> Duration {
        self.due = self.due.max(now) + INTERVAL;
        (self.due - now).saturating_sub(INTERVAL * BURST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_free_and_then_the_rate_holds() {
        let now = Instant::now();
        let mut pace = Pace::new(now);
        assert!((0..BURST).all(|_| pace.count(now).is_zero()));
        assert_eq!(pace.count(now), INTERVAL);
        let later = now + INTERVAL * (BURST + 1);
        assert!((0..BURST).all(|_| pace.count(later).is_zero()));
    }
}
