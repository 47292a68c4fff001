use crate::usecase::prelude::*;
use model::{id::SessionId, scheduling::command};

/// A pause is over: calling goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResumeSession {
    /// The session, by its id.
    pub session: SessionId,
}

impl UseCase for ResumeSession {
    const PATH: Option<&'static str> = Some("/sessions/{session}/resume");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        deciding.scheduling(command::ResumeSession { session: self.session })?;
        Ok(Answer::Done)
    }
}
