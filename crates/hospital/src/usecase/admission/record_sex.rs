use crate::usecase::{prelude::*, stays};
use model::{id::AdmissionId, journey::SexRecorded, person::Sex};

/// Records the sex of an inpatient when it was not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordSex {
    /// The admission, by its id.
    pub admission: AdmissionId,
    /// The sex, as a nurse sees it.
    pub sex: Sex,
}

impl UseCase for RecordSex {
    const PATH: Option<&'static str> = Some("/admissions/{admission}/sex");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_admission(self.admission)
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let person = stays::found(deciding, self.admission)?.patient;
        deciding.journey(SexRecorded { person, sex: self.sex })?;
        Ok(Answer::Done)
    }
}
