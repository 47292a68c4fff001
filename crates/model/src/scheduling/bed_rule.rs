//! The rules about who may lie in which room.

use serde::{Deserialize, Serialize};

/// A rule that is broken only by somebody who may, and says why.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BedRule {
    /// Men and women lie apart, and where the room is for them.
    RoomSex,
    /// Somebody whose sex is not recorded lies alone, in a room for either.
    SexUnknown,
    /// Who needs oxygen has it at the wall.
    Oxygen,
    /// Who is isolated lies in a room that may be used for it.
    Isolation,
    /// Who is isolated lies alone.
    IsolatedAlone,
    /// Nobody joins somebody who is isolated.
    BesideIsolated,
}

impl BedRule {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 6] =
        [Self::RoomSex, Self::SexUnknown, Self::Oxygen, Self::Isolation, Self::IsolatedAlone, Self::BesideIsolated];

    /// The id of its text.
    pub const fn message(self) -> &'static str {
        match self {
            Self::RoomSex => "bed-rule-room-sex",
            Self::SexUnknown => "bed-rule-sex-unknown",
            Self::Oxygen => "bed-rule-oxygen",
            Self::Isolation => "bed-rule-isolation",
            Self::IsolatedAlone => "bed-rule-isolated-alone",
            Self::BesideIsolated => "bed-rule-beside-isolated",
        }
    }
}
