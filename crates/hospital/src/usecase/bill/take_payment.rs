use crate::billing;
use crate::usecase::prelude::*;
use model::{
    id::SettlementId,
    money::Yuan,
    settlement::{PayMethod, PayPlace, command},
};

/// Takes a part of what a settled bill still owes; the rest stays open. Whoever pays all that is owed closes the bill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakePayment {
    /// The settlement, by its id, as the bill gives it.
    pub settlement: SettlementId,
    /// How much is paid, in yuan, above zero and no more than is owed.
    #[schema(value_type = crate::schema::Amount)]
    pub amount: Yuan,
    /// How the patient pays it.
    pub method: PayMethod,
    /// Where it is paid: at the bedside only before the patient has left, later only after that; without it, at the
    /// bedside.
    #[serde(default)]
    pub place: PayPlace,
}

impl UseCase for TakePayment {
    const PATH: Option<&'static str> = Some("/settlements/{settlement}/payments");
    const MOVES_MONEY: bool = true;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_settlement(self.settlement)
    }

    fn talk(&self) -> Talk {
        Talk::Tells
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let Self { settlement, amount, method, place } = *self;
        let events = deciding.settlement(command::TakePayment { settlement, amount, method, place })?;
        billing::check_place(deciding, settlement, place)?;
        billing::note_till(deciding, &events)?;
        Ok(Answer::Done)
    }
}
