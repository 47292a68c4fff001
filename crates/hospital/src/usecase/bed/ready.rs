use crate::usecase::prelude::*;
use model::{id::BedId, scheduling::command};

/// Says that a bed is clean and ready.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadyBed {
    /// The bed that was cleaned, by its id, as the ward lists it.
    pub bed: BedId,
}

impl UseCase for ReadyBed {
    const PATH: Option<&'static str> = Some("/beds/{bed}/ready");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_bed(self.bed)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        deciding.scheduling(command::ReadyBed { bed: self.bed })?;
        Ok(Answer::Done)
    }
}
