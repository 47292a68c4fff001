use super::publish::room_is_named;
use crate::usecase::prelude::*;
use model::{Label, id::SessionId, scheduling::command};

/// Moves a session to another consulting room from now on; patients, the desk and the screens are told both rooms. To
/// take it back, change to the previous room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRoom {
    /// The session that is moved, by its id, as the week lists it.
    pub session: SessionId,
    /// The consulting room, in both languages; up to 40 characters each.
    #[schema(value_type = crate::schema::RoomName)]
    pub room: Label,
    /// Why it is done; kept with what was done.
    pub reason: ReasonCode,
    /// The reason in one's own words, up to 500 characters.
    #[serde(default)]
    #[schema(value_type = Option<OwnWords>)]
    pub text: Option<String>,
}

impl UseCase for ChangeRoom {
    const PATH: Option<&'static str> = Some("/sessions/{session}/room");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        room_is_named(&self.room)?;
        let reason = prepared.because(deciding, self.reason);
        deciding.scheduling(command::ChangeRoom { session: self.session, room: self.room.clone(), reason })?;
        Ok(Answer::Done)
    }
}
