//! From the request for a bed to leaving it.

use super::{
    steps::{Steps, trip},
    unknown,
};
use crate::{billing, deciding::Deciding, failure::Failure, prepare::Prepared, request::Answer};
use chrono::Duration;
use model::{
    id::{AdmissionId, AppointmentId, BedId, DepartmentId, JourneyId, PersonId},
    journey::{CredentialRef, Effort, Owner, StepKind, Subject},
    message::Refusal,
    person::CredentialKind,
    scheduling::{AdmissionRequested, CalledOff, Command, Event, Formality, Needs, Reason, Urgency},
};
use scheduling::view::AdmissionView;

/// A follow-up is due so many days after the discharge.
const FOLLOW_UP_DAYS: i64 = 14;

pub(super) fn admission(deciding: &mut Deciding<'_>, id: AdmissionId) -> Result<AdmissionView, Failure> {
    let found = deciding.worlds().scheduling.admission(id).ok_or_else(|| unknown("admission"))?;
    deciding.on_behalf_of(found.patient);
    Ok(found)
}

fn only(deciding: &mut Deciding<'_>, id: AdmissionId, command: &Command) -> Result<Answer, Failure> {
    admission(deciding, id)?;
    deciding.scheduling(command)?;
    Ok(Answer::Done)
}

/// By when a bed should be found.
const fn bed_within(urgency: Urgency) -> Duration {
    match urgency {
        Urgency::Emergency => Duration::hours(2),
        Urgency::Urgent => Duration::hours(24),
        Urgency::Elective => Duration::days(14),
    }
}

/// From where somebody is admitted.
pub(super) enum From {
    /// From a consultation.
    Consultation(AppointmentId),
    /// Through the emergency department.
    Emergency {
        /// Who.
        patient: PersonId,
        /// By which department.
        department: DepartmentId,
    },
}

pub(super) fn request(
    deciding: &mut Deciding<'_>,
    from: From,
    diagnosis: &str,
    urgency: Urgency,
    needs: Needs,
    expected_days: u16,
) -> Result<Answer, Failure> {
    let (patient, department, appointment, journey) = match from {
        From::Consultation(appointment) => {
            let visit = super::queue::appointment(deciding, appointment)?;
            (visit.patient, visit.department, Some(appointment), Some(visit.journey))
        }
        From::Emergency { patient, department } => {
            deciding.on_behalf_of(patient);
            let open = deciding.worlds().journey.open_journey(patient, department);
            (patient, department, None, open.map(|journey| journey.id))
        }
    };
    let worlds = deciding.worlds();
    let patient = worlds.journey.person(patient).ok_or_else(|| Refusal::new("person-unknown").field("patient"))?;
    let (patient, sex) = (patient.id, worlds.journey.sex_of(patient.id));
    // A consultation that ended closed its journey when nothing else was open; the stay then begins another.
    let row = journey.and_then(|journey| worlds.journey.journey(journey));
    let open = row.filter(|row| row.closed.is_none());
    let (id, fresh) = (AdmissionId(deciding.id()), JourneyId(deciding.id()));
    // As with a booking: what goes on in a journey is the record's whose journey it is.
    let (journey, patient, goes_on) =
        open.map_or((fresh, patient, false), |journey| (journey.id, journey.person, true));
    deciding.scheduling(&Command::RequestAdmission(AdmissionRequested {
        admission: id,
        patient,
        journey,
        sex,
        department,
        appointment,
        diagnosis: diagnosis.trim().to_ascii_uppercase(),
        urgency,
        needs,
        expected_days,
    }))?;
    let mut steps = Steps::of(journey);
    if !goes_on {
        steps.begin(patient, department);
    }
    let due = deciding.now() + bed_within(urgency);
    steps.open(StepKind::Admission, Subject::Admission(id), Owner::Ward, Some(due));
    deciding.journey(&steps.command())?;
    Ok(Answer::AdmissionRequested { admission: id })
}

pub(super) fn cancel(deciding: &mut Deciding<'_>, id: AdmissionId, reason: Reason) -> Result<Answer, Failure> {
    let before = admission(deciding, id)?;
    deciding.scheduling(&Command::CancelAdmission { admission: id, reason })?;
    billing::cancel(deciding, id, false)?;
    let mut steps = Steps::of(before.journey);
    let worlds = deciding.worlds();
    steps.close(worlds, StepKind::Admission, Subject::Admission(id), false).close_if_done(worlds);
    deciding.journey(&steps.command())?;
    Ok(Answer::Done)
}

pub(super) fn assign_bed(deciding: &mut Deciding<'_>, id: AdmissionId, bed: BedId) -> Result<Answer, Failure> {
    only(deciding, id, &Command::AssignBed { admission: id, bed })
}

pub(super) fn unassign_bed(deciding: &mut Deciding<'_>, id: AdmissionId, reason: Reason) -> Result<Answer, Failure> {
    only(deciding, id, &Command::UnassignBed { admission: id, reason })
}

/// The half hour begins; the bill is opened, so that a deposit can be taken. What was `shown` must be the patient's.
pub(super) fn arrive(
    deciding: &mut Deciding<'_>,
    id: AdmissionId,
    credential: CredentialKind,
    shown: &[CredentialRef],
) -> Result<Answer, Failure> {
    let before = admission(deciding, id)?;
    let credential = if shown.is_empty() {
        credential
    } else {
        let own = deciding.worlds().journey.credentials_of(before.patient);
        let meant = own.into_iter().find(|own| shown.contains(own)).map(|own| own.kind);
        meant.ok_or_else(|| Refusal::new("credential-not-theirs").field("number"))?
    };
    deciding.scheduling(&Command::Arrive { admission: id, credential })?;
    billing::open_bill(deciding, &before)?;
    let mut steps = Steps::of(before.journey);
    let trip = trip(deciding, before.journey, before.patient);
    steps.count(deciding.worlds(), trip);
    deciding.journey(&steps.command())?;
    Ok(Answer::Done)
}

/// What was typed becomes a new version of the person's record; nothing that is known is typed again.
pub(super) fn submit_form(
    deciding: &mut Deciding<'_>,
    id: AdmissionId,
    prepared: &Prepared,
) -> Result<Answer, Failure> {
    admission(deciding, id)?;
    deciding.scheduling(&Command::DoFormality { admission: id, formality: Formality::Form })?;
    if prepared.person.is_some() {
        let command = super::people::correction(deciding, model::scheduling::ReasonCode::Other.into(), prepared)?;
        deciding.journey(&command)?;
    }
    Ok(Answer::Done)
}

pub(super) fn do_formality(
    deciding: &mut Deciding<'_>,
    id: AdmissionId,
    formality: Formality,
) -> Result<Answer, Failure> {
    let before = admission(deciding, id)?;
    deciding.scheduling(&Command::DoFormality { admission: id, formality })?;
    billing::check_formality(deciding, &before, formality)?;
    Ok(Answer::Done)
}

pub(super) fn undo_formality(
    deciding: &mut Deciding<'_>,
    id: AdmissionId,
    formality: Formality,
    reason: Reason,
) -> Result<Answer, Failure> {
    let before = admission(deciding, id)?;
    deciding.scheduling(&Command::UndoFormality { admission: id, formality, reason })?;
    if formality == Formality::Insurance {
        billing::undo_pays_all(deciding, &before)?;
    }
    Ok(Answer::Done)
}

/// Nobody waits for a bed because the platform says no: the formality is done, and the insurance is registered later. Of
/// somebody who is in bed or has left, the bill alone changes.
pub(super) fn pay_all_for_now(deciding: &mut Deciding<'_>, id: AdmissionId, reason: Reason) -> Result<Answer, Failure> {
    let before = admission(deciding, id)?;
    let waits = before.arrived_at.is_some() && before.in_bed_at.is_none() && before.cancelled_at.is_none();
    if waits && !before.done(Formality::Insurance) {
        deciding.scheduling(&Command::DoFormality { admission: id, formality: Formality::Insurance })?;
    }
    billing::pay_all_for_now(deciding, &before, reason)?;
    Ok(Answer::Done)
}

/// The half hour ends.
pub(super) fn occupy_bed(deciding: &mut Deciding<'_>, id: AdmissionId) -> Result<Answer, Failure> {
    let before = admission(deciding, id)?;
    deciding.scheduling(&Command::OccupyBed { admission: id })?;
    let minutes = before.arrived_at.map_or(0, |arrived| (deciding.now() - arrived).num_minutes());
    let effort = Effort { procedure_minutes: u32::try_from(minutes).unwrap_or_default(), ..Effort::default() };
    let leaves = deciding.now() + Duration::days(i64::from(before.expected_days));
    let mut steps = Steps::of(before.journey);
    steps
        .close(deciding.worlds(), StepKind::Admission, Subject::Admission(id), true)
        .count(deciding.worlds(), effort)
        .open(StepKind::Stay, Subject::Admission(id), Owner::Ward, Some(leaves));
    deciding.journey(&steps.command())?;
    Ok(Answer::Done)
}

pub(super) fn transfer(
    deciding: &mut Deciding<'_>,
    id: AdmissionId,
    bed: BedId,
    reason: Reason,
) -> Result<Answer, Failure> {
    admission(deciding, id)?;
    let decided = deciding.scheduling(&Command::Transfer { admission: id, bed, reason })?;
    let asked = decided.iter().any(|event| matches!(event, Event::TransferRequested(_)));
    Ok(if asked { Answer::TransferRequested { admission: id, bed } } else { Answer::Done })
}

pub(super) fn accept_transfer(deciding: &mut Deciding<'_>, id: AdmissionId) -> Result<Answer, Failure> {
    only(deciding, id, &Command::AcceptTransfer { admission: id })
}

pub(super) fn call_off_transfer(
    deciding: &mut Deciding<'_>,
    id: AdmissionId,
    how: CalledOff,
    reason: Reason,
) -> Result<Answer, Failure> {
    only(deciding, id, &Command::CallOffTransfer { admission: id, how, reason })
}

pub(super) fn undo_transfer(deciding: &mut Deciding<'_>, id: AdmissionId, reason: Reason) -> Result<Answer, Failure> {
    only(deciding, id, &Command::UndoTransfer { admission: id, reason })
}

/// Leaves. Where it was settled is settlement's fact; what is left to do is the follow-up, and the settlement if it is
/// open.
pub(super) fn discharge(deciding: &mut Deciding<'_>, id: AdmissionId) -> Result<Answer, Failure> {
    let before = admission(deciding, id)?;
    let settled = billing::settled_at(deciding.worlds(), id);
    deciding.scheduling(&Command::Discharge { admission: id, settled })?;
    let due = deciding.now() + Duration::days(FOLLOW_UP_DAYS);
    let subject = Subject::Admission(id);
    let mut steps = Steps::of(before.journey);
    steps.close(deciding.worlds(), StepKind::Stay, subject, true).pass(StepKind::Discharge, subject, Owner::Ward).open(
        StepKind::FollowUp,
        subject,
        Owner::Clinician,
        Some(due),
    );
    deciding.journey(&steps.command())?;
    Ok(Answer::Done)
}

pub(super) fn undo_discharge(deciding: &mut Deciding<'_>, id: AdmissionId, reason: Reason) -> Result<Answer, Failure> {
    let before = admission(deciding, id)?;
    deciding.scheduling(&Command::UndoDischarge { admission: id, reason })?;
    let subject = Subject::Admission(id);
    let mut steps = Steps::of(before.journey);
    steps.close(deciding.worlds(), StepKind::FollowUp, subject, false).open(StepKind::Stay, subject, Owner::Ward, None);
    deciding.journey(&steps.command())?;
    Ok(Answer::Done)
}

pub(super) fn ready_bed(deciding: &mut Deciding<'_>, bed: BedId) -> Result<Answer, Failure> {
    deciding.scheduling(&Command::ReadyBed { bed })?;
    Ok(Answer::Done)
}
