use crate::usecase::prelude::*;
use crate::{billing, usecase::stays};
use model::{
    id::AdmissionId,
    scheduling::{Formality, command},
};

/// Says that the patient pays all for now (先自费): the formality `insurance` is done without the platform; insurance is
/// registered later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayAllForNow {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for PayAllForNow {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/pay-all-for-now");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_stay(self.admission)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn talk(&self) -> Talk {
        Talk::Tells
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        // For somebody who is in bed or has left, only the bill changes.
        let admission = self.admission;
        let before = stays::found(deciding, admission)?;
        let waits = before.arrived_at.is_some() && before.in_bed_at.is_none() && before.cancelled_at.is_none();
        if waits && !before.done(Formality::Insurance) {
            deciding.scheduling(command::DoFormality { admission, formality: Formality::Insurance })?;
        }
        billing::pay_all_for_now(deciding, &before, reason)?;
        Ok(Answer::Done)
    }
}
