use crate::usecase::{prelude::*, visits};
use model::{id::AppointmentId, scheduling::command};

/// Says that somebody was called and does not answer (过号).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pass {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
}

impl UseCase for Pass {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/pass");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        visits::only(deciding, self.appointment, command::Pass { appointment: self.appointment })
    }
}
