use crate::usecase::prelude::*;
use model::{id::DeviceId, scheduling::command};

/// Takes a device out of service that does not work: nothing is published on it until it is put back. Sessions that are
/// published on it stay as they are; each is closed by itself, so that everybody in it gets another window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOutOfService {
    /// The device, by its id.
    pub device: DeviceId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for TakeOutOfService {
    const PATH: Option<&'static str> = Some("/devices/{device}/out-of-service");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        deciding.scheduling(command::TakeOutOfService { device: self.device, reason })?;
        Ok(Answer::Done)
    }
}
