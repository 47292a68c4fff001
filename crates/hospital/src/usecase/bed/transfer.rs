use crate::usecase::{prelude::*, stays};
use model::{
    id::{AdmissionId, BedId},
    scheduling::{Event, command},
};

/// Moves an inpatient to another bed. A bed in another ward is kept, and the patient stays, until that ward accepts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// The bed to move to, by its id.
    pub bed: BedId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for Transfer {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/transfer");

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
        let (admission, bed) = (self.admission, self.bed);
        stays::found(deciding, admission)?;
        let decided = deciding.scheduling(command::Transfer { admission, bed, reason })?;
        let asked = decided.iter().any(|event| matches!(event, Event::TransferRequested(_)));
        Ok(if asked { Answer::TransferRequested { admission, bed } } else { Answer::Done })
    }
}
