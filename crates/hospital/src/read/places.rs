//! The places that a login can belong to.

use super::Reading;
use crate::{
    failure::Failure,
    hospital::Hospital,
    usecase::Action,
    view::{ClinicianRef, PlacesPage, WardRef},
};
use model::actor::Actor;

impl Hospital {
    /// Departments, clinicians and wards by name, for the form of a new login.
    ///
    /// # Errors
    /// As every read; only administrators.
    pub async fn places(&self, actor: &Actor) -> Result<PlacesPage, Failure> {
        self.show(actor, Action::ReadUsers, |reading| {
            reading.may(Action::ReadUsers, &Default::default())?;
            reading.saw_all();
            Ok(reading.places())
        })
        .await
    }
}

impl Reading<'_> {
    fn places(&self) -> PlacesPage {
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
        PlacesPage { departments, clinicians, wards }
    }
}
