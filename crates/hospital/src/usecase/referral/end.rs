use crate::usecase::prelude::*;
use model::{id::ClinicId, scheduling::ReferrerEnded};

/// Ends a primary-care clinic: its logins can refer no more. What it has booked stays, and it can still cancel that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndReferrer {
    /// The clinic, by its id.
    pub clinic: ClinicId,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for EndReferrer {
    const PATH: Option<&'static str> = Some("/clinics/{clinic}/end");

    fn resource(&self, _: &Scope<'_>) -> Resource {
        Resource::default()
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let reason = prepared.because(deciding, self.reason);
        deciding.scheduling(ReferrerEnded { clinic: self.clinic, reason })?;
        Ok(Answer::Done)
    }
}
