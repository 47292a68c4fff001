//! What is open: windows of resources, and the ways between their places.

use crate::{
    ids::{Day, GroupId, Minute, OfferId, Place, ResourceId},
    limits::{WALK_MINUTES, WALKS_MAX},
    problem::{Broken, Problem},
};
use std::collections::BTreeMap;

/// An open window of a resource, which a step can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its name; no two offers have the same.
    pub id: OfferId,
    /// Whose window it is.
    pub resource: ResourceId,
    /// The group to which that belongs.
    pub group: GroupId,
    /// Where it is.
    pub place: Place,
    /// The day of its session, which counts as one trip with everything else of that day; it may end in the night after it.
    pub day: Day,
    /// When the window begins: the person has to be there.
    pub from: Minute,
    /// When it ends.
    pub until: Minute,
    /// When the step is expected to begin; from `from` to `until`. Whoever plans for the worst passes `until`.
    pub start: Minute,
    /// How long the step then takes, in minutes.
    pub minutes: u32,
}

impl Offer {
    /// When the step is expected to be done.
    pub const fn done(&self) -> Minute {
        Minute(self.start.0.saturating_add_unsigned(self.minutes))
    }
}

/// How long it takes to walk from one place to another, in minutes; as long there as back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walks {
    otherwise: u32,
    pairs: BTreeMap<(Place, Place), u32>,
}

impl Walks {
    /// Each place is `otherwise` minutes from each other.
    ///
    /// # Errors
    /// `walk_minutes` outside of [`WALK_MINUTES`].
    pub fn new(otherwise: u32) -> Result<Self, Problem> {
        Problem::within("walk_minutes", otherwise, &WALK_MINUTES)?;
        Ok(Self { otherwise, pairs: BTreeMap::new() })
    }

    /// These two are so many minutes from each other instead. The last one said counts.
    ///
    /// # Errors
    /// `walk_minutes` outside of [`WALK_MINUTES`]; `walks` if the two are one place, or there are more than
    /// [`WALKS_MAX`].
    pub fn with(mut self, one: Place, other: Place, minutes: u32) -> Result<Self, Problem> {
        Problem::within("walk_minutes", minutes, &WALK_MINUTES)?;
        if one == other {
            return Err(Problem::new("walks", one.0, Broken::Different));
        }
        self.pairs.insert((one.min(other), one.max(other)), minutes);
        Problem::within("walks", self.pairs.len(), &(0..=WALKS_MAX))?;
        Ok(self)
    }

    /// From one place to another, in minutes.
    pub fn minutes(&self, one: Place, other: Place) -> u32 {
        if one == other {
            return 0;
        }
        self.pairs.get(&(one.min(other), one.max(other))).copied().unwrap_or(self.otherwise)
    }
}
