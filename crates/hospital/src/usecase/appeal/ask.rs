use crate::usecase::{prelude::*, visits};
use model::{id::AppointmentId, scheduling::command};

/// Appeals against a missed visit: once, at most 366 days after it, as long as it counts. What it blocks stays blocked
/// until the hospital has decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppealMissed {
    /// The appointment that was missed, by its id.
    pub appointment: AppointmentId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for AppealMissed {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/appeal");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_visit(self.appointment)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let (appointment, reason) = (self.appointment, prepared.because(deciding, self.reason));
        visits::only(deciding, appointment, command::AppealMissed { appointment, reason })
    }
}
