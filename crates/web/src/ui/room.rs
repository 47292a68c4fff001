//! The form that holds a session in another consulting room: at the desk, in the room, among the schedules.

use hospital::{Request, usecase};
use model::{Label, id::SessionId, scheduling::ReasonCode};
use serde::Deserialize;

/// Which room, and why.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct RoomForm {
    #[serde(default)]
    room_zh: String,
    #[serde(default)]
    room_en: String,
    #[serde(default)]
    text: String,
}

/// What a page says then.
pub(crate) const DONE: &str = "staff-done-room";

impl RoomForm {
    /// What is asked for.
    pub(crate) fn request(&self, session: SessionId) -> Request {
        Request::ChangeRoom(usecase::ChangeRoom {
            session,
            room: Label::new(self.room_zh.trim(), self.room_en.trim()),
            reason: ReasonCode::Hospital,
            text: Some(self.text.clone()),
        })
    }
}
