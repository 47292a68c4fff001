//! The journey's part of a use case: steps opened and closed, trips and minutes counted.

use crate::{deciding::Deciding, worlds::Worlds};
use model::{
    id::{AppointmentId, DepartmentId, JourneyId, PersonId},
    journey::{Effort, Move, Owner, StepKind, Subject, command},
    time::{BusinessDate, Instant, Zone},
};
use std::collections::BTreeSet;

/// Collects what is asked of a journey in one use case.
pub(super) struct Steps {
    journey: JourneyId,
    moves: Vec<Move>,
    opened: u32,
    closed: Vec<(StepKind, Subject)>,
}

impl Steps {
    pub(super) const fn of(journey: JourneyId) -> Self {
        Self { journey, moves: Vec::new(), opened: 0, closed: Vec::new() }
    }

    fn go_on(&mut self, step: Move) -> &mut Self {
        self.moves.push(step);
        self
    }

    /// All of it as one command.
    pub(super) fn command(self) -> command::GoOn {
        command::GoOn { journey: self.journey, moves: self.moves }
    }

    /// Opens the journey itself.
    pub(super) fn begin(&mut self, person: PersonId, department: DepartmentId) -> &mut Self {
        self.go_on(Move::Opened { person, department: Some(department) })
    }

    /// Opens a step.
    pub(super) fn open(&mut self, kind: StepKind, subject: Subject, owner: Owner, due: Option<Instant>) -> &mut Self {
        self.opened += 1;
        self.go_on(Move::StepOpened { kind, subject, owner, due })
    }

    /// Closes a step if it is open; a step that a fault left closed stops nobody.
    pub(super) fn close(&mut self, worlds: &Worlds, kind: StepKind, subject: Subject, done: bool) -> &mut Self {
        let open = worlds.journey.journey(self.journey).and_then(|journey| journey.open_step(kind, subject));
        if open.is_some() {
            self.go_on(Move::StepClosed { kind, subject, done });
            self.closed.push((kind, subject));
        }
        self
    }

    /// A step that is opened and done at once.
    pub(super) fn pass(&mut self, kind: StepKind, subject: Subject, owner: Owner) -> &mut Self {
        self.go_on(Move::StepOpened { kind, subject, owner, due: None });
        self.go_on(Move::StepClosed { kind, subject, done: true })
    }

    /// Counts effort; nothing is counted in a journey that is closed already.
    pub(super) fn count(&mut self, worlds: &Worlds, effort: Effort) -> &mut Self {
        let open = worlds.journey.journey(self.journey).is_none_or(|journey| journey.closed.is_none());
        if open && effort != Effort::default() {
            self.go_on(Move::EffortCounted(effort));
        }
        self
    }

    /// Closes the journey when nothing is left to do.
    pub(super) fn close_if_done(&mut self, worlds: &Worlds) -> &mut Self {
        let done = worlds.journey.journey(self.journey).is_some_and(|journey| {
            let left = journey.open_steps().filter(|step| !self.closed.contains(&(step.kind, step.subject)));
            journey.closed.is_none() && left.count() == 0
        });
        if done && self.opened == 0 {
            self.go_on(Move::Closed);
        }
        self
    }
}

/// A trip to the hospital, unless today's has been counted: a journey has as many trips as days on which its patient was
/// here, however often a check-in is taken back.
pub(super) fn trip(deciding: &Deciding<'_>, journey: JourneyId, patient: PersonId) -> Effort {
    let days = days_here(deciding.worlds(), journey, patient, deciding.zone(), deciding.today());
    let counted = deciding.worlds().journey.journey(journey).map_or(0, |journey| journey.effort.trips);
    Effort { trips: (days.len() as u32).saturating_sub(counted), ..Effort::default() }
}

fn days_here(
    worlds: &Worlds,
    journey: JourneyId,
    patient: PersonId,
    zone: Zone,
    today: BusinessDate,
) -> BTreeSet<BusinessDate> {
    let visits = worlds.scheduling.appointments_of(patient).into_iter();
    let visits = visits.filter(|visit| visit.journey == journey).filter_map(|visit| visit.checked_in_at);
    let stays = worlds.scheduling.admissions_of(patient).into_iter();
    let stays = stays.filter(|stay| stay.journey == journey).filter_map(|stay| stay.arrived_at);
    visits.chain(stays).map(|at| zone.date(at)).chain([today]).collect()
}

/// The subject of a visit's steps.
pub(super) const fn visit(appointment: AppointmentId) -> Subject {
    Subject::Appointment(appointment)
}
