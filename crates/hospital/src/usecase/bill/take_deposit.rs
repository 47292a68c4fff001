use crate::billing;
use crate::usecase::prelude::*;
use model::{
    id::{AdmissionId, DepositId},
    money::Yuan,
    settlement::{PayMethod, command},
};

/// Takes a deposit for a stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeDeposit {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// How much is taken, in yuan, above zero.
    #[schema(value_type = crate::schema::Amount)]
    pub amount: Yuan,
    /// How the patient pays it.
    pub method: PayMethod,
}

impl UseCase for TakeDeposit {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/deposits");
    const MOVES_MONEY: bool = true;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        billing::check_not_cancelled(deciding.worlds(), self.admission)?;
        let deposit = DepositId(deciding.id());
        let (admission, amount, method) = (self.admission, self.amount, self.method);
        let events = deciding.settlement(command::TakeDeposit { deposit, admission, amount, method })?;
        billing::note_till(deciding, &events)?;
        Ok(Answer::DepositTaken { deposit })
    }
}
