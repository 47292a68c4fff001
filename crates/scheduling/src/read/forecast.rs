//! How long one waits, judged by this clinician's recent visits. If too little is known, nothing is said.
//!
//! What is added up, all of it from recent visits: how late the session begins, the rest of whoever is called or inside, a
//! cycle (from one call to the next) for each who goes first, and another for each who is not here yet, would go first, and
//! probably comes before the call. How often the call then lies in the interval is measured in the simulator
//! (`simulator/tests/simulation.rs`).

use super::{Forecast, Moment, UsualWait};
use crate::{
    World,
    component::{Seat, Session, SessionState, Visit},
    read::AppointmentState,
};
use model::{
    id::{AppointmentId, ClinicianId, Seq, SessionId},
    time::{BusinessDate, Instant},
};
use uuid::Uuid;

/// Somebody who is called within this many seconds of the window's start has not waited.
const ON_TIME_SECONDS: i64 = 60;

/// Whoever has come within so many minutes may be called at once.
const AT_ONCE_MINUTES: f64 = 1.0;

/// Fewer cases than this say nothing.
const CASES_MIN: usize = 5;
/// No more than this are looked at.
const CASES_MAX: usize = 50;
/// So many sessions are searched for them, newest first.
const SESSIONS_MAX: usize = 12;
/// The standard normal quantile of 0.9: eight cases of ten lie between it and its negative.
const QUANTILE_90: f64 = 1.281_551_565_544_6;

/// Something uncertain, in minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Uncertain {
    mean: f64,
    variance: f64,
}

impl Uncertain {
    /// Of some cases; nothing of none.
    fn of(cases: &[f64]) -> Self {
        if cases.is_empty() {
            return Self::default();
        }
        let count = cases.len() as f64;
        let mean = cases.iter().sum::<f64>() / count;
        let squares = cases.iter().map(|case| (case - mean).powi(2)).sum::<f64>();
        Self { mean, variance: squares / (count - 1.0).max(1.0) }
    }

    fn plus(self, other: Self) -> Self {
        Self { mean: self.mean + other.mean, variance: self.variance + other.variance }
    }

    /// Where eight cases of ten lie. Times are not negative and have a long tail, as a lognormal has.
    fn interval(self) -> (f64, f64) {
        if self.mean <= 0.0 {
            return (0.0, 0.0);
        }
        if self.variance <= 0.0 {
            return (self.mean, self.mean);
        }
        let variance = (1.0 + self.variance / self.mean.powi(2)).ln();
        let (middle, spread) = (self.mean.ln() - variance / 2.0, QUANTILE_90 * variance.sqrt());
        ((middle - spread).exp(), (middle + spread).exp())
    }
}

/// What is known of a clinician's queue.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pace {
    /// Minutes from one call to the next while somebody waits, in order.
    cycles: Vec<f64>,
    cycle: Uncertain,
    /// How many minutes after its time a session calls for the first time, in order.
    late: Vec<f64>,
    /// How many minutes before their window people check in, in order.
    early: Vec<f64>,
    /// Of how many who did not come it is known.
    missed: usize,
}

/// When the room is free for the next patient.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct ReadyIn {
    /// Minutes that pass in any case.
    certain: f64,
    /// What comes on top of them.
    rest: Uncertain,
}

impl Pace {
    fn of(mut cycles: Vec<f64>, mut late: Vec<f64>, mut early: Vec<f64>, missed: usize) -> Option<Self> {
        if cycles.len() < CASES_MIN {
            return None;
        }
        cycles.sort_by(f64::total_cmp);
        late.sort_by(f64::total_cmp);
        early.sort_by(f64::total_cmp);
        let cycle = Uncertain::of(&cycles);
        Some(Self { cycle, cycles, late, early, missed })
    }

    /// How much longer a cycle lasts that has lasted so long already.
    fn rest_of(&self, spent: f64) -> Uncertain {
        self.rest(&self.cycles, spent)
    }

    /// How long it takes to the first call of a session that should have begun so many minutes ago, and in which somebody has
    /// waited for so many of them. Only who waits and is not called shows that nobody is there yet to call.
    fn first_call_in(&self, spent: f64, waited: f64) -> Uncertain {
        if waited > AT_ONCE_MINUTES {
            return self.rest(&self.late, spent);
        }
        Uncertain::of(&self.late.iter().map(|late| (late - spent).max(0.0)).collect::<Vec<_>>())
    }

    /// How much longer something lasts that has lasted so long already: as those cases did, which are in order, that lasted
    /// longer.
    fn rest(&self, cases: &[f64], spent: f64) -> Uncertain {
        let longer = &cases[cases.partition_point(|case| *case <= spent)..];
        if longer.is_empty() {
            // None lasted so long: nobody knows, and half a cycle is as good as anything.
            let mean = self.cycle.mean / 2.0;
            return Uncertain { mean, variance: mean * mean };
        }
        Uncertain::of(&longer.iter().map(|case| case - spent).collect::<Vec<_>>())
    }

    /// The chance that somebody who has a window in so many minutes (negative: which began so long ago), and is not here
    /// now, checks in within so many minutes.
    fn chance(&self, window_in: f64, within: f64) -> f64 {
        // Who comes later than now comes fewer minutes before the window than it is away.
        let still = self.early.partition_point(|early| *early < window_in);
        let too_late = self.early.partition_point(|early| *early < window_in - within);
        let of = still + self.missed;
        if of == 0 { 0.0 } else { (still - too_late) as f64 / of as f64 }
    }

    /// The mean minutes from one call to the next.
    pub(crate) const fn cycle_minutes(&self) -> f64 {
        self.cycle.mean
    }

    /// When somebody with so many ahead will be called. `to_come`: in how many minutes the windows begin of those who are
    /// not here, and would go first.
    pub(crate) fn forecast(&self, ready_in: ReadyIn, ahead: u32, to_come: &[f64]) -> Forecast {
        let count = |number: f64, spread: f64| {
            // The mean itself is an estimate: its own variance grows with the square of the number.
            let own = self.cycle.variance * (number + number.powi(2) / self.cycles.len() as f64);
            Uncertain { mean: number * self.cycle.mean, variance: own + spread * self.cycle.mean.powi(2) }
        };
        let here = ready_in.rest.plus(count(f64::from(ahead), 0.0));
        let within = ready_in.certain + here.mean;
        let chances = to_come.iter().map(|window_in| self.chance(*window_in, within));
        let (more, spread) = chances.fold((0.0, 0.0), |(sum, spread), p| (sum + p, spread + p * (1.0 - p)));
        let all = ready_in.rest.plus(count(f64::from(ahead) + more, spread));
        let (low, high) = all.interval();
        Forecast {
            low_minutes: (ready_in.certain + low).floor() as u32,
            likely_minutes: (ready_in.certain + all.mean).round() as u32,
            high_minutes: (ready_in.certain + high).ceil() as u32,
            cases: self.cycles.len() as u32,
        }
    }
}

fn minutes_between(from: Instant, until: Instant) -> f64 {
    (until - from).num_seconds() as f64 / 60.0
}

/// The visits of a clinician's last sessions.
struct Recent<'a> {
    /// Those that took place, by session, newest first, in the order of their calls.
    seen: Vec<(&'a Session, Vec<(&'a Seat, &'a Visit)>)>,
    /// How many did not take place, because nobody came.
    missed: usize,
    touched: Seq,
}

impl World {
    fn recent_visits(&self, clinician: ClinicianId) -> Recent<'_> {
        let range = (clinician, BusinessDate(chrono::NaiveDate::MIN), SessionId(Uuid::nil()))
            ..=(clinician, BusinessDate(chrono::NaiveDate::MAX), SessionId(Uuid::max()));
        let (mut recent, mut cases) = (Recent { seen: Vec::new(), missed: 0, touched: 0 }, 0);
        for (_, _, id) in self.index().clinician_sessions.range(range).rev() {
            // Sessions that are still to come have given no ticket yet.
            let Some(session) = self.get::<Session>(id.0) else { continue };
            if self.get::<SessionState>(id.0).is_none_or(|state| state.tickets == 0) {
                continue;
            }
            let all = self
                .session_appointments(session)
                .filter_map(|id| Some((self.get::<Seat>(id.0)?, self.get::<Visit>(id.0)?)));
            let (mut visits, others): (Vec<_>, Vec<_>) =
                all.partition(|(_, visit)| visit.state == AppointmentState::Fulfilled);
            recent.missed += others.iter().filter(|(_, visit)| visit.state == AppointmentState::NoShow).count();
            visits.sort_by_key(|(_, visit)| (visit.called_at, visit.ticket));
            recent.touched = visits.iter().map(|(_, visit)| visit.touched).max().unwrap_or(0).max(recent.touched);
            cases += visits.len();
            recent.seen.push((session, visits));
            if cases >= CASES_MAX || recent.seen.len() == SESSIONS_MAX {
                break;
            }
        }
        recent
    }

    /// How fast a clinician's queue moves, with the highest event seen.
    pub(crate) fn pace(&self, clinician: ClinicianId, moment: Moment) -> (Option<Pace>, Seq) {
        let recent = self.recent_visits(clinician);
        let (mut cycles, mut late, mut early) = (Vec::new(), Vec::new(), Vec::new());
        for (session, visits) in &recent.seen {
            cycles.extend((0..visits.len()).filter_map(|place| cycle(&visits[place..])));
            early.extend(
                visits.iter().filter_map(|(seat, visit)| {
                    Some(minutes_between(visit.checked_in_at?, visit.promised(&seat.slot).0))
                }),
            );
            let begins = moment.zone.instant(session.date, session.from);
            let first = visits.first().and_then(|(_, visit)| called(visit).zip(here(visit)));
            late.extend(first.map(|(called, here)| minutes_between(begins.max(here), called).max(0.0)));
        }
        cycles.truncate(CASES_MAX);
        early.truncate(CASES_MAX);
        (Pace::of(cycles, late, early, recent.missed), recent.touched)
    }

    /// When the room is free for the next patient: when the session begins or goes on, and whoever is inside or called is
    /// done.
    pub(crate) fn ready_in(
        &self,
        session: &Session,
        state: &SessionState,
        pace: Option<&Pace>,
        moment: Moment,
    ) -> ReadyIn {
        // Nobody is called before the session begins, or during a pause.
        let begins = moment.zone.instant(session.date, session.from);
        let goes_on = state.pause.map_or(begins, |pause| pause.until.max(begins));
        let certain = minutes_between(moment.now, goes_on).max(0.0);
        let Some(pace) = pace else { return ReadyIn { certain, ..ReadyIn::default() } };
        let called = |id: &AppointmentId| self.get::<Visit>(id.0).and_then(|visit| visit.called_at);
        let mut under_way = [state.inside, state.called].into_iter().flatten();
        let Some(first) = under_way.next() else {
            let has_begun = self.session_appointments(session).any(|id| called(&id).is_some());
            let spent = minutes_between(begins, moment.now).max(0.0);
            let first = state.queue.iter().filter_map(|id| here(self.get::<Visit>(id.0)?)).min();
            let waited = first.map_or(0.0, |first| minutes_between(first.max(begins), moment.now));
            let rest = if has_begun { Uncertain::default() } else { pace.first_call_in(spent, waited) };
            return ReadyIn { certain, rest };
        };
        let spent = called(&first).map_or(0.0, |since| minutes_between(since, moment.now).max(0.0));
        // Whoever is called while somebody is inside has a whole cycle to come.
        let rest = under_way.fold(pace.rest_of(spent), |rest, _| rest.plus(pace.cycle));
        ReadyIn { certain, rest }
    }

    /// The median wait of recent visits, with the highest event seen.
    pub(crate) fn usual_wait(&self, clinician: ClinicianId) -> (Option<UsualWait>, Seq) {
        let recent = self.recent_visits(clinician);
        let mut waits: Vec<i64> = recent
            .seen
            .iter()
            .flat_map(|(_, visits)| visits)
            .filter_map(|(seat, visit)| {
                let ready = here(visit)?.max(visit.promised(&seat.slot).0);
                Some((called(visit)? - ready).num_seconds().max(0))
            })
            .take(CASES_MAX)
            .collect();
        if waits.len() < CASES_MIN {
            return (None, recent.touched);
        }
        waits.sort_unstable();
        let median = waits[waits.len() / 2];
        let on_time = waits.iter().filter(|seconds| **seconds <= ON_TIME_SECONDS).count() as u32;
        let usual = UsualWait { median_minutes: ((median + 30) / 60) as u32, on_time, cases: waits.len() as u32 };
        (Some(usual), recent.touched)
    }
}

/// Since when somebody was there to be called in this session: for whoever was sent on, since then.
fn here(visit: &Visit) -> Option<Instant> {
    let checked_in = visit.checked_in_at?;
    Some(visit.sent_on_at().map_or(checked_in, |at| at.max(checked_in)))
}

/// When somebody was called in this session for the first time: for whoever was called where they were before, and sent on
/// since, the last call.
fn called(visit: &Visit) -> Option<Instant> {
    let first = visit.first_called_at?;
    if here(visit)? <= first { Some(first) } else { visit.called_at }
}

/// From the first call to the next one, if the next patient was there by then; otherwise to the end of the consultation.
/// Nothing of somebody who was called again, back after tests, and did not come: that call is none of the consultation's.
fn cycle(visits: &[(&Seat, &Visit)]) -> Option<f64> {
    let (_, visit) = visits.first()?;
    let (called, finished) = (visit.called_at?, visit.finished_at?);
    let next = visits.get(1).and_then(|(_, next)| next.called_at.zip(here(next)));
    let until = next.filter(|(_, here)| *here <= finished).map_or(finished, |(next, _)| next);
    (called <= finished).then(|| minutes_between(called, until.max(finished)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(cycles: &[f64]) -> Option<Pace> {
        Pace::of(cycles.into(), Vec::new(), vec![10.0, 20.0, 30.0], 1)
    }

    fn in_minutes(certain: f64) -> ReadyIn {
        ReadyIn { certain, rest: Uncertain::default() }
    }

    #[test]
    fn a_forecast_widens_with_the_number_ahead_and_is_silent_below_five_cases() {
        assert_eq!(pace(&[5.0; 4]), None);
        let known = pace(&[4.0, 5.0, 6.0, 7.0, 8.0]).expect("five cases");
        let one = known.forecast(in_minutes(3.0), 1, &[]);
        let third = known.forecast(in_minutes(3.0), 3, &[]);
        assert_eq!((one.likely_minutes, third.likely_minutes), (9, 21));
        assert!(third.high_minutes - third.low_minutes > one.high_minutes - one.low_minutes);
        let steady = pace(&[6.0; 10]).expect("ten cases").forecast(in_minutes(0.0), 3, &[]);
        assert_eq!((steady.low_minutes, steady.likely_minutes, steady.high_minutes), (18, 18, 18));
    }

    #[test]
    fn what_lasts_goes_on_as_long_as_those_did_that_lasted_longer() {
        let known = pace(&[2.0, 4.0, 6.0, 8.0, 10.0]).expect("five cases");
        // Of those longer than five minutes: one, three and five minutes more.
        assert!((known.rest_of(5.0).mean - 3.0).abs() < 1e-9);
        // Longer than any: half of the mean of six.
        assert!((known.rest_of(11.0).mean - 3.0).abs() < 1e-9);
    }

    #[test]
    fn whoever_is_late_already_begins_as_those_did_who_were_later() {
        let late = vec![20.0, 0.0, 10.0, 2.0];
        let known = Pace::of(vec![6.0; 5], late, Vec::new(), 0).expect("five cases");
        // Before its time: the mean of all four. Five minutes after it: five and fifteen more, 10 and 20 less 5.
        assert!((known.first_call_in(0.0, 0.0).mean - 8.0).abs() < 1e-9);
        assert!((known.first_call_in(5.0, 5.0).mean - 10.0).abs() < 1e-9);
        // Later than ever: half a cycle, and never no time at all.
        assert!((known.first_call_in(30.0, 30.0).mean - 3.0).abs() < 1e-9);
        // Whoever has just come shows nothing: of four, two would begin in 5 and in 15 minutes, and two have begun.
        assert!((known.first_call_in(5.0, 0.0).mean - 5.0).abs() < 1e-9);
        assert!(known.first_call_in(30.0, 0.0).mean.abs() < 1e-9);
        let told = known.forecast(ReadyIn { certain: 0.0, rest: known.first_call_in(5.0, 5.0) }, 0, &[]);
        assert_eq!(told.likely_minutes, 10);
        assert!(told.low_minutes > 0 && told.high_minutes > 10, "{told:?}");
    }

    #[test]
    fn who_probably_comes_in_time_and_goes_first_is_waited_for() {
        let known = pace(&[10.0; 5]).expect("five cases");
        // The window begins in 25 minutes: of four who are known, 30 minutes before is over, 20 and 10 are to come, one
        // did not come. Within ten minutes from now only the one of 20 comes.
        assert!((known.chance(25.0, 10.0) - 1.0 / 3.0).abs() < 1e-9);
        assert!((known.chance(25.0, 20.0) - 2.0 / 3.0).abs() < 1e-9);
        let alone = known.forecast(in_minutes(0.0), 1, &[]);
        let with = known.forecast(in_minutes(0.0), 1, &[25.0]);
        assert_eq!((alone.likely_minutes, with.likely_minutes), (10, 13));
    }
}
