//! How long one waits, judged by this clinician's recent visits. If too little is known, nothing is said.

use super::{Forecast, Moment, UsualWait};
use crate::{
    World,
    component::{Seat, Session, SessionState, Visit},
    read::AppointmentState,
};
use model::{
    id::{ClinicianId, Seq, SessionId},
    time::{BusinessDate, Instant},
};
use uuid::Uuid;

/// Somebody who is called within this many seconds of the window's start has not waited.
const ON_TIME_SECONDS: i64 = 60;

/// Fewer cases than this say nothing.
const CASES_MIN: usize = 5;
/// No more than this are looked at.
const CASES_MAX: usize = 50;
/// So many sessions are searched for them, newest first.
const SESSIONS_MAX: usize = 12;
/// The standard normal quantile of 0.9: eight cases of ten lie between it and its negative.
const QUANTILE_90: f64 = 1.281_551_565_544_6;

/// How fast a clinician's queue moves: minutes from one patient's end (or call) to the next one's end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pace {
    mean: f64,
    variance: f64,
    cases: u32,
}

impl Pace {
    /// From cycle times in minutes.
    fn of(cycles: &[f64]) -> Option<Self> {
        if cycles.len() < CASES_MIN {
            return None;
        }
        let count = cycles.len() as f64;
        let mean = cycles.iter().sum::<f64>() / count;
        let variance = cycles.iter().map(|cycle| (cycle - mean).powi(2)).sum::<f64>() / (count - 1.0);
        Some(Self { mean, variance, cases: cycles.len() as u32 })
    }

    /// When somebody with so many ahead will be called, if the room is free for the next patient in `ready_in`
    /// (minutes, and whether somebody is inside or called, whose remaining time is uncertain too).
    pub(crate) fn forecast(&self, ready_in: (f64, bool), ahead: u32) -> Forecast {
        let (rest, busy) = ready_in;
        let uncertain = f64::from(ahead) + f64::from(u8::from(busy));
        let likely = rest + f64::from(ahead) * self.mean;
        // The mean itself is an estimate: its own variance grows with the square of the number ahead.
        let variance = self.variance * (uncertain + f64::from(ahead).powi(2) / f64::from(self.cases));
        let spread = QUANTILE_90 * variance.sqrt();
        let minutes = |value: f64| value.max(0.0).round() as u32;
        Forecast {
            low_minutes: (likely - spread).max(0.0).floor() as u32,
            likely_minutes: minutes(likely),
            high_minutes: (likely + spread).max(0.0).ceil() as u32,
            cases: self.cases,
        }
    }
}

fn minutes_between(from: Instant, until: Instant) -> f64 {
    (until - from).num_seconds() as f64 / 60.0
}

impl World {
    /// The finished visits of a clinician's last sessions, newest session first, and the highest event seen.
    fn recent_visits(&self, clinician: ClinicianId) -> (Vec<Vec<(&Seat, &Visit)>>, Seq) {
        let range = (clinician, BusinessDate(chrono::NaiveDate::MIN), SessionId(Uuid::nil()))
            ..=(clinician, BusinessDate(chrono::NaiveDate::MAX), SessionId(Uuid::max()));
        let (mut sessions, mut seen, mut cases) = (Vec::new(), 0, 0);
        for (_, _, id) in self.index().clinician_sessions.range(range).rev() {
            // Sessions that are still to come have given no ticket yet.
            let Some(session) = self.get::<Session>(id.0) else { continue };
            if self.get::<SessionState>(id.0).is_none_or(|state| state.tickets == 0) {
                continue;
            }
            let mut visits: Vec<(&Seat, &Visit)> = self
                .session_appointments(session)
                .filter_map(|id| Some((self.get::<Seat>(id.0)?, self.get::<Visit>(id.0)?)))
                .filter(|(_, visit)| visit.state == AppointmentState::Fulfilled)
                .collect();
            visits.sort_by_key(|(_, visit)| (visit.finished_at, visit.ticket));
            seen = visits.iter().map(|(_, visit)| visit.touched).max().unwrap_or(0).max(seen);
            cases += visits.len();
            sessions.push(visits);
            if cases >= CASES_MAX || sessions.len() == SESSIONS_MAX {
                break;
            }
        }
        (sessions, seen)
    }

    /// How fast a clinician's queue moves, with the highest event seen.
    pub(crate) fn pace(&self, clinician: ClinicianId) -> (Option<Pace>, Seq) {
        let (sessions, seen) = self.recent_visits(clinician);
        let mut cycles = Vec::with_capacity(CASES_MAX);
        for visits in &sessions {
            let mut previous: Option<Instant> = None;
            for (_, visit) in visits {
                let (Some(called), Some(finished)) = (visit.called_at, visit.finished_at) else { continue };
                let began = previous.map_or(called, |previous| previous.max(called));
                cycles.push(minutes_between(began, finished));
                previous = Some(finished);
            }
        }
        cycles.truncate(CASES_MAX);
        (Pace::of(&cycles), seen)
    }

    /// Minutes until the room is free for the next patient: until the session starts, or whoever is inside or called is
    /// done. The flag says whether such a patient's remaining time is part of it.
    pub(crate) fn ready_in(
        &self,
        session: &Session,
        state: &SessionState,
        pace: Option<&Pace>,
        moment: Moment,
    ) -> (f64, bool) {
        let starts = moment.zone.instant(session.date, session.from);
        let mut rest = minutes_between(moment.now, starts).max(0.0);
        let mean = pace.map_or(0.0, |pace| pace.mean);
        let mut busy = false;
        for id in [state.inside, state.called].into_iter().flatten() {
            let Some(visit) = self.get::<Visit>(id.0) else { continue };
            let since = visit.started_at.filter(|_| visit.state == AppointmentState::InConsultation);
            let spent = since.map_or(0.0, |since| minutes_between(since, moment.now));
            rest += (mean - spent).max(0.0);
            busy = true;
        }
        (rest, busy)
    }

    /// The median wait of recent visits, with the highest event seen.
    pub(crate) fn usual_wait(&self, clinician: ClinicianId) -> (Option<UsualWait>, Seq) {
        let (sessions, seen) = self.recent_visits(clinician);
        let mut waits: Vec<i64> = sessions
            .iter()
            .flatten()
            .filter_map(|(seat, visit)| {
                let ready = visit.checked_in_at?.max(seat.slot.from);
                Some((visit.first_called_at? - ready).num_seconds().max(0))
            })
            .take(CASES_MAX)
            .collect();
        if waits.len() < CASES_MIN {
            return (None, seen);
        }
        waits.sort_unstable();
        let median = waits[waits.len() / 2];
        let on_time = waits.iter().filter(|seconds| **seconds <= ON_TIME_SECONDS).count() as u32;
        let usual = UsualWait { median_minutes: ((median + 30) / 60) as u32, on_time, cases: waits.len() as u32 };
        (Some(usual), seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_widens_with_the_number_ahead_and_is_silent_below_five_cases() {
        assert_eq!(Pace::of(&[5.0; 4]), None);
        let pace = Pace::of(&[4.0, 5.0, 6.0, 7.0, 8.0]).expect("five cases");
        let next = pace.forecast((3.0, true), 0);
        let third = pace.forecast((3.0, true), 2);
        assert_eq!((next.likely_minutes, third.likely_minutes), (3, 15));
        assert!(third.high_minutes - third.low_minutes > next.high_minutes - next.low_minutes);
        let steady = Pace::of(&[6.0; 10]).expect("ten cases").forecast((0.0, false), 3);
        assert_eq!((steady.low_minutes, steady.likely_minutes, steady.high_minutes), (18, 18, 18));
    }
}
