use crate::usecase::prelude::*;
use model::{id::DepositId, settlement::command};

/// Gives back a deposit that was taken by mistake.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnDeposit {
    /// The deposit that is given back, by its id, as the bill lists it.
    pub deposit: DepositId,
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
        let reason = prepared.because(deciding, self.reason);
        deciding.settlement(command::ReturnDeposit { deposit: self.deposit, reason })?;
        Ok(Answer::Done)
    }
}
