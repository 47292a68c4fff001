//! The three promises, measured as decisions.md D19 defines them. The simulator and the admin page read them here.

use super::{AdmissionStep, AppointmentState, KeptWindow};
use crate::{
    World,
    component::{Seat, Session, Slot, Stay, Visit},
};
use model::{
    id::{Seq, SessionId},
    scheduling::SettledAt,
    time::{BusinessDate, Zone},
};
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// How many.
    pub count: u64,
    /// Out of how many.
    pub of: u64,
}

impl Share {
    /// 0–1; `None` if there was no case.
    pub fn share(&self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }

    fn add(&mut self, counts: bool) {
        self.of += 1;
        self.count += u64::from(counts);
    }
}

/// A mean of durations, kept as its exact sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mean {
    /// Sum in seconds.
    pub seconds: i64,
    /// Cases.
    pub cases: u64,
}

impl Mean {
    /// In minutes; `None` if there was no case.
    pub fn minutes(&self) -> Option<f64> {
        (self.cases > 0).then(|| self.seconds as f64 / 60.0 / self.cases as f64)
    }

    const fn add(&mut self, seconds: i64) {
        self.seconds += seconds;
        self.cases += 1;
    }
}

/// What one step adds to the time from arrival to bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StepMean {
    /// Which step.
    pub step: AdmissionStep,
    /// Its mean; the steps' means add up to the whole.
    pub mean: Mean,
}

/// How the calls of some days count for the promise of a kept window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Calls {
    /// Called before the window's end, out of all who had booked, had checked in before its start and were called.
    /// Calls out of turn are in neither count.
    pub kept_window: Share,
    /// Of those that were kept, called before the window's start, in turn: by a class that goes first, or because nobody with an
    /// earlier window was waiting.
    pub early: u64,
    /// Called before the window's start, before others whom the queue's order had first and who had an earlier window.
    pub out_of_turn: u64,
    /// Counted as kept although called before the window's start, when it was not recorded yet who was waiting.
    pub unknown: u64,
}

impl Calls {
    fn count(&mut self, kept: KeptWindow) {
        match kept {
            KeptWindow::OutOfTurn => self.out_of_turn += 1,
            KeptWindow::Kept | KeptWindow::Early | KeptWindow::Unknown | KeptWindow::Late => {
                self.kept_window.add(kept != KeptWindow::Late);
            }
        }
        self.early += u64::from(kept == KeptWindow::Early);
        self.unknown += u64::from(kept == KeptWindow::Unknown);
    }

    const fn add(&mut self, other: &Self) {
        self.kept_window.count += other.kept_window.count;
        self.kept_window.of += other.kept_window.of;
        self.early += other.early;
        self.out_of_turn += other.out_of_turn;
        self.unknown += other.unknown;
    }
}

/// How a visit's first call counts; `None` if it does not.
pub(super) fn kept(visit: &Visit, slot: &Slot) -> Option<KeptWindow> {
    let (from, until) = visit.promised(slot);
    let called = visit.first_called_at?;
    if visit.checked_in_at? >= from {
        return None;
    }
    Some(match visit.in_turn {
        _ if called >= until => KeptWindow::Late,
        _ if called >= from => KeptWindow::Kept,
        Some(true) => KeptWindow::Early,
        Some(false) => KeptWindow::OutOfTurn,
        None => KeptWindow::Unknown,
    })
}

/// The promises of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DayPromises {
    /// The day.
    pub date: BusinessDate,
    /// The longest published window of this day's sessions, in minutes.
    pub slot_minutes_max: Option<u16>,
    /// The calls in this day's sessions.
    pub calls: Calls,
    /// Time from arrival to bed of those who came into bed on this day.
    pub admission: Mean,
    /// Settled on the ward before leaving, of all who left on this day.
    pub bedside: Share,
    /// Patients of this day who had checked in and were not seen before the session ended: no no-shows, in no other
    /// figure.
    pub not_seen: u64,
}

/// The three promises over some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Promises {
    /// First day.
    pub from: BusinessDate,
    /// Last day.
    pub until: BusinessDate,
    /// The longest published window, in minutes.
    pub slot_minutes_max: Option<u16>,
    /// Windows kept, and calls out of turn.
    pub calls: Calls,
    /// From arrived to in bed.
    pub admission: Mean,
    /// The same by step.
    pub steps: Vec<StepMean>,
    /// Settled on the ward before leaving, of all discharges.
    pub bedside: Share,
    /// Visits that ended.
    pub visits: u64,
    /// Appointments that were missed.
    pub missed: u64,
    /// Not seen before their session ended.
    pub not_seen: u64,
    /// Day by day, every day of the range.
    pub days: Vec<DayPromises>,
    /// Last event that is seen here.
    pub touched: Seq,
}

impl World {
    /// The promises from one business date to another, both included. If there were no cases, it is `None`, never zero.
    pub fn promises(&self, from: BusinessDate, until: BusinessDate, zone: Zone) -> Promises {
        let empty = |date| DayPromises {
            date,
            slot_minutes_max: None,
            calls: Calls::default(),
            admission: Mean::default(),
            bedside: Share::default(),
            not_seen: 0,
        };
        let mut days: BTreeMap<BusinessDate, DayPromises> = from
            .0
            .iter_days()
            .take_while(|day| *day <= until.0)
            .map(BusinessDate)
            .map(|day| (day, empty(day)))
            .collect();
        let mut steps = AdmissionStep::ALL.map(|step| StepMean { step, mean: Mean::default() });
        let (mut visits, mut missed, mut touched) = (0, 0, 0);
        if from <= until {
            let range = (from, SessionId(Uuid::nil()))..=(until, SessionId(Uuid::max()));
            for session in self.index().sessions.range(range).filter_map(|(_, id)| self.get::<Session>(id.0)) {
                let Some(day) = days.get_mut(&session.date) else { continue };
                self.count_session(session, day, &mut visits, &mut missed, &mut touched);
            }
        }
        self.each::<&Stay>(|stay| {
            count_stay(stay, &mut days, &mut steps, zone);
            touched = touched.max(stay.touched);
        });
        let mut total = empty(from);
        for day in days.values() {
            total.slot_minutes_max = total.slot_minutes_max.max(day.slot_minutes_max);
            total.calls.add(&day.calls);
            total.admission.seconds += day.admission.seconds;
            total.admission.cases += day.admission.cases;
            total.bedside.count += day.bedside.count;
            total.bedside.of += day.bedside.of;
            total.not_seen += day.not_seen;
        }
        Promises {
            from,
            until,
            slot_minutes_max: total.slot_minutes_max,
            calls: total.calls,
            admission: total.admission,
            steps: steps.to_vec(),
            bedside: total.bedside,
            visits,
            missed,
            not_seen: total.not_seen,
            days: days.into_values().collect(),
            touched,
        }
    }

    fn count_session(
        &self,
        session: &Session,
        day: &mut DayPromises,
        visits: &mut u64,
        missed: &mut u64,
        touched: &mut Seq,
    ) {
        for slot in session.slots.iter().filter_map(|slot| self.get::<Slot>(slot.0)) {
            let minutes = (slot.until - slot.from).num_minutes() as u16;
            day.slot_minutes_max = day.slot_minutes_max.max(Some(minutes));
        }
        for id in self.session_appointments(session) {
            let (Some(visit), Some(seat)) = (self.get::<Visit>(id.0), self.get::<Seat>(id.0)) else {
                continue;
            };
            *touched = (*touched).max(visit.touched);
            *visits += u64::from(visit.state == AppointmentState::Fulfilled);
            *missed += u64::from(visit.state == AppointmentState::NoShow);
            day.not_seen += u64::from(visit.state == AppointmentState::NotSeen);
            if let Some(kept) = kept(visit, &seat.slot) {
                day.calls.count(kept);
            }
        }
    }
}

fn count_stay(stay: &Stay, days: &mut BTreeMap<BusinessDate, DayPromises>, steps: &mut [StepMean], zone: Zone) {
    if let (Some(arrived), Some(in_bed)) = (stay.arrived_at, stay.in_bed_at)
        && let Some(day) = days.get_mut(&zone.date(in_bed))
    {
        day.admission.add((in_bed - arrived).num_seconds());
        for (total, step) in steps.iter_mut().zip(super::ward::steps(stay)) {
            total.mean.add(step.seconds.unwrap_or(0));
        }
    }
    if let Some(left) = stay.discharged_at
        && let Some(day) = days.get_mut(&zone.date(left))
    {
        day.bedside.add(stay.settled == Some(SettledAt::Bedside));
    }
}
