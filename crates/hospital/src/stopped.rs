//! Why nothing is written now. Meanwhile everything can be read, commands are answered with
//! [`Failure::Stopped`](crate::Failure::Stopped), nothing that is due by itself is decided, and the server says that it
//! is not ready. One place for all such reasons, whoever finds them.

use crate::clock::ClockFault;
use serde::Serialize;

/// Why nothing is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Stopped {
    /// The clock cannot be right, and what would be decided might destroy the day. Lasts until the clock is right, or
    /// an administrator agrees to it.
    Clock(ClockFault),
    /// The journal is not as it was written: what would be added would rest on what somebody changed. Lasts until it is
    /// restored and the program is started anew.
    Journal,
}

impl Stopped {
    /// Its name in problem details, texts and `/readyz`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Clock(_) => "clock-implausible",
            Self::Journal => "journal-damaged",
        }
    }
}
