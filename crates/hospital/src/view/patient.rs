//! What a patient sees on the phone. Full names: they are the reader's own family, or clinicians.

use super::{
    AdmissionState, DepartmentRef, DrawRef, Name, RebookingOffer, SettlementStage, VisitAppeal, VisitItinerary,
    VisitState,
};
use model::{
    Label,
    id::{AdmissionId, AppointmentId, ClinicianId, JourneyId, PersonId, SessionId, SlotId},
    journey::{Effort, Owner, StepKind, Subject},
    message::{Message, Refusal},
    money::Yuan,
    person::{CredentialKind, Infant, Sex},
    scheduling::{Channel, ImpossibleDays, Ticket, Title},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use scheduling::read::ConsultingRoom;
use serde::Serialize;
use utoipa::ToSchema;

/// The departments, and those for whom one may book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepartmentList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// All departments of the hospital, each with what it offers.
    pub departments: Vec<DepartmentOffer>,
    /// Oneself first, then those for whom one may act.
    pub family: Vec<FamilyMember>,
}

/// A department to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepartmentOffer {
    /// The department that offers windows.
    #[serde(flatten)]
    pub department: DepartmentRef,
    /// Seats that can still be booked today.
    pub left_today: u32,
    /// The first day with a seat left, within the days that may be booked; none if there is none.
    pub next_day: Option<BusinessDate>,
}

/// Somebody one may book for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FamilyMember {
    /// Id of the person, for whom one books with it.
    pub person: PersonId,
    /// The name in both forms; both are empty if the reader may not know who it is.
    pub name: Name,
    /// Administrative sex; `unknown` also if the reader may not know who it is.
    pub sex: Sex,
    /// Whole years, if the birth date is known.
    pub age: Option<u32>,
    /// The age of a child under two, in days or months; none for everybody else.
    pub infant: Option<Infant>,
    /// It is the reader, and not somebody for whom the reader may act.
    pub myself: bool,
    /// Cannot be booked for online for some time; none if one can.
    pub blocked: Option<BookingBlock>,
}

/// Somebody has missed so many visits that online booking is closed for some time. The desk can still book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BookingBlock {
    /// The first day on which one can book online again.
    pub until: BusinessDate,
    /// How many visits were missed, of those that count.
    pub missed: u16,
    /// Within how many days.
    pub within_days: u16,
}

/// One department's days, clinicians and windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlotList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The department whose windows are shown.
    pub department: DepartmentRef,
    /// The patient to book for; none for readers who book for anybody.
    pub patient: Option<FamilyMember>,
    /// Those for whom one may book, oneself first.
    pub family: Vec<FamilyMember>,
    /// The days that may be booked, in order.
    pub days: Vec<DayOffer>,
    /// The day whose sessions are shown, in the hospital's zone.
    pub date: BusinessDate,
    /// The clinicians who have sessions that day.
    pub clinicians: Vec<ClinicianDay>,
    /// One can wait for windows that are full.
    pub has_waitlist: bool,
    /// The next day that opens, of those that are listed.
    pub opens: Option<DayOpening>,
}

/// A day that cannot be booked yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayOpening {
    /// The day, in the hospital's zone.
    pub date: BusinessDate,
    /// When its first windows can be booked.
    pub at: Instant,
}

/// A day on which windows may be offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayOffer {
    /// The day, in the hospital's zone.
    pub date: BusinessDate,
    /// Whether it has seats left, as one word.
    pub state: DayState,
    /// Seats of that day that can be booked now.
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
    /// No session (停诊).
    Closed,
    /// Its windows cannot be booked yet (未放号).
    NotYet,
    /// All its windows have begun.
    Over,
    /// Its seats are drawn (摇号), and no others are left.
    Drawn,
}

/// A clinician's sessions of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClinicianDay {
    /// Id of the clinician.
    pub clinician: ClinicianId,
    /// The clinician's name.
    pub name: Name,
    /// The clinician's professional title.
    pub title: Title,
    /// The fee of a visit in these sessions, in yuan.
    pub fee: Yuan,
    /// How long one usually waits; none with fewer than five recent visits.
    pub usual_wait: Option<UsualWait>,
    /// The clinician's sessions of that day, by time.
    pub sessions: Vec<SessionSlots>,
}

/// How long one usually waits for a clinician: from the window's start (or check-in, where that was later) to the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UsualWait {
    /// The median wait, in whole minutes.
    pub median_minutes: u32,
    /// How many of these visits were called within a minute.
    pub on_time: u32,
    /// How many recent visits this is based on, 5–50.
    pub cases: u32,
}

/// A session with its windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionSlots {
    /// Id of the session.
    pub session: SessionId,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// When it begins, as a minute of its day in the hospital's zone.
    pub from: MinuteOfDay,
    /// When it ends, counted from midnight of its day; above 1440 it runs over midnight.
    #[schema(value_type = u16, maximum = 1620)]
    pub until: MinuteOfDay,
    /// Length of its windows, minutes.
    pub slot_minutes: u16,
    /// It begins before noon, and is a morning's session.
    pub morning: bool,
    /// The draw of its seats: the one that is pending, or else the newest; none if they were never drawn.
    pub draw: Option<DrawRef>,
    /// Its windows, by time.
    pub slots: Vec<SlotOffer>,
}

/// A window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlotOffer {
    /// Id of the window, with which a seat in it is booked.
    pub slot: SlotId,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// Seats that can be booked now; 0 if it cannot be booked.
    pub left: u16,
    /// Seats of the window, taken or not.
    pub capacity: u16,
    /// Whether a seat can be booked, and why not.
    pub state: SlotState,
    /// When somebody who books now can expect to be seen; none when it cannot be booked.
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
    /// Begins so soon that it cannot be booked from afar any more.
    TooLate,
    /// The session was closed.
    Closed,
    /// The seats are drawn, and that is not over yet.
    Drawn,
}

/// The choice before it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BookingPreview {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The department of the window.
    pub department: DepartmentRef,
    /// The day of the window, in the hospital's zone.
    pub date: BusinessDate,
    /// The window that was chosen.
    pub slot: SlotOffer,
    /// Id of the session to which the window belongs.
    pub session: SessionId,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// Id of the clinician who sees the patient.
    pub clinician: ClinicianId,
    /// The clinician's name.
    pub clinician_name: Name,
    /// The clinician's professional title.
    pub title: Title,
    /// The fee of the visit, in yuan.
    pub fee: Yuan,
    /// The person for whom it would be booked.
    pub patient: FamilyMember,
    /// The refusal with which a booking would be answered now; none if it would be accepted.
    pub refusal: Option<Refusal>,
    /// Until when a seat of the window is held for that person; none if none is.
    pub held_until: Option<Instant>,
    /// Could a seat of it be held now, or held for longer?
    pub can_hold: bool,
}

/// A seat that is held while somebody of the family decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldSeat {
    /// Hospital time at which this was read.
    pub now: Instant,
    /// The day of its session.
    pub date: BusinessDate,
    /// The window, by its id.
    pub slot: SlotId,
    /// When it begins.
    pub from: Instant,
    /// When it ends.
    pub until: Instant,
    /// Until when the seat is held.
    pub held_until: Instant,
    /// For whom.
    pub patient: FamilyMember,
    /// The department.
    pub department: DepartmentRef,
    /// The clinician's name.
    pub clinician: Name,
}

/// The journeys of the reader's family, open ones first, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JourneyList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// Each journey with its visits, stays and steps.
    pub journeys: Vec<JourneyDetail>,
    /// Those for whom one may book.
    pub family: Vec<FamilyMember>,
}

/// One journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JourneyDetail {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// Id of the journey, as in its address.
    pub journey: JourneyId,
    /// The person whose journey it is.
    pub patient: FamilyMember,
    /// The department in which it began; none if it began in none.
    pub department: Option<DepartmentRef>,
    /// When it was opened, by a booking or a request for admission.
    pub opened_at: Instant,
    /// When it was closed, because nothing was left to do; none while it is open.
    pub closed_at: Option<Instant>,
    /// Its visits, the one that matters now first.
    pub visits: Vec<VisitSummary>,
    /// Its stays in the hospital, the newest first.
    pub stays: Vec<StaySummary>,
    /// Its steps in order; those that may still come are `ahead`.
    pub steps: Vec<JourneyStep>,
    /// The effort that it has taken so far.
    pub effort: Effort,
}

/// A visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VisitSummary {
    /// Id of the appointment, as in the address of everything that is done to it.
    pub appointment: AppointmentId,
    /// Where the visit stands now.
    pub state: VisitState,
    /// The code of eight characters to say or type at check-in.
    pub code: String,
    /// What the QR code holds: an opaque id, nothing about the person.
    pub qr: String,
    /// The department of the session.
    pub department: DepartmentRef,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The clinician who sees the patient.
    pub clinician: Name,
    /// The clinician's professional title.
    pub title: Title,
    /// Id of the session in which the patient is seen.
    pub session: SessionId,
    /// The day of the visit, in the hospital's zone.
    pub date: BusinessDate,
    /// Id of the window that is booked.
    pub slot: SlotId,
    /// Start of the window that is booked.
    pub from: Instant,
    /// End of the window that is booked.
    pub until: Instant,
    /// The fee of the visit, in yuan.
    pub fee: Yuan,
    /// When the patient could expect to be seen, as said at booking.
    pub expected_at: Instant,
    /// The channel through which it was booked.
    pub channel: Channel,
    /// When it was booked.
    pub booked_at: Instant,
    /// When the patient checked in; none before that.
    pub checked_in_at: Option<Instant>,
    /// The credential by which the patient was recognised at check-in; none before that.
    pub credential: Option<CredentialKind>,
    /// When the patient was called last; none before the first call.
    pub called_at: Option<Instant>,
    /// Number of the ticket; none before check-in.
    pub ticket: Option<Ticket>,
    /// People ahead in the queue; none unless waiting.
    pub ahead: Option<u32>,
    /// Why the patient has this place in the queue; nothing unless waiting.
    pub why: Vec<Message>,
    /// Until when the session is expected to pause; none unless waiting during a pause.
    pub paused_until: Option<Instant>,
    /// When the call is expected; none unless waiting, or with too few recent visits.
    pub forecast: Option<Forecast>,
    /// When check-in opens, by the booking rules.
    pub checkin_from: Instant,
    /// The patient may check in now on the own phone, with the code that the screens in the building show.
    pub can_check_in_here: bool,
    /// Until when the patient may cancel or move it; none once they no longer may.
    pub change_until: Option<Instant>,
    /// Until when its cancellation can be taken back, if nobody takes the seat before; none if it cannot.
    pub undo_until: Option<Instant>,
    /// The patient was not seen, and may choose another window.
    pub wants_window: bool,
    /// The session was closed, or takes place after all: a window that is kept for the patient until they have answered.
    pub rebooking: Option<RebookingOffer>,
    /// The name of the clinic that referred the patient; none if nobody did.
    pub referred_by: Option<Label>,
    /// What was asked and decided about a visit that was missed; none if nothing was.
    pub appeal: Option<VisitAppeal>,
    /// It was missed, and its patient can appeal.
    pub can_appeal: bool,
    /// On which days the patient cannot come, if another window has to be found.
    pub impossible: ImpossibleDays,
    /// Those days can be changed: the visit is ahead.
    pub can_change_days: bool,
    /// The itinerary of which it is a step; none if it was booked by itself.
    pub itinerary: Option<VisitItinerary>,
}

/// When a patient will probably be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Forecast {
    /// The time at which the call is most likely.
    pub at: Instant,
    /// The earliest: in eight of ten cases the call comes between `early` and `late`.
    pub early: Instant,
    /// The latest, as `early` is the earliest.
    pub late: Instant,
}

/// A stay, as its patient sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StaySummary {
    /// Id of the stay, as in the address of its bill.
    pub admission: AdmissionId,
    /// Where the stay stands now.
    pub state: AdmissionState,
    /// Name of the ward; none before a bed is reserved.
    pub ward: Option<Label>,
    /// Room number and bed number; none before a bed is reserved.
    pub bed: Option<(String, String)>,
    /// When the admission was requested.
    pub requested_at: Instant,
    /// When the patient arrived to be admitted; none before that.
    pub arrived_at: Option<Instant>,
    /// When the patient was in bed; none before that.
    pub in_bed_at: Option<Instant>,
    /// When the patient was discharged; none before that.
    pub discharged_at: Option<Instant>,
    /// How far its settlement is.
    pub settlement: SettlementStage,
}

/// A step of a journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct JourneyStep {
    /// What kind of step it is.
    pub kind: StepKind,
    /// What it is about; none for a step that may still come.
    pub subject: Option<Subject>,
    /// Whether it is done, to be done, late, or may still come.
    pub state: StepState,
    /// Who must see to it; none for a step that may still come.
    pub owner: Option<Owner>,
    /// When it was opened; none for a step that has not begun.
    pub opened_at: Option<Instant>,
    /// When it was done or no longer needed; none while it is open.
    pub closed_at: Option<Instant>,
    /// By when it should be done; none if no time is set.
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
