//! A seat: book, cancel, move.

use super::{
    steps::{Steps, visit},
    unknown,
};
use crate::{deciding::Deciding, failure::Failure, request::Answer};
use model::{
    actor::Role,
    id::{AppointmentId, JourneyId, PersonId, SlotId, short_code},
    journey::{Owner, StepKind},
    message::Refusal,
    scheduling::{Channel, Command, Event, Reason},
    time::Instant,
};
use scheduling::view::SlotPlace;

/// Who may book through which channel: a patient's phone is not the desk.
fn channel_fits(role: Role, channel: Channel) -> Result<(), Refusal> {
    let fits = match role {
        Role::Patient => channel == Channel::Online,
        Role::Desk => channel == Channel::OnSite,
        Role::Clinician => channel == Channel::FollowUp,
        Role::System => true,
        Role::Nurse | Role::Admin => false,
    };
    if fits { Ok(()) } else { Refusal::new("channel-not-yours").field("channel").err() }
}

pub(super) fn book(
    deciding: &mut Deciding<'_>,
    slot: SlotId,
    patient: PersonId,
    channel: Channel,
) -> Result<Answer, Failure> {
    channel_fits(deciding.actor().role, channel)?;
    let worlds = deciding.worlds();
    let row = worlds.journey.person(patient).ok_or_else(|| Refusal::new("person-unknown").field("patient"))?;
    if row.erased.is_some() {
        return Err(Refusal::new("person-erased").field("patient").into());
    }
    let person = row.id;
    let SlotPlace { department, until, .. } = place_of_slot(deciding, slot)?;
    let (appointment, fresh) = (AppointmentId(deciding.id()), JourneyId(deciding.id()));
    let open = deciding.worlds().journey.open_journey(person, department);
    // What goes on in a journey is the record's whose journey it is: a merge that is taken back parts them rightly.
    let (journey, patient) = open.map_or((fresh, person), |journey| (journey.id, journey.person));
    // Coming back is what a follow-up waits for, and another window what somebody waits for who was not seen.
    let awaited: Vec<_> = open
        .iter()
        .flat_map(|journey| journey.open_steps())
        .filter(|step| matches!(step.kind, StepKind::FollowUp | StepKind::Booking))
        .map(|step| (step.kind, step.subject))
        .collect();

    deciding.on_behalf_of(patient);
    let decided = deciding.scheduling(&Command::Book { appointment, slot, patient, journey, channel })?;
    let expected_at = expected(&decided).ok_or_else(|| unknown("slot"))?;
    let mut steps = Steps::of(journey);
    if journey == fresh {
        steps.begin(patient, department);
    }
    for (kind, subject) in awaited {
        steps.close(deciding.worlds(), kind, subject, true);
    }
    steps.pass(StepKind::Booking, visit(appointment), Owner::Patient);
    steps.open(StepKind::Consult, visit(appointment), Owner::Clinician, Some(until));
    deciding.journey(&steps.command())?;
    Ok(Answer::Booked { appointment, journey, code: short_code(appointment.0), expected_at })
}

pub(super) fn cancel(
    deciding: &mut Deciding<'_>,
    appointment: AppointmentId,
    reason: Reason,
) -> Result<Answer, Failure> {
    let before = super::queue::appointment(deciding, appointment)?;
    let by_hospital = deciding.actor().role != Role::Patient;
    deciding.on_behalf_of(before.patient);
    let mut steps = Steps::of(before.journey);
    let journey = deciding.worlds().journey.journey(before.journey);
    if journey.is_some_and(|journey| journey.open_step(StepKind::Booking, visit(appointment)).is_some()) {
        // Was not seen, and needs no other window: no seat is given back.
        steps.close(deciding.worlds(), StepKind::Booking, visit(appointment), false);
    } else {
        deciding.scheduling(&Command::Cancel { appointment, reason, by_hospital })?;
        steps.close(deciding.worlds(), StepKind::Consult, visit(appointment), false);
    }
    steps.close_if_done(deciding.worlds());
    deciding.journey(&steps.command())?;
    Ok(Answer::Done)
}

pub(super) fn move_to(
    deciding: &mut Deciding<'_>,
    appointment: AppointmentId,
    slot: SlotId,
) -> Result<Answer, Failure> {
    let before = super::queue::appointment(deciding, appointment)?;
    let by_hospital = deciding.actor().role != Role::Patient;
    deciding.on_behalf_of(before.patient);
    let decided = deciding.scheduling(&Command::Move { appointment, slot, by_hospital })?;
    let expected_at = expected(&decided).unwrap_or(before.expected_at);
    let until = Some(place_of_slot(deciding, slot)?.until);
    let mut steps = Steps::of(before.journey);
    // The step is opened anew, for it is due at another time.
    steps.close(deciding.worlds(), StepKind::Consult, visit(appointment), false);
    steps.open(StepKind::Consult, visit(appointment), Owner::Clinician, until);
    deciding.journey(&steps.command())?;
    Ok(Answer::Booked { appointment, journey: before.journey, code: short_code(appointment.0), expected_at })
}

fn place_of_slot(deciding: &Deciding<'_>, slot: SlotId) -> Result<SlotPlace, Failure> {
    deciding.worlds().scheduling.slot_place(slot).ok_or_else(|| unknown("slot"))
}

fn expected(events: &[Event]) -> Option<Instant> {
    events.iter().find_map(|event| match event {
        Event::AppointmentBooked(booked) => Some(booked.expected_at),
        Event::AppointmentMoved(moved) => Some(moved.expected_at),
        _ => None,
    })
}
