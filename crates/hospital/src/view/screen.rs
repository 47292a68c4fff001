//! The public queue screen: no login, masked names only.

use super::DepartmentRef;
use model::{id::SessionId, scheduling::Ticket, time::Instant};
use scheduling::read::ConsultingRoom;
use serde::Serialize;
use utoipa::ToSchema;

/// A department's screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueueScreen {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The department whose screen it is.
    pub department: DepartmentRef,
    /// The newest call of the last half hour that nobody has answered yet; none if there is none.
    pub calling: Option<ScreenCall>,
    /// All calls of the last half hour that nobody has answered yet, the oldest first: several rooms call at once.
    pub calls: Vec<ScreenCall>,
    /// The rooms with a session that goes on, or begins within half an hour.
    pub rooms: Vec<ScreenRoom>,
    /// When the next session begins, if no room is at work now; none also if none is published.
    pub next_from: Option<Instant>,
}

/// Who is called, and to which room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScreenCall {
    /// Number of the ticket that is called.
    pub ticket: Ticket,
    /// The patient's name, masked: 林*英.
    pub name: String,
    /// The room to which the patient is called.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// When the patient was called.
    pub called_at: Instant,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScreenRoom {
    /// Id of the session that is held in it.
    pub session: SessionId,
    /// The consulting room, as the screen names it.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The clinician's full name.
    pub clinician: String,
    /// Who is called or inside; none if nobody is.
    pub current: Option<ScreenTicket>,
    /// The next ones, at most five.
    pub next: Vec<ScreenTicket>,
    /// How many wait in its queue in all, those in `next` included.
    pub waiting: u32,
    /// Until when a pause is expected to last; none if it does not pause.
    pub paused_until: Option<Instant>,
}

/// A ticket on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScreenTicket {
    /// Number of the ticket.
    pub ticket: Ticket,
    /// The patient's name, masked: 林*英.
    pub name: String,
    /// Why it has another place than its number says, or that it is next; none if neither.
    pub note: Option<ScreenNote>,
}

/// A word beside a ticket.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ScreenNote {
    /// Next: be ready (准备).
    Ready,
    /// Was passed over (过号).
    Passed,
    /// Came after their window: behind those on time.
    Late,
    /// Was marked as missed and is here after all: before all others.
    Returned,
    /// An emergency.
    Emergency,
    /// Was seen, and is back with the results of tests.
    AfterTests,
    /// Goes before others by some minutes.
    Priority,
}
