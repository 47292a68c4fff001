use crate::usecase::{prelude::*, stays};
use model::{id::AdmissionId, scheduling::command};

/// Takes a patient of another ward into the bed that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptTransfer {
    /// The admission, by its id.
    pub admission: AdmissionId,
}

impl UseCase for AcceptTransfer {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/accept-transfer");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_transfer(self.admission)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let admission = self.admission;
        stays::only(deciding, admission, command::AcceptTransfer { admission })
    }
}
