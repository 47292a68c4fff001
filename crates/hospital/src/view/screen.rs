//! The public queue screen: no login, masked names only.

use super::DepartmentRef;
use model::{id::SessionId, scheduling::Ticket, time::Instant};
use scheduling::view::ConsultingRoom;
use serde::Serialize;
use utoipa::ToSchema;

/// A department's screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueueScreen {
    /// Hospital time.
    pub now: Instant,
    /// The department.
    pub department: DepartmentRef,
    /// The newest call that nobody has answered yet.
    pub calling: Option<ScreenCall>,
    /// The rooms with a session that goes on, or begins within half an hour.
    pub rooms: Vec<ScreenRoom>,
    /// When the next session begins, if no room is at work now; `None` also if none is published.
    pub next_from: Option<Instant>,
}

/// Who is called, and to which room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScreenCall {
    /// The ticket's number.
    pub ticket: Ticket,
    /// The masked name.
    pub name: String,
    /// The room to which the patient is called.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// Called at.
    pub called_at: Instant,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScreenRoom {
    /// Its session.
    pub session: SessionId,
    /// The room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The clinician's full name.
    pub clinician: String,
    /// Who is called or inside.
    pub current: Option<ScreenTicket>,
    /// The next ones, at most five.
    pub next: Vec<ScreenTicket>,
    /// How many wait in all.
    pub waiting: u32,
}

/// A ticket on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScreenTicket {
    /// The ticket's number.
    pub ticket: Ticket,
    /// The masked name.
    pub name: String,
    /// A word beside it.
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
}
