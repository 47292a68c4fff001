//! Whether somebody is in the building: shown by a code that the screens there show and that changes each minute. Where a
//! phone is, is asked in no other way (decisions.md D27).
//!
//! The code is a keyed hash of the minute, so each node shows the same one and none is kept anywhere.

use crate::{directory::Lookups, prepare::Preparing};
use model::{id::AppointmentId, message::Refusal, time::Instant};
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Digits of a code.
pub const DIGITS: usize = 6;
/// Wrong codes for one appointment in a minute; further ones are not compared.
pub const WRONG_MAX: u32 = 5;
/// As many codes as there are.
const CODES: u64 = 1_000_000;
/// A code counts in its own minute and in this many after it: it is read from a wall and typed.
const MINUTES_AFTER: i64 = 1;
/// The most keys for which tries are remembered; then those of other spans are forgotten, and nothing new is compared.
const REMEMBERED_MAX: usize = 16_384;

/// Whether a code that was typed is one of now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It is not, or there was none.
    #[default]
    Unproven,
    Proven,
    /// Too many wrong ones were typed: it was not compared.
    TooOften,
}

impl Presence {
    /// Refuses whoever did not show to be here.
    pub(crate) fn proven(self) -> Result<(), Refusal> {
        match self {
            Self::Proven => Ok(()),
            Self::Unproven => Refusal::new("presence-code-wrong")
                .field("code")
                .with("digits", DIGITS as i64)
                .with("minutes", 1 + MINUTES_AFTER)
                .err(),
            Self::TooOften => {
                Refusal::new("presence-code-too-often").field("code").with("limit", i64::from(WRONG_MAX)).err()
            }
        }
    }
}

/// Wrong tries by what they were made for, each within a span of time; in memory, per node, and bounded.
#[derive(Debug, Default)]
pub(crate) struct WrongTries(Mutex<BTreeMap<String, (i64, u32)>>);

impl WrongTries {
    /// May another try be compared? It counts before it is compared, so that many at once get no further than one after the
    /// other; see [`was_right`](Self::was_right).
    pub(crate) fn begin(&self, key: &str, span: i64, max: u32) -> bool {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= REMEMBERED_MAX && !tries.contains_key(key) {
            tries.retain(|_, (of, _)| *of == span);
            if tries.len() >= REMEMBERED_MAX {
                return false;
            }
        }
        let (of, wrong) = tries.entry(key.to_owned()).or_insert((span, 0));
        if *of != span {
            (*of, *wrong) = (span, 0);
        }
        let may = *wrong < max;
        *wrong += u32::from(may);
        may
    }

    /// The try that was begun was not wrong.
    pub(crate) fn was_right(&self, key: &str) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, wrong)) = tries.get_mut(key) {
            *wrong = wrong.saturating_sub(1);
        }
    }
}

const fn minute(at: Instant) -> i64 {
    at.timestamp().div_euclid(60)
}

/// The code of a minute.
fn code(lookups: &Lookups, minute: i64) -> String {
    format!("{:0DIGITS$}", lookups.presence(minute) % CODES)
}

/// The code that counts at a moment.
pub(crate) fn code_at(lookups: &Lookups, now: Instant) -> String {
    code(lookups, minute(now))
}

/// Compares the code that was typed for an appointment.
pub(crate) fn shown(preparing: &Preparing<'_>, appointment: AppointmentId, typed: &str) -> Presence {
    let now = minute(preparing.moment().now);
    let key = appointment.to_string();
    let tries = &preparing.core.wrong_tries;
    if !tries.begin(&key, now, WRONG_MAX) {
        return Presence::TooOften;
    }
    let typed: String = model::text::upright(typed).split_whitespace().collect();
    if (now - MINUTES_AFTER..=now).any(|minute| code(preparing.lookups, minute) == typed) {
        tries.was_right(&key);
        return Presence::Proven;
    }
    Presence::Unproven
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_tries_are_counted_within_their_span_only() {
        let tries = WrongTries::default();
        for _ in 0..2 * WRONG_MAX {
            assert!(tries.begin("one", 7, WRONG_MAX), "who is right is never stopped");
            tries.was_right("one");
        }
        for _ in 0..WRONG_MAX {
            assert!(tries.begin("one", 7, WRONG_MAX));
        }
        assert!(!tries.begin("one", 7, WRONG_MAX));
        assert!(tries.begin("other", 7, WRONG_MAX) && tries.begin("one", 8, WRONG_MAX));
        assert!(tries.begin("one", 8, WRONG_MAX), "a new span begins with one");
    }

    #[test]
    fn what_is_remembered_is_bounded_and_nothing_is_compared_beyond_it() {
        let tries = WrongTries::default();
        for number in 0..REMEMBERED_MAX {
            assert!(tries.begin(&number.to_string(), 7, 1));
        }
        assert!(!tries.begin("one more", 7, 1));
        assert!(!tries.begin("0", 7, 1), "what was wrong is not forgotten for it");
        assert!(tries.begin("one more", 8, 1), "the next span");
    }
}
