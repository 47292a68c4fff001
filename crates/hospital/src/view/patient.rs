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

/// The departments, and those for whom one may book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepartmentsPage {
    /// Hospital time.
    pub now: Instant,
    /// All departments.
    pub departments: Vec<DepartmentOffer>,
    /// Oneself first, then those for whom one may act.
    pub family: Vec<FamilyMember>,
}

/// A department to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepartmentOffer {
    /// The department.
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
    /// The person.
    pub person: PersonId,
    /// The name.
    pub name: Name,
    /// Sex.
    pub sex: Sex,
    /// Whole years, if the birth date is known.
    pub age: Option<u32>,
    /// The age of a child under two, in days or months.
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
    /// The patient to book for; `None` for readers who book for anybody.
    pub patient: Option<FamilyMember>,
    /// Those for whom one may book, oneself first.
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
    /// The day.
    pub date: BusinessDate,
    /// What it offers.
    pub state: DayState,
    /// Seats left.
    pub left: u32,
    /// Seats in all windows that have not passed.
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
    /// The clinician.
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
    /// How many of these visits were called within a minute.
    pub on_time: u32,
    /// How many recent visits this is based on, 5–50.
    pub cases: u32,
}

/// A session with its windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionSlots {
    /// The session.
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
    /// The slot.
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
    /// When somebody who books now can expect to be seen; `None` when nothing is left.
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
    /// The patient to book for.
    pub patient: FamilyMember,
    /// The refusal with which a booking would be answered now, if any.
    pub refusal: Option<Refusal>,
}

/// The journeys of the reader's family, open ones first, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JourneysPage {
    /// Hospital time.
    pub now: Instant,
    /// Each in full.
    pub journeys: Vec<JourneyPage>,
    /// Those for whom one may book.
    pub family: Vec<FamilyMember>,
}

/// One journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JourneyPage {
    /// Hospital time.
    pub now: Instant,
    /// The journey.
    pub journey: JourneyId,
    /// The patient.
    pub patient: FamilyMember,
    /// The department in which it began.
    pub department: Option<DepartmentRef>,
    /// When it was opened.
    pub opened_at: Instant,
    /// When it was closed, because nothing was left to do.
    pub closed_at: Option<Instant>,
    /// Its visits, the one that matters now first.
    pub visits: Vec<VisitSummary>,
    /// Its stays.
    pub stays: Vec<StaySummary>,
    /// Its steps in order; those that may still come are `ahead`.
    pub steps: Vec<JourneyStep>,
    /// The effort that it has taken so far.
    pub effort: Effort,
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VisitSummary {
    /// The appointment.
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
    /// The ticket's number.
    pub ticket: Option<Ticket>,
    /// People ahead in the queue; `None` unless waiting.
    pub ahead: Option<u32>,
    /// When the call is expected, unless seen or called already.
    pub forecast: Option<Forecast>,
    /// When check-in opens.
    pub checkin_from: Instant,
    /// Until when the patient may cancel or move it; `None` once they no longer may.
    pub change_until: Option<Instant>,
    /// The patient was not seen, and may choose another window.
    pub wants_window: bool,
}

/// When a patient will probably be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Forecast {
    /// The most likely time.
    pub at: Instant,
    /// The earliest: in eight of ten cases the call comes between `early` and `late`.
    pub early: Instant,
    /// The latest.
    pub late: Instant,
}

/// A stay, as its patient sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StaySummary {
    /// The admission.
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
    /// The kind of step.
    pub kind: StepKind,
    /// What it is about; `None` for a step that may still come.
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
    /// To be done now.
    Open,
    /// To be done now, and late.
    Overdue,
    /// No longer needed.
    Dropped,
    /// May still come.
    Ahead,
}
