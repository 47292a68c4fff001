use crate::usecase::prelude::*;
use model::{
    Label,
    id::{ClinicId, DepartmentId},
    scheduling::ReferrerChanged,
};

/// Changes what a primary-care clinic is called and to which departments it may refer. A clinic that had ended refers again
/// by it. What it has booked stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeReferrer {
    /// The clinic, by its id.
    pub clinic: ClinicId,
    /// Its name, in both languages.
    #[schema(value_type = crate::schema::FullLabel)]
    pub name: Label,
    /// The departments to which it may refer from now on, by their ids.
    #[schema(min_items = 1, max_items = 50)]
    pub departments: Vec<DepartmentId>,
}

impl UseCase for ChangeReferrer {
    const PATH: Option<&'static str> = Some("/clinics/{clinic}/change");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let (clinic, name, departments) = (self.clinic, self.name.clone(), self.departments.clone());
        deciding.scheduling(ReferrerChanged { clinic, name, departments })?;
        Ok(Answer::Done)
    }
}
