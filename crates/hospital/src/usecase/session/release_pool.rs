use crate::usecase::prelude::*;
use model::{
    id::SessionId,
    scheduling::{Pool, command},
};

/// Lets everybody book what is left of the seats that a session kept for some. The hospital does it by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleasePool {
    /// The session, by its id.
    pub session: SessionId,
    /// For whom they were kept.
    pub pool: Pool,
}

impl UseCase for ReleasePool {
    const PATH: Option<&'static str> = None;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        deciding.scheduling(command::ReleasePool { session: self.session, pool: self.pool })?;
        Ok(Answer::Done)
    }
}
