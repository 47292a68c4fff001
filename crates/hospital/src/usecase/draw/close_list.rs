use crate::usecase::prelude::*;
use model::{id::DrawId, scheduling::command};

/// Closes the list of a draw and publishes its seal. The hospital does it by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseDrawList {
    /// The draw, by its id.
    pub draw: DrawId,
}

impl UseCase for CloseDrawList {
    const PATH: Option<&'static str> = None;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_draw(self.draw)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        deciding.scheduling(command::CloseDrawList { draw: self.draw })?;
        Ok(Answer::Done)
    }
}
