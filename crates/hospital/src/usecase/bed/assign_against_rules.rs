use crate::usecase::{prelude::*, stays};
use model::{
    id::{AdmissionId, BedId},
    scheduling::command,
};

/// Keeps a bed for somebody although that breaks rules of its room: the sex of those who are there, oxygen, isolation.
/// It has a right of its own; who did it, why, and which rules were broken is kept and shown. A bed that is not free, or
/// out of use, is not given in this way either.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignBedAgainstRules {
    /// The admission for which it is kept, by its id.
    pub admission: AdmissionId,
    /// The bed that is kept, by its id, as the ward lists it.
    pub bed: BedId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters; sealed under the key of the person it is about.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for AssignBedAgainstRules {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/bed-against-rules");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_bed(self.bed)
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
        stays::only(deciding, admission, command::AssignBedAgainstRules { admission, bed, reason })
    }
}
