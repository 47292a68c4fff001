use crate::usecase::{
    prelude::*,
    steps::{Steps, trip},
    visits,
};
use model::{
    id::AppointmentId,
    person::CredentialKind,
    scheduling::{Event, command},
};

/// Checks in a patient, who then waits to be called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckIn {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// The credential by which the patient was recognised.
    pub credential: CredentialKind,
}

impl UseCase for CheckIn {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/check-in");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let (appointment, credential) = (self.appointment, self.credential);
        let before = visits::found(deciding, appointment)?;
        let decided = deciding.scheduling(command::CheckIn { appointment, credential })?;
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
}
