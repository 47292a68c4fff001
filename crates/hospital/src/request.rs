//! What a person can ask the hospital to do, and what it answers.
//!
//! A [`Request`] is one use case: one thing that a person does. It holds ids and what the person typed, nothing that the
//! hospital knows already. JSON with unknown fields is refused.

use model::{
    Label,
    id::{
        AdmissionId, AppointmentId, BedId, ChargeId, ClinicianId, CoverageId, DepartmentId, DepositId, JourneyId,
        PersonId, RoomId, SessionId, SettlementId, SlotId, WardId,
    },
    journey::{Identity, InsuranceType, PersonClass, RetentionClass},
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{BookingRules, Channel, Formality, Needs, ReasonCode, RoomSex, Title, Urgency},
    settlement::{ChargeClass, PayMethod},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A credential as somebody presented or typed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypedCredential {
    /// The kind.
    pub kind: CredentialKind,
    /// The number; its form and check digit are checked.
    pub number: String,
}

/// A person as registered. What a resident identity card says (sex, birth) need not be typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonDetails {
    /// Full name, 1–60 characters.
    pub name: String,
    /// Sex; `None` = as the resident identity card says, else unknown.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Born on; `None` = as the resident identity card says, else unknown.
    #[serde(default)]
    pub birth: Option<chrono::NaiveDate>,
    /// Phone number, 5–20 digits.
    #[serde(default)]
    pub phone: Option<String>,
    /// Home address, up to 200 characters.
    #[serde(default)]
    pub address: Option<String>,
    /// Credentials.
    #[serde(default)]
    pub credentials: Vec<TypedCredential>,
}

/// The one form of an admission (一张表): only what the hospital does not know yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormAnswers {
    /// Whom to call, full name.
    #[serde(default)]
    pub contact_name: Option<String>,
    /// Their phone number.
    #[serde(default)]
    pub contact_phone: Option<String>,
    /// The patient's own phone number.
    #[serde(default)]
    pub phone: Option<String>,
    /// The patient's home address.
    #[serde(default)]
    pub address: Option<String>,
    /// Known allergies; an empty text says that there are none.
    #[serde(default)]
    pub allergies: Option<String>,
}

/// A room of a new ward.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRoom {
    /// The number on the door.
    pub number: String,
    /// Who may lie in it.
    pub sex: RoomSex,
    /// Oxygen at the wall.
    #[serde(default)]
    pub oxygen: bool,
    /// May be used for isolation.
    #[serde(default)]
    pub isolation: bool,
    /// The numbers of its beds.
    pub beds: Vec<String>,
}

/// An item of the hospital's price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceListItem {
    /// The hospital's code, unique.
    pub item: String,
    /// Its name.
    pub name: Label,
    /// Catalogue class.
    pub class: ChargeClass,
    /// Yuan per unit, up to 6 decimals.
    pub unit_price: Decimal,
    /// Price ceiling per unit, yuan.
    #[serde(default)]
    pub ceiling: Option<Decimal>,
    /// Rate paid by the patient first, 0–1.
    #[serde(default)]
    pub preself_rate: Decimal,
}

/// How the patient agreed to a settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ConsentGiven {
    /// Signed on glass: the strokes as SVG path data, up to 64 kB.
    Glass {
        /// The strokes.
        strokes: String,
    },
    /// Signed a print, which the nurse confirms.
    Print,
}

/// Declares requests and their actions together, so that no request is without a right.
macro_rules! requests {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        /// One thing that a person can do.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
        pub enum Request { $($(#[$doc])* $name { $($(#[$field_doc])* $field: $type,)* },)* }

        /// What a right is about: one for each request, and one for each kind of reading.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Action {
            $($(#[$doc])* $name,)*
            /// Reads departments, clinicians, days and slots, which name no patient.
            ReadSlots,
            /// Reads a person's data, journeys and visits.
            ReadPerson,
            /// Reads a department's list of the day.
            ReadDay,
            /// Looks people up by code, credential, name or phone.
            SearchPeople,
            /// Reads a session's queue and current patient.
            ReadRoom,
            /// Reads a ward's beds and its waiting admissions.
            ReadWard,
            /// Reads an admission: form, formalities, bed.
            ReadAdmission,
            /// Reads a stay's bill.
            ReadBill,
            /// Reads sessions with their load.
            ReadWeek,
            /// Reads the promises and figures.
            ReadPromises,
            /// Reads logins.
            ReadUsers,
            /// Creates, locks and unlocks logins.
            ManageUsers,
            /// Reads the audit trail.
            ReadAudit,
            /// Reads a patient's data outside the own place, with a reason that is reported.
            BreakGlass,
        }

        impl Action {
            /// All actions, in the order of the table of rights.
            pub const ALL: &'static [Self] = &[
                $(Self::$name,)*
                Self::ReadSlots, Self::ReadPerson, Self::ReadDay, Self::SearchPeople, Self::ReadRoom, Self::ReadWard,
                Self::ReadAdmission, Self::ReadBill, Self::ReadWeek, Self::ReadPromises, Self::ReadUsers,
                Self::ManageUsers, Self::ReadAudit, Self::BreakGlass,
            ];
        }

        impl Request {
            /// The right that it needs.
            pub const fn action(&self) -> Action {
                match self { $(Self::$name { .. } => Action::$name,)* }
            }
        }
    };
}

requests! {
    /// Books a seat.
    Book {
        /// Where.
        slot: SlotId,
        /// For whom.
        patient: PersonId,
        /// From where.
        channel: Channel,
    }
    /// Cancels an appointment.
    Cancel {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Moves an appointment to another slot.
    Move {
        /// Which.
        appointment: AppointmentId,
        /// Where to.
        slot: SlotId,
    }
    /// Checks a patient in.
    CheckIn {
        /// Which.
        appointment: AppointmentId,
        /// Recognised by.
        credential: CredentialKind,
    }
    /// Takes a check-in back.
    UndoCheckIn {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Calls the next of a queue.
    CallNext {
        /// Whose queue.
        session: SessionId,
    }
    /// Calls a certain patient.
    Call {
        /// Whose queue.
        session: SessionId,
        /// Whom.
        appointment: AppointmentId,
    }
    /// Takes a call back.
    UndoCall {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Called and not answering (过号).
    Pass {
        /// Which.
        appointment: AppointmentId,
    }
    /// The consultation starts.
    Start {
        /// Which.
        appointment: AppointmentId,
    }
    /// The consultation ends.
    Finish {
        /// Which.
        appointment: AppointmentId,
    }
    /// Takes the end of a consultation back.
    UndoFinish {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Marks an appointment as missed.
    MarkMissed {
        /// Which.
        appointment: AppointmentId,
    }
    /// Takes a no-show back.
    UndoMissed {
        /// Which.
        appointment: AppointmentId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Requests an admission from a consultation.
    RequestAdmission {
        /// From which.
        appointment: AppointmentId,
        /// ICD-10 code.
        diagnosis: String,
        /// How urgent.
        urgency: Urgency,
        /// What the room must have.
        #[serde(default)]
        needs: Needs,
        /// Expected days of stay, 1–180.
        expected_days: u16,
    }
    /// Requests an admission without a consultation, through the emergency department (急诊入院).
    RequestEmergencyAdmission {
        /// Who.
        patient: PersonId,
        /// By which department.
        department: DepartmentId,
        /// ICD-10 code.
        diagnosis: String,
        /// How urgent.
        urgency: Urgency,
        /// What the room must have.
        #[serde(default)]
        needs: Needs,
        /// Expected days of stay, 1–180.
        expected_days: u16,
    }
    /// Takes a request back.
    CancelAdmission {
        /// Which.
        admission: AdmissionId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Reserves a bed.
    AssignBed {
        /// For.
        admission: AdmissionId,
        /// Which.
        bed: BedId,
    }
    /// Frees a reserved bed.
    UnassignBed {
        /// For.
        admission: AdmissionId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// The patient is here to be admitted: the half hour begins.
    Arrive {
        /// Which.
        admission: AdmissionId,
        /// Recognised by.
        credential: CredentialKind,
    }
    /// Fills the one form with what is not known yet; the formality `form` is done.
    SubmitAdmissionForm {
        /// Of.
        admission: AdmissionId,
        /// What was typed.
        #[serde(default)]
        answers: FormAnswers,
    }
    /// A formality is done.
    DoFormality {
        /// Of.
        admission: AdmissionId,
        /// Which.
        formality: Formality,
    }
    /// Takes a formality back.
    UndoFormality {
        /// Of.
        admission: AdmissionId,
        /// Which.
        formality: Formality,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// In bed: the half hour ends.
    OccupyBed {
        /// Who.
        admission: AdmissionId,
    }
    /// To another bed.
    Transfer {
        /// Who.
        admission: AdmissionId,
        /// Where to.
        bed: BedId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Leaves the hospital.
    Discharge {
        /// Who.
        admission: AdmissionId,
    }
    /// Takes a discharge back.
    UndoDischarge {
        /// Who.
        admission: AdmissionId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// A bed is clean and ready.
    ReadyBed {
        /// Which.
        bed: BedId,
    }
    /// Charges an item of the price list.
    Charge {
        /// Whose bill.
        admission: AdmissionId,
        /// The hospital's item code.
        item: String,
        /// Units, up to 4 decimals, above zero.
        count: Decimal,
    }
    /// Takes units of a line back.
    RefundCharge {
        /// Of which line.
        charge: ChargeId,
        /// Units.
        count: Decimal,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Takes a deposit.
    TakeDeposit {
        /// For.
        admission: AdmissionId,
        /// How much, above zero.
        amount: Yuan,
        /// How.
        method: PayMethod,
    }
    /// Gives a deposit back that was taken by mistake.
    ReturnDeposit {
        /// Which.
        deposit: DepositId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Has the trial settlement made, to be shown.
    Presettle {
        /// Of.
        admission: AdmissionId,
    }
    /// The patient agrees to lines and amounts as shown.
    Consent {
        /// To.
        settlement: SettlementId,
        /// The fingerprint that was shown.
        fingerprint: String,
        /// How.
        means: ConsentGiven,
    }
    /// Settles with the insurance platform.
    Settle {
        /// Which.
        settlement: SettlementId,
    }
    /// Takes or returns the difference to the deposits.
    Pay {
        /// Of.
        settlement: SettlementId,
        /// How.
        method: PayMethod,
    }
    /// Registers a person.
    RegisterPerson {
        /// How known.
        identity: Identity,
        /// Who.
        person: PersonDetails,
    }
    /// Corrects a person's data; the details replace the old ones.
    CorrectPerson {
        /// Who.
        person: PersonId,
        /// The right data, whole.
        details: PersonDetails,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Erases what may be erased of a person's data.
    ErasePerson {
        /// Who.
        person: PersonId,
    }
    /// Two records are one person.
    MergePersons {
        /// The alias.
        from: PersonId,
        /// Who it is.
        into: PersonId,
    }
    /// Takes a merge back.
    UndoMerge {
        /// The alias that is none.
        from: PersonId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Adds insurance.
    AddCoverage {
        /// Whose.
        person: PersonId,
        /// The scheme.
        insurance: InsuranceType,
        /// Active, retired, resident.
        class: PersonClass,
        /// Administrative code of the insured place, six digits.
        region: String,
        /// The platform's person number.
        #[serde(default)]
        psn_no: Option<String>,
    }
    /// Names a family member who may act for a person.
    AddRelative {
        /// Who may act.
        relative: PersonId,
        /// For whom.
        person: PersonId,
    }
    /// Opens a department.
    OpenDepartment {
        /// The hospital's code, unique.
        code: String,
        /// Its name.
        name: Label,
        /// Where it is.
        place: Label,
    }
    /// Enrols a clinician, who becomes a person of the hospital.
    EnrolClinician {
        /// The department.
        department: DepartmentId,
        /// Full name.
        name: String,
        /// Credentials, where the hospital keeps them.
        #[serde(default)]
        credentials: Vec<TypedCredential>,
        /// The title.
        title: Title,
        /// The registration fee.
        fee: Yuan,
    }
    /// Opens a ward.
    OpenWard {
        /// The hospital's code, unique.
        code: String,
        /// Its name.
        name: Label,
        /// Whose patients it takes first.
        departments: Vec<DepartmentId>,
        /// Its rooms.
        rooms: Vec<NewRoom>,
    }
    /// Adopts rules of booking.
    AdoptRules {
        /// The rules.
        rules: BookingRules,
    }
    /// Publishes a session.
    PublishSession {
        /// Whose.
        clinician: ClinicianId,
        /// The consulting room.
        room: Label,
        /// The day.
        date: BusinessDate,
        /// First minute.
        from: MinuteOfDay,
        /// End minute.
        until: MinuteOfDay,
        /// Length of a window, 5–20 minutes.
        slot_minutes: u16,
        /// Seats in each window, 1–50.
        capacity: u16,
    }
    /// Takes a session back in which nobody is booked.
    WithdrawSession {
        /// Which.
        session: SessionId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Adopts an insurance policy.
    AdoptPolicy {
        /// The policy file's text.
        toml: String,
    }
    /// Adds an item to the price list, or changes it.
    AddItem {
        /// The item.
        item: PriceListItem,
    }
}

impl Request {
    /// The reason that it gives, if it is one that gives any.
    pub const fn reason(&self) -> Option<ReasonCode> {
        match self {
            Self::Cancel { reason, .. }
            | Self::UndoCheckIn { reason, .. }
            | Self::UndoCall { reason, .. }
            | Self::UndoFinish { reason, .. }
            | Self::UndoMissed { reason, .. }
            | Self::CancelAdmission { reason, .. }
            | Self::UnassignBed { reason, .. }
            | Self::UndoFormality { reason, .. }
            | Self::Transfer { reason, .. }
            | Self::UndoDischarge { reason, .. }
            | Self::RefundCharge { reason, .. }
            | Self::ReturnDeposit { reason, .. }
            | Self::CorrectPerson { reason, .. }
            | Self::UndoMerge { reason, .. }
            | Self::WithdrawSession { reason, .. } => Some(*reason),
            _ => None,
        }
    }

    /// The reason in own words, if somebody wrote any.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Cancel { text, .. }
            | Self::UndoCheckIn { text, .. }
            | Self::UndoCall { text, .. }
            | Self::UndoFinish { text, .. }
            | Self::UndoMissed { text, .. }
            | Self::CancelAdmission { text, .. }
            | Self::UnassignBed { text, .. }
            | Self::UndoFormality { text, .. }
            | Self::Transfer { text, .. }
            | Self::UndoDischarge { text, .. }
            | Self::RefundCharge { text, .. }
            | Self::ReturnDeposit { text, .. }
            | Self::CorrectPerson { text, .. }
            | Self::UndoMerge { text, .. }
            | Self::WithdrawSession { text, .. } => text.as_deref().map(str::trim).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// Does it move money? Its idempotency key is then looked up however old it is.
    pub const fn moves_money(&self) -> bool {
        matches!(
            self,
            Self::Charge { .. }
                | Self::RefundCharge { .. }
                | Self::TakeDeposit { .. }
                | Self::ReturnDeposit { .. }
                | Self::Settle { .. }
                | Self::Pay { .. }
        )
    }
}

/// What was done: ids and codes, rendered anew by who shows it. Stored with the idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "done", rename_all = "snake_case")]
pub enum Answer {
    /// Done; there is nothing to add.
    Done,
    /// Booked or moved.
    Booked {
        /// The appointment.
        appointment: AppointmentId,
        /// Its journey.
        journey: JourneyId,
        /// The code to show at check-in.
        code: String,
        /// When the patient can expect to be seen.
        expected_at: Instant,
    },
    /// Checked in.
    CheckedIn {
        /// The appointment.
        appointment: AppointmentId,
        /// The ticket's number in its session.
        ticket: u32,
    },
    /// Called.
    Called {
        /// Who.
        appointment: AppointmentId,
    },
    /// An admission was requested.
    AdmissionRequested {
        /// The admission.
        admission: AdmissionId,
    },
    /// A person was registered.
    PersonRegistered {
        /// Who.
        person: PersonId,
    },
    /// What could be erased is erased; the rest is kept until these days.
    PersonErased {
        /// Erased classes.
        destroyed: Vec<RetentionClass>,
        /// Kept, until.
        kept: Vec<(RetentionClass, chrono::NaiveDate)>,
    },
    /// Insurance was added.
    CoverageAdded {
        /// The coverage.
        coverage: CoverageId,
    },
    /// A department was opened.
    DepartmentOpened {
        /// Which.
        department: DepartmentId,
    },
    /// A clinician was enrolled.
    ClinicianEnrolled {
        /// The clinician.
        clinician: ClinicianId,
        /// The person.
        person: PersonId,
    },
    /// A ward was opened.
    WardOpened {
        /// Which.
        ward: WardId,
        /// Its rooms, in the order given.
        rooms: Vec<RoomId>,
    },
    /// A session was published.
    SessionPublished {
        /// Which.
        session: SessionId,
        /// Its slots in order.
        slots: Vec<SlotId>,
    },
    /// A policy was adopted.
    PolicyAdopted {
        /// Its id.
        policy: String,
    },
    /// A line was charged.
    Charged {
        /// The line.
        charge: ChargeId,
    },
    /// Units of a line were taken back.
    Refunded {
        /// The refund line.
        refund: ChargeId,
    },
    /// A deposit was taken.
    DepositTaken {
        /// The deposit.
        deposit: DepositId,
    },
    /// A trial settlement stands.
    Presettled {
        /// The settlement.
        settlement: SettlementId,
        /// What the patient agrees to.
        fingerprint: String,
    },
    /// An exchange with the platform was begun, which goes on by itself; look at the bill.
    Submitted {
        /// About which stay.
        admission: AdmissionId,
    },
    /// Paid; the bill is closed.
    Paid {
        /// The settlement.
        settlement: SettlementId,
        /// Returned to the patient.
        deposit_refund: Yuan,
        /// Taken from the patient.
        arrears: Yuan,
    },
}
