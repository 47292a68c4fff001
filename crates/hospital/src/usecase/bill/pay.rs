use crate::billing;
use crate::usecase::prelude::*;
use model::{
    id::SettlementId,
    settlement::{Event, PayMethod, PayPlace, command},
};

/// Takes or returns the difference between the patient's share and the deposits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pay {
    /// The settlement, by its id, as given in the answer to the trial.
    pub settlement: SettlementId,
    /// How the patient pays. What goes back goes the way it came, whatever stands here.
    pub method: PayMethod,
    /// Where it is paid: at the bedside only before the patient has left, later only after that; without it, at the
    /// bedside.
    #[serde(default)]
    pub place: PayPlace,
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
        let (settlement, method, place) = (self.settlement, self.method, self.place);
        let events = deciding.settlement(command::Pay { settlement, method, place })?;
        billing::check_place(deciding, settlement, place)?;
        billing::note_till(deciding, &events)?;
        let paid = events.iter().find_map(|event| {
            let Event::SettlementPaid(paid) = event else { return None };
            Some((paid.deposit_refund, paid.arrears))
        });
        let (deposit_refund, arrears) = paid.unwrap_or_default();
        Ok(Answer::Paid { settlement, deposit_refund, arrears })
    }
}
