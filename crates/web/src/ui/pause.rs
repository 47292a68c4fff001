//! The forms that pause a session and let its calls go on: at the desk and in the room.

use super::words;
use hospital::{Request, usecase};
use model::{id::SessionId, message::Refusal};
use serde::Deserialize;

/// How long it is expected to last, as it was typed, and why.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct PauseForm {
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    reason: String,
}

/// What the page says afterwards.
pub(crate) const PAUSED: &str = "room-done-paused";
pub(crate) const RESUMED: &str = "room-done-resumed";

impl PauseForm {
    /// What the hospital is asked to do.
    ///
    /// # Errors
    /// `field-number` if what was typed is none.
    pub(crate) fn request(&self, session: SessionId) -> Result<Request, Refusal> {
        let typed = self.minutes.trim();
        let wrong = || Refusal::new("field-number").field("minutes").with("value", typed);
        let minutes = typed.parse().map_err(|_| wrong())?;
        Ok(usecase::PauseSession { session, minutes, reason: words::reason(&self.reason), text: None }.into())
    }
}
