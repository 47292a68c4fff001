//! The places that a login can belong to.

use super::{Read, Reading, referrals::clinic_ref};
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{ClinicianRef, PlaceList, WardRef},
};
use model::actor::Actor;
use serde::Deserialize;
use utoipa::ToSchema;

/// Departments, clinicians and wards by name.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Places {}

impl Read for Places {
    const PATH: &'static str = "/places";
    const ACTION: Action = Action::ReadUsers;
    type View = PlaceList;

    async fn read(self, hospital: &Hospital, actor: &Actor) -> Result<Self::View, Failure> {
        hospital
            .reading(actor, Self::ACTION, |reading| {
                reading.may(Action::ReadUsers, &Default::default())?;
                reading.saw_all();
                Ok(reading.places())
            })
            .await
    }
}

impl Reading<'_> {
    fn places(&self) -> PlaceList {
        let departments = self.departments();
        let clinicians = departments
            .iter()
            .flat_map(|department| self.worlds.scheduling.clinicians(department.department))
            .map(|clinician| ClinicianRef {
                clinician: clinician.id,
                department: clinician.department,
                name: self.name(clinician.person),
            })
            .collect();
        let wards = self.worlds.scheduling.wards(self.moment());
        let wards = wards.into_iter().map(|ward| WardRef { ward: ward.id, code: ward.code, name: ward.name }).collect();
        let clinics = self.worlds.scheduling.clinics().into_iter();
        let clinics = clinics.map(clinic_ref).collect();
        PlaceList { departments, clinicians, wards, clinics }
    }
}
