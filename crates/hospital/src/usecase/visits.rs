//! What use cases of a visit share.

use super::{
    prelude::not_there,
    steps::{Steps, visit},
};
use crate::{deciding::Deciding, failure::Failure, request::Answer};
use model::{
    id::{AppointmentId, SessionId, SlotId},
    journey::{Owner, StepKind},
    scheduling::{Command, Event, command},
    time::Instant,
};
use scheduling::read::{AppointmentView, SlotPlace};

/// The visit, as one of several concerned; does not note on whose behalf this is done.
pub(super) fn one_of(deciding: &Deciding<'_>, id: AppointmentId) -> Result<AppointmentView, Failure> {
    deciding.worlds().scheduling.appointment(id).ok_or_else(|| not_there("appointment"))
}

/// The visit; notes that this is done on behalf of its patient.
pub(super) fn found(deciding: &mut Deciding<'_>, id: AppointmentId) -> Result<AppointmentView, Failure> {
    let found = one_of(deciding, id)?;
    deciding.on_behalf_of(found.patient);
    Ok(found)
}

/// Asks scheduling for a decision that concerns no other domain.
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
    deciding.journey(steps.command())?;
    Ok(Answer::Done)
}

/// The consultation is still to come, or goes on, after all.
pub(super) fn open_consult(
    deciding: &mut Deciding<'_>,
    id: AppointmentId,
    command: impl Into<Command>,
) -> Result<Answer, Failure> {
    let before = found(deciding, id)?;
    deciding.scheduling(command)?;
    let mut steps = Steps::of(before.journey);
    steps.open(StepKind::Consult, visit(id), Owner::Clinician, Some(before.until));
    deciding.journey(steps.command())?;
    Ok(Answer::Done)
}

/// Where and when a window is.
pub(super) fn place_of_slot(deciding: &Deciding<'_>, slot: SlotId) -> Result<SlotPlace, Failure> {
    deciding.worlds().scheduling.slot_place(slot).ok_or_else(|| not_there("slot"))
}

/// When the patient can expect to be seen, as decided.
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
