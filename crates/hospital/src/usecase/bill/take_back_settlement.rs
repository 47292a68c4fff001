use crate::billing;
use crate::usecase::prelude::*;
use model::{id::SettlementId, settlement::command};

/// Takes a settlement back: its charges are open again, and the money goes the way it came. With the insurance platform
/// this takes a moment; the bill shows what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBackSettlement {
    /// The settlement, by its id, as the bill gives it.
    pub settlement: SettlementId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for TakeBackSettlement {
    const PATH: Option<&'static str> = Some("/settlements/{settlement}/take-back");
    const MOVES_MONEY: bool = true;

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_settlement(self.settlement)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_settlement(self.settlement)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn talk(&self) -> Talk {
        Talk::TakeBack(self.settlement)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let (settlement, reason) = (self.settlement, prepared.because(deciding, self.reason));
        let by = deciding.actor().user;
        deciding.settlement(command::TakeBackSettlement { settlement, reason, by })?;
        billing::check_none_settled_later(deciding.worlds(), settlement)?;
        Ok(Answer::Done)
    }
}
