//! What a patient sees on the phone. Full names: they are the reader's own family, or clinicians.

use super::{AdmissionState, DepartmentRef, Name, SettlementStage, VisitState};
use model::{
    Label,
    id::{AdmissionId, AppointmentId, ClinicianId, JourneyId, PersonId, SessionId, SlotId},
    journey::{Effort, Owner, StepKind, Subject},
    message::Refusal,
    money::Yuan,
    person::{CredentialKind, Infant, Sex},
    scheduling::{Channel, Ticket, Title},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use scheduling::view::ConsultingRoom;
use serde::Serialize;
use utoipa::ToSchema;

/// The departments, with whom one may book for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepartmentsPage {
    /// Hospital time.
    pub now: Instant,
    /// All departments.
    pub departments: Vec<DepartmentOffer>,
    /// Oneself first, then whom one may act for.
    pub family: Vec<FamilyMember>,
}

/// A department to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepartmentOffer {
    /// Which.
    #[serde(flatten)]
    pub department: DepartmentRef,
    /// Seats left today.
    pub left_today: u32,
    /// The first day with a seat left, within the days that may be booked.
    pub next_day: Option<BusinessDate>,
}

/// Somebody one may book for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FamilyMember {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: Name,
    /// Sex.
    pub sex: Sex,
    /// Whole years.
    pub age: Option<u32>,
    /// Of a child under two: days or months.
    pub infant: Option<Infant>,
    /// The reader.
    pub myself: bool,
}

/// One department's days, clinicians and windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlotsPage {
    /// Hospital time.
    pub now: Instant,
    /// The department.
    pub department: DepartmentRef,
    /// For whom; `None` for readers who book for anybody.
    pub patient: Option<FamilyMember>,
    /// Whom else one may book for.
    pub family: Vec<FamilyMember>,
    /// The days that may be booked, in order.
    pub days: Vec<DayOffer>,
    /// The day shown.
    pub date: BusinessDate,
    /// The clinicians who have sessions that day.
    pub clinicians: Vec<ClinicianDay>,
}

/// A day in the strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayOffer {
    /// Which.
    pub date: BusinessDate,
    /// What it offers.
    pub state: DayState,
    /// Seats left.
    pub left: u32,
    /// Seats in all that have not passed.
    pub capacity: u32,
}

/// What a day offers.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DayState {
    /// Seats left (有号).
    Free,
    /// At most one seat in five left (少量).
    Few,
    /// None left (约满).
    Full,
    /// No session (停诊), or further ahead than may be booked.
    Closed,
    /// All its windows have begun.
    Over,
}

/// A clinician's sessions of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClinicianDay {
    /// Who.
    pub clinician: ClinicianId,
    /// The name.
    pub name: Name,
    /// The title.
    pub title: Title,
    /// The registration fee.
    pub fee: Yuan,
    /// How long one usually waits; `None` with fewer than five recent visits.
    pub usual_wait: Option<UsualWait>,
    /// The sessions in order.
    pub sessions: Vec<SessionSlots>,
}

/// How long one usually waits for a clinician: from the window's start (or check-in, where that was later) to the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UsualWait {
    /// The median, in minutes.
    pub median_minutes: u32,
    /// How many were called within a minute.
    pub on_time: u32,
    /// Of how many recent visits, 5–50.
    pub cases: u32,
}

/// A session with its windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionSlots {
    /// Which.
    pub session: SessionId,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// First minute.
    pub from: MinuteOfDay,
    /// End minute.
    pub until: MinuteOfDay,
    /// Length of its windows, minutes.
    pub slot_minutes: u16,
    /// Begins before noon.
    pub morning: bool,
    /// Its windows in order.
    pub slots: Vec<SlotOffer>,
}

/// A window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlotOffer {
    /// Which.
    pub slot: SlotId,
    /// Start.
    pub from: Instant,
    /// End.
    pub until: Instant,
    /// Seats left.
    pub left: u16,
    /// Seats in all.
    pub capacity: u16,
    /// What it offers.
    pub state: SlotState,
    /// When who books now can expect to be seen; `None` when nothing is left.
    pub expected_at: Option<Instant>,
}

/// What a window offers.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    /// More than one seat.
    Free,
    /// The last seat.
    Last,
    /// No seat left.
    Full,
    /// Has begun already.
    Past,
    /// Further ahead than may be booked.
    NotYet,
}

/// The choice before it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConfirmPage {
    /// Hospital time.
    pub now: Instant,
    /// The department.
    pub department: DepartmentRef,
    /// The day.
    pub date: BusinessDate,
    /// The window.
    pub slot: SlotOffer,
    /// The session.
    pub session: SessionId,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The clinician.
    pub clinician: ClinicianId,
    /// Their name.
    pub clinician_name: Name,
    /// Their title.
    pub title: Title,
    /// The registration fee.
    pub fee: Yuan,
    /// For whom.
    pub patient: FamilyMember,
    /// What a booking would be answered now, if it would be refused.
    pub refusal: Option<Refusal>,
}

/// The journeys of the reader's family, open ones first, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JourneysPage {
    /// Hospital time.
    pub now: Instant,
    /// Each in full.
    pub journeys: Vec<JourneyPage>,
    /// Whom one may book for.
    pub family: Vec<FamilyMember>,
}

/// One journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JourneyPage {
    /// Hospital time.
    pub now: Instant,
    /// Which.
    pub journey: JourneyId,
    /// Whose.
    pub patient: FamilyMember,
    /// Begun in.
    pub department: Option<DepartmentRef>,
    /// Since.
    pub opened_at: Instant,
    /// Until, when nothing is left to do.
    pub closed_at: Option<Instant>,
    /// Its visits, the one that matters now first.
    pub visits: Vec<VisitSummary>,
    /// Its stays.
    pub stays: Vec<StaySummary>,
    /// Its steps in order; those that only may come are `ahead`.
    pub steps: Vec<JourneyStep>,
    /// What it has cost so far.
    pub effort: Effort,
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VisitSummary {
    /// Which.
    pub appointment: AppointmentId,
    /// Where it stands.
    pub state: VisitState,
    /// The code to say or type.
    pub code: String,
    /// What the QR code holds: an opaque id, nothing about the person.
    pub qr: String,
    /// The department.
    pub department: DepartmentRef,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The clinician.
    pub clinician: Name,
    /// Their title.
    pub title: Title,
    /// The session.
    pub session: SessionId,
    /// The day.
    pub date: BusinessDate,
    /// The slot.
    pub slot: SlotId,
    /// The window's start.
    pub from: Instant,
    /// The window's end.
    pub until: Instant,
    /// The fee.
    pub fee: Yuan,
    /// When the patient could expect to be seen, as said at booking.
    pub expected_at: Instant,
    /// Booked from where.
    pub channel: Channel,
    /// Booked at.
    pub booked_at: Instant,
    /// Checked in at.
    pub checked_in_at: Option<Instant>,
    /// Recognised by.
    pub credential: Option<CredentialKind>,
    /// Called at.
    pub called_at: Option<Instant>,
    /// The ticket's number.
    pub ticket: Option<Ticket>,
    /// People before in line; `None` unless waiting.
    pub ahead: Option<u32>,
    /// When the call is expected, unless seen or called already.
    pub forecast: Option<Forecast>,
    /// From when check-in is open.
    pub checkin_from: Instant,
    /// Until when it may be cancelled or moved by the patient; `None` when no longer.
    pub change_until: Option<Instant>,
    /// Was not seen, and may choose another window.
    pub wants_window: bool,
}

/// When a patient will be called, honestly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Forecast {
    /// The most likely time.
    pub at: Instant,
    /// Not before, in eight of ten cases together with `late`.
    pub early: Instant,
    /// Not after.
    pub late: Instant,
}

/// A stay, as its patient sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StaySummary {
    /// Which.
    pub admission: AdmissionId,
    /// Where it stands.
    pub state: AdmissionState,
    /// The ward, once a bed is reserved.
    pub ward: Option<Label>,
    /// Room and bed number, once a bed is reserved.
    pub bed: Option<(String, String)>,
    /// Requested at.
    pub requested_at: Instant,
    /// Arrived at.
    pub arrived_at: Option<Instant>,
    /// In bed at.
    pub in_bed_at: Option<Instant>,
    /// Left at.
    pub discharged_at: Option<Instant>,
    /// How far its settlement is.
    pub settlement: SettlementStage,
}

/// A step of a journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JourneyStep {
    /// Which.
    pub kind: StepKind,
    /// About what; `None` for one that only may come.
    pub subject: Option<Subject>,
    /// Where it stands.
    pub state: StepState,
    /// Who must see to it.
    pub owner: Option<Owner>,
    /// Opened at.
    pub opened_at: Option<Instant>,
    /// Closed at.
    pub closed_at: Option<Instant>,
    /// Due by.
    pub due: Option<Instant>,
}

/// Where a step stands.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Done.
    Done,
    /// Now.
    Open,
    /// Now, and late.
    Overdue,
    /// No longer needed.
    Dropped,
    /// May come.
    Ahead,
}
