//! What is in the hospital, as `prepare` left it.

use crate::Done;
use model::id::{PersonId, SlotId};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Seats of a window: the most that a window may have.
pub(crate) const SEATS: usize = 50;
/// Windows of a day that can be booked.
pub(crate) const WINDOWS: usize = 500;
/// People: each books once a day.
pub(crate) const PEOPLE: usize = SEATS * WINDOWS;
/// Desks, each with a token.
pub(crate) const DESKS: usize = 256;

/// The ids of everything.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Fixture {
    /// [`WINDOWS`] windows for each day.
    pub(crate) days: Vec<Vec<SlotId>>,
    /// [`PEOPLE`] people.
    pub(crate) people: Vec<PersonId>,
    /// Bearer tokens of [`DESKS`] desks.
    pub(crate) tokens: Vec<String>,
}

impl Fixture {
    pub(crate) fn write(&self, file: &Path) -> Done {
        Ok(std::fs::write(file, serde_json::to_vec(self)?)?)
    }

    pub(crate) fn read(file: &Path) -> Done<Self> {
        Ok(serde_json::from_slice(&std::fs::read(file)?)?)
    }
}
