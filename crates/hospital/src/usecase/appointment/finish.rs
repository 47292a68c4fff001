use crate::usecase::{prelude::*, visits};
use model::{id::AppointmentId, scheduling::command};

/// Ends a consultation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
}

impl UseCase for Finish {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/finish");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        visits::close_consult(deciding, self.appointment, command::Finish { appointment: self.appointment }, true)
    }
}
