use crate::usecase::prelude::*;
use model::{id::DeviceId, scheduling::command};

/// Puts a device back in service that works again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutInService {
    /// The device, by its id.
    pub device: DeviceId,
}

impl UseCase for PutInService {
    const PATH: Option<&'static str> = Some("/devices/{device}/in-service");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn decide(&self, deciding: &mut Deciding<'_>, _: &Prepared) -> Result<Answer, Failure> {
        deciding.scheduling(command::PutInService { device: self.device })?;
        Ok(Answer::Done)
    }
}
