//! How the connection to the platform is: what every page of staff shows.

use model::{message::Message, time::Instant};
use rust_decimal::Decimal;
use serde::Serialize;
use std::time::Duration;

/// An answer that takes longer than this is slow.
const SLOW: Duration = Duration::from_secs(3);

/// How the connection is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionState {
    /// Nothing has been sent yet.
    #[default]
    Unused,
    /// It answers.
    Good,
    /// It answers, slowly.
    Slow,
    /// The last message got no answer.
    Silent,
    /// It is closed at this hour.
    Closed,
}

/// The connection to the insurance platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlatformConnection {
    /// How it is.
    pub state: ConnectionState,
    /// Its state in words: `platform-connection-good` and the like, with `seconds` to one decimal, and
    /// `platform-connection-closed` with `until`.
    pub message: Message,
    /// When the last message was answered or given up, hospital time.
    pub since: Option<Instant>,
    /// How many exchanges are under way or have an unknown outcome.
    pub open: u32,
}

/// What was last seen of the connection.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    state: ConnectionState,
    took: Duration,
    at: Option<Instant>,
}

impl Seen {
    pub(super) fn of(answered: bool, took: Duration, at: Instant) -> Self {
        let state = match answered {
            false => ConnectionState::Silent,
            true if took > SLOW => ConnectionState::Slow,
            true => ConnectionState::Good,
        };
        Self { state, took, at: Some(at) }
    }

    /// The connection as pages show it, with the number of exchanges that are open. `opens`: when the platform does.
    pub(super) fn shown(self, open: u32, opens: Option<Instant>) -> PlatformConnection {
        if let Some(until) = opens {
            let message = Message::new("platform-connection-closed").with("until", until);
            return PlatformConnection { state: ConnectionState::Closed, message, since: self.at, open };
        }
        let id = match self.state {
            ConnectionState::Unused => "platform-connection-unused",
            ConnectionState::Good => "platform-connection-good",
            ConnectionState::Slow => "platform-connection-slow",
            ConnectionState::Silent | ConnectionState::Closed => "platform-connection-silent",
        };
        let tenths = i64::try_from(self.took.as_millis().div_ceil(100).max(1)).unwrap_or(i64::MAX);
        let message = Message::new(id).with("seconds", Decimal::new(tenths, 1));
        PlatformConnection { state: self.state, message, since: self.at, open }
    }
}
