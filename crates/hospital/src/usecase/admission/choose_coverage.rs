use crate::billing;
use crate::usecase::prelude::*;
use model::id::{AdmissionId, CoverageId};

/// Puts a stay under one of the patient's insurances: its lines are split again, and the platform is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseCoverage {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// The patient's insurance, by its id.
    pub coverage: CoverageId,
}

impl UseCase for ChooseCoverage {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/coverage");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn talk(&self) -> Talk {
        Talk::RegisterAgain(self.admission)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        billing::choose_coverage(deciding, self.admission, self.coverage)
    }
}
