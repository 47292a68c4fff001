use crate::usecase::prelude::*;
use model::{
    id::BedId,
    scheduling::{BlockReason, command},
    time::Instant,
};

/// Takes a bed out of use: nobody is given it, and nobody comes into it. Whoever lies in it, or has it kept, stays until
/// they are given another. To take it back, say that it can be used again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockBed {
    /// The bed, by its id, as the ward lists it.
    pub bed: BedId,
    /// Why it is out of use.
    pub reason: BlockReason,
    /// Until when, at most 366 days ahead; if it is left out, until somebody says that it can be used again.
    #[serde(default)]
    pub until: Option<Instant>,
}

impl UseCase for BlockBed {
    const PATH: Option<&'static str> = Some("/beds/{bed}/block");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_bed(self.bed)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let Self { bed, reason, until } = *self;
        deciding.scheduling(command::BlockBed { bed, reason, until })?;
        Ok(Answer::Done)
    }
}
