use crate::{read::services_version, usecase::prelude::*};
use model::scheduling::{Service, ServicesAdopted};

/// Adopts the hospital's services: what can be asked for in an itinerary. They take the place of the earlier ones; what
/// is booked keeps the service that it was booked with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptServices {
    /// All services, at most 200.
    #[schema(max_items = 200)]
    pub services: Vec<Service>,
    /// The version of the services that the caller saw, as their page names it: if others were adopted since, nothing is
    /// done. Without it, whatever there is is replaced.
    #[serde(default)]
    pub version: Option<u32>,
}

impl UseCase for AdoptServices {
    const PATH: Option<&'static str> = Some("/services");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        let version = services_version(&deciding.worlds().scheduling);
        if self.version.is_some_and(|seen| seen != version) {
            return Err(Refusal::new("services-changed-meanwhile").field("services").into());
        }
        deciding.scheduling(ServicesAdopted { services: self.services.clone() })?;
        Ok(Answer::Done)
    }
}
