//! How often something is sent to a phone because somebody asked for it: each message costs money, and a phone that
//! gets many is of no use to its owner. In memory, per node; it holds no more than one day's bound of all together.

use crate::failure::Failure;
use chrono::Duration;
use model::{message::Refusal, time::Instant};
use serde::Deserialize;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// Bounds on what is sent to phones because somebody asked for it, which the hospital's IT decides.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// To one number within a minute.
    pub number_minute: u32,
    /// To one number within an hour.
    pub number_hour: u32,
    /// To one number within a day.
    pub number_day: u32,
    /// Asked for from one address, or by one login, within an hour.
    pub address_hour: u32,
    /// In all within an hour.
    pub all_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { number_minute: 1, number_hour: 5, number_day: 10, address_hour: 30, all_hour: 600 }
    }
}

/// Something that was sent.
#[derive(Debug)]
struct Sent {
    at: Instant,
    /// The keyed hash of the number.
    number: String,
    /// Who asked for it: an address or a login.
    asker: Option<String>,
}

/// What was sent within a day, the oldest first.
#[derive(Debug)]
pub(super) struct Numbers {
    limits: Limits,
    sent: Mutex<VecDeque<Sent>>,
}

/// How long until one more fits into `within`, if so many are allowed; `sent` are the times that count.
fn wait<'a>(sent: impl Iterator<Item = &'a Sent>, now: Instant, within: Duration, max: u32) -> Option<Duration> {
    let times: Vec<Instant> = sent.map(|one| one.at).filter(|at| now - *at < within).collect();
    let over = times.len().checked_sub(usize::try_from(max).unwrap_or(usize::MAX))?;
    // Once this one and all before it are older, there is room again. With a bound of 0 there never is.
    Some(times.get(over).map_or(within, |at| *at + within - now))
}

impl Numbers {
    pub(super) const fn new(limits: Limits) -> Self {
        Self { limits, sent: Mutex::new(VecDeque::new()) }
    }

    /// Counts one more to this number, if the bounds allow it; what is refused is not counted.
    ///
    /// # Errors
    /// The refusal `code-too-often`, which says after how many minutes.
    pub(super) fn pass(&self, number: &str, asker: Option<&str>, now: Instant) -> Result<(), Failure> {
        let (limits, hour) = (&self.limits, Duration::hours(1));
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        // What lies ahead was counted before the clock was set back.
        sent.retain(|one| one.at <= now && now - one.at < Duration::days(1));
        let to = || sent.iter().filter(|one| one.number == number);
        let by = asker.map(|asker| sent.iter().filter(move |one| one.asker.as_deref() == Some(asker)));
        let waits = [
            wait(to(), now, Duration::minutes(1), limits.number_minute),
            wait(to(), now, hour, limits.number_hour),
            wait(to(), now, Duration::days(1), limits.number_day),
            by.and_then(|by| wait(by, now, hour, limits.address_hour)),
            wait(sent.iter(), now, hour, limits.all_hour),
        ];
        if let Some(longest) = waits.into_iter().flatten().max() {
            let minutes = (longest.num_seconds() + 59) / 60;
            return Err(Refusal::new("code-too-often").field("phone").with("minutes", minutes.max(1)).into());
        }
        sent.push_back(Sent { at: now, number: number.to_owned(), asker: asker.map(ToOwned::to_owned) });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::message::Value;

    fn at(seconds: i64) -> Instant {
        "2026-11-24T00:00:00Z".parse::<Instant>().unwrap() + Duration::seconds(seconds)
    }

    /// The minutes to wait; 0: it is sent.
    fn asked(numbers: &Numbers, number: &str, asker: &str, seconds: i64) -> i64 {
        match numbers.pass(number, Some(asker), at(seconds)) {
            Ok(()) => 0,
            Err(Failure::Refused(refusal)) => match refusal.args.as_slice() {
                [(name, Value::Count(minutes))] if name == "minutes" => *minutes,
                other => panic!("{other:?}"),
            },
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_number_gets_one_in_a_minute_five_in_an_hour_and_ten_in_a_day() {
        let numbers = Numbers::new(Limits::default());
        assert_eq!(asked(&numbers, "a", "x", 0), 0);
        assert_eq!(asked(&numbers, "a", "y", 59), 1, "whoever asks");
        assert_eq!(asked(&numbers, "b", "x", 59), 0, "another number");
        for minute in 1..5 {
            assert_eq!(asked(&numbers, "a", "x", minute * 60), 0);
        }
        // The first of the five was at 0.
        assert_eq!(asked(&numbers, "a", "x", 300), 55);
        for minute in 60..65 {
            assert_eq!(asked(&numbers, "a", "x", minute * 60), 0);
        }
        // Ten in all, the first 2 h ago: 22 h remain.
        assert_eq!(asked(&numbers, "a", "x", 2 * 3600), 22 * 60);
        assert_eq!(asked(&numbers, "a", "x", 24 * 3600), 0);
    }

    #[test]
    fn an_address_and_all_together_are_bounded() {
        let numbers = Numbers::new(Limits { address_hour: 3, all_hour: 5, ..Limits::default() });
        for number in ["a", "b", "c"] {
            assert_eq!(asked(&numbers, number, "x", 0), 0);
        }
        assert_eq!(asked(&numbers, "d", "x", 60), 59);
        assert_eq!(asked(&numbers, "d", "y", 60), 0);
        assert_eq!(asked(&numbers, "e", "z", 60), 0);
        assert_eq!(asked(&numbers, "f", "w", 60), 59, "five within the hour, whoever asks");
        assert!(numbers.pass("f", None, at(60)).is_err());
        assert_eq!(asked(&numbers, "f", "w", 3600), 0, "what was refused was not counted");
        assert_eq!(asked(&Numbers::new(Limits { all_hour: 0, ..Limits::default() }), "a", "x", 0), 60);
    }

    #[test]
    fn a_clock_that_was_set_back_holds_up_nobody() {
        let numbers = Numbers::new(Limits::default());
        assert_eq!(asked(&numbers, "a", "x", 86_400), 0);
        assert_eq!(asked(&numbers, "a", "x", 0), 0);
    }
}
