use crate::usecase::prelude::*;
use model::{Label, id::DepartmentId, scheduling::DepartmentOpened};

/// Opens a department.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenDepartment {
    /// The hospital's code for it, unique.
    #[schema(value_type = crate::schema::PlaceCode)]
    pub code: String,
    /// Its name, in both languages.
    #[schema(value_type = crate::schema::FullLabel)]
    pub name: Label,
    /// Where it is, in both languages.
    #[schema(value_type = crate::schema::PlaceLabel)]
    pub place: Label,
}

impl UseCase for OpenDepartment {
    const PATH: Option<&'static str> = Some("/departments");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let department = DepartmentId(deciding.id());
        let (code, name, place) = (self.code.clone(), self.name.clone(), self.place.clone());
        deciding.scheduling(DepartmentOpened { department, code, name, place })?;
        Ok(Answer::DepartmentOpened { department })
    }
}
