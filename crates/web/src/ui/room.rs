//! The form that moves a session to another consulting room: at the desk, in the room, among the schedules.

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

/// What the page says afterwards.
pub(crate) const DONE: &str = "staff-done-room";

impl RoomForm {
    /// What the hospital is asked to do.
    pub(crate) fn request(&self, session: SessionId) -> Request {
        Request::ChangeRoom(usecase::ChangeRoom {
            session,
            room: Label::new(self.room_zh.trim(), self.room_en.trim()),
            reason: ReasonCode::Hospital,
            text: Some(self.text.clone()),
        })
    }
}
