use crate::usecase::prelude::*;
use crate::{
    request::{PersonDetails, TypedCredential},
    usecase::records,
};
use model::{
    id::{ClinicianId, DepartmentId},
    journey::Identity,
    money::Yuan,
    scheduling::{ClinicianEnrolled, Title},
};

/// Enrols a clinician, who becomes a person of the hospital.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolClinician {
    /// The department, by its id.
    pub department: DepartmentId,
    /// Full name, 1–60 characters.
    #[schema(value_type = crate::schema::PersonName)]
    pub name: String,
    /// Credentials, if the hospital keeps them.
    #[serde(default)]
    #[schema(max_items = 16)]
    pub credentials: Vec<TypedCredential>,
    /// The professional title, as patients see it.
    pub title: Title,
    /// The registration fee of a visit in sessions that are published from now on, in yuan.
    #[schema(value_type = crate::schema::Amount)]
    pub fee: Yuan,
}

impl UseCase for EnrolClinician {
    const PATH: Option<&'static str> = Some("/departments/{department}/clinicians");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        let details = PersonDetails {
            name: self.name.clone(),
            sex: None,
            birth: None,
            phone: None,
            address: None,
            credentials: self.credentials.clone(),
        };
        let id = PersonId(preparing.new_id());
        prepared.person = Some(preparing.prepare_person(id, &details, None).await?);
        Ok(())
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        // The name is in the side table. Without credentials nobody has checked who it is.
        let clinician = ClinicianId(deciding.id());
        let (person, command) = records::registration(deciding, Identity::Unidentified, prepared)?;
        let (department, title, fee) = (self.department, self.title, self.fee);
        let enrolled = ClinicianEnrolled { clinician, department, person, title, fee };
        deciding.scheduling(enrolled)?;
        deciding.journey(command)?;
        Ok(Answer::ClinicianEnrolled { clinician, person })
    }
}
