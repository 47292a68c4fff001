//! The waiting list (候补): who waits for a seat that somebody else gives back.

use crate::{
    id::{ClinicianId, WaitlistEntryId},
    time::{BusinessDate, MinuteOfDay},
};
use serde::{Deserialize, Serialize};

/// Half a day.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    /// Before noon.
    Morning,
    /// From noon on.
    Afternoon,
}

impl Half {
    /// Both, in the order of the day.
    pub const ALL: [Self; 2] = [Self::Morning, Self::Afternoon];

    /// The half in which a minute of the day is.
    pub const fn of(minute: MinuteOfDay) -> Self {
        if minute.0 < 12 * 60 { Self::Morning } else { Self::Afternoon }
    }
}

/// What somebody waits for: any window of one clinician in half a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The clinician, by id.
    pub clinician: ClinicianId,
    /// The day; that on which it begins, of a session that runs over midnight.
    pub date: BusinessDate,
    /// The half of the day in which the window begins; after midnight it is still the afternoon of the session's day.
    pub half: Half,
}

/// A wish with its place in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedWish {
    /// What is waited for.
    pub wish: Wish,
    /// Who is asked first has place 1.
    pub place: u32,
}

/// Somebody who was next and could not be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOver {
    /// The entry.
    pub entry: WaitlistEntryId,
    /// The code of the refusal with which a booking would have been answered.
    pub code: String,
}

/// The rules of the waiting list and of seats that are given back. A hospital that adopted none has no waiting list, and
/// a seat that is given back can be booked at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WaitlistRules {
    /// Most open entries of one person, 0–20; with 0 nobody can join.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 20))]
    pub open_max: u16,
    /// How often a day one person may join, 1–100, because joining and leaving again keeps others from their places.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 100))]
    pub joins_per_day_max: u16,
    /// Most people who wait for one clinician's half-day, 1–1000: whoever would be behind them has no real chance.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 1000))]
    pub line_max: u16,
    /// Seats of a day are offered until this minute of the day before.
    pub closes: MinuteOfDay,
    /// An offer lasts at most this many minutes, 5–1440.
    #[cfg_attr(feature = "schema", schema(minimum = 5, maximum = 1440))]
    pub offer_minutes_max: u16,
    /// An offer lasts at most this share of the time that is left until the window begins, in percent, 1–100.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 100))]
    pub offer_share_percent: u16,
    /// Whoever asks has this many minutes more, once an offer, 0–1440.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1440))]
    pub longer_minutes: u16,
    /// The time of offers stands still from this minute of the day …
    pub night_from: MinuteOfDay,
    /// … until this one; if both are the same, it never does. A night lasts 16 hours at most.
    pub night_until: MinuteOfDay,
    /// How often one may let an offer pass without losing one's place, 0–50.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 50))]
    pub passes_max: u16,
    /// How often one may leave an offer unanswered without losing one's place, 0–50.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 50))]
    pub silences_max: u16,
    /// A seat that was given back can be booked by everybody at a random moment within this many minutes, 0–1440, unless
    /// somebody who waits takes it.
    #[cfg_attr(feature = "schema", schema(minimum = 0, maximum = 1440))]
    pub returned_minutes_max: u16,
}

impl WaitlistRules {
    /// Minutes from the beginning of the night to its end; 0 if there is none.
    pub const fn night_minutes(&self) -> u16 {
        (self.night_until.0 + 1440 - self.night_from.0) % 1440
    }
}
