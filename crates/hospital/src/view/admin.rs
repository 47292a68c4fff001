//! What a hospital's administrator sees: no patient is named.

use super::{AdmissionState, DepartmentRef, DeviceRow, DrawRef, JourneyStep, Name, WardRef};
use crate::{stopped::Stopped, usecase::Action};
use model::{
    Label,
    actor::Role,
    id::{
        AdmissionId, AppointmentId, ClinicId, ClinicianId, DepartmentId, DeviceId, PersonId, Seq, SessionId, SlotId,
        UserId, WardId,
    },
    interface::Interface,
    journey::{Owner, StepKind},
    message::Message,
    money::Yuan,
    scheduling::{Formality, Title, Urgency},
    settlement::HospitalKind,
    time::{BusinessDate, Instant, MinuteOfDay},
};
use rust_decimal::Decimal;
use scheduling::read::ConsultingRoom;
pub use scheduling::read::PoolView;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The clock with its witnesses, and what fell due while nobody ran the hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClockState {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// What the clock shows.
    pub shows: Instant,
    /// Why nothing is written; `None` if all is well.
    pub stopped: Option<Stopped>,
    /// Events that lie in the future, over a minute ahead of the clock.
    pub future: Option<FutureEvents>,
    /// Spans in which nobody ran the hospital and that nobody has dealt with, oldest first.
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
    /// How many there are.
    pub count: u64,
}

/// A span in which nobody ran the hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnattendedSpan {
    /// When it was last known to run.
    pub since: Instant,
    /// When it ran again.
    pub until: Instant,
    /// How much fell due in it and still waits.
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
    /// The department that it concerns.
    pub department: Option<Label>,
    /// The window that it concerns, from and until.
    pub window: Option<(Instant, Instant)>,
}

/// A department's week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WeekPlan {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The department whose week it is.
    pub department: DepartmentRef,
    /// All departments of the hospital: any of them can be asked for instead.
    pub departments: Vec<DepartmentRef>,
    /// The seven days of the week, Monday to Sunday; `days` of each row has the same order.
    pub days: Vec<BusinessDate>,
    /// The department's devices, on which a session can be published.
    pub devices: Vec<DeviceRow>,
    /// A row for each clinician.
    pub rows: Vec<ClinicianWeek>,
}

/// A clinician's week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClinicianWeek {
    /// Id of the clinician, with which a session is published.
    pub clinician: ClinicianId,
    /// The clinician's name.
    pub name: Name,
    /// The clinician's professional title.
    pub title: Title,
    /// The fee of a visit, in yuan, for sessions that are published from now on.
    pub fee: Yuan,
    /// For each day of the week, the sessions in order.
    pub days: Vec<Vec<SessionLoad>>,
}

/// A session and its load.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionLoad {
    /// Id of the session, with which it is moved to another room, withdrawn or ended.
    pub session: SessionId,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// When it begins, as a minute of its day in the hospital's zone.
    pub from: MinuteOfDay,
    /// When it ends, counted from midnight of its day; above 1440 it runs over midnight.
    #[schema(value_type = u16, maximum = 1620)]
    pub until: MinuteOfDay,
    /// The device that is used in it, by its id; none if it needs none.
    pub device_id: Option<DeviceId>,
    /// Length of its windows, minutes.
    pub slot_minutes: u16,
    /// Seats taken in all its windows, those of patients already seen included.
    pub booked: u32,
    /// Seats in all its windows together.
    pub capacity: u32,
    /// Patients whose consultation has ended.
    pub seen: u32,
    /// May be taken back: nobody is booked, no seat is kept for anybody, and it has not begun.
    pub can_withdraw: bool,
    /// May be closed: somebody is booked or has a seat kept, and it has not begun.
    pub can_close: bool,
    /// It was closed, and does not take place.
    pub is_closed: bool,
    /// The draw of its seats: the one that is pending, or else the newest; none if they were never drawn.
    pub draw: Option<DrawRef>,
    /// The seats of each of its windows, in their order; 0 where none is published.
    pub seats: Vec<u16>,
    /// A number for what is published of it, with which it is changed: another one once it was.
    pub version: u32,
    /// May be changed: it takes place and has not begun.
    pub can_change: bool,
    /// Its seats that are kept for some channels.
    pub pools: Vec<PoolView>,
    /// Other sessions in the same room at the same time: published before that was refused.
    pub clashes: Vec<ClashingSession>,
}

/// A session that holds the same room at the same time as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClashingSession {
    /// Id of the other session.
    pub session: SessionId,
    /// Who holds it.
    pub clinician: Name,
    /// When it begins, as a minute of its day in the hospital's zone.
    pub from: MinuteOfDay,
    /// When it ends, counted from midnight of its day; above 1440 it runs over midnight.
    #[schema(value_type = u16, maximum = 1620)]
    pub until: MinuteOfDay,
}

/// What wants a decision, one by one. No patient is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Undecided {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// Overdue steps, the longest overdue first, at most [`Undecided::ROWS_MAX`].
    pub late: Vec<LateStep>,
    /// How many overdue steps there are.
    pub late_count: u32,
    /// Patients who have arrived and have no bed, the longest waiting first.
    pub without_bed: Vec<WithoutBed>,
    /// Exchanges with the insurer that have no answer yet, at most [`Undecided::ROWS_MAX`].
    pub exchanges: Vec<OpenExchange>,
    /// How many such exchanges there are.
    pub exchange_count: u32,
    /// Pairs of sessions in one room at the same time, within the days that may be booked.
    pub clashes: Vec<RoomClash>,
}

impl Undecided {
    /// How many of each are listed at most.
    pub const ROWS_MAX: usize = 100;
}

/// A step of some journey that is over its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LateStep {
    /// The kind of step.
    pub kind: StepKind,
    /// Who must see to it.
    pub owner: Owner,
    /// The department in which the journey began.
    pub department: Option<DepartmentId>,
    /// When it was due.
    pub due: Instant,
    /// The admission that it is about.
    pub admission: Option<AdmissionId>,
    /// The admission's number, as it can be read out.
    pub code: Option<String>,
    /// The ward of that admission, if it has a bed.
    pub ward: Option<Label>,
}

/// How far a stay has come, for readers who follow it and may not know whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FollowedStay {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The admission's number, as it can be read out.
    pub code: String,
    /// The department that requested it.
    pub department: DepartmentRef,
    /// The ward, if it has a bed.
    pub ward: Option<Label>,
    /// How urgent it is.
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
    /// The admission that waits, by its id.
    pub admission: AdmissionId,
    /// The admission's number, as it can be read out.
    pub code: String,
    /// The department that requested it.
    pub department: DepartmentId,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Waiting since.
    pub arrived_at: Instant,
}

/// An exchange with the insurer that has no answer yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenExchange {
    /// The interface's number.
    pub infno: Interface,
    /// The admission that it is about.
    pub admission: Option<AdmissionId>,
    /// The admission's number, as it can be read out.
    pub code: Option<String>,
    /// Sent, and nobody knows what became of it.
    pub unknown: bool,
    /// Since when it is open.
    pub since: Instant,
}

/// Two sessions in one room at the same time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoomClash {
    /// The department of both sessions, by its id.
    pub department: DepartmentId,
    /// The consulting room that both have, in both languages.
    pub room: Label,
    /// The day on which they overlap.
    pub date: BusinessDate,
    /// Both, the earlier first.
    pub sessions: [ClashingSession; 2],
}

/// The three promises of some days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct PromiseFigures {
    /// The longest published window, minutes.
    pub slot_minutes_max: Option<u16>,
    /// Share called before the end of their window, of all called with a booking who had checked in before its start.
    pub kept_window_share: Option<Decimal>,
    /// How many were called in time.
    pub kept: u32,
    /// How many were called who had checked in before their window's start: `kept_window_share` is of these.
    pub called: u32,
    /// Of those kept: called before the window's start, in turn.
    pub called_early: u32,
    /// Called before the window's start, before others whom the queue's order had first and who had an earlier window: in neither
    /// count.
    pub called_out_of_turn: u32,
    /// Had checked in, and were not seen before their session ended.
    pub not_seen: u32,
    /// Of those kept: called before the window's start, when it was not recorded yet who was waiting.
    pub kept_unknown: u32,
    /// Mean minutes from arrived to in bed, to one decimal; none if nobody was admitted.
    pub admission_minutes_mean: Option<Decimal>,
    /// Over how many admissions.
    pub admissions: u32,
    /// Share of all discharges that were settled on the ward before leaving, 0–1; none without discharges.
    pub bedside_share: Option<Decimal>,
    /// How many were settled at the bedside.
    pub bedside: u32,
    /// How many patients were discharged: `bedside_share` is of these.
    pub discharges: u32,
}

/// The promises over some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HospitalOverview {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// How many days, today the last, 1–90.
    pub days: u16,
    /// The first of the days that are counted.
    pub from: BusinessDate,
    /// The last of the days that are counted, which is today.
    pub until: BusinessDate,
    /// The figures of all these days.
    pub promises: PromiseFigures,
    /// The figures of today alone.
    pub today: PromiseFigures,
    /// Day by day, at least seven.
    pub trend: Vec<(BusinessDate, PromiseFigures)>,
    /// Mean minutes of each step of an admission, in order.
    pub steps: Vec<StepMinutes>,
    /// Today's slots, hour by hour.
    pub histogram: Vec<SlotHour>,
    /// What an administrator should look into, each with its number; empty if all is well.
    pub attention: Vec<Message>,
}

/// A step of an admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StepMinutes {
    /// The step of an admission whose length is given.
    pub step: AdmissionStep,
    /// Mean length of the step in minutes, to one decimal.
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
    /// First minute of the hour, as a minute of the day in the hospital's zone.
    pub from: MinuteOfDay,
    /// Patients of its windows who were seen or are with the clinician.
    pub seen: u32,
    /// Patients of its windows who are booked, have checked in or are called, and are still to be seen.
    pub booked: u32,
    /// Seats of its windows that nobody has taken.
    pub free: u32,
}

/// A login, as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UserLogin {
    /// Id of the login, with which its password is set, or it is unlocked or switched off.
    pub user: UserId,
    /// The name with which its owner logs in.
    pub login: String,
    /// The role, from which all its rights follow.
    pub role: Role,
    /// The person of a patient's login; none for other roles.
    pub person: Option<PersonId>,
    /// The clinician of a clinician's login; none for other roles.
    pub clinician: Option<ClinicianId>,
    /// The department of a desk's or clinician's login; none for other roles and the central reception.
    pub department: Option<DepartmentId>,
    /// The ward of a nurse's login; none for other roles.
    pub ward: Option<WardId>,
    /// The clinic of a referrer's login; none for other roles.
    pub clinic: Option<ClinicId>,
    /// Nobody can log in with it while it is switched off.
    pub active: bool,
    /// Until when some address must wait before it tries this login again, after wrong passwords (real time).
    pub locked_until: Option<Instant>,
}

/// What the hospital is, as insurers and papers know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HospitalProfile {
    /// Its name in both languages, as on papers; messages to the insurer carry the Chinese one.
    pub name: Label,
    /// Its national code (定点医药机构编号).
    pub code: String,
    /// Its level (医院等级): 0 = community or township, 1 to 3.
    pub level: u8,
    /// Its kind; deductibles follow from it.
    pub kind: HospitalKind,
    /// Where it is: six digits by GB/T 2260.
    pub region: String,
}

/// The places that a login can belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceList {
    /// All departments of the hospital, for a desk's login.
    pub departments: Vec<DepartmentRef>,
    /// All clinicians, by department, for a clinician's login.
    pub clinicians: Vec<ClinicianRef>,
    /// All wards of the hospital, for a nurse's login.
    pub wards: Vec<WardRef>,
    /// All primary-care clinics that may refer patients, for a referrer's login.
    pub clinics: Vec<super::ClinicRef>,
}

/// A clinician, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClinicianRef {
    /// Id of the clinician, as a login or a session names it.
    pub clinician: ClinicianId,
    /// Id of the department to which the clinician belongs.
    pub department: DepartmentId,
    /// The clinician's name.
    pub name: Name,
}

/// What happened with a login.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoginStep {
    /// Somebody logged in.
    LogIn,
    /// Somebody typed a wrong password.
    WrongPassword,
    /// Somebody typed a name that no login has.
    UnknownName,
    /// More addresses typed wrong passwords in a short time than are counted one by one.
    Uncounted,
    /// Something was asked for that the login may not do.
    Denied,
    /// It was made.
    Created,
    /// An administrator set its password.
    PasswordSet,
    /// Its owner changed the password.
    OwnPassword,
    /// Nobody who typed its password wrong has to wait any more.
    Unlocked,
    /// Nobody can log in with it.
    SwitchedOff,
    /// It can be used again.
    SwitchedOn,
}

impl LoginStep {
    /// Is it something that an administrator should look at?
    pub const fn is_suspicious(self) -> bool {
        match self {
            Self::WrongPassword | Self::UnknownName | Self::Uncounted | Self::Denied => true,
            Self::LogIn
            | Self::Created
            | Self::PasswordSet
            | Self::OwnPassword
            | Self::Unlocked
            | Self::SwitchedOff
            | Self::SwitchedOn => false,
        }
    }
}

/// A log-in, or what an administrator did to a login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoginAccess {
    /// When it happened, hospital time.
    pub at: Instant,
    /// The login's name; none for names that nobody has, and for the command line.
    pub login: Option<String>,
    /// What happened.
    pub step: LoginStep,
    /// The login to which it was done, if that is another's.
    pub whose: Option<String>,
    /// The address from which it came.
    pub address: Option<String>,
    /// How often it happened; 1 unless the entry stands for several.
    pub times: i64,
}

/// What opened a record outside the reader's own place.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenedBy {
    /// Somebody broke the glass, with a reason.
    BreakGlass,
    /// An emergency admission.
    Emergency,
    /// An arrival that the ward recorded without a number of the patient's.
    Arrival,
}

/// A record for which somebody broke the glass, with the reason given, or one that opened at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BrokenGlass {
    /// When the record was opened, hospital time.
    pub at: Instant,
    /// Name of the login that opened it.
    pub login: String,
    /// The role in which it was opened.
    pub role: Role,
    /// The person whose data it is.
    pub person: Option<PersonId>,
    /// The reason; empty unless somebody broke the glass.
    pub reason: String,
    /// What opened it: a broken glass with a reason, an emergency admission or an arrival.
    pub by: OpenedBy,
}

/// What would become of a session's patients if it were withdrawn now: as many as can be are booked elsewhere in the
/// department, by the rules of booking. It is tried in a copy; nothing is changed, and no seat is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Withdrawal {
    /// Hospital time.
    pub now: Instant,
    /// The session that is to be withdrawn, by its id.
    pub session: SessionId,
    /// The department in which it is held, by its id.
    pub department: DepartmentId,
    /// How many people are booked in it and have not been called: nobody once it is over.
    pub booked: u32,
    /// How many of them would get another window of the same clinician.
    pub same_clinician: u32,
    /// How many would get a window of another clinician of the department.
    pub other_clinician: u32,
    /// How many would get no other window.
    pub nowhere: u32,
    /// Why they would get none: for each refusal's code, how many of them at least one window would refuse with it. One
    /// person may count under several codes.
    pub refusals: BTreeMap<String, u32>,
    /// Those who would get another window, in the order in which they would be booked: by the start of their window.
    pub rebooked: Vec<Rebooked>,
}

/// An appointment that would get another window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Rebooked {
    /// The appointment that would be moved, by its id.
    pub appointment: AppointmentId,
    /// Start of its window.
    pub from: Instant,
    /// End of its window.
    pub until: Instant,
    /// The slot that it would get.
    pub slot: SlotId,
    /// That slot's clinician.
    pub clinician: ClinicianId,
    /// Start of the window that it would get.
    pub new_from: Instant,
    /// End of the window that it would get.
    pub new_until: Instant,
}
