//! Failed sign-ins, counted per address, so that passwords cannot be guessed at leisure.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Failures within [`WINDOW`] after which an address has to wait for its end.
const LIMIT: u32 = 10;
const WINDOW: Duration = Duration::from_mins(15);
/// Addresses remembered at most; they come from outside.
const CAPACITY: usize = 10_000;

/// The counts of this process.
pub(crate) static SIGN_INS: LazyLock<Attempts> = LazyLock::new(Attempts::default);

/// Which account is tried. Tests use several databases in one process, so the address alone is not enough.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Target {
    pub database: String,
    pub email: String,
}

#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<HashMap<Target, Window>>);

#[derive(Debug, Clone, Copy)]
struct Window {
    count: u32,
    end: Instant,
}

impl Attempts {
    /// Counts an attempt before it is made, so that parallel guesses count too. Refused with the
    /// seconds to wait when there were too many.
    pub(crate) fn begin(&self, target: &Target, now: Instant) -> Result<(), u32> {
        let mut windows = self.windows();
        make_room(&mut windows, now);
        let window = windows.entry(target.clone()).or_insert(Window {
            count: 0,
            end: now + WINDOW,
        });
        if window.end <= now {
            *window = Window {
                count: 0,
                end: now + WINDOW,
            };
        }
        if window.count >= LIMIT {
            let wait = window.end.duration_since(now).as_secs().max(1);
            return Err(u32::try_from(wait).unwrap_or(u32::MAX));
        }
        window.count += 1;
        Ok(())
    }

    /// The attempt was right after all.
    pub(crate) fn forget(&self, target: &Target) {
        self.windows().remove(target);
    }

    fn windows(&self) -> MutexGuard<'_, HashMap<Target, Window>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_room(windows: &mut HashMap<Target, Window>, now: Instant) {
    if windows.len() < CAPACITY {
        return;
    }
    windows.retain(|_, window| window.end > now);
    if windows.len() >= CAPACITY {
        // A flood of made-up addresses must not lift the limit of one that is under attack.
        windows.retain(|_, window| window.count >= LIMIT);
    }
    if windows.len() >= CAPACITY {
        windows.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(email: &str) -> Target {
        Target {
            database: String::new(),
            email: email.to_owned(),
        }
    }

    #[test]
    fn too_many_failures_have_to_wait_and_others_do_not() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..LIMIT {
            assert_eq!(attempts.begin(&target("ada"), now), Ok(()));
        }
        assert_eq!(attempts.begin(&target("ada"), now + WINDOW / 3), Err(600));
        assert_eq!(attempts.begin(&target("bob"), now), Ok(()));
        assert_eq!(attempts.begin(&target("ada"), now + WINDOW), Ok(()));
    }

    #[test]
    fn success_starts_anew() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..LIMIT {
            attempts.begin(&target("ada"), now).unwrap();
        }
        attempts.forget(&target("ada"));
        assert_eq!(attempts.begin(&target("ada"), now), Ok(()));
    }

    #[test]
    fn a_flood_of_addresses_neither_grows_without_bound_nor_lifts_a_limit() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..LIMIT {
            attempts.begin(&target("ada"), now).unwrap();
        }
        for number in 0..CAPACITY * 2 {
            attempts.begin(&target(&number.to_string()), now).unwrap();
        }
        assert!(attempts.windows().len() <= CAPACITY);
        assert!(attempts.begin(&target("ada"), now).is_err());
    }
}
