//! What use cases of a visit share.

use super::{
    not_there,
    steps::{Steps, visit},
};
use crate::{deciding::Deciding, failure::Failure, request::Answer};
use model::{
    id::{AppointmentId, JourneyId, SessionId, SlotId},
    journey::{Owner, StepKind},
    scheduling::{Command, Event, command},
    time::Instant,
};
use scheduling::view::{AppointmentView, SlotPlace};
use std::collections::BTreeMap;

/// The visit; what is done is done for its patient.
pub(super) fn found(deciding: &mut Deciding<'_>, id: AppointmentId) -> Result<AppointmentView, Failure> {
    let found = deciding.worlds().scheduling.appointment(id).ok_or_else(|| not_there("appointment"))?;
    deciding.on_behalf_of(found.patient);
    Ok(found)
}

/// Asks scheduling for what concerns nobody else.
pub(super) fn only(
    deciding: &mut Deciding<'_>,
    id: AppointmentId,
    command: impl Into<Command>,
) -> Result<Answer, Failure> {
    found(deciding, id)?;
    deciding.scheduling(command)?;
    Ok(Answer::Done)
}

/// Calls a certain patient of a queue, or the next.
pub(super) fn call(
    deciding: &mut Deciding<'_>,
    session: SessionId,
    certain: Option<AppointmentId>,
) -> Result<Answer, Failure> {
    let decided = deciding.scheduling(command::Call { session, appointment: certain })?;
    let called = decided.iter().find_map(|event| {
        let Event::PatientCalled(called) = event else { return None };
        Some(called.appointment)
    });
    let called = called.ok_or_else(|| not_there("session"))?;
    found(deciding, called)?;
    Ok(Answer::Called { appointment: called })
}

/// The consultation is over, `done` or not.
pub(super) fn close_consult(
    deciding: &mut Deciding<'_>,
    id: AppointmentId,
    command: impl Into<Command>,
    done: bool,
) -> Result<Answer, Failure> {
    let before = found(deciding, id)?;
    deciding.scheduling(command)?;
    let mut steps = Steps::of(before.journey);
    steps.close(deciding.worlds(), StepKind::Consult, visit(id), done).close_if_done(deciding.worlds());
    deciding.journey(&steps.command())?;
    Ok(Answer::Done)
}

/// The consultation is to come, or goes on, after all.
pub(super) fn open_consult(
    deciding: &mut Deciding<'_>,
    id: AppointmentId,
    command: impl Into<Command>,
) -> Result<Answer, Failure> {
    let before = found(deciding, id)?;
    deciding.scheduling(command)?;
    let mut steps = Steps::of(before.journey);
    steps.open(StepKind::Consult, visit(id), Owner::Clinician, Some(before.until));
    deciding.journey(&steps.command())?;
    Ok(Answer::Done)
}

/// Where and when a window is.
pub(super) fn place_of_slot(deciding: &Deciding<'_>, slot: SlotId) -> Result<SlotPlace, Failure> {
    deciding.worlds().scheduling.slot_place(slot).ok_or_else(|| not_there("slot"))
}

/// When the patient can expect to be seen, as was decided.
pub(super) fn expected(events: &[Event]) -> Option<Instant> {
    events.iter().find_map(|event| {
        if let Event::AppointmentBooked(booked) = event {
            Some(booked.expected_at)
        } else if let Event::AppointmentMoved(moved) = event {
            Some(moved.expected_at)
        } else {
            None
        }
    })
}

/// The journeys of a session's visits, each with its steps: one patient may have several visits there.
#[derive(Default)]
pub(super) struct Journeys(BTreeMap<JourneyId, Steps>);

impl Journeys {
    /// The visit, and the steps of its journey.
    pub(super) fn of(
        &mut self,
        deciding: &Deciding<'_>,
        id: AppointmentId,
    ) -> Result<(AppointmentView, &mut Steps), Failure> {
        let found = deciding.worlds().scheduling.appointment(id).ok_or_else(|| not_there("appointment"))?;
        let steps = self.0.entry(found.journey).or_insert_with(|| Steps::of(found.journey));
        Ok((found, steps))
    }

    /// Closes the journeys in which nothing is left to do.
    pub(super) fn close_if_done(&mut self, deciding: &Deciding<'_>) {
        for steps in self.0.values_mut() {
            steps.close_if_done(deciding.worlds());
        }
    }

    /// All of it.
    pub(super) fn go_on(self, deciding: &mut Deciding<'_>) -> Result<(), Failure> {
        for steps in self.0.into_values() {
            deciding.journey(&steps.command())?;
        }
        Ok(())
    }
}
