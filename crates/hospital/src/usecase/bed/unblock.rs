use crate::usecase::prelude::*;
use model::{id::BedId, scheduling::command};

/// Says that a bed that was out of use can be used again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnblockBed {
    /// The bed, by its id, as the ward lists it.
    pub bed: BedId,
}

impl UseCase for UnblockBed {
    const PATH: Option<&'static str> = Some("/beds/{bed}/unblock");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_bed(self.bed)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        deciding.scheduling(command::UnblockBed { bed: self.bed })?;
        Ok(Answer::Done)
    }
}
