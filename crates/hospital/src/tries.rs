//! Tries of those who might guess: codes at a kiosk or on a phone, people whom a clinic says. Each is counted for what it was
//! made for, within the last minutes; in memory, per node, and bounded.

use chrono::Duration;
use model::time::Instant;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, PoisonError},
};

/// The most keys for which tries are remembered; then those whose tries are over are forgotten, and nothing new is compared.
const REMEMBERED_MAX: usize = 16_384;

/// When tries were begun that were not right, by what they were made for.
#[derive(Debug)]
pub(crate) struct Tries {
    minutes: i64,
    begun: Mutex<BTreeMap<String, VecDeque<Instant>>>,
}

impl Tries {
    /// Those of the last so many minutes count.
    pub(crate) const fn within_minutes(minutes: i64) -> Self {
        Self { minutes, begun: Mutex::new(BTreeMap::new()) }
    }

    /// May another try be compared? It counts before it is compared, so that many at once get no further than one after the
    /// other; see [`was_right`](Self::was_right).
    pub(crate) fn begin(&self, key: &str, now: Instant, max: u32) -> bool {
        // A clock that was set back holds up nobody.
        let counts = |at: &Instant| *at <= now && now - *at < Duration::minutes(self.minutes);
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if begun.len() >= REMEMBERED_MAX && !begun.contains_key(key) {
            begun.retain(|_, tries| tries.iter().any(counts));
            if begun.len() >= REMEMBERED_MAX {
                return false;
            }
        }
        let tries = begun.entry(key.to_owned()).or_default();
        tries.retain(counts);
        let may = tries.len() < max as usize;
        if may {
            tries.push_back(now);
        }
        may
    }

    /// The try that was begun last was not wrong.
    pub(crate) fn was_right(&self, key: &str) {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tries) = begun.get_mut(key) {
            tries.pop_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: u32 = 5;

    fn at(seconds: i64) -> Instant {
        Instant::UNIX_EPOCH + Duration::seconds(seconds)
    }

    #[test]
    fn who_guesses_is_stopped_for_that_time_and_who_is_right_never() {
        let tries = Tries::within_minutes(60);
        for _ in 0..2 * MAX {
            assert!(tries.begin("one", at(0), MAX), "who is right is never stopped");
            tries.was_right("one");
        }
        for _ in 0..MAX {
            assert!(tries.begin("one", at(0), MAX));
        }
        assert!(!tries.begin("one", at(0), MAX) && tries.begin("other", at(0), MAX));
        assert!(!tries.begin("one", at(59 * 60), MAX), "also in the next hour of the clock");
        assert!(tries.begin("one", at(60 * 60), MAX));
        assert!(tries.begin("other", at(-1), 1), "a clock that was set back holds up nobody");
    }

    #[test]
    fn what_is_remembered_is_bounded_and_nothing_is_compared_beyond_it() {
        let tries = Tries::within_minutes(1);
        for number in 0..REMEMBERED_MAX {
            assert!(tries.begin(&number.to_string(), at(0), 1));
        }
        assert!(!tries.begin("one more", at(0), 1));
        assert!(!tries.begin("0", at(0), 1), "what was wrong is not forgotten for it");
        assert!(tries.begin("one more", at(60), 1), "those before are over");
    }
}
