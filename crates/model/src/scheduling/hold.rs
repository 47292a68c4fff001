//! A seat that is held for some minutes while its person decides (预占号).

use serde::{Deserialize, Serialize};

/// How long a hold lasts where no rules say it, in minutes.
pub const HOLD_MINUTES: u16 = 5;
/// The longest that rules may say.
pub const HOLD_MINUTES_MAX: u16 = 15;

/// Why a seat is held no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldEnd {
    /// Its person booked it.
    Booked,
    /// Its person gave it up.
    Released,
    /// Its person holds another one instead, or the same one for longer, or was given another seat.
    Replaced,
    /// Its time was over.
    Lapsed,
    /// The session was closed or taken back, or its window was taken out of it.
    NoSession,
    /// The seats of the session are drawn.
    Drawn,
}
