//! What a ward nurse sees. Boards show masked names; a bedside page and the form show full ones.

use super::{AdmissionState, BedState, CoverageSummary, DepartmentRef, PersonSummary};
use model::{
    Label,
    id::{AdmissionId, BedId, RoomId, WardId},
    message::{Message, Value},
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{Formality, Needs, RoomSex, Urgency},
    time::{BusinessDate, Instant},
};
use rust_decimal::Decimal;
pub use scheduling::view::WrongCompany;
use serde::Serialize;
use utoipa::ToSchema;

/// A ward, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WardRef {
    /// The id.
    pub ward: WardId,
    /// The hospital's code.
    pub code: String,
    /// Its name.
    pub name: Label,
}

/// A ward at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WardPage {
    /// Hospital time.
    pub now: Instant,
    /// The ward.
    pub ward: WardRef,
    /// Wards that the reader may switch to.
    pub wards: Vec<WardRef>,
    /// Rooms in order.
    pub rooms: Vec<WardRoom>,
    /// Patients who are to come, most urgent first.
    pub waiting: Vec<WaitingAdmission>,
    /// Patients who lie in another ward and wait for this one to accept.
    pub coming: Vec<IncomingTransfer>,
    /// The ward in figures.
    pub figures: WardFigures,
}

/// A ward in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WardFigures {
    /// Beds in all.
    pub beds: u32,
    /// Beds in which somebody lies.
    pub occupied: u32,
    /// Free beds.
    pub free: u32,
    /// Reserved beds.
    pub reserved: u32,
    /// Beds that are being cleaned.
    pub cleaning: u32,
    /// Patients who leave today, gone or not.
    pub leaving_today: u32,
    /// Of these, how many are settled.
    pub leaving_settled: u32,
    /// Mean minutes from arrived to in bed, of those admitted to this ward today.
    pub admission_minutes_mean: Option<Decimal>,
    /// Share of this ward's discharges of the last 30 days that were settled at the bedside.
    pub bedside_share: Option<Decimal>,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WardRoom {
    /// The room.
    pub room: RoomId,
    /// The number on the door.
    pub number: String,
    /// The sex for which it is set up.
    pub sex: RoomSex,
    /// The sex that has the room now: the one it is set up for, or that of those who lie in it or have reserved it;
    /// `None` if the reader may know none of them.
    pub sex_now: Option<Sex>,
    /// What is wrong with those who lie together, by what is known of everybody now.
    pub wrong: Option<WrongCompany>,
    /// Oxygen at the wall.
    pub oxygen: bool,
    /// May be used for isolation.
    pub isolation: bool,
    /// Its beds.
    pub beds: Vec<WardBed>,
}

/// A bed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WardBed {
    /// The bed.
    pub bed: BedId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: BedState,
    /// Who lies in it or has reserved it.
    pub occupant: Option<Occupant>,
    /// When it will be clean, approximately.
    pub clean_at: Option<Instant>,
}

/// Who lies in a bed, or has reserved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Occupant {
    /// The admission.
    pub admission: AdmissionId,
    /// The patient.
    pub patient: PersonSummary,
    /// Where the stay stands.
    pub state: AdmissionState,
    /// ICD-10 code.
    pub diagnosis: String,
    /// Day of the stay, from 1; 0 before it began.
    pub day: u32,
    /// Expected to leave on.
    pub leaves_on: Option<BusinessDate>,
    /// Expected to leave today or before.
    pub leaving_today: bool,
    /// How far the settlement is.
    pub settlement: SettlementStage,
    /// For a patient who is to leave today: what is still lacking.
    pub lacks: Option<Lack>,
}

/// What is lacking before somebody can leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Lack {
    /// What is lacking; `lack-nothing` when the patient can leave the bed.
    pub what: Message,
    /// Whose move it is.
    pub mover: Mover,
    /// What goes back to the patient (positive) or is still to be paid (negative), if there is a bill.
    pub balance: Option<Yuan>,
    /// The insurer has given the balance; otherwise it is the hospital's own estimate.
    pub confirmed: bool,
}

/// Whose move it is.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mover {
    /// The nurse's.
    Nurse,
    /// The patient's, with the nurse.
    Patient,
    /// Nobody's: the system goes on by itself.
    System,
}

/// How far a stay's settlement is.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SettlementStage {
    /// Nothing yet.
    None,
    /// The trial was made; waits for consent.
    Presettled,
    /// The patient has agreed.
    Consented,
    /// Sent; the answer is awaited or unknown.
    Submitted,
    /// The platform has settled; the difference is open.
    Settled,
    /// Paid: closed.
    Paid,
}

/// Somebody who is to be admitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitingAdmission {
    /// The admission.
    pub admission: AdmissionId,
    /// The patient.
    pub patient: PersonSummary,
    /// Where it stands.
    pub state: AdmissionState,
    /// The department that requested it.
    pub department: DepartmentRef,
    /// How urgent it is.
    pub urgency: Urgency,
    /// What the room must have.
    pub needs: Needs,
    /// ICD-10 code.
    pub diagnosis: String,
    /// Requested at.
    pub requested_at: Instant,
    /// Arrived at.
    pub arrived_at: Option<Instant>,
    /// The reserved bed.
    pub bed: Option<BedRef>,
    /// The best beds of this ward, best first; empty once one is reserved.
    pub suggestions: Vec<Suggestion>,
    /// The formalities in order.
    pub formalities: Vec<FormalityStep>,
}

/// Somebody in another ward for whom a bed in this one is requested and kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct IncomingTransfer {
    /// The admission.
    pub admission: AdmissionId,
    /// The patient.
    pub patient: PersonSummary,
    /// The bed in which the patient lies.
    pub from: BedRef,
    /// The bed that is kept.
    pub to: BedRef,
    /// ICD-10 code.
    pub diagnosis: String,
    /// What the room must have.
    pub needs: Needs,
}

/// A bed, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BedRef {
    /// The bed.
    pub bed: BedId,
    /// Its number.
    pub number: String,
    /// The room's number.
    pub room: String,
    /// The ward.
    pub ward: WardRef,
}

/// A suggested bed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    /// The bed.
    pub bed: BedRef,
    /// Why it is suggested.
    pub reasons: Vec<Message>,
}

/// A formality of an admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormalityStep {
    /// The formality.
    pub formality: Formality,
    /// Done at.
    pub done_at: Option<Instant>,
}

/// An admission on its way to the bed: the one form and the formalities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AdmissionPage {
    /// Hospital time.
    pub now: Instant,
    /// The admission with bed, suggestions and formalities.
    pub admission: WaitingAdmission,
    /// Insurance, if known.
    pub coverage: Option<CoverageSummary>,
    /// The credential by which the patient was recognised.
    pub credential: Option<CredentialKind>,
    /// Minutes since arrival, or from arrival to in bed.
    pub minutes: Option<u32>,
    /// The form's fields in order.
    pub fields: Vec<FormField>,
    /// Beds to which somebody who lies in a bed can be transferred: those of the present ward, then the others, each
    /// the best first; every one would be accepted.
    pub transfer_to: Vec<BedRef>,
    /// The bed in another ward that is requested.
    pub moving_to: Option<BedRef>,
    /// The bed to which the patient would return, if the last transfer can be taken back.
    pub undo_to: Option<BedRef>,
    /// The sex may be recorded as a nurse sees it.
    pub sex_open: bool,
}

/// A field of the one form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormField {
    /// Its name, as in [`FormAnswers`](crate::request::FormAnswers) where it can be typed; the label is in `web`.
    pub name: &'static str,
    /// Its value, if known.
    #[schema(value_type = Option<model::schema::ArgumentValue>)]
    pub value: Option<Value>,
    /// Where the value is from.
    pub source: FieldSource,
    /// May be typed here: it is not known yet, or only this form asks for it, and the form is not done.
    pub open: bool,
}

/// Where a field's value is from.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldSource {
    /// The resident identity card.
    IdentityCard,
    /// The registration at this hospital.
    Registration,
    /// The insurance platform.
    Insurer,
    /// The clinician who asked for the admission.
    Clinician,
    /// This form.
    Form,
    /// Nobody yet.
    Nobody,
}
