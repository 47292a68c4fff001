use crate::usecase::{prelude::*, visits};
use model::id::SessionId;

/// Calls the next patient of a queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallNext {
    /// The session whose queue it is, by its id.
    pub session: SessionId,
}

impl UseCase for CallNext {
    const PATH: Option<&'static str> = Some("/sessions/{session}/call-next");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        visits::call(deciding, self.session, None)
    }
}
