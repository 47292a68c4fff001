use crate::usecase::{prelude::*, stays};
use model::{
    id::AdmissionId,
    scheduling::{CalledOff, command},
};

/// Says that another ward's bed is no longer needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawTransfer {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for WithdrawTransfer {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/withdraw-transfer");

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
        let admission = self.admission;
        stays::only(deciding, admission, command::CallOffTransfer { admission, how: CalledOff::Withdrawn, reason })
    }
}
