use crate::usecase::prelude::*;
use crate::{billing, usecase::stays};
use model::{
    id::AdmissionId,
    scheduling::{Formality, command},
};

/// Says that a formality is done; for `insurance`, after the platform has registered the stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DoFormality {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// Which of the formalities is done.
    pub formality: Formality,
}

impl UseCase for DoFormality {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/formalities");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn talk(&self) -> Talk {
        match self.formality {
            Formality::Insurance => Talk::RegisterFirst(self.admission),
            Formality::Identity | Formality::Form | Formality::Deposit | Formality::Wristband | Formality::Handover => {
                Talk::Nothing
            }
        }
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let before = stays::found(deciding, self.admission)?;
        deciding.scheduling(command::DoFormality { admission: self.admission, formality: self.formality })?;
        billing::check_formality(deciding, &before, self.formality)?;
        Ok(Answer::Done)
    }
}
