use crate::usecase::prelude::*;
use model::{id::SessionId, scheduling::command};

/// Takes back a session in which nobody is booked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawSession {
    /// The session that is taken back, by its id, as the week lists it.
    pub session: SessionId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for WithdrawSession {
    const PATH: Option<&'static str> = Some("/sessions/{session}/withdraw");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        deciding.scheduling(command::WithdrawSession { session: self.session, reason })?;
        Ok(Answer::Done)
    }
}
