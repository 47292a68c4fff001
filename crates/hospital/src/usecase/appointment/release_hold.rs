use crate::usecase::{prelude::*, visits};
use model::{id::SlotId, scheduling::command};

/// Gives up the seat that is held for somebody in a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseHold {
    /// The window, by its id.
    pub slot: SlotId,
    /// The person for whom the seat is held, by their id.
    pub patient: PersonId,
}

impl UseCase for ReleaseHold {
    const PATH: Option<&'static str> = Some("/holds/{slot}/release");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        Resource { family: scope.is_family(self.patient), ..scope.of_slot(self.slot) }
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let patient = visits::present(deciding, self.patient)?;
        deciding.on_behalf_of(patient);
        deciding.scheduling(command::ReleaseHold { slot: self.slot, patient })?;
        Ok(Answer::Done)
    }
}
