use crate::usecase::prelude::*;
use model::{id::SettlementId, settlement::command};

/// Says, before the patient signs, what a difference between the platform's trial and ours is that nobody could
/// explain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmDifference {
    /// The settlement, by its id, as given in the answer to the trial.
    pub settlement: SettlementId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// What was found, in one's own words, up to 500 characters; required.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for ConfirmDifference {
    const PATH: Option<&'static str> = Some("/settlements/{settlement}/confirm-difference");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_settlement(self.settlement)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_settlement(self.settlement)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        deciding.settlement(command::ConfirmDifference { settlement: self.settlement, reason })?;
        Ok(Answer::Done)
    }
}
