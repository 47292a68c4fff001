//! What reception sees. Full names: the desk's own screen.

use super::{
    AdmissionState, CoverageSummary, DepartmentRef, MaskedCredential, Name, PersonSummary, SessionEnd, SessionHead,
    VisitState,
};
use chrono::NaiveDate;
use model::{
    Label,
    id::{AdmissionId, AppointmentId, PersonId, SessionId},
    message::{Message, Refusal},
    scheduling::{Channel, ImpossibleDays, Ticket},
    time::{BusinessDate, Instant},
};
use scheduling::read::ConsultingRoom;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A department's list of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The department whose list it is.
    pub department: DepartmentRef,
    /// All departments that the reader may switch to.
    pub departments: Vec<DepartmentRef>,
    /// The day of the list, in the hospital's zone.
    pub date: BusinessDate,
    /// The visits, by window and ticket number; those without one come last in their window.
    pub rows: Vec<ListedVisit>,
    /// How many visits of the list stand where.
    pub counts: DayCounts,
    /// The reader may check in here, and change what is booked.
    pub may_change: bool,
    /// The sessions of the list that have not ended, for readers who may change something here.
    pub sessions: Vec<SessionHead>,
    /// The sessions of the list that can be ended, or whose end can be taken back.
    pub ends: Vec<(SessionHead, SessionEnd)>,
}

/// A day's list in figures; cancelled visits are in none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayCounts {
    /// Visits whose patient is booked and not here yet.
    pub expected: u32,
    /// Visits whose patient has checked in or is called.
    pub waiting: u32,
    /// Visits whose patient is with the clinician now.
    pub in_consultation: u32,
    /// Visits whose consultation has ended.
    pub seen: u32,
    /// Visits whose patient did not come.
    pub missed: u32,
    /// Had checked in, and were not seen when their session ended.
    pub not_seen: u32,
}

/// A visit in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedVisit {
    /// Id of the appointment, as in the address of everything that is done to it.
    pub appointment: AppointmentId,
    /// Its code of eight characters to read out; empty if the reader may not know whose it is.
    pub code: String,
    /// The patient for whom it is booked.
    pub patient: PersonSummary,
    /// Where the visit stands now.
    pub state: VisitState,
    /// Id of the session in which the patient is seen.
    pub session: SessionId,
    /// The department of that session.
    pub department: DepartmentRef,
    /// The clinician who sees the patient.
    pub clinician: Name,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// Start of the window that is booked.
    pub from: Instant,
    /// End of the window that is booked.
    pub until: Instant,
    /// The channel through which it was booked.
    pub channel: Channel,
    /// The name of the clinic that referred the patient; none if nobody did.
    pub referred_by: Option<Label>,
    /// Number of the ticket; none before check-in.
    pub ticket: Option<Ticket>,
    /// People ahead in the queue; none unless waiting.
    pub ahead: Option<u32>,
    /// Why the patient has this place in the queue; nothing unless waiting.
    pub why: Vec<Message>,
    /// When the patient checked in; none before that.
    pub checked_in_at: Option<Instant>,
    /// When the patient was called last; none before the first call.
    pub called_at: Option<Instant>,
    /// The reader can check in now.
    pub can_check_in: bool,
    /// The reader can take back what was done last: the check-in, or the no-show.
    pub can_undo: bool,
    /// The patient was seen, and the reader can let them wait again with the results of tests.
    pub can_return: bool,
    /// The reader can take such a return back.
    pub can_undo_return: bool,
    /// The patient waits, and the reader can send them on to another session of the department.
    pub can_transfer: bool,
    /// The reader can take such a transfer back.
    pub can_undo_transfer: bool,
    /// The reader can cancel it now.
    pub can_cancel: bool,
    /// The reader can move it to another window.
    pub can_move: bool,
    /// A clinic referred the patient, and the reader may read why.
    pub can_read_referral: bool,
    /// It was missed, and the reader may excuse it or look at its appeal.
    pub can_excuse: bool,
    /// On which days the patient cannot come, for a reader who may change that now.
    pub impossible: Option<ImpossibleDays>,
}

/// A session to which somebody who waits can be sent on, with what that does there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TransferTo {
    /// The session.
    pub session: SessionHead,
    /// No seat is free there for the patient: one is added.
    pub is_added: bool,
    /// How many wait there who would be called before.
    pub ahead: u32,
    /// How many would be called after, of those who wait there or are booked for a later window.
    pub behind: u32,
    /// By how many minutes each of those waits longer, and the session lasts; none if too little is known of its clinician.
    pub minutes: Option<u32>,
}

/// An admission in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedStay {
    /// Id of the stay, as in the address of everything that is done to it.
    pub admission: AdmissionId,
    /// Where the stay stands now.
    pub state: AdmissionState,
    /// The ward, once a bed is reserved.
    pub ward: Option<Label>,
    /// Room number and bed number; none before a bed is reserved.
    pub bed: Option<(String, String)>,
    /// When the admission was requested.
    pub requested_at: Instant,
}

/// The people whom a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SearchResult {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// What kind of thing was typed.
    pub kind: SearchKind,
    /// Found people, each with what concerns the desk; at most 20.
    pub hits: Vec<SearchHit>,
    /// There are more than are shown: a birth date after the name leaves fewer.
    pub more: bool,
}

/// What somebody typed or scanned.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    /// A visit's code or QR payload.
    VisitCode,
    /// The number of a credential.
    Credential,
    /// A phone number.
    Phone,
    /// A name or a part of one.
    Name,
}

/// A person whom a search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SearchHit {
    /// The person who was found.
    pub patient: PersonSummary,
    /// Visits of today, and of yesterday in sessions that go on, by time.
    pub visits: Vec<ListedVisit>,
    /// Stays that are neither discharged nor cancelled, the newest first.
    pub stays: Vec<ListedStay>,
}

/// One person, opened at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeskPerson {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// Whose record it is.
    pub patient: PersonSummary,
    /// Which version of the record this is; a correction builds on it.
    pub record: Option<Uuid>,
    /// Born on.
    pub birth: Option<NaiveDate>,
    /// Insurance in force.
    pub coverage: Option<CoverageSummary>,
    /// Visits of today, open ones to come, and those whose patient may choose another window, by time.
    pub visits: Vec<ListedVisit>,
    /// Stays that are not over.
    pub stays: Vec<ListedStay>,
    /// Those who may act for the person.
    pub relatives: Vec<PersonSummary>,
    /// Those for whom the person may act.
    pub acts_for: Vec<PersonSummary>,
    /// Records that were merged into this one.
    pub merged: Vec<MergedRecord>,
    /// Records that may be the same person; at most five.
    pub alike: Vec<Alike>,
}

/// A record that was merged into another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MergedRecord {
    /// Id of the record that was merged into this one.
    pub record: PersonId,
    /// The name in it.
    pub name: Name,
    /// Its credentials, masked.
    pub credentials: Vec<MaskedCredential>,
}

/// Somebody who may be the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// The other record, which may be the same person's.
    pub patient: PersonSummary,
    /// What both have in common.
    pub same: Vec<Fact>,
}

/// What two records can have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The full name.
    Name,
    /// The birth date.
    Birth,
    /// The phone number.
    Phone,
}

/// Two records side by side, before they become one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MergePreview {
    /// The one that becomes part of the other.
    pub from: DeskPerson,
    /// The one that stays.
    pub into: DeskPerson,
    /// Why they cannot be merged now, with what is to be resolved first.
    pub refusal: Option<Refusal>,
    /// Nothing but caps stands in the way: an administrator can merge them all the same.
    pub is_over_caps: bool,
}

/// Two records that would be over the caps as one person, as an administrator sees them. Names are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OverCapsPreview {
    /// The name of the one that becomes part of the other, masked.
    pub from: String,
    /// The name of the one that stays, masked.
    pub into: String,
    /// Why they cannot be merged now, with what is too much; none if nothing stands in the way.
    pub refusal: Option<Refusal>,
    /// Nothing but caps stands in the way.
    pub is_over_caps: bool,
}
