//! Is the clock right? It is checked against time that only goes forward, against the last event and, on PostgreSQL,
//! against the server's clock (decisions.md D15). While it is not right, nothing is written, because what is written
//! with a wrong time stays for ever.

use super::{Clock, RealClock};
use chrono::{Duration, SubsecRound};
use journal::Agreed;
use model::time::Instant;
use serde::Serialize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Clocks that differ by more than this are not believed.
pub(crate) const PART_MAX: Duration = Duration::hours(1);

/// What is wrong with the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ClockFault {
    /// The wall clock was moved while the program ran.
    Moved {
        /// By how many minutes; ahead is positive.
        minutes: i64,
    },
    /// The last event of the journal lies in the future.
    BehindLastEvent {
        /// When the last event happened.
        last: Instant,
        /// How many minutes the clock is behind it.
        minutes: i64,
    },
    /// The database server's clock shows something else.
    PartedFromServer {
        /// How many minutes ours is ahead of it; behind is negative.
        minutes: i64,
    },
}

/// Hospital time, which never shows a time that cannot be right.
#[derive(Debug)]
pub(crate) struct ClockWatch {
    clock: Arc<dyn Clock>,
    wall: Arc<dyn RealClock>,
    /// A demo's clock, which is stepped on purpose: then only the wall clock behind it is checked.
    stepped: bool,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Wall and steady clock when they were last believed.
    wall_at: Instant,
    steady_at: Duration,
    /// How far the wall clock was ahead of the database server's when it was last asked.
    ahead_of_server: Duration,
    /// The part of that which was agreed to.
    server_agreed: Duration,
    /// Which events may lie in the future, as an administrator agreed.
    agreed: Option<Agreed>,
    /// Hospital time as it was last told, and the steady time when it was.
    told: Option<(Instant, Duration)>,
}

impl ClockWatch {
    /// Believes both clocks as they are now.
    pub(crate) fn new(clock: Arc<dyn Clock>, wall: Arc<dyn RealClock>, stepped: bool) -> Self {
        let state = State {
            wall_at: wall.now(),
            steady_at: wall.elapsed(),
            ahead_of_server: Duration::zero(),
            server_agreed: Duration::zero(),
            agreed: None,
            told: None,
        };
        Self { clock, wall, stepped, state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far the wall clock was moved while we ran, if too far to be believed.
    fn moved(&self, state: &State) -> Option<Duration> {
        let moved = (self.wall.now() - state.wall_at) - (self.wall.elapsed() - state.steady_at);
        (moved.abs() > PART_MAX).then_some(moved)
    }

    /// What the clock shows; while it is not believed, what it would show if nobody had moved it.
    pub(crate) fn shows(&self) -> Instant {
        // In this order, so that a clock that is moved between the two is noticed.
        let shows = self.clock.now();
        shows - self.moved(&self.state()).unwrap_or_default()
    }

    /// Hospital time after an event: never before it. While the clock is behind the event, hospital time goes half as
    /// fast as the clock, so that deadlines still come and the clock catches up.
    pub(crate) fn now_after(&self, last: Instant) -> Instant {
        let shows = self.shows();
        let mut state = self.state();
        if shows >= last && state.told.is_none() {
            return shows;
        }
        let elapsed = self.wall.elapsed();
        let gone = |(told, at): (Instant, Duration)| (told + (elapsed - at) / 2).trunc_subsecs(3);
        let now = state.told.map_or(last, gone).max(last);
        // Counted from when it was first told, so that halves of milliseconds are not lost.
        state.told = if shows >= now {
            None
        } else if state.told.is_some_and(|told| gone(told) == now) {
            state.told
        } else {
            Some((now, elapsed))
        };
        shows.max(now)
    }

    /// Compares with what the database server's clock shows now.
    pub(crate) fn server_shows(&self, server: Instant) {
        self.state().ahead_of_server = self.wall.now() - server;
    }

    /// Takes over what was agreed to before the program was started.
    pub(crate) fn agreed_before(&self, agreed: Agreed) {
        self.state().agreed = Some(agreed);
    }

    /// What is wrong with the clock now; `last` is the time of the last event.
    pub(crate) fn fault(&self, last: Instant) -> Option<ClockFault> {
        let now = self.clock.now();
        let state = self.state();
        if let Some(moved) = self.moved(&state) {
            return Some(ClockFault::Moved { minutes: moved.num_minutes() });
        }
        if self.stepped {
            return None;
        }
        let behind = last - now;
        if behind > PART_MAX && state.agreed.is_none_or(|agreed| future_max(agreed, now) < last) {
            return Some(ClockFault::BehindLastEvent { last, minutes: behind.num_minutes() });
        }
        let parted = (state.ahead_of_server - state.server_agreed).abs() > PART_MAX;
        parted.then(|| ClockFault::PartedFromServer { minutes: state.ahead_of_server.num_minutes() })
    }

    /// What an administrator agrees to now: events up to the time `until`, and what is written after them until the
    /// clock has caught up, may lie in the future.
    pub(crate) fn agreement(&self, until: Instant) -> Agreed {
        Agreed { until, at: self.clock.now() }
    }

    /// Takes the clock to be right as it is, as an administrator says.
    pub(crate) fn agree(&self, agreed: Agreed) {
        let mut state = self.state();
        state.wall_at = self.wall.now();
        state.steady_at = self.wall.elapsed();
        state.server_agreed = state.ahead_of_server;
        state.agreed = Some(agreed);
    }
}

/// The time of the latest event that is acceptable while the clock shows `now`. After an agreement our own events go on
/// from the time of the last one, half as fast as the clock ([`ClockWatch::now_after`]); nobody agreed to anything
/// later than that.
fn future_max(agreed: Agreed, now: Instant) -> Instant {
    agreed.until + (now - agreed.at).max(Duration::zero()) / 2 + PART_MAX
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::StandingClock;

    /// A wall clock that can be moved, and time that only goes forward.
    #[derive(Clone, Debug)]
    struct Moved(StandingClock, StandingClock);

    impl Clock for Moved {
        fn now(&self) -> Instant {
            self.0.now()
        }
    }

    impl RealClock for Moved {
        fn elapsed(&self) -> Duration {
            self.1.elapsed()
        }
    }

    struct Clocks {
        wall: StandingClock,
        steady: StandingClock,
        watch: ClockWatch,
    }

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn clocks() -> Clocks {
        let wall = StandingClock::new(at("2026-12-31T15:00:00Z"));
        let steady = StandingClock::new(at("2026-01-01T00:00:00Z"));
        let watch = ClockWatch::new(Arc::new(wall.clone()), Arc::new(Moved(wall.clone(), steady.clone())), false);
        Clocks { wall, steady, watch }
    }

    const LONG_AGO: &str = "2026-12-31T14:00:00Z";

    #[test]
    fn clocks_that_go_alike_are_believed_over_the_years_end() {
        let Clocks { wall, steady, watch } = clocks();
        for _ in 0..48 {
            wall.step(Duration::minutes(30));
            steady.step(Duration::minutes(30));
            assert_eq!(watch.fault(at(LONG_AGO)), None);
        }
        assert_eq!(watch.now_after(at(LONG_AGO)), at("2027-01-01T15:00:00Z"));
        wall.step(Duration::minutes(-59));
        assert_eq!(watch.fault(at(LONG_AGO)), None, "a clock that is set right by less than an hour");
    }

    #[test]
    fn a_clock_that_jumps_is_not_shown_and_stops_writing_until_it_is_right() {
        let Clocks { wall, steady, watch } = clocks();
        steady.step(Duration::minutes(5));
        wall.step(Duration::minutes(5) + Duration::days(21));
        assert_eq!(watch.fault(at(LONG_AGO)), Some(ClockFault::Moved { minutes: 21 * 24 * 60 }));
        assert_eq!(watch.now_after(at(LONG_AGO)), at("2026-12-31T15:05:00Z"));
        wall.step(Duration::days(-21));
        assert_eq!(watch.fault(at(LONG_AGO)), None);
        wall.step(Duration::hours(-2));
        assert_eq!(watch.fault(at(LONG_AGO)), Some(ClockFault::Moved { minutes: -120 }));
    }

    #[test]
    fn who_agrees_to_a_jump_makes_it_the_time() {
        let Clocks { wall, watch, .. } = clocks();
        wall.step(Duration::hours(5));
        watch.agree(watch.agreement(at(LONG_AGO)));
        assert_eq!((watch.fault(at(LONG_AGO)), watch.now_after(at(LONG_AGO))), (None, at("2026-12-31T20:00:00Z")));
    }

    #[test]
    fn behind_the_last_event_time_goes_on_half_as_fast_until_the_clock_has_caught_up() {
        let Clocks { wall, steady, watch } = clocks();
        let last = at("2026-12-31T15:40:00Z");
        let mut before = watch.now_after(last);
        assert_eq!(before, last);
        for second in 1..=3600 {
            wall.step(Duration::milliseconds(1001));
            steady.step(Duration::milliseconds(1001));
            let now = watch.now_after(last);
            assert!(now >= before && now <= last + Duration::milliseconds(1001) * second / 2);
            before = now;
        }
        assert_eq!(before, at("2026-12-31T16:10:01.800Z"), "half of 3,603.6 s");
        wall.step(Duration::minutes(30));
        steady.step(Duration::minutes(30));
        assert_eq!(watch.now_after(last), at("2026-12-31T16:30:03.600Z"), "the clock's own time again");
    }

    #[test]
    fn events_in_the_future_stop_writing_unless_they_were_agreed_to() {
        let Clocks { watch, .. } = clocks();
        let last = at("2027-01-21T15:00:00Z");
        assert_eq!(watch.fault(at("2026-12-31T15:50:00Z")), None);
        assert_eq!(watch.fault(last), Some(ClockFault::BehindLastEvent { last, minutes: 21 * 24 * 60 }));
        watch.agree(watch.agreement(last));
        assert_eq!(watch.fault(last), None);
        let later = at("2027-01-22T15:00:00Z");
        assert!(watch.fault(later).is_some(), "another node's event, later than what was agreed to");
    }

    #[test]
    fn who_agreed_to_events_in_the_future_writes_on_after_them_until_the_clock_has_caught_up() {
        let Clocks { mut wall, mut steady, mut watch } = clocks();
        let mut last = at("2026-12-31T23:00:00Z");
        // For some hours pages are read and nothing is written, and hospital time goes on.
        last = watch.now_after(last);
        wall.step(Duration::hours(2));
        steady.step(Duration::hours(2));
        let agreed = watch.agreement(watch.now_after(last));
        watch.agree(agreed);
        for minutes in 0..16 * 60 {
            if minutes == 300 {
                // A restart.
                let again = clocks();
                again.wall.set(wall.now());
                (wall, steady, watch) = (again.wall, again.steady, again.watch);
                watch = ClockWatch::new(watch.clock.clone(), watch.wall.clone(), false);
                assert!(watch.fault(last).is_some());
                watch.agreed_before(agreed);
            }
            wall.step(Duration::minutes(1));
            steady.step(Duration::minutes(1));
            assert_eq!(watch.fault(last), None, "after {minutes} minutes");
            let now = watch.now_after(last);
            assert!(now >= last);
            last = now;
        }
        assert_eq!(last, wall.now(), "it has caught up");
    }

    #[test]
    fn the_servers_clock_is_another_witness() {
        let Clocks { wall, watch, .. } = clocks();
        watch.server_shows(wall.now() - Duration::minutes(61));
        assert_eq!(watch.fault(at(LONG_AGO)), Some(ClockFault::PartedFromServer { minutes: 61 }));
        watch.agree(watch.agreement(at(LONG_AGO)));
        assert_eq!(watch.fault(at(LONG_AGO)), None);
        watch.server_shows(wall.now());
        assert_eq!(
            watch.fault(at(LONG_AGO)),
            Some(ClockFault::PartedFromServer { minutes: 0 }),
            "moved by an hour since"
        );
    }
}
