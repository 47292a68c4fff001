use crate::usecase::{prelude::*, visits};
use model::{id::SessionId, scheduling::command};

/// The deadline of a closure is over: seats that nobody took are kept for good or given back, as the closure says. The
/// hospital does it by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleClosure {
    /// The session that was closed, by its id, as the week lists it.
    pub session: SessionId,
}

impl UseCase for SettleClosure {
    const PATH: Option<&'static str> = None;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let decided = deciding.scheduling(command::SettleClosure { session: self.session })?;
        visits::all_moved(deciding, &decided)?;
        Ok(Answer::Done)
    }
}
