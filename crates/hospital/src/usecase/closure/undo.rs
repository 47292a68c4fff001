use crate::usecase::{prelude::*, visits};
use model::{id::SessionId, scheduling::command};

/// A session that was closed takes place after all; only before the closure's deadline. Whoever has no other seat is back in
/// the old one, also out of another session that was closed too; whoever has taken one keeps it, and is asked whether to
/// return.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoClosure {
    /// The session that was closed, by its id, as the week lists it.
    pub session: SessionId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for UndoClosure {
    const PATH: Option<&'static str> = Some("/sessions/{session}/undo-closure");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let decided = deciding.scheduling(command::UndoClosure { session: self.session, reason })?;
        visits::all_moved(deciding, &decided)?;
        Ok(Answer::Done)
    }
}
