//! What can be read: plain structs, complete in themselves. No `Entity` leaves this crate.
//!
//! Every struct carries `touched`, the highest event number that it saw: an answer built from it may leave once that
//! event is durable (design D6). Where something is absent, wait for [`World::seq`](crate::World::seq).

mod booking;
mod forecast;
mod promises;
mod queue;
mod ward;

pub use promises::{DayPromises, Mean, Promises, Share, StepMean};

use model::{
    Label,
    id::{
        AdmissionId, AppointmentId, BedId, ClinicianId, DepartmentId, JourneyId, PersonId, RoomId, Seq, SessionId,
        SlotId, WardId,
    },
    message::Message,
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{Channel, Formality, Needs, ReasonCode, RoomSex, SettledAt, Title, Urgency},
    time::{BusinessDate, Instant, MinuteOfDay, Zone},
};
use serde::{Deserialize, Serialize};

/// The moment at which one looks, and the zone in which its day is counted.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Now.
    pub now: Instant,
    /// The hospital's zone.
    pub zone: Zone,
}

impl Moment {
    /// The business date of this moment.
    pub fn today(&self) -> BusinessDate {
        self.zone.date(self.now)
    }
}

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
    pub room: Label,
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
}

impl AppointmentState {
    /// Neither done, nor cancelled, nor missed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Booked | Self::Arrived | Self::Called | Self::InConsultation)
    }
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
    pub room: Label,
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
    /// The ticket, once checked in.
    pub ticket: Option<u32>,
    /// Recognised by.
    pub credential: Option<CredentialKind>,
    /// How often called without an answer.
    pub passes: u16,
    /// A no-show was taken back: the tick does not mark it again.
    pub excused: bool,
    /// When booked.
    pub booked_at: Instant,
    /// When checked in.
    pub checked_in_at: Option<Instant>,
    /// When called for the first time: what the promise is measured by.
    pub first_called_at: Option<Instant>,
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

/// Where a bed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BedState {
    /// Clean and free.
    Free,
    /// Kept for someone.
    Reserved,
    /// Someone lies in it.
    Occupied,
    /// Being cleaned.
    Cleaning,
}

/// A bed's place in the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BedPlace {
    /// The bed.
    pub bed: BedId,
    /// Its number.
    pub number: String,
    /// The room.
    pub room: RoomId,
    /// The room's number.
    pub room_number: String,
    /// The ward.
    pub ward: WardId,
    /// The ward's name.
    pub ward_name: Label,
}

/// A bed with who lies in it or will.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BedView {
    /// Which and where.
    pub place: BedPlace,
    /// How it stands.
    pub state: BedState,
    /// Who lies in it, or for whom it is kept.
    pub occupant: Option<AdmissionView>,
    /// While it is being cleaned: when it is taken for clean, at the latest.
    pub ready_at: Option<Instant>,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// A room with its beds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoomView {
    /// Its id.
    pub id: RoomId,
    /// Its number.
    pub number: String,
    /// Who may lie in it.
    pub sex: RoomSex,
    /// Who lies in it or will; `None` when empty.
    pub taken_by: Option<Sex>,
    /// Oxygen at the wall.
    pub oxygen: bool,
    /// May be used for isolation.
    pub isolation: bool,
    /// Somebody is isolated in it, so that nobody may join.
    pub isolated: bool,
    /// Its beds in order.
    pub beds: Vec<BedView>,
}

/// A ward (病区).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WardView {
    /// Its id.
    pub id: WardId,
    /// The hospital's code.
    pub code: String,
    /// Its name.
    pub name: Label,
    /// Whose patients it takes first.
    pub departments: Vec<DepartmentId>,
    /// Its rooms in order.
    pub rooms: Vec<RoomView>,
    /// Last event that is seen here.
    pub touched: Seq,
}

impl WardView {
    /// How many beds stand so.
    pub fn count(&self, state: BedState) -> usize {
        self.rooms.iter().flat_map(|room| &room.beds).filter(|bed| bed.state == state).count()
    }
}

/// Where an admission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdmissionState {
    /// Waits for a bed.
    Requested,
    /// A bed is kept.
    BedAssigned,
    /// The patient is here; the half hour runs.
    Arrived,
    /// In bed.
    InBed,
    /// Left.
    Discharged,
    /// Taken back.
    Cancelled,
}

/// A part of the way from arrival to bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdmissionStep {
    /// Waiting for a bed to be named, where none was kept before.
    Bed,
    /// From the last of them into the bed.
    ToBed,
    /// A formality.
    #[serde(untagged)]
    Formality(Formality),
}

impl AdmissionStep {
    /// All steps in the usual order.
    pub const ALL: [Self; 8] = [
        Self::Bed,
        Self::Formality(Formality::Identity),
        Self::Formality(Formality::Form),
        Self::Formality(Formality::Insurance),
        Self::Formality(Formality::Deposit),
        Self::Formality(Formality::Wristband),
        Self::Formality(Formality::Handover),
        Self::ToBed,
    ];
}

/// One step of an admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// Which.
    pub step: AdmissionStep,
    /// When it was done.
    pub done_at: Option<Instant>,
    /// The seconds that it added: since the step done before it (or the arrival). They add up to the whole.
    pub seconds: Option<i64>,
}

/// An admission (入院) with every step's time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdmissionView {
    /// Its id.
    pub id: AdmissionId,
    /// Who.
    pub patient: PersonId,
    /// Part of which journey.
    pub journey: JourneyId,
    /// Man or woman.
    pub sex: Sex,
    /// By which department.
    pub department: DepartmentId,
    /// From which consultation.
    pub appointment: Option<AppointmentId>,
    /// ICD-10 code.
    pub diagnosis: String,
    /// How urgent.
    pub urgency: Urgency,
    /// What it needs.
    pub needs: Needs,
    /// Expected days of stay.
    pub expected_days: u16,
    /// Where it stands.
    pub state: AdmissionState,
    /// The bed that is kept, taken, or was left.
    pub bed: Option<BedPlace>,
    /// When requested.
    pub requested_at: Instant,
    /// When the bed was assigned.
    pub assigned_at: Option<Instant>,
    /// When the patient arrived: the half hour begins.
    pub arrived_at: Option<Instant>,
    /// Recognised by.
    pub credential: Option<CredentialKind>,
    /// Every step from arrival to bed, in the usual order.
    pub steps: Vec<StepView>,
    /// When in bed: the half hour ends.
    pub in_bed_at: Option<Instant>,
    /// When the patient left.
    pub discharged_at: Option<Instant>,
    /// Where it was settled.
    pub settled: Option<SettledAt>,
    /// When it was taken back.
    pub cancelled_at: Option<Instant>,
    /// Last event that is seen here.
    pub touched: Seq,
}

impl AdmissionView {
    /// Is this formality done?
    pub fn done(&self, formality: Formality) -> bool {
        self.steps.iter().any(|step| step.step == AdmissionStep::Formality(formality) && step.done_at.is_some())
    }

    /// The formalities that are still open, in the usual order.
    pub fn open_formalities(&self) -> Vec<Formality> {
        Formality::ALL.into_iter().filter(|formality| !self.done(*formality)).collect()
    }

    /// Minutes from arrival to bed, where both are known.
    pub fn minutes_to_bed(&self) -> Option<f64> {
        let seconds = (self.in_bed_at? - self.arrived_at?).num_seconds();
        Some(seconds as f64 / 60.0)
    }
}

/// A bed that fits an admission.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BedSuggestion {
    /// Which.
    pub place: BedPlace,
    /// Higher is better; comparable within one answer.
    pub score: i32,
    /// Why, strongest first; texts in `scheduling.ftl`.
    pub reasons: Vec<Message>,
    /// Last event that is seen here.
    pub touched: Seq,
}
