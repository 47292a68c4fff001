use super::publish::{room_is_named, windows_between};
use crate::{
    read::{patient::slot_minutes, session_version},
    usecase::prelude::*,
};
use model::{
    Label,
    id::{SessionId, SlotId},
    scheduling::{Reason, WindowSeats, command},
    time::{BusinessDate, MinuteOfDay},
};
use scheduling::read::SessionView;

/// Changes a published session before it begins: its hours, its day, the seats of its windows, its room. Nobody loses a
/// seat: a window in which a seat is taken, offered or kept stays, with at least those seats, and a session in which there
/// is one stays on its day; to take such seats away, close the session. The windows stay as long as they are. Seats that
/// are new are offered first to those who wait for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeSession {
    /// The session that is changed, by its id, as the week lists it.
    pub session: SessionId,
    /// Its day, in the hospital's zone.
    pub date: BusinessDate,
    /// When it begins, as a minute of the day in the hospital's zone.
    #[schema(value_type = u16, maximum = 1439)]
    pub from: MinuteOfDay,
    /// When it ends, counted from midnight of the day on which it begins; above 1440 it runs over midnight, until 1620
    /// (03:00) at the latest.
    #[schema(value_type = u16, maximum = 1620)]
    pub until: MinuteOfDay,
    /// The seats of its windows, each 1–50, or those of each window.
    pub capacity: WindowSeats,
    /// The consulting room, in both languages; up to 40 characters each. Whoever is booked is told of another one.
    #[schema(value_type = crate::schema::RoomName)]
    pub room: Label,
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

impl ChangeSession {
    /// Refuses what was filled in for another state of the session.
    ///
    /// # Errors
    /// `session-changed-meanwhile`; `text-missing`, `text-too-long` for the room.
    pub(crate) fn is_of(&self, now: &SessionView) -> Result<(), Refusal> {
        if self.version.is_some_and(|seen| seen != session_version(now)) {
            return Refusal::new("session-changed-meanwhile").field("session").err();
        }
        room_is_named(&self.room)
    }

    /// What scheduling is asked to do, with new ids; whether the windows are right is scheduling's to say.
    pub(crate) fn command(
        &self,
        now: &SessionView,
        id: impl FnMut() -> SlotId,
        reason: Reason,
    ) -> command::ChangeSession {
        let windows = windows_between((self.from, self.until), slot_minutes(now));
        command::ChangeSession {
            session: self.session,
            date: self.date,
            from: self.from,
            until: self.until,
            capacity: self.capacity.clone(),
            room: self.room.clone(),
            slots: std::iter::repeat_with(id).take(windows.into()).collect(),
            reason,
        }
    }
}

impl UseCase for ChangeSession {
    const PATH: Option<&'static str> = Some("/sessions/{session}/change");

    fn resource(&self, scope: &Scope<'_>) -> Resource {
        scope.of_session(self.session)
    }

    fn because(&self) -> Option<Because<'_>> {
        Some(Because::new(self.reason, self.text.as_deref()))
    }

    fn decide(&self, deciding: &mut Deciding<'_>, prepared: &Prepared) -> Result<Answer, Failure> {
        let now = deciding.worlds().scheduling.session(self.session, deciding.moment());
        let now = now.ok_or_else(|| not_there("session"))?;
        self.is_of(&now)?;
        let reason = prepared.because(deciding, self.reason);
        let command = self.command(&now, || SlotId(deciding.id()), reason);
        deciding.scheduling(command)?;
        Ok(Answer::Done)
    }
}
