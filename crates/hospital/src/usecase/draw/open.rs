use crate::usecase::prelude::*;
use model::{id::DrawId, scheduling::command};

/// Opens the seed of a draw whose list is closed: everybody's rank follows from both. The hospital does it by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenDraw {
    /// The draw, by its id.
    pub draw: DrawId,
}

impl UseCase for OpenDraw {
    const PATH: Option<&'static str> = None;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_draw(self.draw)
    }

    /// Nothing is unsealed before its time: the decision refuses it for the reason that it is too early.
    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        let moment = preparing.moment();
        let sealed = preparing.worlds().scheduling.seed_to_open(self.draw, moment).map(|seed| seed.id);
        let Some(sealed) = sealed else { return Ok(()) };
        prepared.opened = preparing.journal.open_side(sealed).await?.map(hex::encode);
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        // Too early, or it cannot be unsealed: the decision says which.
        let seed = prepared.opened.clone().unwrap_or_default();
        deciding.scheduling(command::OpenDraw { draw: self.draw, seed })?;
        Ok(Answer::Done)
    }
}
