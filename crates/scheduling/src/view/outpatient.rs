//! Departments, clinicians, sessions, slots, appointments and queues as they are read.

use model::{
    Label,
    id::{AppointmentId, ClinicianId, DepartmentId, JourneyId, PersonId, Seq, SessionId, SlotId},
    money::Yuan,
    person::CredentialKind,
    scheduling::{Channel, ReasonCode, Ticket, Title},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use serde::{Deserialize, Serialize};

/// A department (科室).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DepartmentView {
    /// Its id.
    pub id: DepartmentId,
    /// The hospital's code.
    pub code: String,
    /// Its name.
    pub name: Label,
    /// Where it is.
    pub place: Label,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// A clinician (医生). The name lies in the directory, under `person`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClinicianView {
    /// The id.
    pub id: ClinicianId,
    /// The department.
    pub department: DepartmentId,
    /// Whose name to look up.
    pub person: PersonId,
    /// The title.
    pub title: Title,
    /// The registration fee.
    pub fee: Yuan,
    /// The usual wait, where enough is known.
    pub usual_wait: Option<UsualWait>,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// How long one usually waits for a clinician: from the window's start (or check-in, where that was later) to the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct UsualWait {
    /// The median, in minutes.
    pub median_minutes: u32,
    /// How many were called within a minute.
    pub on_time: u32,
    /// Of how many recent visits (at least 5, at most 50).
    pub cases: u32,
}

/// How much of a day is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// More than one seat in five of what can still be booked is free.
    Open,
    /// At most one seat in five is free.
    Few,
    /// There are windows that could be booked, and none has a seat.
    Full,
    /// No window can be booked: no session, all begun, or too far ahead.
    None,
}

/// One day of a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DayView {
    /// The day.
    pub date: BusinessDate,
    /// How much is left.
    pub availability: Availability,
    /// Seats that can be booked now.
    pub seats_left: u32,
    /// Sessions on this day.
    pub sessions: u32,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// Whether a slot can be booked, by the very function that books it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    /// Can be booked.
    Open,
    /// No seat left.
    Full,
    /// The window has begun or is over.
    Past,
    /// Further ahead than the rules allow.
    NotYet,
    /// No rules of booking are in force.
    NoRules,
}

/// Whose a slot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotPlace {
    /// Who sees patients in it.
    pub clinician: ClinicianId,
    /// For which department.
    pub department: DepartmentId,
    /// Its end.
    pub until: Instant,
}

/// A slot (时段).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SlotView {
    /// Its id.
    pub id: SlotId,
    /// Its session.
    pub session: SessionId,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// Seats.
    pub capacity: u16,
    /// Seats taken.
    pub taken: u16,
    /// Can it be booked?
    pub state: SlotState,
    /// When the next to book can expect to be seen; `None` unless open.
    pub next_expected_at: Option<Instant>,
    /// Last event that is seen here.
    pub touched: Seq,
}

impl SlotView {
    /// Seats left, whether or not they can be booked now.
    pub const fn left(&self) -> u16 {
        self.capacity - self.taken
    }
}

/// The consulting room (诊室) of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ConsultingRoom {
    /// The consulting room in which it is held.
    #[serde(rename = "room")]
    pub name: Label,
    /// The one that it was published for, where it is held in another.
    pub published_room: Option<Label>,
}

/// A session (班次) with its slots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// Whose.
    pub clinician: ClinicianId,
    /// Of which department.
    pub department: DepartmentId,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The business date.
    pub date: BusinessDate,
    /// First minute.
    pub from: MinuteOfDay,
    /// End minute.
    pub until: MinuteOfDay,
    /// The registration fee.
    pub fee: Yuan,
    /// Its slots in order.
    pub slots: Vec<SlotView>,
    /// People waiting in its queue.
    pub waiting: u32,
    /// People who are neither seen nor over: expected, waiting, called, or in the room.
    pub left: u32,
    /// When it ended, if somebody was left.
    pub ended_at: Option<Instant>,
    /// Last event that is seen here.
    pub touched: Seq,
}

impl SessionView {
    /// Seats of all slots.
    pub fn capacity(&self) -> u32 {
        self.slots.iter().map(|slot| u32::from(slot.capacity)).sum()
    }

    /// Seats taken.
    pub fn taken(&self) -> u32 {
        self.slots.iter().map(|slot| u32::from(slot.taken)).sum()
    }

    /// Seats that can be booked now.
    pub fn open_seats(&self) -> u32 {
        self.slots.iter().filter(|slot| slot.state == SlotState::Open).map(|slot| u32::from(slot.left())).sum()
    }
}

/// Where an appointment stands; FHIR's statuses in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppointmentState {
    /// 已预约: a seat is kept (booked).
    Booked,
    /// 已签到: checked in, waiting in the queue (arrived).
    Arrived,
    /// 已叫号: called, not yet in the room (arrived).
    Called,
    /// 就诊中: in consultation (arrived).
    InConsultation,
    /// 已就诊: done (fulfilled).
    Fulfilled,
    /// 已取消: given back (cancelled).
    Cancelled,
    /// 爽约: missed (noshow).
    NoShow,
    /// 未能就诊: had checked in, and the session ended without them (arrived). No no-show: another window is offered.
    NotSeen,
}

impl AppointmentState {
    /// Neither done, nor cancelled, nor missed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Booked | Self::Arrived | Self::Called | Self::InConsultation)
    }
}

/// How the first call of somebody who had checked in before the window's start counts for the promise
/// (decisions.md D19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptWindow {
    /// Called before the window's end, and not out of turn.
    Kept,
    /// The same, before the window's start, when it was not written down yet who was waiting.
    Unknown,
    /// Called after the window's end.
    Late,
    /// Called before the window's start although somebody of an earlier window was waiting: in neither count.
    OutOfTurn,
}

/// An appointment (预约) with its times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppointmentView {
    /// Its id; people see `model::id::short_code` of it.
    pub id: AppointmentId,
    /// Its slot.
    pub slot: SlotId,
    /// Its session.
    pub session: SessionId,
    /// With whom.
    pub clinician: ClinicianId,
    /// In which department.
    pub department: DepartmentId,
    /// The consulting room; empty when the session was withdrawn after this was cancelled.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The business date.
    pub date: BusinessDate,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// For whom.
    pub patient: PersonId,
    /// Part of which journey.
    pub journey: JourneyId,
    /// Booked from where.
    pub channel: Channel,
    /// Which seat of the slot, from 0.
    pub seat: u16,
    /// When to expect to be seen, within the window.
    pub expected_at: Instant,
    /// Where it stands.
    pub state: AppointmentState,
    /// The ticket's number, once checked in.
    pub ticket: Option<Ticket>,
    /// Came after the own window's end: the start of the window that was joined, behind those on time.
    pub joined: Option<Instant>,
    /// Recognised by.
    pub credential: Option<CredentialKind>,
    /// How often called without an answer.
    pub passes: u16,
    /// A no-show was taken back: the tick does not mark it again.
    pub excused: bool,
    /// Was called, taken for missing, and is here after all: waits before all others.
    pub returned: bool,
    /// When booked.
    pub booked_at: Instant,
    /// When checked in.
    pub checked_in_at: Option<Instant>,
    /// When called for the first time: what the promise is measured by.
    pub first_called_at: Option<Instant>,
    /// How the first call counts for the promise of a kept window; `None` where it does not.
    pub kept: Option<KeptWindow>,
    /// When called last.
    pub called_at: Option<Instant>,
    /// When the consultation started.
    pub started_at: Option<Instant>,
    /// When it ended.
    pub finished_at: Option<Instant>,
    /// When it was marked missed.
    pub missed_at: Option<Instant>,
    /// When it was cancelled.
    pub cancelled_at: Option<Instant>,
    /// Why it was cancelled.
    pub cancelled_for: Option<ReasonCode>,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// How long until the call, in whole minutes from now. In eight cases of ten it lies between `low` and `high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Forecast {
    /// Not before, in eight of ten cases.
    pub low_minutes: u32,
    /// The expected minutes.
    pub likely_minutes: u32,
    /// Not after, in eight of ten cases.
    pub high_minutes: u32,
    /// From how many recent consultations of this clinician (at least 5).
    pub cases: u32,
}

/// Someone who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueueEntry {
    /// Who.
    pub appointment: AppointmentView,
    /// How many are called before (people waiting, not the one inside).
    pub ahead: u32,
    /// When the call may come; `None` where too little is known of this clinician.
    pub forecast: Option<Forecast>,
}

/// The queue of a session, in call order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueueView {
    /// Whose.
    pub session: SessionId,
    /// In the room.
    pub in_consultation: Option<AppointmentView>,
    /// Called, on the way to the room.
    pub called: Option<AppointmentView>,
    /// Waiting, next first.
    pub waiting: Vec<QueueEntry>,
    /// Booked and not here yet, by expected time.
    pub expected: Vec<AppointmentView>,
    /// Seen today in this session.
    pub fulfilled: u32,
    /// Missed.
    pub missed: u32,
    /// Not seen when it ended.
    pub not_seen: u32,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// Who is at the head of a session's queue: little to read, for whoever looks often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct QueueHeads {
    /// Whose session.
    pub clinician: ClinicianId,
    /// In the room.
    pub in_consultation: Option<AppointmentId>,
    /// Called, on the way to the room.
    pub called: Option<AppointmentId>,
    /// Whom `Call` would call next.
    pub next: Option<AppointmentId>,
    /// How many wait.
    pub waiting: u32,
    /// Last event that is seen here.
    pub touched: Seq,
}
