use crate::usecase::prelude::*;
use model::{
    id::SettlementId,
    settlement::{Event, PayMethod, command},
};

/// Takes or returns the difference between the patient's share and the deposits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pay {
    /// The settlement, by its id, as given in the answer to the trial.
    pub settlement: SettlementId,
    /// How it is paid or returned.
    pub method: PayMethod,
}

impl UseCase for Pay {
    const PATH: Option<&'static str> = Some("/settlements/{settlement}/pay");
    const MOVES_MONEY: bool = true;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_settlement(self.settlement)
    }

    fn talk(&self) -> Talk {
        Talk::Tells
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let (settlement, method) = (self.settlement, self.method);
        let events = deciding.settlement(command::Pay { settlement, method })?;
        let paid = events.iter().find_map(|event| {
            let Event::SettlementPaid(paid) = event else { return None };
            Some((paid.deposit_refund, paid.arrears))
        });
        let (deposit_refund, arrears) = paid.unwrap_or_default();
        Ok(Answer::Paid { settlement, deposit_refund, arrears })
    }
}
