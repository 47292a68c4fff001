use crate::usecase::prelude::*;
use model::{id::ChargeId, settlement::command};
use rust_decimal::Decimal;

/// Takes back units of a charged line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundCharge {
    /// The line, by the id of its charge.
    pub charge: ChargeId,
    /// Units to take back, up to 4 decimals, above zero.
    #[schema(value_type = crate::schema::Units)]
    pub count: Decimal,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for RefundCharge {
    const PATH: Option<&'static str> = Some("/charges/{charge}/refund");
    const MOVES_MONEY: bool = true;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_charge(self.charge)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_charge(self.charge)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let refund = ChargeId(deciding.id());
        deciding.settlement(command::RefundCharge { refund, charge: self.charge, count: self.count, reason })?;
        Ok(Answer::Refunded { refund })
    }
}
