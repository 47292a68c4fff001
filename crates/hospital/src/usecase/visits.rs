//! What use cases of a visit share.

use super::{
    channel_of,
    prelude::not_there,
    steps::{Steps, visit},
};
use crate::{deciding::Deciding, failure::Failure, request::Answer};
use model::{
    actor::Role,
    id::{AppointmentId, DepartmentId, JourneyId, PersonId, SessionId, SlotId, short_code},
    journey::{Owner, StepKind},
    message::Refusal,
    scheduling::{Channel, Command, Event, Reason, command},
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

/// Nobody decides about a visit of their own, whichever login they use.
pub(super) fn not_own(deciding: &Deciding<'_>, id: AppointmentId) -> Result<(), Failure> {
    let patient = one_of(deciding, id)?.patient;
    let own = deciding.actor().person;
    if own.is_some_and(|own| deciding.worlds().scheduling.is_same_person(own, patient)) {
        return Err(Refusal::new("own-visit").field("appointment").into());
    }
    Ok(())
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

/// Gives a seat back. Its journey is closed if nothing else is left there.
pub(super) fn given_up(deciding: &mut Deciding<'_>, appointment: AppointmentId, reason: Reason) -> Result<(), Failure> {
    let before = found(deciding, appointment)?;
    let by_hospital = deciding.actor().role != Role::Patient;
    deciding.scheduling(command::Cancel { appointment, reason, by_hospital })?;
    let mut steps = Steps::of(before.journey);
    steps.close(deciding.worlds(), StepKind::Consult, visit(appointment), false).close_if_done(deciding.worlds());
    deciding.journey(steps.command())?;
    Ok(())
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

/// Is no other window kept for the appointment, whose session was closed, than the one that is answered?
pub(super) fn kept(deciding: &Deciding<'_>, id: AppointmentId, slot: SlotId) -> Result<(), Failure> {
    match deciding.worlds().scheduling.rebooking(id) {
        Some(offer) if offer.kept.slot != slot => Err(Refusal::new("offer-changed").field("slot").into()),
        _ => Ok(()),
    }
}

/// An appointment has another window now: the step is opened anew because it is due at another time.
pub(super) fn moved(deciding: &mut Deciding<'_>, id: AppointmentId) -> Result<AppointmentView, Failure> {
    let now = one_of(deciding, id)?;
    let mut steps = Steps::of(now.journey);
    steps.close(deciding.worlds(), StepKind::Consult, visit(id), false);
    steps.open(StepKind::Consult, visit(id), Owner::Clinician, Some(now.until));
    deciding.journey(steps.command())?;
    Ok(now)
}

/// Sent on to another session, or back: another window, so the step is opened anew.
pub(super) fn sent_on(
    deciding: &mut Deciding<'_>,
    id: AppointmentId,
    command: impl Into<Command>,
) -> Result<Answer, Failure> {
    found(deciding, id)?;
    deciding.scheduling(command)?;
    moved(deciding, id)?;
    Ok(Answer::Done)
}

/// Each appointment that was moved by these events.
pub(super) fn all_moved(deciding: &mut Deciding<'_>, decided: &[Event]) -> Result<(), Failure> {
    for event in decided {
        if let Event::AppointmentMoved(one) = event {
            moved(deciding, one.appointment)?;
        }
    }
    Ok(())
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

/// Whose booking it is, by their present record: the channel must be the asker's own, and the person must be there.
pub(super) fn who_books(deciding: &Deciding<'_>, channel: Channel, patient: PersonId) -> Result<PersonId, Failure> {
    let role = deciding.actor().role;
    if role != Role::System && channel_of(role) != Some(channel) {
        return Err(Refusal::new("channel-not-yours").field("channel").into());
    }
    present(deciding, patient)
}

/// The present record of somebody who has not been erased.
pub(super) fn present(deciding: &Deciding<'_>, patient: PersonId) -> Result<PersonId, Failure> {
    let person = deciding.worlds().journey.person(patient);
    let person = person.ok_or_else(|| Refusal::new("person-unknown").field("patient"))?;
    match person.erased {
        Some(_) => Err(Refusal::new("person-erased").field("patient").into()),
        None => Ok(person.id),
    }
}

/// Books a seat in a department by the command that is made of its ids, and continues the person's open journey there or
/// opens one.
pub(super) fn booked(
    deciding: &mut Deciding<'_>,
    person: PersonId,
    department: DepartmentId,
    command: impl FnOnce(AppointmentId, PersonId, JourneyId) -> Command,
) -> Result<Answer, Failure> {
    let (appointment, fresh) = (AppointmentId(deciding.id()), JourneyId(deciding.id()));
    let open = deciding.worlds().journey.open_journey(person, department);
    // What continues a journey belongs to the record that the journey belongs to, so that undoing a merge parts them
    // correctly.
    let (journey, patient) = open.map_or((fresh, person), |journey| (journey.id, journey.person));
    // A follow-up waits for the patient to come back, and somebody who was not seen for another window.
    let awaited: Vec<_> = open
        .iter()
        .flat_map(|journey| journey.open_steps())
        .filter(|step| matches!(step.kind, StepKind::FollowUp | StepKind::Booking))
        .map(|step| (step.kind, step.subject))
        .collect();

    deciding.on_behalf_of(patient);
    let decided = deciding.scheduling(command(appointment, patient, journey))?;
    let expected_at = expected(&decided).ok_or_else(|| not_there("slot"))?;
    let until = one_of(deciding, appointment)?.until;
    let mut steps = Steps::of(journey);
    if journey == fresh {
        steps.begin(patient, department);
    }
    for (kind, subject) in awaited {
        steps.close(deciding.worlds(), kind, subject, true);
    }
    steps.pass(StepKind::Booking, visit(appointment), Owner::Patient);
    steps.open(StepKind::Consult, visit(appointment), Owner::Clinician, Some(until));
    deciding.journey(steps.command())?;
    Ok(Answer::Booked { appointment, journey, code: short_code(appointment.0), expected_at })
}
