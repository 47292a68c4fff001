use crate::usecase::prelude::*;
use model::{id::AdmissionId, settlement::command};

/// Closes a registration that the insurer refuses to take back, after its written confirmation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseRegistration {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// What the confirmation says (number, day, who signed it), in one's own words, up to 500 characters; required.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for CloseRegistration {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/close-registration");

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
        deciding.settlement(command::CloseRegistration { admission: self.admission, reason })?;
        Ok(Answer::Done)
    }
}
