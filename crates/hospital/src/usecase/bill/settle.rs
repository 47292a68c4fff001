use crate::usecase::prelude::*;
use model::id::SettlementId;

/// Settles with the insurance platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    /// The settlement, by its id, as given in the answer to the trial.
    pub settlement: SettlementId,
}

impl UseCase for Settle {
    const PATH: Option<&'static str> = Some("/settlements/{settlement}/settle");
    const MOVES_MONEY: bool = true;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_settlement(self.settlement)
    }

    fn talk(&self) -> Talk {
        Talk::Settle(self.settlement)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        // The exchange decides it, before its 2304 is sent.
        tracing::error!(settlement = %self.settlement, "a settlement was to be decided without its exchange");
        let _ = deciding;
        Err(Failure::Broken)
    }
}
