//! How the line to the platform is: what the badge on the pages says.

use super::Exchanges;
use crate::hospital::Hospital;
use model::{message::Message, time::Instant};
use rust_decimal::Decimal;
use serde::Serialize;
use std::time::Duration;

/// Slower than this is slow.
const SLOW: Duration = Duration::from_secs(3);

/// How the line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// Nothing was sent yet.
    #[default]
    Unused,
    /// It answers.
    Good,
    /// It answers, slowly.
    Slow,
    /// The last message got no answer.
    Silent,
}

/// The line to the insurance platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlatformLine {
    /// How it is.
    pub state: LineState,
    /// In words: `platform-line-good` and the like, with `seconds`, one decimal.
    pub message: Message,
    /// When the last message was answered or given up; hospital time.
    pub since: Option<Instant>,
    /// Exchanges under way, or whose outcome is not known.
    pub open: u32,
}

/// What was seen of the line last.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    state: LineState,
    took: Duration,
    at: Option<Instant>,
}

impl Exchanges {
    /// Notes what became of a message; `took` in real time.
    pub(super) fn note(&self, answered: bool, took: Duration, at: Instant) {
        let state = match answered {
            false => LineState::Silent,
            true if took > SLOW => LineState::Slow,
            true => LineState::Good,
        };
        self.memory().line = Seen { state, took, at: Some(at) };
    }
}

impl Hospital {
    /// How the line to the insurance platform is. Names no patient.
    #[must_use]
    pub fn platform_line(&self) -> PlatformLine {
        let seen = self.inner.exchanges.memory().line;
        let open = self.worlds().settlement.exchanges_open().count();
        let id = match seen.state {
            LineState::Unused => "platform-line-unused",
            LineState::Good => "platform-line-good",
            LineState::Slow => "platform-line-slow",
            LineState::Silent => "platform-line-silent",
        };
        let tenths = i64::try_from(seen.took.as_millis().div_ceil(100).max(1)).unwrap_or(i64::MAX);
        let message = Message::new(id).with("seconds", Decimal::new(tenths, 1));
        PlatformLine { state: seen.state, message, since: seen.at, open: u32::try_from(open).unwrap_or(u32::MAX) }
    }
}
