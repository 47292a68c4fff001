//! What a clinician sees in the consulting room. Full names: nobody else looks.

use super::{CoverageSummary, DepartmentRef, ListedStay, Name, PersonSummary, SessionEnd, VisitState};
use model::{
    id::{AppointmentId, JourneyId, SessionId, SlotId},
    message::Message,
    person::CredentialKind,
    scheduling::{Channel, Ticket, Title},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use scheduling::view::ConsultingRoom;
use serde::Serialize;
use utoipa::ToSchema;

/// A session at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RoomPage {
    /// Hospital time.
    pub now: Instant,
    /// The session.
    pub session: SessionHead,
    /// The clinician's other sessions of that day.
    pub others: Vec<SessionHead>,
    /// Those who wait, in the order in which they are called.
    pub queue: Vec<QueuedVisit>,
    /// The patient who is called or in consultation.
    pub current: Option<CurrentPatient>,
    /// Patients who were seen, newest first, so that the end of a consultation can be taken back.
    pub seen: Vec<QueuedVisit>,
    /// The session as seats, a column for each window.
    pub seats: Vec<SlotSeats>,
    /// The session in figures.
    pub figures: RoomFigures,
    /// Its end, if it was ended or can be.
    pub end: Option<SessionEnd>,
}

/// A session, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionHead {
    /// The session.
    pub session: SessionId,
    /// The department.
    pub department: DepartmentRef,
    /// The clinician.
    pub clinician: Name,
    /// Their title.
    pub title: Title,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The day.
    pub date: BusinessDate,
    /// First minute.
    pub from: MinuteOfDay,
    /// End minute.
    pub until: MinuteOfDay,
}

/// Somebody in a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueuedVisit {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The ticket's number.
    pub ticket: Option<Ticket>,
    /// The patient.
    pub patient: PersonSummary,
    /// Where it stands.
    pub state: VisitState,
    /// The window's start.
    pub from: Instant,
    /// The window's end.
    pub until: Instant,
    /// Minutes since check-in, or since the window's start if that is later; 0 before.
    pub waited_minutes: u32,
    /// How often the patient was passed over.
    pub passed: u32,
    /// Why the patient has this place in the queue.
    pub why: Vec<Message>,
}

/// The patient who is called or in consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CurrentPatient {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The journey.
    pub journey: JourneyId,
    /// Called or in consultation.
    pub state: VisitState,
    /// The ticket's number.
    pub ticket: Option<Ticket>,
    /// The patient.
    pub patient: PersonSummary,
    /// Insurance, if known.
    pub coverage: Option<CoverageSummary>,
    /// Visits before this one.
    pub visits_before: u32,
    /// The day of the last one.
    pub last_visit: Option<BusinessDate>,
    /// The window's start.
    pub from: Instant,
    /// The window's end.
    pub until: Instant,
    /// The channel through which it was booked.
    pub channel: Channel,
    /// Booked at.
    pub booked_at: Instant,
    /// Checked in at.
    pub checked_in_at: Option<Instant>,
    /// The credential by which the patient was recognised.
    pub credential: Option<CredentialKind>,
    /// Called at.
    pub called_at: Option<Instant>,
    /// Started at.
    pub started_at: Option<Instant>,
    /// The patient's stays that are not over, the newest first: in any department, and also under merged records.
    pub stays: Vec<ListedStay>,
}

/// A window as seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlotSeats {
    /// The slot.
    pub slot: SlotId,
    /// Start.
    pub from: Instant,
    /// End.
    pub until: Instant,
    /// One for each seat.
    pub seats: Vec<SeatState>,
}

/// A seat.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatState {
    /// Seen.
    Seen,
    /// Called or in consultation.
    Now,
    /// Checked in, waits.
    Waiting,
    /// Booked, not here yet.
    Expected,
    /// Had checked in, and the session ended without them.
    NotSeen,
    /// Did not come.
    Missed,
    /// Booked by nobody.
    Free,
}

/// A session in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RoomFigures {
    /// Seen.
    pub seen: u32,
    /// Booked, including those seen.
    pub booked: u32,
    /// Seats in all.
    pub capacity: u32,
    /// Waiting.
    pub waiting: u32,
    /// Booked, not here yet.
    pub expected: u32,
    /// Called in turn so far.
    pub called: u32,
    /// Of these, called before their window's end.
    pub kept: u32,
    /// Called before the window's start although somebody with an earlier window was waiting: not in any share.
    pub called_out_of_turn: u32,
    /// When the last booked patient is expected to be done.
    pub expected_end: Instant,
}
