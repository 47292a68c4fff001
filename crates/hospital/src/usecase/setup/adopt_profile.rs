use crate::usecase::prelude::*;
use model::{
    Label,
    code::InstitutionCode,
    settlement::{HospitalKind, Profile, ProfileAdopted},
};

/// Says what the hospital is: its name, national code, level, kind and place. It counts for bills that are opened and
/// messages that are sent from then on. Code and place stay as they are while the insurance platform has a stay open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptProfile {
    /// Its name (定点医药机构名称), at most 200 characters; papers and messages to insurers carry it.
    #[schema(value_type = crate::schema::HospitalName)]
    pub name: Label,
    /// Its national code (定点医药机构编号): 12 letters and digits.
    #[schema(value_type = crate::schema::InstitutionCode)]
    pub code: String,
    /// Its level (医院等级): 0 = community or township, 1 to 3. Deductibles and rates follow from it.
    #[schema(maximum = 3)]
    pub level: u8,
    /// Its kind; deductibles follow from it.
    pub kind: HospitalKind,
    /// Where it is: six digits by GB/T 2260, such as 370100.
    #[schema(value_type = crate::schema::HospitalRegion)]
    pub region: String,
}

impl From<Profile> for AdoptProfile {
    fn from(profile: Profile) -> Self {
        let Profile { name, code, level, kind, region } = profile;
        Self { name, code: code.to_string(), level, kind, region }
    }
}

impl UseCase for AdoptProfile {
    const PATH: Option<&'static str> = Some("/profile");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let Self { name, code, level, kind, region } = self.clone();
        let profile = Profile { name, code: InstitutionCode::new(code)?, level, kind, region };
        deciding.settlement(ProfileAdopted { profile })?;
        Ok(Answer::Done)
    }
}
