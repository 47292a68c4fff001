use crate::usecase::prelude::*;
use model::{id::SlotId, scheduling::command};

/// The time of a hold is over. The hospital does it by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LapseHold {
    /// The window, by its id.
    pub slot: SlotId,
    /// Which seat of the window, from 0.
    pub seat: u16,
}

impl UseCase for LapseHold {
    const PATH: Option<&'static str> = None;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_slot(self.slot)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        deciding.scheduling(command::LapseHold { slot: self.slot, seat: self.seat })?;
        Ok(Answer::Done)
    }
}
