use crate::limits::STROKES_MAX;
use crate::request::ConsentGiven;
use crate::usecase::prelude::*;
use model::{
    id::SettlementId,
    journey::RetentionClass,
    settlement::{ConsentMeans, command},
};

/// Says that the patient agrees to the lines and amounts as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The settlement, by its id, as given in the answer to the trial.
    pub settlement: SettlementId,
    /// The fingerprint of what was shown, as given in the answer to the trial.
    pub fingerprint: String,
    /// How the patient agreed: with a signature on the screen, or on paper.
    pub means: ConsentGiven,
}

impl UseCase for Consent {
    const PATH: Option<&'static str> = Some("/settlements/{settlement}/consent");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_settlement(self.settlement)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_settlement(self.settlement)
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        let ConsentGiven::Signature { strokes } = &self.means else { return Ok(()) };
        if strokes.trim().is_empty() {
            return Err(Refusal::new("signature-empty").field("means").into());
        }
        if strokes.len() > STROKES_MAX {
            return Err(Refusal::new("signature-too-long").field("means").into());
        }
        let (about, strokes) = (self.about(&preparing.worlds()), strokes.clone().into_bytes());
        prepared.signature = Some(preparing.seal(about, RetentionClass::Financial, "signature", strokes)?);
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let means = match &self.means {
            ConsentGiven::Print => ConsentMeans::Print,
            ConsentGiven::Signature { .. } => {
                let signature = prepared.signature.as_ref().ok_or(Failure::Broken)?;
                ConsentMeans::Signature(signature.keep(deciding))
            }
        };
        let (settlement, fingerprint) = (self.settlement, self.fingerprint.clone());
        deciding.settlement(command::Consent { settlement, fingerprint, means })?;
        Ok(Answer::Done)
    }
}
