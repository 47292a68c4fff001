use crate::usecase::{prelude::*, visits};
use model::id::{AppointmentId, SessionId};

/// Calls a certain patient of a queue, out of turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// The session whose queue it is, by its id.
    pub session: SessionId,
    /// The patient's appointment, by its id.
    pub appointment: AppointmentId,
}

impl UseCase for Call {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/call");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        visits::call(deciding, self.session, Some(self.appointment))
    }
}
