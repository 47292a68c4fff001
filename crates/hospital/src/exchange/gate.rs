//! When a message may go out: within the platform's hours, and not while it answers nobody (a circuit breaker).
//!
//! Asked before anything is journalled: what is refused here was not sent, so nothing about it is unknown. What the
//! hospital has to say by itself (a query, a reversal, a discharge) is tried again until the gate is open.

use model::{
    message::Refusal,
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use std::time::Duration;
use tokio::time::Instant as RealInstant;

/// When the platform is closed, on the hospital's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Each day from a minute to another one, which is the next day's when it is not later.
    Daily {
        /// The first minute.
        from: MinuteOfDay,
        /// The minute in which it opens.
        to: MinuteOfDay,
    },
    /// Once, as over the change of the year.
    Once {
        /// The first instant.
        from: Instant,
        /// When it opens.
        to: Instant,
    },
}

/// How many closed times may follow each other without a pause: nobody's calendar has more, and a calendar that never
/// opens ends here too.
const FOLLOWING_MAX: usize = 16;

impl Closed {
    /// When it opens, if it is closed then.
    fn opens(self, now: Instant, zone: Zone) -> Option<Instant> {
        match self {
            Self::Once { from, to } => (from <= now && now < to).then_some(to),
            Self::Daily { from, to } => {
                let today = zone.date(now);
                let between = |first: BusinessDate, last: BusinessDate| {
                    let (first, last) = (zone.instant(first, from), zone.instant(last, to));
                    (first <= now && now < last).then_some(last)
                };
                if from < to {
                    between(today, today)
                } else {
                    between(today.plus_days(-1), today).or_else(|| between(today, today.plus_days(1)))
                }
            }
        }
    }
}

/// When the platform opens; `None` while it is open.
pub(super) fn opens(closed: &[Closed], now: Instant, zone: Zone) -> Option<Instant> {
    let mut opens = None;
    for _ in 0..FOLLOWING_MAX {
        let at = opens.unwrap_or(now);
        let Some(next) = closed.iter().filter_map(|closed| closed.opens(at, zone)).max() else { break };
        opens = Some(next);
    }
    opens
}

/// When nobody is asked any more for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// After so many messages in a row without an answer.
    pub silences: u32,
    /// The first pause; each one after a try that was not answered is twice as long. Real time.
    pub pause: Duration,
    /// The longest pause.
    pub pause_max: Duration,
}

impl Default for Patience {
    /// Five messages, five seconds, a minute.
    fn default() -> Self {
        Self { silences: 5, pause: Duration::from_secs(5), pause_max: Duration::from_secs(60) }
    }
}

/// What was seen of a platform that does not answer. Kept in memory: a node that starts asks first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Breaker {
    silences: u32,
    /// Until when nobody is asked.
    until: Option<RealInstant>,
    /// How often the pause was doubled.
    doubled: u32,
    /// A try is out whose end decides.
    trying: bool,
}

impl Breaker {
    /// May a message go out?
    ///
    /// # Errors
    /// How long it is not asked.
    pub(super) fn check(&self, now: RealInstant) -> Result<(), Duration> {
        match self.until {
            Some(until) if now < until => Err(until - now),
            Some(_) | None => Ok(()),
        }
    }

    /// Notes that a message goes out: after a pause it is a try, and the others wait for what becomes of it, or for as
    /// long again.
    pub(super) fn sent(&mut self, patience: &Patience, now: RealInstant) {
        if self.until.is_some_and(|until| until <= now) {
            self.trying = true;
            self.until = Some(now + self.wait(patience));
        }
    }

    /// Notes what became of a message.
    pub(super) fn note(&mut self, answered: bool, patience: &Patience, now: RealInstant) {
        if answered {
            *self = Self::default();
            return;
        }
        self.silences = self.silences.saturating_add(1);
        if self.until.is_some() {
            // Those that were out when the pause began say nothing new.
            if !self.trying {
                return;
            }
            self.doubled = self.doubled.saturating_add(1);
        } else if self.silences < patience.silences {
            return;
        }
        self.trying = false;
        self.until = Some(now + self.wait(patience));
    }

    fn wait(&self, patience: &Patience) -> Duration {
        patience.pause.saturating_mul(2u32.saturating_pow(self.doubled)).min(patience.pause_max)
    }
}

/// The refusal of what is not sent because the platform is closed.
pub(super) fn closed(until: Instant) -> Refusal {
    Refusal::new("platform-closed").with("until", until)
}

/// The refusal of what is not sent because the platform answers nobody.
pub(super) fn away(wait: Duration) -> Refusal {
    Refusal::new("platform-away").with("seconds", u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Zone = Zone::SHANGHAI;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn minute(hour: u16, minute: u16) -> MinuteOfDay {
        MinuteOfDay(hour * 60 + minute)
    }

    #[test]
    fn a_night_is_closed_over_midnight_and_opens_to_the_minute() {
        let night = [Closed::Daily { from: minute(23, 30), to: minute(6, 0) }];
        let morning = Some(at("2026-12-01T06:00:00+08:00"));
        for (now, expected) in [
            ("2026-11-30T23:29:59+08:00", None),
            ("2026-11-30T23:30:00+08:00", morning),
            ("2026-12-01T00:00:00+08:00", morning),
            ("2026-12-01T05:59:59+08:00", morning),
            ("2026-12-01T06:00:00+08:00", None),
        ] {
            assert_eq!(opens(&night, at(now), ZONE), expected, "{now}");
        }
    }

    #[test]
    fn noon_is_closed_on_the_day_itself() {
        let noon = [Closed::Daily { from: minute(12, 0), to: minute(12, 30) }];
        assert_eq!(opens(&noon, at("2026-12-01T12:10:00+08:00"), ZONE), Some(at("2026-12-01T12:30:00+08:00")));
        assert_eq!(opens(&noon, at("2026-12-01T12:30:00+08:00"), ZONE), None);
        assert_eq!(opens(&noon, at("2026-12-01T11:59:59+08:00"), ZONE), None);
    }

    #[test]
    fn what_follows_without_a_pause_is_one_closed_time() {
        let calendar = [
            Closed::Daily { from: minute(23, 0), to: minute(6, 0) },
            Closed::Once { from: at("2027-01-01T06:00:00+08:00"), to: at("2027-01-02T12:00:00+08:00") },
        ];
        let opened = Some(at("2027-01-02T12:00:00+08:00"));
        assert_eq!(opens(&calendar, at("2026-12-31T23:30:00+08:00"), ZONE), opened);
        // A night that begins and ends within it changes nothing.
        assert_eq!(opens(&calendar, at("2027-01-02T02:00:00+08:00"), ZONE), opened);
    }

    #[test]
    fn a_calendar_that_never_opens_is_answered_all_the_same() {
        let always = [
            Closed::Daily { from: minute(0, 0), to: minute(12, 0) },
            Closed::Daily { from: minute(12, 0), to: minute(0, 0) },
        ];
        assert!(opens(&always, at("2026-12-01T09:00:00+08:00"), ZONE).is_some());
    }

    const PATIENCE: Patience =
        Patience { silences: 3, pause: Duration::from_secs(5), pause_max: Duration::from_secs(15) };

    fn silent(times: u32, start: RealInstant) -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..times {
            breaker.note(false, &PATIENCE, start);
        }
        breaker
    }

    #[test]
    fn as_many_silences_as_there_is_patience_make_a_pause_and_an_answer_ends_it() {
        let start = RealInstant::now();
        assert_eq!(silent(2, start).check(start), Ok(()));
        let mut breaker = silent(3, start);
        assert_eq!(breaker.check(start), Err(Duration::from_secs(5)));
        breaker.note(true, &PATIENCE, start);
        assert_eq!(breaker.check(start), Ok(()));
        // It is as patient as before.
        breaker.note(false, &PATIENCE, start);
        assert_eq!(breaker.check(start), Ok(()));
    }

    #[test]
    fn after_a_pause_one_tries_and_its_silence_doubles_the_pause_up_to_the_longest() {
        let start = RealInstant::now();
        let mut breaker = silent(3, start);
        let mut now = start;
        for (pause, next) in [(5, 10), (10, 15), (15, 15)] {
            now += Duration::from_secs(pause);
            assert_eq!(breaker.check(now), Ok(()));
            breaker.sent(&PATIENCE, now);
            assert!(breaker.check(now).is_err(), "a second one goes out beside the try");
            breaker.note(false, &PATIENCE, now);
            assert_eq!(breaker.check(now), Err(Duration::from_secs(next)));
        }
    }

    #[test]
    fn fifty_messages_that_were_out_when_the_pause_began_do_not_lengthen_it() {
        let start = RealInstant::now();
        let breaker = silent(50, start);
        assert_eq!(breaker.check(start), Err(Duration::from_secs(5)));
    }

    #[test]
    fn a_try_that_nobody_hears_of_again_gives_way_to_another_one() {
        let start = RealInstant::now();
        let mut breaker = silent(3, start);
        let first = start + Duration::from_secs(5);
        breaker.sent(&PATIENCE, first);
        assert_eq!(breaker.check(first + Duration::from_secs(5)), Ok(()));
    }
}
