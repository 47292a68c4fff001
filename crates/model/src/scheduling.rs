//! Commands and events of the scheduling core: sessions, slots, appointments, queues, wards, beds, admissions.
//!
//! Commands carry the ids of what they create; `hospital` makes them. Instants are UTC.

use crate::{
    Label, SideRef,
    id::{AdmissionId, AppointmentId, BedId, ClinicianId, JourneyId, PersonId, RoomId, SessionId, SlotId},
    person::{CredentialKind, Sex},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct as _};

mod events;
mod ticket;

pub use events::*;
pub use ticket::{NoTicket, Ticket};

/// The longest window that may be published, in minutes: the first promise.
pub const SLOT_MINUTES_MAX: u16 = 20;

/// Professional title (职称), from which fees and grades follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Title {
    /// 主任医师
    Chief,
    /// 副主任医师
    AssociateChief,
    /// 主治医师
    Attending,
    /// 住院医师
    Resident,
}

/// Where a booking comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The patient's phone.
    Online,
    /// The reception desk.
    OnSite,
    /// A clinician, for a follow-up.
    FollowUp,
}

/// Who may lie in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomSex {
    /// Men only.
    Male,
    /// Women only.
    Female,
    /// Whichever sex is in it first; never both.
    Either,
}

/// A bed as it is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BedSpec {
    /// Its id.
    pub bed: BedId,
    /// Its number, as on the wall.
    pub number: String,
}

/// A room as it is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomSpec {
    /// Its id.
    pub room: RoomId,
    /// Its number, as on the door.
    pub number: String,
    /// Who may lie in it.
    pub sex: RoomSex,
    /// Oxygen at the wall.
    pub oxygen: bool,
    /// May be used for isolation.
    pub isolation: bool,
    /// Its beds.
    pub beds: Vec<BedSpec>,
}

/// A slot as it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotSpec {
    /// Its id.
    pub slot: SlotId,
    /// Start of the window.
    pub from: Instant,
    /// End of the window, at most 20 minutes after its start.
    pub until: Instant,
    /// Seats.
    pub capacity: u16,
}

/// What an admission needs of a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// Oxygen at the wall.
    pub oxygen: bool,
    /// A room of one's own, for isolation.
    pub isolation: bool,
}

/// How urgent an admission is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// At once.
    Emergency,
    /// Within a day.
    Urgent,
    /// As planned.
    Elective,
}

/// The formalities of an admission, each timed (入院手续). They may be done side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Formality {
    /// 身份核验: recognised by a credential.
    Identity,
    /// 一张表: the one form.
    Form,
    /// 医保登记: 2401 accepted by the platform, or self-pay confirmed.
    Insurance,
    /// 预交金: a deposit taken, or none needed.
    Deposit,
    /// 腕带: the wristband put on.
    Wristband,
    /// 病区交接: handed over to the ward.
    Handover,
}

impl Formality {
    /// All of them, in the usual order.
    pub const ALL: [Self; 6] =
        [Self::Identity, Self::Form, Self::Insurance, Self::Deposit, Self::Wristband, Self::Handover];
}

/// Where a stay was settled before the patient left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettledAt {
    /// On the ward: the promise.
    Bedside,
    /// At a counter.
    Counter,
    /// Not yet: left with the settlement open.
    Open,
}

/// How a transfer that was asked for came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalledOff {
    /// The ward that asked needs it no longer.
    Withdrawn,
    /// The ward that was asked cannot take the patient.
    Declined,
    /// The patient left the hospital.
    Left,
}

/// Why something was cancelled or taken back. A code; free text goes to a side table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// The patient's wish.
    PatientWish,
    /// The wrong one was taken.
    WrongPerson,
    /// A slip of the hand.
    Mistake,
    /// The hospital's doing.
    Hospital,
    /// Something else; see the text.
    Other,
}

/// A reason: a code and, where somebody wrote one, a text in a side table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Reason {
    /// The code.
    pub code: ReasonCode,
    /// The encrypted text.
    #[serde(default)]
    pub text: Option<SideRef>,
}

/// In JSON a text that is not there is left out; formats without names need every field.
impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = self.text.is_some() || !serializer.is_human_readable();
        let mut fields = serializer.serialize_struct("Reason", 1 + usize::from(whole))?;
        fields.serialize_field("code", &self.code)?;
        if whole {
            fields.serialize_field("text", &self.text)?;
        }
        fields.end()
    }
}

impl From<ReasonCode> for Reason {
    fn from(code: ReasonCode) -> Self {
        Self { code, text: None }
    }
}

/// The rules of booking: dated data with a source (design D8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookingRules {
    /// Where the values come from.
    pub source: String,
    /// In force from this day.
    pub valid_from: BusinessDate,
    /// How many days ahead may be booked, 1–60.
    pub days_ahead: u16,
    /// Open appointments of one person on one day.
    pub per_day_max: u16,
    /// Open appointments of one person in one department on one day.
    pub per_department_day_max: u16,
    /// A patient may cancel or move until so many minutes before the window starts.
    pub cancel_minutes_before: u16,
    /// So often a day may seats of one person be given back by the patient, 1–100: a cancel or a move each counts as one,
    /// for each makes a window free. What the hospital's own people do is not counted, and not refused by it.
    pub cancels_per_day_max: u16,
    /// The same in one department.
    pub cancels_per_department_day_max: u16,
    /// Check-in opens so many minutes before the window starts.
    pub checkin_minutes_before: u16,
    /// Who has not checked in so many minutes after the window's end has missed it.
    pub missed_minutes_after: u16,
    /// Who does not answer a call falls back so many places (过号).
    pub pass_places: u16,
    /// A bed is clean so many minutes after its patient left, unless somebody says so before.
    pub cleaning_minutes: u16,
    /// A transition may be undone within so many minutes (design D14).
    pub undo_minutes: u16,
}

/// What scheduling has to know of people. Journey's events tell it, so it stands in no event of scheduling's own, and a
/// journal of before this was known is read right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonFact {
    /// Two records are one person.
    Merged {
        /// The alias.
        from: PersonId,
        /// Who it is.
        into: PersonId,
    },
    /// They are two again.
    Parted {
        /// The alias that is none any more.
        from: PersonId,
        /// Who it was.
        into: PersonId,
    },
    /// How a person is known now, under whichever record.
    Known {
        /// Who.
        person: PersonId,
        /// Man or woman: rooms depend on it.
        sex: Sex,
        /// Of a newborn: the mother, and when it is one no longer.
        newborn: Option<(PersonId, Instant)>,
    },
}

/// What the scheduling core is asked to do. Ids of new things are made by the caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Adds a department (科室).
    OpenDepartment(DepartmentOpened),
    /// Adds a clinician.
    EnrolClinician(ClinicianEnrolled),
    /// Adds a ward with its rooms and beds.
    OpenWard(WardOpened),
    /// Adopts rules of booking.
    AdoptRules(RulesAdopted),
    /// Publishes a session: windows of `slot_minutes` from `from` to `until`, each with `capacity` seats.
    PublishSession {
        /// The new session.
        session: SessionId,
        /// Whose.
        clinician: ClinicianId,
        /// The consulting room.
        room: Label,
        /// The business date.
        date: BusinessDate,
        /// First minute.
        from: MinuteOfDay,
        /// End minute.
        until: MinuteOfDay,
        /// Length of a window, 5–20 minutes, dividing the session.
        slot_minutes: u16,
        /// Seats in each window, 1–50.
        capacity: u16,
        /// The new slots' ids, one per window.
        slots: Vec<SlotId>,
    },
    /// Takes a published session back; only while nobody is booked in it.
    WithdrawSession {
        /// Which.
        session: SessionId,
        /// Why.
        reason: Reason,
    },
    /// Books a seat.
    Book {
        /// The new appointment.
        appointment: AppointmentId,
        /// Where.
        slot: SlotId,
        /// For whom.
        patient: PersonId,
        /// Part of which journey.
        journey: JourneyId,
        /// From where.
        channel: Channel,
    },
    /// Gives the seat back.
    Cancel {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
        /// Cut-offs and limits a day do not apply to the hospital's own people.
        by_hospital: bool,
    },
    /// Moves to another slot; the old seat is given up only when the new one is had.
    Move {
        /// Which.
        appointment: AppointmentId,
        /// Where to.
        slot: SlotId,
        /// Cut-offs and limits a day do not apply to the hospital's own people.
        by_hospital: bool,
    },
    /// The patient is here.
    CheckIn {
        /// Which.
        appointment: AppointmentId,
        /// Recognised by.
        credential: CredentialKind,
    },
    /// Takes a check-in back.
    UndoCheckIn {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    },
    /// Calls the next of the queue, or a certain one.
    Call {
        /// Whose queue.
        session: SessionId,
        /// A certain one; else the next.
        appointment: Option<AppointmentId>,
    },
    /// Takes a call back (called the wrong one).
    UndoCall {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    },
    /// Called and not answering: falls back some places (过号).
    Pass {
        /// Which.
        appointment: AppointmentId,
    },
    /// The consultation starts.
    Start {
        /// Which.
        appointment: AppointmentId,
    },
    /// The consultation ends.
    Finish {
        /// Which.
        appointment: AppointmentId,
    },
    /// Takes the end of a consultation back.
    UndoFinish {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    },
    /// Missed (爽约), set by a person or by the tick.
    MarkMissed {
        /// Which.
        appointment: AppointmentId,
    },
    /// Takes a wrong no-show back.
    UndoMissed {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    },
    /// Ends a session, by a person once its time is over, by the tick when nobody did: who had checked in is not seen, who
    /// had not has missed it.
    EndSession {
        /// Which.
        session: SessionId,
    },
    /// Takes the end of a session back: whoever it concerned waits, or is awaited, again.
    UndoEndSession {
        /// Which.
        session: SessionId,
        /// Why.
        reason: Reason,
    },
    /// Requests an admission.
    RequestAdmission(AdmissionRequested),
    /// Takes a request back.
    CancelAdmission {
        /// Which.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    },
    /// Reserves a bed.
    AssignBed {
        /// For.
        admission: AdmissionId,
        /// Which.
        bed: BedId,
    },
    /// Frees a reserved bed.
    UnassignBed {
        /// For.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    },
    /// The patient has arrived to be admitted: the half hour begins.
    Arrive {
        /// Which.
        admission: AdmissionId,
        /// Recognised by.
        credential: CredentialKind,
    },
    /// One formality is done.
    DoFormality {
        /// Of.
        admission: AdmissionId,
        /// Which.
        formality: Formality,
    },
    /// Takes a formality back.
    UndoFormality {
        /// Of.
        admission: AdmissionId,
        /// Which.
        formality: Formality,
        /// Why.
        reason: Reason,
    },
    /// In bed: the half hour ends.
    OccupyBed {
        /// Who.
        admission: AdmissionId,
    },
    /// To another bed, also when the first was wrong. A bed of another ward is kept until that ward accepts.
    Transfer {
        /// Who.
        admission: AdmissionId,
        /// Where to.
        bed: BedId,
        /// Why.
        reason: Reason,
    },
    /// The ward that was asked takes the patient.
    AcceptTransfer {
        /// Whom.
        admission: AdmissionId,
    },
    /// A transfer that was asked for is not made.
    CallOffTransfer {
        /// Whose.
        admission: AdmissionId,
        /// By which side.
        how: CalledOff,
        /// Why.
        reason: Reason,
    },
    /// Takes the last transfer back, within a ward; nobody else may have had the bed before since then.
    UndoTransfer {
        /// Whose.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    },
    /// Leaves the hospital. `settled` is settlement's fact.
    Discharge {
        /// Who.
        admission: AdmissionId,
        /// Where it was settled.
        settled: SettledAt,
    },
    /// Takes a discharge back; the bed must not be somebody else's by then.
    UndoDischarge {
        /// Who.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    },
    /// The bed is clean and ready.
    ReadyBed {
        /// Which.
        bed: BedId,
    },
}
