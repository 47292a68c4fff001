//! Commands and events of the scheduling core: sessions, slots, appointments, queues, wards, beds, admissions.
//!
//! Commands carry the ids of what they create; `hospital` makes them. Instants are UTC.

use crate::{
    Label, SideRef,
    event::events,
    id::{
        AdmissionId, AppointmentId, BedId, ClinicianId, DepartmentId, JourneyId, PersonId, RoomId, SessionId, SlotId,
        WardId,
    },
    money::Yuan,
    person::{CredentialKind, Sex},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use serde::{Deserialize, Serialize};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The code.
    pub code: ReasonCode,
    /// The encrypted text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<SideRef>,
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
        /// Cut-offs do not apply to the hospital's own people.
        by_hospital: bool,
    },
    /// Moves to another slot; the old seat is given up only when the new one is had.
    Move {
        /// Which.
        appointment: AppointmentId,
        /// Where to.
        slot: SlotId,
        /// Cut-offs do not apply to the hospital's own people.
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
    /// To another bed, also when the first was wrong.
    Transfer {
        /// Who.
        admission: AdmissionId,
        /// Where to.
        bed: BedId,
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

events! {
    area "scheduling";
    /// A department was added.
    DepartmentOpened 1 {
        /// Its id.
        department: DepartmentId,
        /// The hospital's code, unique.
        code: String,
        /// Its name.
        name: Label,
        /// Where it is.
        place: Label,
    }
    /// A clinician was added.
    ClinicianEnrolled 1 {
        /// The id.
        clinician: ClinicianId,
        /// The department.
        department: DepartmentId,
        /// The person, whose name lies in the side table.
        person: PersonId,
        /// The title.
        title: Title,
        /// The registration fee.
        fee: Yuan,
    }
    /// A ward was added.
    WardOpened 1 {
        /// Its id.
        ward: WardId,
        /// The hospital's code, unique.
        code: String,
        /// Its name.
        name: Label,
        /// Whose patients it takes first.
        departments: Vec<DepartmentId>,
        /// Its rooms.
        rooms: Vec<RoomSpec>,
    }
    /// Rules of booking were adopted.
    RulesAdopted 1 {
        /// The rules.
        rules: BookingRules,
    }
    /// A session was published.
    SessionPublished 1 {
        /// Its id.
        session: SessionId,
        /// Whose.
        clinician: ClinicianId,
        /// Of which department.
        department: DepartmentId,
        /// The consulting room.
        room: Label,
        /// The business date.
        date: BusinessDate,
        /// First minute.
        from: MinuteOfDay,
        /// End minute.
        until: MinuteOfDay,
        /// The registration fee.
        fee: Yuan,
        /// Its slots in order.
        slots: Vec<SlotSpec>,
    }
    /// A session was taken back.
    SessionWithdrawn 1 {
        /// Which.
        session: SessionId,
        /// Why.
        reason: Reason,
    }
    /// A seat was booked. Version 1 had no channel.
    AppointmentBooked 2 {
        /// Its id.
        appointment: AppointmentId,
        /// Where.
        slot: SlotId,
        /// For whom.
        patient: PersonId,
        /// Part of.
        journey: JourneyId,
        /// From where.
        channel: Channel,
        /// Which seat of the slot, from 0.
        seat: u16,
        /// When the patient can expect to be seen, within the window.
        expected_at: Instant,
    }
    /// A seat was given back.
    AppointmentCancelled 1 {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Another slot.
    AppointmentMoved 1 {
        /// Which.
        appointment: AppointmentId,
        /// From.
        from: SlotId,
        /// To.
        slot: SlotId,
        /// Which seat of the new slot.
        seat: u16,
        /// When the patient can expect to be seen.
        expected_at: Instant,
    }
    /// Checked in.
    PatientCheckedIn 1 {
        /// Which.
        appointment: AppointmentId,
        /// The ticket's number in its session, from 1, never used twice.
        ticket: u32,
        /// Recognised by.
        credential: CredentialKind,
    }
    /// A check-in was taken back.
    CheckInUndone 1 {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Called.
    PatientCalled 1 {
        /// Which.
        appointment: AppointmentId,
    }
    /// A call was taken back.
    CallUndone 1 {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Did not answer and fell back.
    PatientPassed 1 {
        /// Which.
        appointment: AppointmentId,
        /// How many waiting people go first.
        places: u16,
    }
    /// The consultation started.
    ConsultationStarted 1 {
        /// Which.
        appointment: AppointmentId,
    }
    /// The consultation ended.
    ConsultationFinished 1 {
        /// Which.
        appointment: AppointmentId,
    }
    /// The end was taken back.
    FinishUndone 1 {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// Missed.
    AppointmentMissed 1 {
        /// Which.
        appointment: AppointmentId,
    }
    /// A no-show was taken back.
    MissedUndone 1 {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: Reason,
    }
    /// An admission was requested.
    AdmissionRequested 1 {
        /// Its id.
        admission: AdmissionId,
        /// Who.
        patient: PersonId,
        /// Part of.
        journey: JourneyId,
        /// Man or woman: rooms depend on it.
        sex: Sex,
        /// By which department.
        department: DepartmentId,
        /// From which consultation.
        appointment: Option<AppointmentId>,
        /// ICD-10 code.
        diagnosis: String,
        /// How urgent.
        urgency: Urgency,
        /// What it needs.
        needs: Needs,
        /// Expected days of stay.
        expected_days: u16,
    }
    /// A request was taken back.
    AdmissionCancelled 1 {
        /// Which.
        admission: AdmissionId,
        /// Why.
        reason: Reason,
    }
    /// A bed was reserved.
    BedAssigned 1 {
        /// For.
        admission: AdmissionId,
        /// Which.
        bed: BedId,
    }
    /// A reserved bed was freed.
    BedUnassigned 1 {
        /// For.
        admission: AdmissionId,
        /// Which.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// Arrived to be admitted.
    PatientArrived 1 {
        /// Which.
        admission: AdmissionId,
        /// Recognised by.
        credential: CredentialKind,
    }
    /// A formality was done.
    FormalityDone 1 {
        /// Of.
        admission: AdmissionId,
        /// Which.
        formality: Formality,
    }
    /// A formality was taken back.
    FormalityUndone 1 {
        /// Of.
        admission: AdmissionId,
        /// Which.
        formality: Formality,
        /// Why.
        reason: Reason,
    }
    /// In bed.
    PatientInBed 1 {
        /// Who.
        admission: AdmissionId,
        /// Where.
        bed: BedId,
    }
    /// To another bed.
    PatientTransferred 1 {
        /// Who.
        admission: AdmissionId,
        /// From.
        from: BedId,
        /// To.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// Left the hospital.
    PatientDischarged 1 {
        /// Who.
        admission: AdmissionId,
        /// From.
        bed: BedId,
        /// Where it was settled.
        settled: SettledAt,
    }
    /// A discharge was taken back.
    DischargeUndone 1 {
        /// Who.
        admission: AdmissionId,
        /// Back in.
        bed: BedId,
        /// Why.
        reason: Reason,
    }
    /// A bed is clean.
    BedReadied 1 {
        /// Which.
        bed: BedId,
    }
}
