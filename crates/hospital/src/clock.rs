//! Hospital time: events, business dates, the payer's messages. Real time (sessions of logins, time-outs) is another
//! [`Clock`]; stepping moves only the first (decisions.md D15).

mod watch;

pub use watch::ClockFault;
pub(crate) use watch::ClockWatch;

use chrono::{Duration, SubsecRound};
use model::time::{BusinessDate, Instant, MinuteOfDay, Zone};
use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

/// Tells the time.
pub trait Clock: Send + Sync + fmt::Debug + 'static {
    /// Now, in whole milliseconds.
    fn now(&self) -> Instant;
}

/// A clock of real time, with a witness against which it is checked: time that only goes forward, whatever the clock is
/// set to.
pub trait RealClock: Clock {
    /// Time that has passed since some moment before the program started.
    fn elapsed(&self) -> Duration;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl RealClock for SystemClock {
    fn elapsed(&self) -> Duration {
        // Also counts while the machine sleeps, as the wall clock does.
        #[cfg(target_os = "linux")]
        const ID: rustix::time::ClockId = rustix::time::ClockId::Boottime;
        #[cfg(not(target_os = "linux"))]
        const ID: rustix::time::ClockId = rustix::time::ClockId::Monotonic;
        let time = rustix::time::clock_gettime(ID);
        Duration::seconds(time.tv_sec) + Duration::nanoseconds(time.tv_nsec)
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Instant {
        chrono::Utc::now().trunc_subsecs(3)
    }
}

/// Another clock, moved by an offset that can be stepped. Whoever makes it keeps the offset.
#[derive(Clone, Debug)]
pub struct OffsetClock {
    base: Arc<dyn Clock>,
    offset_millis: Arc<AtomicI64>,
}

impl OffsetClock {
    /// `base` moved by `offset`.
    pub fn new(base: Arc<dyn Clock>, offset: Duration) -> Self {
        Self { base, offset_millis: Arc::new(AtomicI64::new(offset.num_milliseconds())) }
    }

    /// `base` moved so that it shows `at` now.
    pub fn showing(base: Arc<dyn Clock>, at: Instant) -> Self {
        let offset = at - base.now();
        Self::new(base, offset)
    }

    /// The present offset, which the caller keeps.
    pub fn offset(&self) -> Duration {
        Duration::milliseconds(self.offset_millis.load(Ordering::Relaxed))
    }

    /// Steps forward; a step back does nothing, because time never goes back.
    pub fn step(&self, by: Duration) {
        self.offset_millis.fetch_add(by.num_milliseconds().max(0), Ordering::Relaxed);
    }

    /// Steps forward to a point in time; nothing happens when it has passed.
    pub fn step_to(&self, at: Instant) {
        self.step(at - self.now());
    }
}

impl Clock for OffsetClock {
    fn now(&self) -> Instant {
        self.base.now() + self.offset()
    }
}

/// A clock that stands still until it is set; for tests and for making a history.
#[derive(Clone, Debug)]
pub struct StandingClock {
    millis: Arc<AtomicI64>,
}

impl StandingClock {
    /// A clock that shows `at`.
    pub fn new(at: Instant) -> Self {
        Self { millis: Arc::new(AtomicI64::new(at.timestamp_millis())) }
    }

    /// Shows `at` from now on.
    pub fn set(&self, at: Instant) {
        self.millis.store(at.timestamp_millis(), Ordering::Relaxed);
    }

    /// Steps forward.
    pub fn step(&self, by: Duration) {
        self.millis.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Instant {
        Instant::from_timestamp_millis(self.millis.load(Ordering::Relaxed)).unwrap_or_default()
    }
}

/// It is its own witness: a test that moves it does so on purpose.
impl RealClock for StandingClock {
    fn elapsed(&self) -> Duration {
        Duration::milliseconds(self.millis.load(Ordering::Relaxed))
    }
}

/// Where a demo's clock starts: the same time when it is a working day between 08:00 and 17:00, else 08:00 of the next
/// working day (`is_working_day` knows the holiday calendar).
pub fn clinic_opening(now: Instant, zone: Zone, is_working_day: impl Fn(BusinessDate) -> bool) -> Instant {
    let (opens, closes) = (MinuteOfDay(8 * 60), MinuteOfDay(17 * 60));
    let today = zone.date(now);
    let minute = zone.minute(now);
    if is_working_day(today) && minute < closes {
        return now.max(zone.instant(today, opens));
    }
    let next = (1..=30).map(|days| today.plus_days(days)).find(|date| is_working_day(*date));
    zone.instant(next.unwrap_or(today.plus_days(1)), opens)
}

/// A clock that is its own witness, for tests.
#[cfg(test)]
pub(crate) fn believed(clock: impl RealClock) -> ClockWatch {
    let clock = Arc::new(clock);
    ClockWatch::new(clock.clone(), clock, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn an_offset_clock_steps_only_forward() {
        let base = StandingClock::new(at("2026-11-24T03:00:00Z"));
        let clock = OffsetClock::showing(Arc::new(base.clone()), at("2026-11-26T00:00:00Z"));
        clock.step(Duration::minutes(5));
        clock.step(Duration::minutes(-60));
        base.step(Duration::minutes(1));
        assert_eq!(clock.now(), at("2026-11-26T00:06:00Z"));
        clock.step_to(at("2026-11-25T00:00:00Z"));
        assert_eq!(clock.now(), at("2026-11-26T00:06:00Z"));
    }

    #[test]
    fn a_demo_opens_at_eight_on_a_working_day() {
        use chrono::Datelike;
        let weekday = |date: BusinessDate| date.0.weekday().number_from_monday() <= 5;
        let open = |now| clinic_opening(at(now), Zone::SHANGHAI, weekday);
        assert_eq!(open("2026-11-27T01:30:00Z"), at("2026-11-27T01:30:00Z")); // Friday 09:30
        assert_eq!(open("2026-11-26T22:30:00Z"), at("2026-11-27T00:00:00Z")); // Friday 06:30
        assert_eq!(open("2026-11-27T10:00:00Z"), at("2026-11-30T00:00:00Z")); // Friday 18:00
    }
}
