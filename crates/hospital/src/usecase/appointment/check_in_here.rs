use super::check_in::{birth, check_in};
use crate::{presence, usecase::prelude::*};
use model::{id::AppointmentId, person::CredentialKind};

/// Checks in on the patient's own phone, in the building.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInHere {
    /// The appointment, by its id.
    pub appointment: AppointmentId,
    /// The six digits that the screens in the building show in this minute. Where the patient is is asked in no other way.
    // Not part of what the idempotency key stands for: whoever asks again has another code by then.
    #[serde(default, skip_serializing)]
    pub code: String,
}

impl UseCase for CheckInHere {
    const PATH: Option<&'static str> = Some("/appointments/{appointment}/check-in-here");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_appointment(self.appointment)
    }

    async fn prepare(&self, preparing: &Preparing<'_>, prepared: &mut Prepared) -> Result<(), Failure> {
        prepared.presence = presence::shown(preparing, self.appointment, &self.code);
        birth(preparing, prepared, self.appointment).await
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        prepared.presence.proven()?;
        // The login and the code of the visit are one.
        check_in(deciding, prepared, self.appointment, (CredentialKind::VisitCode, None))
    }
}
