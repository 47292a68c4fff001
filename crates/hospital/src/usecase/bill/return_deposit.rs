use crate::billing;
use crate::usecase::prelude::*;
use model::{id::DepositId, money::Yuan, settlement::command};

/// Gives back a deposit, or a part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnDeposit {
    /// The deposit of which something is given back, by its id, as the bill lists it.
    pub deposit: DepositId,
    /// How much is given back, in yuan, above zero; without it, all that is left of the deposit and held.
    #[serde(default)]
    #[schema(value_type = Option<crate::schema::Amount>)]
    pub amount: Option<Yuan>,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for ReturnDeposit {
    const PATH: Option<&'static str> = Some("/deposits/{deposit}/return");
    const MOVES_MONEY: bool = true;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_deposit(self.deposit)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_deposit(self.deposit)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let (deposit, amount, reason) = (self.deposit, self.amount, prepared.because(deciding, self.reason));
        let events = deciding.settlement(command::ReturnDeposit { deposit, amount, reason })?;
        billing::note_till(deciding, &events)?;
        Ok(Answer::Done)
    }
}
