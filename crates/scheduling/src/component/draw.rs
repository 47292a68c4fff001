//! A draw of a session's seats, and who takes part in it.

use crate::read::{DrawStage, EntrantOutcome, Prolonged};
use bevy_ecs::component::Component;
use chrono::Duration;
use model::{
    SideRef,
    id::{ClinicianId, DepartmentId, DrawId, EntrantId, PersonId, Seq, SessionId},
    scheduling::{Channel, ReasonCode},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use serde::{Deserialize, Serialize};

/// A draw for the seats of a session: what never changes, but for the times of one that is prolonged. It outlives the session.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Draw {
    pub(crate) id: DrawId,
    pub(crate) session: SessionId,
    pub(crate) clinician: ClinicianId,
    pub(crate) department: DepartmentId,
    pub(crate) date: BusinessDate,
    pub(crate) from: MinuteOfDay,
    /// Counted from midnight of that day, as `from` is.
    pub(crate) until: MinuteOfDay,
    /// When the session begins.
    pub(crate) begins: Instant,
    /// How many seats are drawn.
    pub(crate) seats: u32,
    /// The seed's fingerprint, in hexadecimal.
    pub(crate) commitment: String,
    /// The seed, sealed.
    pub(crate) seed: SideRef,
    pub(crate) set_up_at: Instant,
    pub(crate) opens_at: Instant,
    pub(crate) closes_at: Instant,
    pub(crate) drawn_at: Instant,
}

/// Between the closing of a draw's list and the opening of its seed are at least so many minutes.
pub(crate) const SEAL_MINUTES: i64 = 1;

/// How a draw stands.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DrawState {
    pub(crate) stage: DrawStage,
    /// How many are on the list.
    pub(crate) entrants: u32,
    /// How many have won a seat.
    pub(crate) won: u32,
    /// The rank up to which everybody has won, was passed over or waits in line; 0 in the beginning.
    pub(crate) next: u32,
    /// The seats are gone, and those who won none are put in line.
    pub(crate) is_lining_up: bool,
    /// When the list closed, and its hash.
    pub(crate) list: Option<(Instant, String)>,
    /// When the seed was opened, and the seed.
    pub(crate) seed: Option<(Instant, String)>,
    pub(crate) ended_at: Option<Instant>,
    pub(crate) cancelled_for: Option<ReasonCode>,
    pub(crate) prolonged: Option<Prolonged>,
    pub(crate) touched: Seq,
}

impl DrawState {
    /// From when on the seed may be opened. The list stands sealed before that, also when it was closed late: whoever wants
    /// to can note its hash while nobody knows the seed.
    pub(crate) fn opens_from(&self, draw: &Draw) -> Instant {
        let sealed = self.list.as_ref().map(|(at, _)| *at + Duration::minutes(SEAL_MINUTES));
        sealed.map_or(draw.drawn_at, |sealed| sealed.max(draw.drawn_at))
    }
}

/// Somebody's part in a draw: what never changes.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entrant {
    pub(crate) id: EntrantId,
    pub(crate) draw: DrawId,
    pub(crate) patient: PersonId,
    pub(crate) channel: Channel,
    /// What stands for the entrant on the list.
    pub(crate) number: u64,
    pub(crate) joined_at: Instant,
}

/// How an entrant stands.
#[derive(Component, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EntrantState {
    /// The number is on the list.
    pub(crate) is_listed: bool,
    /// From 1; 0 before the draw.
    pub(crate) rank: u32,
    pub(crate) outcome: Option<(Instant, EntrantOutcome)>,
    pub(crate) touched: Seq,
}
