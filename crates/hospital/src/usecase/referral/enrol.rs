use crate::usecase::prelude::*;
use model::{
    Label,
    id::{ClinicId, DepartmentId},
    scheduling::ReferrerEnrolled,
};

/// Enrols a primary-care clinic (基层医疗机构), whose logins may refer patients to some departments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolReferrer {
    /// The hospital's code for it, unique among clinics.
    #[schema(value_type = crate::schema::PlaceCode)]
    pub code: String,
    /// Its name, in both languages.
    #[schema(value_type = crate::schema::FullLabel)]
    pub name: Label,
    /// The departments to which it may refer, by their ids.
    #[schema(min_items = 1, max_items = 50)]
    pub departments: Vec<DepartmentId>,
}

impl UseCase for EnrolReferrer {
    const PATH: Option<&'static str> = Some("/clinics");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let clinic = ClinicId(deciding.id());
        let (code, name, departments) = (self.code.clone(), self.name.clone(), self.departments.clone());
        deciding.scheduling(ReferrerEnrolled { clinic, code, name, departments })?;
        Ok(Answer::ReferrerEnrolled { clinic })
    }
}
