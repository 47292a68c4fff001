//! What use cases of a stay share.

use super::{prelude::not_there, steps::Steps};
use crate::{deciding::Deciding, failure::Failure, request::Answer};
use chrono::Duration;
use model::{
    id::{AdmissionId, AppointmentId, DepartmentId, JourneyId, PersonId},
    journey::{Owner, StepKind, Subject},
    message::Refusal,
    scheduling::{AdmissionRequested, Command, Needs, Urgency},
};
use scheduling::read::AdmissionView;

/// The stay; notes that this is done on behalf of its patient.
pub(super) fn found(deciding: &mut Deciding<'_>, id: AdmissionId) -> Result<AdmissionView, Failure> {
    let found = deciding.worlds().scheduling.admission(id).ok_or_else(|| not_there("admission"))?;
    deciding.on_behalf_of(found.patient);
    Ok(found)
}

/// Asks scheduling for a decision that concerns no other domain.
pub(super) fn only(
    deciding: &mut Deciding<'_>,
    id: AdmissionId,
    command: impl Into<Command>,
) -> Result<Answer, Failure> {
    found(deciding, id)?;
    deciding.scheduling(command)?;
    Ok(Answer::Done)
}

/// The time within which a bed should be found.
const fn bed_within(urgency: Urgency) -> Duration {
    match urgency {
        Urgency::Emergency => Duration::hours(2),
        Urgency::Urgent => Duration::hours(24),
        Urgency::Elective => Duration::days(14),
    }
}

/// Where somebody is admitted from.
pub(super) struct From {
    pub(super) patient: PersonId,
    pub(super) department: DepartmentId,
    /// The consultation's; none in an emergency.
    pub(super) appointment: Option<AppointmentId>,
    /// The journey to continue, if it is still open.
    pub(super) journey: Option<JourneyId>,
}

/// What is requested.
pub(super) struct New<'a> {
    pub(super) diagnosis: &'a str,
    pub(super) urgency: Urgency,
    pub(super) needs: Needs,
    pub(super) expected_days: u16,
}

/// Requests an admission.
pub(super) fn request(deciding: &mut Deciding<'_>, from: From, new: &New<'_>) -> Result<Answer, Failure> {
    let From { patient, department, appointment, journey } = from;
    let worlds = deciding.worlds();
    let patient = worlds.journey.person(patient).ok_or_else(|| Refusal::new("person-unknown").field("patient"))?;
    let (patient, sex) = (patient.id, worlds.journey.sex_of(patient.id));
    // The end of a consultation closes its journey when nothing else is open; the stay then begins another.
    let row = journey.and_then(|journey| worlds.journey.journey(journey));
    let open = row.filter(|row| row.closed.is_none());
    let (id, fresh) = (AdmissionId(deciding.id()), JourneyId(deciding.id()));
    // As with a booking: what continues a journey belongs to the record that the journey belongs to.
    let (journey, patient, goes_on) =
        open.map_or((fresh, patient, false), |journey| (journey.id, journey.person, true));
    deciding.scheduling(AdmissionRequested {
        admission: id,
        patient,
        journey,
        sex,
        department,
        appointment,
        diagnosis: new.diagnosis.trim().to_ascii_uppercase(),
        urgency: new.urgency,
        needs: new.needs,
        expected_days: new.expected_days,
    })?;
    let mut steps = Steps::of(journey);
    if !goes_on {
        steps.begin(patient, department);
    }
    let due = deciding.now() + bed_within(new.urgency);
    steps.open(StepKind::Admission, Subject::Admission(id), Owner::Ward, Some(due));
    deciding.journey(steps.command())?;
    Ok(Answer::AdmissionRequested { admission: id })
}
