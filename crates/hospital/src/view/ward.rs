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

/// A ward, in a line.
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
    /// Who is to come, most urgent first.
    pub waiting: Vec<WaitingAdmission>,
    /// Who lies in another ward and waits for this one to accept.
    pub coming: Vec<IncomingTransfer>,
    /// The ward in figures.
    pub figures: WardFigures,
}

/// A ward in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WardFigures {
    /// Beds.
    pub beds: u32,
    /// Somebody lies in them.
    pub occupied: u32,
    /// Free.
    pub free: u32,
    /// Reserved.
    pub reserved: u32,
    /// Being cleaned.
    pub cleaning: u32,
    /// Leaving today, gone or not.
    pub leaving_today: u32,
    /// Of these, settled.
    pub leaving_settled: u32,
    /// Mean minutes from arrived to in bed of those admitted today in this ward.
    pub admission_minutes_mean: Option<Decimal>,
    /// Share settled at the bedside of the last 30 days' discharges of this ward.
    pub bedside_share: Option<Decimal>,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WardRoom {
    /// Which.
    pub room: RoomId,
    /// The number on the door.
    pub number: String,
    /// As set up.
    pub sex: RoomSex,
    /// Whose room it is now: by whom it is set up for, or by those who are in it or have reserved it; empty rooms are nobody's.
    pub sex_now: Option<Sex>,
    /// What is wrong about who lies together, as everybody is known now.
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
    /// Which.
    pub bed: BedId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: BedState,
    /// Who lies in it or has reserved it.
    pub occupant: Option<Occupant>,
    /// Being cleaned until about.
    pub clean_at: Option<Instant>,
}

/// Who lies in a bed, or has reserved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Occupant {
    /// The admission.
    pub admission: AdmissionId,
    /// Who.
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
    /// Of who is to leave today: what is lacking until then.
    pub lacks: Option<Lack>,
}

/// What is lacking until somebody can leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Lack {
    /// What; `lack-nothing` when the bed can be left.
    pub what: Message,
    /// Whose move it is.
    pub mover: Mover,
    /// Goes back to the patient (positive) or is still to be paid (negative), if there is a bill.
    pub balance: Option<Yuan>,
    /// The insurer has said so; otherwise the hospital's own estimate.
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
    /// The trial stands; waits for consent.
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
    /// Who.
    pub patient: PersonSummary,
    /// Where it stands.
    pub state: AdmissionState,
    /// From which department.
    pub department: DepartmentRef,
    /// How urgent.
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

/// Somebody of another ward for whom a bed of this one is asked and kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct IncomingTransfer {
    /// The admission.
    pub admission: AdmissionId,
    /// Who.
    pub patient: PersonSummary,
    /// From where.
    pub from: BedRef,
    /// The bed that is kept.
    pub to: BedRef,
    /// ICD-10 code.
    pub diagnosis: String,
    /// What the room must have.
    pub needs: Needs,
}

/// A bed, in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BedRef {
    /// Which.
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
    /// Which.
    pub bed: BedRef,
    /// Why.
    pub reasons: Vec<Message>,
}

/// A formality of an admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormalityStep {
    /// Which.
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
    /// Recognised by.
    pub credential: Option<CredentialKind>,
    /// Minutes since arrival, or from arrival to in bed.
    pub minutes: Option<u32>,
    /// The form's fields in order.
    pub fields: Vec<FormField>,
    /// Where somebody who lies in a bed can be transferred to, the best of the own ward first; each would be accepted.
    pub transfer_to: Vec<BedRef>,
    /// The bed of another ward that is asked for.
    pub moving_to: Option<BedRef>,
    /// The bed to which a transfer can be taken back.
    pub undo_to: Option<BedRef>,
    /// The sex may be recorded as it is seen.
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
    /// Where it is from.
    pub source: FieldSource,
    /// May be typed here because nobody knows it yet.
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
