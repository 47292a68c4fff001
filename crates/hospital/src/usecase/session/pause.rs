use crate::usecase::prelude::*;
use chrono::Duration;
use model::{id::SessionId, scheduling::command};

/// Pauses a session: nobody is called until it is resumed; the screens and those who wait are told until when that is
/// expected to last. A second pause says another time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseSession {
    /// The session that pauses, by its id.
    pub session: SessionId,
    /// How many minutes the pause is expected to last, 1–240.
    #[schema(minimum = 1, maximum = 240)]
    pub minutes: u16,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for PauseSession {
    const PATH: Option<&'static str> = Some("/sessions/{session}/pause");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let until = deciding.moment().now + Duration::minutes(i64::from(self.minutes));
        deciding.scheduling(command::PauseSession { session: self.session, until, reason })?;
        Ok(Answer::Done)
    }
}
