//! Departments, clinicians, sessions, slots, appointments and queues as they are read.

use super::AppealView;
use model::{
    Label,
    id::{AppointmentId, ClinicianId, DepartmentId, DeviceId, JourneyId, PersonId, Seq, SessionId, SlotId},
    money::Yuan,
    person::CredentialKind,
    scheduling::{Channel, DeviceKind, ImpossibleDays, QueueClass, ReasonCode, Ticket, Title},
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

/// A clinician (医生). The name is in the directory, under `person`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClinicianView {
    /// The id.
    pub id: ClinicianId,
    /// The department.
    pub department: DepartmentId,
    /// The person whose name to look up.
    pub person: PersonId,
    /// The title.
    pub title: Title,
    /// The registration fee.
    pub fee: Yuan,
    /// The usual wait, if enough is known.
    pub usual_wait: Option<UsualWait>,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// How long one usually waits for a clinician: from the window's start (or check-in, if that was later) to the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct UsualWait {
    /// The median, in minutes.
    pub median_minutes: u32,
    /// How many were called within a minute.
    pub on_time: u32,
    /// Of how many recent visits (at least 5, at most 50).
    pub cases: u32,
}

/// How many seats of a day are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// Of the seats of the windows that can still be booked, more than one in five is free.
    Open,
    /// At most one seat in five is free.
    Few,
    /// There are windows that could be booked, but none has a seat.
    Full,
    /// No window can be booked: there is no session, all have begun, or they are too far ahead.
    None,
}

/// One day of a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DayView {
    /// The day.
    pub date: BusinessDate,
    /// How many seats are left.
    pub availability: Availability,
    /// Seats that can be booked now.
    pub seats_left: u32,
    /// Sessions on this day.
    pub sessions: u32,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// Whether a slot can be booked, as decided by the same function that books it.
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
    /// It begins so soon that it cannot be booked from afar any more.
    TooLate,
    /// No rules of booking are in force.
    NoRules,
    /// The session was closed.
    Closed,
    /// The seats are drawn, and that is not over yet.
    Drawn,
}

impl SlotState {
    /// Is it one of the windows that are offered, whether or not a seat is left?
    pub const fn is_offered(self) -> bool {
        match self {
            Self::Open | Self::Full => true,
            Self::Past | Self::NotYet | Self::TooLate | Self::NoRules | Self::Closed | Self::Drawn => false,
        }
    }
}

/// To whom a slot belongs.
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
    /// Those who were added beyond the seats.
    pub add_ons: u16,
    /// Seats that are held for somebody who decides, kept for somebody whose session was closed, or that were given back and
    /// are kept for those who wait, or return at a moment that nobody knows.
    pub aside: u16,
    /// How many of its seats the channel can book for which it is shown, taken or not.
    pub seats: u16,
    pub(crate) left: u16,
    /// Can it be booked?
    pub state: SlotState,
    /// When it can be booked, if that is to come.
    pub opens_at: Option<Instant>,
    /// When the next person to book can expect to be seen; `None` unless open.
    pub next_expected_at: Option<Instant>,
    /// Last event that is seen here.
    pub touched: Seq,
}

impl SlotView {
    /// Those of [`seats`](Self::seats) that are left, whether or not they can be booked now.
    pub const fn left(&self) -> u16 {
        self.left
    }
}

/// The consulting room (诊室) of a session, with the device that is used in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ConsultingRoom {
    /// The consulting room in which it is held, in both languages.
    #[serde(rename = "room")]
    pub name: Label,
    /// The room for which it was published; none if it is held there.
    pub published_room: Option<Label>,
    /// The name of the device that is used; none if it needs none.
    pub device: Option<Label>,
}

/// A session (班次) with its slots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// The clinician.
    pub clinician: ClinicianId,
    /// The department.
    pub department: DepartmentId,
    /// The device that is used in it.
    pub device_id: Option<DeviceId>,
    /// What kind of device that is.
    pub device_kind: Option<DeviceKind>,
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
    /// When it was closed, if it does not take place.
    pub closed_at: Option<Instant>,
    /// Last event that is seen here.
    pub touched: Seq,
}

impl SessionView {
    /// Seats of all slots.
    pub fn capacity(&self) -> u32 {
        self.slots.iter().map(|slot| u32::from(slot.capacity)).sum()
    }

    /// Seats taken, with those who were added beyond them.
    pub fn taken(&self) -> u32 {
        self.slots.iter().map(|slot| u32::from(slot.taken + slot.add_ons)).sum()
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
    /// 未能就诊: had checked in, and the session ended before they were seen (arrived). No no-show: another window is
    /// offered.
    NotSeen,
    /// 停诊待改约: the session was closed, and there is no other seat yet (booked). It keeps its old seat as long as the closure
    /// may be undone, counts towards no limit, and is never missed.
    Displaced,
}

impl AppointmentState {
    /// Is it neither done, nor cancelled, nor missed, nor left unseen?
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Booked | Self::Arrived | Self::Called | Self::InConsultation)
    }

    /// Was the seat used up: did the visit take place, or was it missed?
    pub const fn is_used(self) -> bool {
        matches!(self, Self::Fulfilled | Self::NoShow)
    }
}

/// How the first call of somebody who had checked in before the window's start counts for the promise of a kept window
/// (decisions.md D19).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptWindow {
    /// Called within the window.
    Kept,
    /// Called before the window's start, in turn: the queue's order gave it, or nobody with an earlier window was waiting. Counts
    /// as kept.
    Early,
    /// Called before the window's start, at a time when it was not recorded yet who was waiting; counts as kept.
    Unknown,
    /// Called after the window's end.
    Late,
    /// Called before the window's start and before others whom the queue's order had first, some of them with an earlier window:
    /// counted in neither way.
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
    /// The clinician.
    pub clinician: ClinicianId,
    /// The department.
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
    /// The patient.
    pub patient: PersonId,
    /// The journey of which it is a part.
    pub journey: JourneyId,
    /// Through which channel it was booked.
    pub channel: Channel,
    /// Which seat of the slot, from 0.
    pub seat: u16,
    /// When to expect to be seen, within the window.
    pub expected_at: Instant,
    /// Its state.
    pub state: AppointmentState,
    /// The ticket number, once checked in.
    pub ticket: Option<Ticket>,
    /// For somebody who came after the end of their own window: the start of the window joined, behind those on time.
    pub joined: Option<Instant>,
    /// How the patient was recognised at check-in.
    pub credential: Option<CredentialKind>,
    /// The class in which the patient waits.
    pub class: QueueClass,
    /// Minutes by which the class goes before others; 0 for somebody who came late, unless it is an emergency.
    pub head_start: u16,
    /// Start and end of the window that was booked. It is another one than that of the slot for somebody who was sent on to
    /// another session, and gives the place in the queue.
    pub promised: (Instant, Instant),
    /// The registration fee of the session in which it was booked, for somebody who was sent on to another one.
    pub kept_fee: Option<Yuan>,
    /// When the patient was sent on to this session from another one.
    pub transferred_at: Option<Instant>,
    /// When somebody who had been seen came back with the results of tests.
    pub back_at: Option<Instant>,
    /// How often the patient was called and did not answer.
    pub passes: u16,
    /// A no-show was taken back: the tick does not mark it again.
    pub excused: bool,
    /// The patient was called, marked as missed, and is here after all: waits before everybody else.
    pub returned: bool,
    /// When booked.
    pub booked_at: Instant,
    /// When checked in.
    pub checked_in_at: Option<Instant>,
    /// When called for the first time: the promise is measured by it.
    pub first_called_at: Option<Instant>,
    /// How the first call counts for the promise of a kept window; `None` if it does not.
    pub kept: Option<KeptWindow>,
    /// When called last.
    pub called_at: Option<Instant>,
    /// When the consultation started.
    pub started_at: Option<Instant>,
    /// When it ended.
    pub finished_at: Option<Instant>,
    /// When it was marked missed.
    pub missed_at: Option<Instant>,
    /// What was asked and decided about a missed visit.
    pub appeal: Option<AppealView>,
    /// On which days the patient cannot come, if another window has to be found.
    pub impossible: ImpossibleDays,
    /// When it was cancelled.
    pub cancelled_at: Option<Instant>,
    /// Why it was cancelled.
    pub cancelled_for: Option<ReasonCode>,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// How long until the call, in whole minutes from now: in eight cases of ten between `low_minutes` and `high_minutes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Forecast {
    /// Not earlier, in nine cases of ten.
    pub low_minutes: u32,
    /// The expected minutes.
    pub likely_minutes: u32,
    /// Not later, in nine cases of ten.
    pub high_minutes: u32,
    /// How many recent consultations of this clinician it is based on (at least 5).
    pub cases: u32,
}

/// Someone who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueueEntry {
    /// The appointment.
    pub appointment: AppointmentView,
    /// How many are called before (people who wait, not the one inside).
    pub ahead: u32,
    /// When the call may come; `None` if too little is known about this clinician.
    pub forecast: Option<Forecast>,
}

/// The queue of a session, in call order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueueView {
    /// The session.
    pub session: SessionId,
    /// In the room.
    pub in_consultation: Option<AppointmentView>,
    /// Called, on the way to the room.
    pub called: Option<AppointmentView>,
    /// Until when a pause is expected to last, if there is one.
    pub paused_until: Option<Instant>,
    /// Waiting, next first.
    pub waiting: Vec<QueueEntry>,
    /// Booked and not here yet, by expected time.
    pub expected: Vec<AppointmentView>,
    /// How many were seen in this session.
    pub fulfilled: u32,
    /// How many missed it.
    pub missed: u32,
    /// How many were not seen when it ended.
    pub not_seen: u32,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// What it does to a session's queue to send somebody on to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TransferView {
    /// How many wait there who would be called before.
    pub ahead: u32,
    /// How many wait there, or are booked for a later window, and would be called after.
    pub behind: u32,
    /// By how many minutes each of those would wait longer, and the session last: one consultation of this clinician; `None`
    /// if too little is known.
    pub minutes: Option<u32>,
}

/// Who is at the head of a session's queue: a short answer for clients that ask often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct QueueHeads {
    /// The session's clinician.
    pub clinician: ClinicianId,
    /// In the room.
    pub in_consultation: Option<AppointmentId>,
    /// Called, on the way to the room.
    pub called: Option<AppointmentId>,
    /// The one whom `Call` would call next.
    pub next: Option<AppointmentId>,
    /// How many wait.
    pub waiting: u32,
    /// Nobody is called: it pauses.
    pub is_paused: bool,
    /// Last event that is seen here.
    pub touched: Seq,
}
