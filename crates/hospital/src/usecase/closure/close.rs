use crate::usecase::prelude::*;
use model::{
    id::{AppointmentId, SessionId},
    scheduling::{Rebooking, Silence, command},
    time::Instant,
};

/// Closes a session in which somebody is booked (停诊): nobody is seen in it, and its patients are offered other seats, which
/// are kept for them until a deadline. What is proposed is sent as the preview showed it, changed or not; if it does not
/// hold any more, nothing is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseSession {
    /// The session that is closed, by its id, as the week lists it.
    pub session: SessionId,
    /// Until when patients can answer and the closure can be undone: later than now, not after the session begins.
    pub deadline: Instant,
    /// What becomes of the seats of those who do not answer.
    pub silence: Silence,
    /// The windows that are proposed, one for each appointment: in the same department, no earlier than the old one, and
    /// with a free seat. At most 1,000.
    pub proposals: Vec<Rebooking>,
    /// All other appointments in the session: somebody phones. At most 1,000.
    pub to_phone: Vec<AppointmentId>,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for CloseSession {
    const PATH: Option<&'static str> = Some("/sessions/{session}/close");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let Self { session, deadline, silence, proposals, to_phone, .. } = self;
        deciding.scheduling(command::CloseSession {
            session: *session,
            reason,
            deadline: *deadline,
            silence: *silence,
            proposals: proposals.clone(),
            to_phone: to_phone.clone(),
        })?;
        Ok(Answer::Done)
    }
}
