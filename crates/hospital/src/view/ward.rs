//! What a ward nurse sees. Boards show masked names; a bedside page and the form show full ones.

use super::{AdmissionState, BedState, CoverageSummary, DepartmentRef, PersonSummary, SettlementStage};
use model::{
    Label,
    id::{AdmissionId, BedId, RoomId, WardId},
    message::{Message, Value},
    money::Yuan,
    person::{CredentialKind, Sex},
    scheduling::{BedRule, BedRules, BlockReason, Formality, Needs, RoomSex, Urgency},
    time::{BusinessDate, Instant},
};
use rust_decimal::Decimal;
pub use scheduling::read::WrongCompany;
use serde::Serialize;
use utoipa::ToSchema;

/// The weights of the rules of beds, as administrators see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BedRulesPage {
    /// A number for all weights.
    pub version: u32,
    /// The weights that are in force.
    pub rules: BedRules,
}

/// A ward, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WardRef {
    /// Id of the ward, as addresses and requests name it.
    pub ward: WardId,
    /// The hospital's own code, unique.
    pub code: String,
    /// Its name in both languages.
    pub name: Label,
}

/// A ward at work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WardBoard {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The ward that is shown.
    pub ward: WardRef,
    /// Wards that the reader may switch to.
    pub wards: Vec<WardRef>,
    /// All rooms of the ward, as they were set up.
    pub rooms: Vec<WardRoom>,
    /// Patients who are to come, most urgent first.
    pub waiting: Vec<WaitingAdmission>,
    /// Patients who lie in another ward and wait for this one to accept.
    pub coming: Vec<IncomingTransfer>,
    /// How many beds and patients of the ward stand where.
    pub figures: WardFigures,
}

/// A ward in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WardFigures {
    /// All beds of the ward.
    pub beds: u32,
    /// Beds in which somebody lies.
    pub occupied: u32,
    /// Beds that are clean and free.
    pub free: u32,
    /// Beds that are kept for somebody.
    pub reserved: u32,
    /// Beds that are being cleaned.
    pub cleaning: u32,
    /// Beds that are out of use.
    pub blocked: u32,
    /// Patients who leave today, gone or not.
    pub leaving_today: u32,
    /// Of these, how many are settled.
    pub leaving_settled: u32,
    /// Mean minutes from arrived to in bed of today's admissions to this ward; none if there are none.
    pub admission_minutes_mean: Option<Decimal>,
    /// Share of this ward's discharges of 30 days that were settled at the bedside, 0–1; none without any.
    pub bedside_share: Option<Decimal>,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WardRoom {
    /// Id of the room.
    pub room: RoomId,
    /// The number on the door, as text.
    pub number: String,
    /// The sex for which it is set up.
    pub sex: RoomSex,
    /// The sex that has the room now: the one it is set up for, or that of those who lie in it or have reserved it;
    /// none if the reader may know none of them.
    pub sex_now: Option<Sex>,
    /// What is wrong with those who lie together, by what is known of them now; none if nothing is.
    pub wrong: Option<WrongCompany>,
    /// It has oxygen at the wall.
    pub oxygen: bool,
    /// May be used for isolation.
    pub isolation: bool,
    /// Its beds, as they were set up.
    pub beds: Vec<WardBed>,
}

/// A bed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WardBed {
    /// Id of the bed, with which somebody is put into it.
    pub bed: BedId,
    /// Its number on the wall, as text.
    pub number: String,
    /// Whether it is free, kept, occupied or being cleaned.
    pub state: BedState,
    /// Who lies in it or for whom it is kept; none if it is free or being cleaned.
    pub occupant: Option<Occupant>,
    /// When it will be clean, approximately; none unless it is being cleaned.
    pub clean_at: Option<Instant>,
    /// Why it is out of use; none if it can be used. Its occupant needs another bed.
    pub blocked: Option<BedBlock>,
}

/// Why a bed is out of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BedBlock {
    /// Why.
    pub reason: BlockReason,
    /// Until when; none if until somebody says that it can be used again.
    pub until: Option<Instant>,
}

/// Who lies in a bed, or has reserved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Occupant {
    /// Id of the stay, as in the address of everything that is done to it.
    pub admission: AdmissionId,
    /// The patient who lies in the bed or for whom it is kept.
    pub patient: PersonSummary,
    /// Where the stay stands.
    pub state: AdmissionState,
    /// ICD-10 code of the diagnosis; empty if the reader may not know who the patient is.
    pub diagnosis: String,
    /// Day of the stay, from 1; 0 before it began.
    pub day: u32,
    /// The day on which the patient is expected to leave; none before the patient is in bed.
    pub leaves_on: Option<BusinessDate>,
    /// Expected to leave today or before.
    pub leaving_today: bool,
    /// The rules of the room against which the bed was kept; empty if the reader may not know who the patient is.
    pub overruled: Vec<BedRule>,
    /// How far the settlement is.
    pub settlement: SettlementStage,
    /// What is still lacking before the patient can leave; none unless that is today or before.
    pub lacks: Option<Lack>,
}

impl Lack {
    pub(crate) const NOTHING: &str = "lack-nothing";

    /// The patient can leave the bed.
    pub fn is_nothing(&self) -> bool {
        self.what.id == Self::NOTHING
    }
}

/// What is lacking before somebody can leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Lack {
    /// What is lacking; `lack-nothing` when the patient can leave the bed.
    pub what: Message,
    /// Who must act next, so that it goes on.
    pub mover: Mover,
    /// What goes back to the patient (positive) or is to be paid (negative), in yuan; none without a bill.
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

/// Somebody who is to be admitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitingAdmission {
    /// Id of the stay, as in the address of everything that is done to it.
    pub admission: AdmissionId,
    /// The patient who is to be admitted.
    pub patient: PersonSummary,
    /// Where the admission stands now.
    pub state: AdmissionState,
    /// The department that requested it.
    pub department: DepartmentRef,
    /// How urgent the admission is; the ward's list is in this order.
    pub urgency: Urgency,
    /// What the room must have; other rooms are not suggested.
    pub needs: Needs,
    /// ICD-10 code of the diagnosis; empty if the reader may not know who the patient is.
    pub diagnosis: String,
    /// When the admission was requested.
    pub requested_at: Instant,
    /// When the patient arrived to be admitted; none before that.
    pub arrived_at: Option<Instant>,
    /// The bed that is kept or occupied; none before one is kept.
    pub bed: Option<BedRef>,
    /// The rules of the room against which that bed was kept; empty if the reader may not know who the patient is.
    pub overruled: Vec<BedRule>,
    /// The best beds of this ward, best first; empty once one is reserved.
    pub suggestions: Vec<Suggestion>,
    /// Free beds of this ward that could be kept only against rules; empty once one is reserved.
    pub against_rules: Vec<BedAgainstRules>,
    /// The formalities in order.
    pub formalities: Vec<FormalityStep>,
}

/// A free bed that could be kept only against rules of its room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BedAgainstRules {
    /// The bed.
    pub bed: BedRef,
    /// The rules that would be broken.
    pub rules: Vec<BedRule>,
}

/// Somebody in another ward for whom a bed in this one is requested and kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct IncomingTransfer {
    /// Id of the stay, as in the address of everything that is done to it.
    pub admission: AdmissionId,
    /// The patient who is to be transferred.
    pub patient: PersonSummary,
    /// The bed in which the patient lies.
    pub from: BedRef,
    /// The bed in this ward that is kept until the ward accepts or declines.
    pub to: BedRef,
    /// ICD-10 code of the diagnosis with which the admission was requested.
    pub diagnosis: String,
    /// What the room must have, as the admission says.
    pub needs: Needs,
}

/// A bed, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BedRef {
    /// Id of the bed, with which somebody is put into it.
    pub bed: BedId,
    /// Its number on the wall, as text.
    pub number: String,
    /// The number on the door of its room, as text.
    pub room: String,
    /// The ward to which it belongs.
    pub ward: WardRef,
}

/// A suggested bed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suggestion {
    /// The bed that is suggested.
    pub bed: BedRef,
    /// Why it is suggested, as words with their values, the weightiest first.
    pub reasons: Vec<Message>,
}

/// A formality of an admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormalityStep {
    /// Which of the formalities it is.
    pub formality: Formality,
    /// When it was done; none while it is not done.
    pub done_at: Option<Instant>,
}

/// An admission on its way to the bed: the one form and the formalities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StayDetail {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The admission with bed, suggestions and formalities.
    pub admission: WaitingAdmission,
    /// The insurance that the bill is under, or the patient's own before there is a bill; none if unknown.
    pub coverage: Option<CoverageSummary>,
    /// The credential by which the patient was recognised on arrival; none before that.
    pub credential: Option<CredentialKind>,
    /// Minutes since arrival, or from arrival to in bed; none before arrival.
    pub minutes: Option<u32>,
    /// The form's fields in order.
    pub fields: Vec<FormField>,
    /// Beds to which somebody who lies in a bed can be transferred: those of the present ward, then the others, each
    /// the best first; every one would be accepted.
    pub transfer_to: Vec<BedRef>,
    /// The bed in another ward that was requested and is kept; none if no transfer is under way.
    pub moving_to: Option<BedRef>,
    /// The bed to which the patient returns if the last transfer is taken back; none if it cannot be.
    pub undo_to: Option<BedRef>,
    /// The sex may be recorded as a nurse sees it.
    pub sex_open: bool,
}

/// A field of the one form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormField {
    /// Its name, as in the answers to the form where it can be typed.
    pub name: &'static str,
    /// Its value; none if it is not known yet.
    #[schema(value_type = Option<model::schema::ArgumentValue>)]
    pub value: Option<Value>,
    /// Where the value is from; `nobody` if it is not known.
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
