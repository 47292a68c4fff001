//! Which steps are on which days.

use super::state::ANY_DAY;
use crate::relations::{MOST, Steps, places};

/// The steps of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) day: u8,
    pub(crate) steps: Steps,
}

/// Which steps are on which days; without parts, each may be on any.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// All that are to be had.
    pub(crate) steps: Steps,
    parts: [Part; MOST],
    count: usize,
}

impl Plan {
    /// These steps, on any days.
    pub(crate) const fn free(steps: Steps) -> Self {
        Self { steps, parts: [Part { day: 0, steps: 0 }; MOST], count: 0 }
    }

    /// With these steps on this day as well.
    pub(crate) const fn with(mut self, part: Part) -> Self {
        self.steps |= part.steps;
        self.parts[self.count] = part;
        self.count += 1;
        self
    }

    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts[..self.count]
    }

    /// Where the part of a step is in [`Plan::parts`].
    pub(crate) fn part_of(&self, step: usize) -> usize {
        self.parts().iter().position(|part| part.steps & 1 << step != 0).unwrap_or_default()
    }

    /// The day of each step.
    pub(crate) fn days(&self) -> [u8; MOST] {
        let mut days = [ANY_DAY; MOST];
        for part in self.parts() {
            places(part.steps).for_each(|step| days[step] = part.day);
        }
        days
    }
}
