//! What speaks against a bed, as the hospital weighs it.

use serde::{Deserialize, Serialize};

/// The most that one rule may weigh.
pub const BED_WEIGHT_MAX: u16 = 1000;

/// The soft rules of beds with their weights: of the beds that somebody may have, the one against which the least speaks
/// is suggested first. Rules that are never broken without saying so are `BedRule`s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BedRules {
    /// Where the weights come from.
    #[cfg_attr(feature = "schema", schema(min_length = 1, max_length = 500))]
    pub source: String,
    /// A ward that does not take the patients of the department first, 0–1000.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1000))]
    pub other_ward: u16,
    /// A ward that takes them, but not in the first place; at most as much as `other_ward`, 0–1000.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1000))]
    pub later_ward: u16,
    /// A room that was empty, and is then no longer free for either sex or for isolation, 0–1000.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1000))]
    pub opened_room: u16,
    /// Oxygen at the wall that is not needed, 0–1000.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1000))]
    pub takes_oxygen: u16,
    /// A room for isolation that is not needed, 0–1000.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1000))]
    pub takes_isolation: u16,
    /// Each bed that nobody can have while somebody is isolated in the room, 0–1000.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1000))]
    pub closed_bed: u16,
}

/// Until others are adopted.
impl Default for BedRules {
    fn default() -> Self {
        Self {
            source: "built in".into(),
            other_ward: 100,
            later_ward: 30,
            opened_room: 15,
            takes_oxygen: 20,
            takes_isolation: 10,
            closed_bed: 8,
        }
    }
}

impl BedRules {
    /// The names of the weights with their values, in the order in which they are shown.
    pub const fn weights(&self) -> [(&'static str, u16); 6] {
        [
            ("other_ward", self.other_ward),
            ("later_ward", self.later_ward),
            ("opened_room", self.opened_room),
            ("takes_oxygen", self.takes_oxygen),
            ("takes_isolation", self.takes_isolation),
            ("closed_bed", self.closed_bed),
        ]
    }
}
