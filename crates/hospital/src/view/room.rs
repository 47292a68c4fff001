//! What a clinician sees in the consulting room. Full names: nobody else looks.

use super::{CoverageSummary, DepartmentRef, ListedStay, Name, PersonSummary, SessionEnd, VisitState};
use model::{
    Label,
    id::{AppointmentId, JourneyId, SessionId, SlotId},
    message::Message,
    person::CredentialKind,
    scheduling::{Channel, Ticket, Title},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use scheduling::read::ConsultingRoom;
use serde::Serialize;
use utoipa::ToSchema;

/// A session at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RoomBoard {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The session that is shown.
    pub session: SessionHead,
    /// The clinician's other sessions of that day.
    pub others: Vec<SessionHead>,
    /// Until when its pause is expected to last; none if it does not pause.
    pub paused_until: Option<Instant>,
    /// Those who wait, in the order in which they are called.
    pub queue: Vec<QueuedVisit>,
    /// The patient who is called or in consultation; none if nobody is.
    pub current: Option<CurrentPatient>,
    /// Patients who were seen, newest first, so that the end of a consultation can be taken back.
    pub seen: Vec<QueuedVisit>,
    /// The session as seats, a column for each window.
    pub seats: Vec<SlotSeats>,
    /// How many of the session stand where, and how it keeps its windows.
    pub figures: RoomFigures,
    /// Its end, if it was ended or the reader can end it; otherwise none.
    pub end: Option<SessionEnd>,
}

/// A session, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionHead {
    /// Id of the session, as in the address of everything that is done to it.
    pub session: SessionId,
    /// The department in which it is held.
    pub department: DepartmentRef,
    /// The clinician who holds it.
    pub clinician: Name,
    /// The clinician's professional title.
    pub title: Title,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The day on which it begins, in the hospital's zone.
    pub date: BusinessDate,
    /// When it begins, as a minute of its day in the hospital's zone.
    pub from: MinuteOfDay,
    /// When it ends, counted from midnight of its day; above 1440 it runs over midnight.
    #[schema(value_type = u16, maximum = 1620)]
    pub until: MinuteOfDay,
    /// Calling pauses: until when that is expected to last.
    pub paused_until: Option<Instant>,
}

/// Somebody in a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct QueuedVisit {
    /// Id of the appointment, as in the address of everything that is done to it.
    pub appointment: AppointmentId,
    /// Number of the ticket; none before check-in.
    pub ticket: Option<Ticket>,
    /// The patient for whom it is booked.
    pub patient: PersonSummary,
    /// Where the visit stands now.
    pub state: VisitState,
    /// Start of the window that is booked.
    pub from: Instant,
    /// End of the window that is booked.
    pub until: Instant,
    /// Minutes since check-in, or since the window's start if that is later; 0 before.
    pub waited_minutes: u32,
    /// How often the patient was passed over.
    pub passed: u32,
    /// The patient is back with the results of tests.
    pub back: bool,
    /// Why the patient has this place in the queue.
    pub why: Vec<Message>,
    /// The name of the clinic that referred the patient; none if nobody did.
    pub referred_by: Option<Label>,
}

/// The patient who is called or in consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CurrentPatient {
    /// Id of the appointment, as in the address of everything that is done to it.
    pub appointment: AppointmentId,
    /// Id of the journey of which the visit is a part.
    pub journey: JourneyId,
    /// Called or in consultation.
    pub state: VisitState,
    /// Number of the ticket, by which the patient was called.
    pub ticket: Option<Ticket>,
    /// The patient who is called or in consultation.
    pub patient: PersonSummary,
    /// The patient's insurance in force; none if none is known.
    pub coverage: Option<CoverageSummary>,
    /// How many other visits of the patient to this hospital have ended.
    pub visits_before: u32,
    /// The day of the newest of them; none if there are none.
    pub last_visit: Option<BusinessDate>,
    /// Start of the window that is booked.
    pub from: Instant,
    /// End of the window that is booked.
    pub until: Instant,
    /// The channel through which it was booked.
    pub channel: Channel,
    /// The name of the clinic that referred the patient; none if nobody did.
    pub referred_by: Option<Label>,
    /// When it was booked.
    pub booked_at: Instant,
    /// When the patient checked in.
    pub checked_in_at: Option<Instant>,
    /// The credential by which the patient was recognised at check-in.
    pub credential: Option<CredentialKind>,
    /// When the patient was called last.
    pub called_at: Option<Instant>,
    /// When the consultation started; none while the patient is only called.
    pub started_at: Option<Instant>,
    /// The patient's stays that are not over, the newest first: in any department, and also under merged records.
    pub stays: Vec<ListedStay>,
}

/// A window as seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlotSeats {
    /// Id of the window.
    pub slot: SlotId,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// The state of each seat, in the order in which the states are listed.
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
    /// Patients whose consultation has ended.
    pub seen: u32,
    /// Booked, including those seen.
    pub booked: u32,
    /// Seats in all its windows together.
    pub capacity: u32,
    /// Patients who have checked in and wait to be called.
    pub waiting: u32,
    /// Patients who are booked and not here yet.
    pub expected: u32,
    /// Patients called in turn so far who had checked in before their window's start.
    pub called: u32,
    /// Of these, called before their window's end.
    pub kept: u32,
    /// Called before the window's start although somebody with an earlier window was waiting: not in any share.
    pub called_out_of_turn: u32,
    /// When the last booked patient is expected to be done.
    pub expected_end: Instant,
}
