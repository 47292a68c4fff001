use crate::usecase::{prelude::*, stays};
use model::{
    id::{AdmissionId, BedId},
    scheduling::command,
};

/// Keeps a bed for somebody who is to be admitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignBed {
    /// The admission for which it is kept, by its id.
    pub admission: AdmissionId,
    /// The bed that is kept, by its id, as the ward lists or the admission suggests it.
    pub bed: BedId,
}

impl UseCase for AssignBed {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/bed");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_bed(self.bed)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let (admission, bed) = (self.admission, self.bed);
        stays::only(deciding, admission, command::AssignBed { admission, bed })
    }
}
