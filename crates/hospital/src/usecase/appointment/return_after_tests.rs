use crate::usecase::{prelude::*, visits};
use model::{id::AppointmentId, scheduling::command};

/// Somebody who was seen is back with the results of tests (回诊) and waits again, in the same session, under the same
/// number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnAfterTests {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
}

impl UseCase for ReturnAfterTests {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/return-after-tests");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let appointment = self.appointment;
        visits::open_consult(deciding, appointment, command::ReturnAfterTests { appointment })
    }
}
