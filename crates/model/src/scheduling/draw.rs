//! Seats that are drawn (摇号).

use crate::id::EntrantId;
use serde::{Deserialize, Serialize};

/// An entrant of a draw who was next and could have no seat, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOverInDraw {
    /// The entrant.
    pub entrant: EntrantId,
    /// The code of the refusal, as if the person had booked.
    pub code: String,
}
