//! Whether somebody is in the building: shown by a code that the screens there show and that changes each minute. Where a
//! phone is, is asked in no other way (decisions.md D27).
//!
//! The code is a keyed hash of the minute, so each node shows the same one and none is kept anywhere.

use crate::{directory::Lookups, prepare::Preparing};
use model::{id::AppointmentId, message::Refusal, time::Instant};

/// Digits of a code.
pub const DIGITS: usize = 6;
/// Wrong codes for one appointment in a minute; further ones are not compared.
pub const WRONG_MAX: u32 = 5;
/// As many codes as there are.
const CODES: u64 = 1_000_000;
/// A code counts in its own minute and in this many after it: it is read from a wall and typed.
const MINUTES_AFTER: i64 = 1;
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
    let now = preparing.moment().now;
    let key = appointment.to_string();
    let tries = &preparing.core.code_tries;
    if !tries.begin(&key, now, WRONG_MAX) {
        return Presence::TooOften;
    }
    let now = minute(now);
    let typed: String = model::text::upright(typed).split_whitespace().collect();
    if (now - MINUTES_AFTER..=now).any(|minute| code(preparing.lookups, minute) == typed) {
        tries.was_right(&key);
        return Presence::Proven;
    }
    Presence::Unproven
}
