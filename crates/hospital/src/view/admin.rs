//! What a hospital's administrator sees: no patient is named.

use super::{AdmissionState, DepartmentRef, JourneyStep, Name, WardRef};
use crate::{stopped::Stopped, usecase::Action};
use model::{
    Label,
    actor::Role,
    id::{AdmissionId, ClinicianId, DepartmentId, PersonId, Seq, SessionId, UserId, WardId},
    journey::{Owner, StepKind},
    message::Message,
    money::Yuan,
    scheduling::{Formality, Title, Urgency},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use rust_decimal::Decimal;
use scheduling::view::ConsultingRoom;
use serde::Serialize;
use utoipa::ToSchema;

/// The clock with its witnesses, and what fell due while nobody ran the hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClockPage {
    /// Hospital time.
    pub now: Instant,
    /// What the clock shows.
    pub shows: Instant,
    /// Why nothing is written; `None`: all is well.
    pub stopped: Option<Stopped>,
    /// Events that lie in the future, over a minute ahead of the clock.
    pub future: Option<FutureEvents>,
    /// Spans in which nobody ran the hospital and that nobody saw to, oldest first.
    pub unattended: Vec<UnattendedSpan>,
}

/// Events that lie in the future: written while the clock was ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FutureEvents {
    /// The number of the first.
    pub first: Seq,
    /// When the first happened, as the clock said.
    pub first_at: Instant,
    /// When the last happened.
    pub last_at: Instant,
    /// How many.
    pub count: u64,
}

/// A span in which nobody ran the hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnattendedSpan {
    /// When it was last known to run.
    pub since: Instant,
    /// When it ran again.
    pub until: Instant,
    /// How much fell due in it and waits.
    pub count: u64,
    /// The first two hundred of it, in the order in which it fell due.
    pub held: Vec<Held>,
}

/// What fell due and waits for an administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    /// When it fell due.
    pub due: Instant,
    /// What would have been done.
    pub what: Action,
    /// In which department.
    pub department: Option<Label>,
    /// Of which window, from and until.
    pub window: Option<(Instant, Instant)>,
}

/// A department's week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WeekPage {
    /// Hospital time.
    pub now: Instant,
    /// The department.
    pub department: DepartmentRef,
    /// All departments.
    pub departments: Vec<DepartmentRef>,
    /// Monday to Sunday.
    pub days: Vec<BusinessDate>,
    /// A row for each clinician.
    pub rows: Vec<ClinicianWeek>,
}

/// A clinician's week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClinicianWeek {
    /// Who.
    pub clinician: ClinicianId,
    /// The name.
    pub name: Name,
    /// The title.
    pub title: Title,
    /// The registration fee.
    pub fee: Yuan,
    /// For each day of the week, the sessions in order.
    pub days: Vec<Vec<SessionLoad>>,
}

/// A session and its load.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionLoad {
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
    /// Seats taken.
    pub booked: u32,
    /// Seats in all.
    pub capacity: u32,
    /// Seen.
    pub seen: u32,
    /// May be taken back: nobody is booked and it has not begun.
    pub can_withdraw: bool,
    /// Other sessions in the same room at the same time: published before that was refused.
    pub clashes: Vec<ClashingSession>,
}

/// A session that holds the same room at the same time as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClashingSession {
    /// Which.
    pub session: SessionId,
    /// Whose.
    pub clinician: Name,
    /// First minute.
    pub from: MinuteOfDay,
    /// End minute.
    pub until: MinuteOfDay,
}

/// What wants a decision, one by one. No patient is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecidePage {
    /// Hospital time.
    pub now: Instant,
    /// Steps over their time, the longest first, at most [`DecidePage::ROWS_MAX`].
    pub late: Vec<LateStep>,
    /// How many there are.
    pub late_count: u32,
    /// Who has arrived and has no bed, the longest first.
    pub without_bed: Vec<WithoutBed>,
    /// Exchanges with the insurer that have no answer yet, at most [`DecidePage::ROWS_MAX`].
    pub exchanges: Vec<OpenExchange>,
    /// How many there are.
    pub exchange_count: u32,
    /// Two sessions in one room at one time, within the days that may be booked.
    pub clashes: Vec<RoomClash>,
}

impl DecidePage {
    /// So many of each are listed.
    pub const ROWS_MAX: usize = 100;
}

/// A step of some journey that is over its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LateStep {
    /// Which step.
    pub kind: StepKind,
    /// Who sees to it.
    pub owner: Owner,
    /// The department in which the journey began.
    pub department: Option<DepartmentId>,
    /// When it was due.
    pub due: Instant,
    /// The admission that it is about.
    pub admission: Option<AdmissionId>,
    /// The admission's number, as it can be read out.
    pub code: Option<String>,
    /// The ward of that admission, where it has a bed.
    pub ward: Option<Label>,
}

/// How far a stay has come, for who follows it and may not know whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FollowedStay {
    /// Hospital time.
    pub now: Instant,
    /// The admission's number, as it can be read out.
    pub code: String,
    /// For which department.
    pub department: DepartmentRef,
    /// The ward, where it has a bed.
    pub ward: Option<Label>,
    /// How urgent.
    pub urgency: Urgency,
    /// Where it stands.
    pub state: AdmissionState,
    /// Its steps, as they were opened.
    pub steps: Vec<JourneyStep>,
    /// Exchanges with the insurer that have no answer yet.
    pub exchanges: Vec<OpenExchange>,
}

/// Somebody who has arrived and has no bed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WithoutBed {
    /// Which admission.
    pub admission: AdmissionId,
    /// The admission's number, as it can be read out.
    pub code: String,
    /// For which department.
    pub department: DepartmentId,
    /// How urgent.
    pub urgency: Urgency,
    /// Waits since.
    pub arrived_at: Instant,
}

/// An exchange with the insurer that has no answer yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenExchange {
    /// The interface's number.
    pub infno: String,
    /// The admission that it is about.
    pub admission: Option<AdmissionId>,
    /// The admission's number, as it can be read out.
    pub code: Option<String>,
    /// Sent, and nobody knows what became of it.
    pub unknown: bool,
    /// Since when.
    pub since: Instant,
}

/// Two sessions in one room at one time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoomClash {
    /// Of which department.
    pub department: DepartmentId,
    /// The room.
    pub room: Label,
    /// The day.
    pub date: BusinessDate,
    /// Both, the earlier first.
    pub sessions: [ClashingSession; 2],
}

/// The three promises of some days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct PromiseFigures {
    /// The longest published window, minutes.
    pub slot_minutes_max: Option<u16>,
    /// Called before the window's end, of all called with a booking who had checked in before its start.
    pub kept_window_share: Option<Decimal>,
    /// How many were called in time.
    pub kept: u32,
    /// Of how many.
    pub called: u32,
    /// Called before the window's start although somebody of an earlier window was waiting: in neither count.
    pub called_out_of_turn: u32,
    /// Had checked in, and were not seen before their session ended.
    pub not_seen: u32,
    /// Of those kept: called before the window's start when it was not written down yet who was waiting.
    pub kept_unknown: u32,
    /// Mean minutes from arrived to in bed.
    pub admission_minutes_mean: Option<Decimal>,
    /// Of how many.
    pub admissions: u32,
    /// Settled on the ward before leaving, of all discharges.
    pub bedside_share: Option<Decimal>,
    /// How many were settled at the bedside.
    pub bedside: u32,
    /// Of how many.
    pub discharges: u32,
}

/// The promises over some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OverviewPage {
    /// Hospital time.
    pub now: Instant,
    /// How many days, today the last, 1–90.
    pub days: u16,
    /// The first day.
    pub from: BusinessDate,
    /// The last day: today.
    pub until: BusinessDate,
    /// The figures of all these days.
    pub promises: PromiseFigures,
    /// Of today alone.
    pub today: PromiseFigures,
    /// Day by day, at least seven.
    pub trend: Vec<(BusinessDate, PromiseFigures)>,
    /// Mean minutes of each step of an admission, in order.
    pub steps: Vec<StepMinutes>,
    /// Today's slots by half hour.
    pub histogram: Vec<SlotHour>,
    /// What wants a decision.
    pub attention: Vec<Message>,
}

/// A step of an admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StepMinutes {
    /// Which.
    pub step: AdmissionStep,
    /// Mean minutes.
    pub minutes_mean: Decimal,
    /// Over how many admissions.
    pub admissions: u32,
}

/// What takes time between arrived and in bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdmissionStep {
    /// A formality, from the end of the one before.
    Formality(Formality),
    /// Waiting for the bed after arrival (等床).
    Bed,
    /// From the last of these to in bed.
    Walk,
}

/// An hour of today's slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlotHour {
    /// Begins at.
    pub from: MinuteOfDay,
    /// Seen or with the clinician.
    pub seen: u32,
    /// Booked.
    pub booked: u32,
    /// Free.
    pub free: u32,
}

/// A login, as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UserLogin {
    /// The id.
    pub user: UserId,
    /// The login's name.
    pub login: String,
    /// The role.
    pub role: Role,
    /// A patient's person.
    pub person: Option<PersonId>,
    /// A clinician's identity.
    pub clinician: Option<ClinicianId>,
    /// The department.
    pub department: Option<DepartmentId>,
    /// The ward.
    pub ward: Option<WardId>,
    /// Nobody comes in with it while it is switched off.
    pub active: bool,
    /// Some address has to wait with it until then after wrong passwords (real time).
    pub locked_until: Option<Instant>,
}

/// The places that a login can belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlacesPage {
    /// All departments.
    pub departments: Vec<DepartmentRef>,
    /// All clinicians, by department.
    pub clinicians: Vec<ClinicianRef>,
    /// All wards.
    pub wards: Vec<WardRef>,
}

/// A clinician, in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClinicianRef {
    /// The id.
    pub clinician: ClinicianId,
    /// The department.
    pub department: DepartmentId,
    /// The name.
    pub name: Name,
}

/// A log-in, or what an administrator did to a login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoginAccess {
    /// When, hospital time.
    pub at: Instant,
    /// The login's name; none for names that nobody has, and for the command line.
    pub login: Option<String>,
    /// What: `log-in`, `wrong-password`, `unknown-name`, `uncounted`, `created`, `password-set`, `own-password`, `unlocked`,
    /// `switched-off`, `switched-on`.
    pub step: String,
    /// To which login, where it is another's.
    pub whose: Option<String>,
    /// From which address.
    pub address: Option<String>,
    /// How often.
    pub times: i64,
}

/// What opened a record outside the own place.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenedBy {
    /// Somebody broke the glass, with a reason.
    #[serde(rename = "glass")]
    BreakGlass,
    /// An emergency admission.
    Emergency,
    /// An arrival that the ward recorded without a number of the patient's.
    Arrival,
}

/// A glass that somebody broke, with the reason given, or a record that opened at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BrokenGlass {
    /// When.
    pub at: Instant,
    /// The login's name.
    pub login: String,
    /// In which role.
    pub role: Role,
    /// Whose data.
    pub person: Option<PersonId>,
    /// Why; nothing but for a broken glass.
    pub reason: String,
    /// What opened it.
    pub by: OpenedBy,
}
