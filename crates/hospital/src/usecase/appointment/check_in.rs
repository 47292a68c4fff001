use crate::usecase::{
    prelude::*,
    steps::{Steps, trip},
    visits,
};
use model::{
    id::AppointmentId,
    person::{CredentialKind, age_on},
    scheduling::{Event, QueueClass, command},
};
use scheduling::read::Moment;

/// Checks in a patient, who then waits to be called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckIn {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// The credential by which the patient was recognised.
    pub credential: CredentialKind,
    /// The class in which the patient waits; without one, the age decides by the booking rules.
    #[serde(default)]
    pub class: Option<QueueClass>,
}

impl UseCase for CheckIn {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/check-in");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        birth(preparing, prepared, self.appointment).await
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        check_in(deciding, prepared, self.appointment, (self.credential, self.class))
    }
}

/// Reads when the patient was born: the rules say from which age on one has priority.
pub(super) async fn birth(
    preparing: &Preparing<'_>,
    prepared: &mut Prepared,
    appointment: AppointmentId,
) -> Result<(), Failure> {
    let patient = preparing.worlds().patient_of_visit(appointment);
    if let Some(patient) = patient {
        // A birth date that is corrected meanwhile changes nothing for somebody who is here now.
        prepared.births.own = preparing.birth_of(patient, &mut Vec::new()).await?;
    }
    Ok(())
}

/// Decides a check-in.
pub(super) fn check_in(
    deciding: &mut Deciding<'_>,
    prepared: &Prepared,
    appointment: AppointmentId,
    (credential, class): (CredentialKind, Option<QueueClass>),
) -> Result<Answer, Failure> {
    let before = visits::found(deciding, appointment)?;
    let Moment { now, zone } = deciding.moment();
    let age = prepared.births.own.map(|birth| age_on(birth, zone.date(now).0));
    let decided = deciding.scheduling(command::CheckIn { appointment, credential, class, age })?;
    let ticket = decided.iter().find_map(|event| {
        let Event::PatientCheckedIn(here) = event else { return None };
        Some(here.ticket)
    });
    let mut steps = Steps::of(before.journey);
    let trip = trip(deciding, before.journey, before.patient);
    steps.count(deciding.worlds(), trip);
    deciding.journey(steps.command())?;
    let ticket = ticket.ok_or_else(|| not_there("appointment"))?;
    Ok(Answer::CheckedIn { appointment, ticket })
}
