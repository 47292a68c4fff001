//! The hospital's services: what an itinerary can consist of.

use super::Reading;
use crate::{failure::Failure, hospital::Hospital, read::templates::number_of, usecase::Action, view::ServicesPage};
use model::actor::Actor;

/// A number for all services.
pub(crate) fn services_version(scheduling: &scheduling::World) -> u32 {
    number_of(&scheduling.services())
}

impl Hospital {
    /// All services and departments. Everybody may see what can be asked for.
    ///
    /// # Errors
    /// As for every read.
    pub async fn services(&self, actor: &Actor) -> Result<ServicesPage, Failure> {
        self.reading(actor, Action::ReadSlots, |reading| {
            reading.may(Action::ReadSlots, &Default::default())?;
            reading.saw_all();
            Ok(reading.services_page())
        })
        .await
    }
}

impl Reading<'_> {
    fn services_page(&self) -> ServicesPage {
        let scheduling = &self.worlds.scheduling;
        ServicesPage {
            now: self.now,
            version: services_version(scheduling),
            services: scheduling.services().to_vec(),
            departments: self.departments(),
        }
    }
}
