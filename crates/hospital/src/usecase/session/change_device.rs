use crate::{read::session_version, usecase::prelude::*};
use model::{
    id::{DeviceId, SessionId},
    scheduling::command,
};
use scheduling::read::SessionView;

/// Gives a session another device of the same kind from now on; whoever is booked is told. It is possible until the session is
/// over. To take it back, change to the previous device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeDevice {
    /// The session, by its id, as the week lists it.
    pub session: SessionId,
    /// The device that is used, by its id: of the session's department and of the kind that it uses, in service, and free at
    /// that time.
    pub device: DeviceId,
    /// The session's version that the caller saw, as the week names it: if it was changed since, nothing is done. Without
    /// it, it is changed however it stands.
    #[serde(default)]
    pub version: Option<u32>,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl ChangeDevice {
    /// Refuses what was filled in for another state of the session.
    ///
    /// # Errors
    /// `session-changed-meanwhile`.
    pub(crate) fn is_of(&self, now: &SessionView) -> Result<(), Refusal> {
        if self.version.is_some_and(|seen| seen != session_version(now)) {
            return Refusal::new("session-changed-meanwhile").field("session").err();
        }
        Ok(())
    }
}

impl UseCase for ChangeDevice {
    const PATH: Option<&'static str> = Some("/sessions/{session}/device");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let now = deciding.worlds().scheduling.session(self.session, deciding.moment());
        self.is_of(&now.ok_or_else(|| not_there("session"))?)?;
        let reason = prepared.because(deciding, self.reason);
        deciding.scheduling(command::ChangeDevice { session: self.session, device: self.device, reason })?;
        Ok(Answer::Done)
    }
}
