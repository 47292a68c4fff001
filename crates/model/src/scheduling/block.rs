//! Beds that are out of use (停用).

use serde::{Deserialize, Serialize};

/// Why a bed is out of use.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockReason {
    /// Something about the bed or its room is broken (损坏待修).
    Broken,
    /// The room is disinfected (终末消毒).
    Disinfection,
    /// Nobody can look after another patient (人手不足).
    Staff,
    /// It is kept for an emergency of the whole hospital (应急备用).
    Reserve,
}

impl BlockReason {
    /// All of them, as a page offers them.
    pub const ALL: [Self; 4] = [Self::Broken, Self::Disinfection, Self::Staff, Self::Reserve];

    /// The id of its text.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Broken => "bed-block-broken",
            Self::Disinfection => "bed-block-disinfection",
            Self::Staff => "bed-block-staff",
            Self::Reserve => "bed-block-reserve",
        }
    }
}
