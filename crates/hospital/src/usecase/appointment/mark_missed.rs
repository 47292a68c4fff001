use crate::usecase::{prelude::*, visits};
use model::{id::AppointmentId, scheduling::command};

/// Marks an appointment as missed (爽约): its window is over and nobody came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkMissed {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
}

impl UseCase for MarkMissed {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/mark-missed");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let appointment = self.appointment;
        visits::close_consult(deciding, appointment, command::MarkMissed { appointment }, false)
    }
}
