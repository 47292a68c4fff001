use crate::usecase::prelude::*;
use crate::{billing, usecase::stays};
use model::{
    id::AdmissionId,
    scheduling::{Formality, command},
};

/// Takes a formality back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoFormality {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// Which of the formalities is taken back.
    pub formality: Formality,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for UndoFormality {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/undo-formality");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn about(&self, worlds: &Worlds) -> Option<PersonId> {
        worlds.patient_of_stay(self.admission)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        let (admission, formality) = (self.admission, self.formality);
        let before = stays::found(deciding, admission)?;
        deciding.scheduling(command::UndoFormality { admission, formality, reason })?;
        if formality == Formality::Insurance {
            billing::undo_pays_all(deciding, &before)?;
        }
        Ok(Answer::Done)
    }
}
