//! A pause of a session.

use model::time::Instant;
use serde::{Deserialize, Serialize};

/// A pause of a session.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pause {
    pub(crate) since: Instant,
    /// When calling is expected to go on.
    pub(crate) until: Instant,
}
