//! What a person can ask the hospital to do, and what it answers.
//!
//! A [`Request`] is one use case: one thing that a person does. It holds ids and what the person typed, nothing that the
//! hospital knows already. JSON with unknown fields is refused.

mod answer;
mod facts;
mod parts;

pub use answer::Answer;
pub use parts::{ConsentGiven, FormAnswers, NewRoom, PersonDetails, PriceListItem, TypedCredential};

use model::{
    Label,
    id::{
        AdmissionId, AppointmentId, BedId, ChargeId, ClinicianId, CoverageId, DepartmentId, DepositId, PersonId,
        SessionId, SettlementId, SlotId,
    },
    journey::{Identity, InsuranceType, PersonClass},
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{BookingRules, Channel, Formality, Needs, ReasonCode, Title, Urgency},
    settlement::PayMethod,
    time::{BusinessDate, MinuteOfDay},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Declares requests and their actions together, so that no request is without a right.
macro_rules! requests {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        /// One thing that a person can do. It is kept (hashed, for its idempotency key) with its name beside its fields,
        /// `{"do": "book", "slot": …}`, and read under its name, `{"book": {"slot": …}}`: see [`Named`].
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "do", rename_all = "snake_case", from = "Named")]
        pub enum Request { $($(#[$doc])* $name { $($(#[$field_doc])* $field: $type,)* },)* }

        /// A request as it is read. serde keeps what stands beside a tag in a copy of its own, where an error no longer knows
        /// its place; under a name nothing is copied, and whoever reads can follow the error to the field at fault.
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        enum Named { $($name { $($(#[$field_doc])* $field: $type,)* },)* }

        impl From<Named> for Request {
            fn from(named: Named) -> Self {
                match named { $(Named::$name { $($field,)* } => Self::$name { $($field,)* },)* }
            }
        }

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
            /// Reads the stays that are to be put in order: open at the insurer, or with money, after they ended here.
            ReadOpenStays,
            /// Reads sessions with their load.
            ReadWeek,
            /// Reads the promises and figures.
            ReadPromises,
            /// Reads logins.
            ReadUsers,
            /// Creates, locks and unlocks logins.
            ManageUsers,
            /// Makes a login for a patient, and sees which there are.
            MakePatientLogin,
            /// Reads how the clock is and what fell due while nobody ran the hospital; agrees to it.
            ManageClock,
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
                Self::ReadAdmission, Self::ReadBill, Self::ReadOpenStays, Self::ReadWeek, Self::ReadPromises,
                Self::ReadUsers, Self::ManageUsers, Self::MakePatientLogin, Self::ManageClock, Self::ReadAudit, Self::BreakGlass,
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
    /// Ends a session whose time is over: who has checked in is not seen and is offered another window, who has not has
    /// missed it.
    EndSession {
        /// Which.
        session: SessionId,
    }
    /// Takes the end of a session back: its queue is as it was.
    UndoEndSession {
        /// Which.
        session: SessionId,
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
        /// The number that was scanned or typed, of whichever kind: it must be the patient's, and says of which kind it is.
        /// Without one, a record that opens by the arrival alone is reported.
        #[serde(default)]
        number: Option<String>,
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
    /// The patient pays all for now (先自费): the formality `insurance` is done without the platform; insurance is
    /// registered later.
    PayAllForNow {
        /// Of.
        admission: AdmissionId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Puts a stay under one of the patient's insurances: its lines are split again, and the platform is told.
    ChooseCoverage {
        /// Which stay.
        admission: AdmissionId,
        /// Under which of the patient's insurances.
        coverage: CoverageId,
    }
    /// In bed: the half hour ends.
    OccupyBed {
        /// Who.
        admission: AdmissionId,
    }
    /// To another bed. A bed of another ward is kept, and the patient stays, until that ward accepts.
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
    /// Takes a patient into this ward, into the bed that is kept.
    AcceptTransfer {
        /// Whom.
        admission: AdmissionId,
    }
    /// The ward cannot take the patient; the bed is free again.
    DeclineTransfer {
        /// Whom.
        admission: AdmissionId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Another ward's bed is needed no longer.
    WithdrawTransfer {
        /// By whom.
        admission: AdmissionId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Takes the last transfer back.
    UndoTransfer {
        /// Whose.
        admission: AdmissionId,
        /// Why.
        reason: ReasonCode,
        /// In own words.
        #[serde(default)]
        text: Option<String>,
    }
    /// Records the sex of an inpatient of whom it was not known.
    RecordSex {
        /// Whose.
        admission: AdmissionId,
        /// As seen.
        sex: Sex,
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
    /// Says what a difference is that nobody could name, before the patient signs.
    ConfirmDifference {
        /// In the trial of.
        settlement: SettlementId,
        /// Why.
        reason: ReasonCode,
        /// What was found, in own words; it must be said.
        #[serde(default)]
        text: Option<String>,
    }
    /// Closes a registration that the insurer refuses to take back, after its written confirmation.
    CloseRegistration {
        /// Of.
        admission: AdmissionId,
        /// Why.
        reason: ReasonCode,
        /// What the confirmation says (number, day, who signed it), in own words; it must be said.
        #[serde(default)]
        text: Option<String>,
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
