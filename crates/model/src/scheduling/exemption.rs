//! Exemptions of one person from booking rules (豁免).

use serde::{Deserialize, Serialize};

/// From which booking rules somebody is exempt.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExemptFrom {
    /// The caps: how many seats one person may have.
    Caps,
    /// The ladder of those who did not come.
    NoShows,
    /// Both.
    Both,
}

impl ExemptFrom {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Caps, Self::NoShows, Self::Both];

    /// Are those rules among them?
    pub const fn includes(self, rules: Self) -> bool {
        match self {
            Self::Both => true,
            Self::Caps => matches!(rules, Self::Caps),
            Self::NoShows => matches!(rules, Self::NoShows),
        }
    }
}
