//! Wards, rooms, beds and admissions as they are read.

use model::{
    Label,
    id::{AdmissionId, AppointmentId, BedId, DepartmentId, JourneyId, PersonId, RoomId, Seq, WardId},
    message::Message,
    person::{CredentialKind, Sex},
    scheduling::{BedRule, BlockReason, Formality, Needs, RoomSex, SettledAt, Urgency},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// Where a bed stands.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(model::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BedState {
    /// Clean and free.
    Free,
    /// Kept for someone.
    Reserved,
    /// Someone lies in it.
    Occupied,
    /// Being cleaned.
    Cleaning,
}

/// A bed's place in the hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BedPlace {
    /// The bed.
    pub bed: BedId,
    /// Its number.
    pub number: String,
    /// The room.
    pub room: RoomId,
    /// The room's number.
    pub room_number: String,
    /// The ward.
    pub ward: WardId,
    /// The ward's name.
    pub ward_name: Label,
}

/// A bed, with who lies in it or will.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BedView {
    /// Which and where.
    pub place: BedPlace,
    /// How it stands.
    pub state: BedState,
    /// Who lies in it, or for whom it is kept.
    pub occupant: Option<AdmissionView>,
    /// While it is being cleaned: when it will count as clean at the latest.
    pub ready_at: Option<Instant>,
    /// It is out of use: nobody comes into it, and its occupant needs another.
    pub blocked: Option<BlockView>,
    /// Last event that is seen here.
    pub touched: Seq,
}

/// Why a bed is out of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BlockView {
    /// Why.
    pub reason: BlockReason,
    /// Until when; `None` if until somebody says so.
    pub until: Option<Instant>,
}

/// What is wrong about the people in a room: a sex was corrected, or two records became one person.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(model::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongCompany {
    /// Men and women together.
    Mixed,
    /// Somebody of the other sex than the room is for.
    AgainstRoom,
    /// Somebody whose sex is not recorded is not alone.
    SexUnknown,
}

/// A room with its beds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoomView {
    /// Its id.
    pub id: RoomId,
    /// Its number.
    pub number: String,
    /// Who may lie in it.
    pub sex: RoomSex,
    /// For which sex the room is now, by its rule or because of those who lie in it or will; `None` when it is empty.
    pub taken_by: Option<Sex>,
    /// Oxygen at the wall.
    pub oxygen: bool,
    /// May be used for isolation.
    pub isolation: bool,
    /// What is wrong about the people in it, as known now.
    pub wrong: Option<WrongCompany>,
    /// Somebody is isolated in it, so nobody may join.
    pub isolated: bool,
    /// Its beds in order.
    pub beds: Vec<BedView>,
}

/// A ward (病区).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WardView {
    /// Its id.
    pub id: WardId,
    /// The hospital's code.
    pub code: String,
    /// Its name.
    pub name: Label,
    /// The departments whose patients it takes first.
    pub departments: Vec<DepartmentId>,
    /// Its rooms in order.
    pub rooms: Vec<RoomView>,
    /// Last event that is seen here.
    pub touched: Seq,
}

impl WardView {
    /// How many beds are in this state; a free or left one that is out of use is not.
    pub fn count(&self, state: BedState) -> usize {
        let is_shown = |bed: &&BedView| bed.state == state && (bed.blocked.is_none() || bed.occupant.is_some());
        self.rooms.iter().flat_map(|room| &room.beds).filter(is_shown).count()
    }

    /// How many beds are out of use.
    pub fn blocked(&self) -> usize {
        self.rooms.iter().flat_map(|room| &room.beds).filter(|bed| bed.blocked.is_some()).count()
    }
}

/// Where an admission stands.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(model::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdmissionState {
    /// Waits for a bed.
    Requested,
    /// A bed is kept.
    BedAssigned,
    /// The patient is here; the half hour has begun.
    Arrived,
    /// The patient is in bed.
    InBed,
    /// The patient has left.
    Discharged,
    /// The request was cancelled.
    Cancelled,
}

impl AdmissionState {
    /// Is there nothing more to do: has the patient left, or was the request cancelled?
    pub const fn is_over(self) -> bool {
        match self {
            Self::Discharged | Self::Cancelled => true,
            Self::Requested | Self::BedAssigned | Self::Arrived | Self::InBed => false,
        }
    }

    /// Is the patient in bed, or were they?
    pub const fn has_been_in_bed(self) -> bool {
        match self {
            Self::InBed | Self::Discharged => true,
            Self::Requested | Self::BedAssigned | Self::Arrived | Self::Cancelled => false,
        }
    }
}

/// A part of the way from arrival to bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdmissionStep {
    /// Waiting for a bed to be assigned, if none was kept before.
    Bed,
    /// From the last formality into the bed.
    ToBed,
    /// A formality.
    #[serde(untagged)]
    Formality(Formality),
}

impl AdmissionStep {
    /// All steps in the usual order.
    pub const ALL: [Self; 8] = [
        Self::Bed,
        Self::Formality(Formality::Identity),
        Self::Formality(Formality::Form),
        Self::Formality(Formality::Insurance),
        Self::Formality(Formality::Deposit),
        Self::Formality(Formality::Wristband),
        Self::Formality(Formality::Handover),
        Self::ToBed,
    ];
}

/// One step of an admission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// Which step.
    pub step: AdmissionStep,
    /// When it was done.
    pub done_at: Option<Instant>,
    /// The seconds that it added: since the step done before it (or the arrival). They add up to the whole.
    pub seconds: Option<i64>,
}

/// An admission (入院) with every step's time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdmissionView {
    /// Its id.
    pub id: AdmissionId,
    /// The patient.
    pub patient: PersonId,
    /// The journey of which it is a part.
    pub journey: JourneyId,
    /// Man or woman, as known now.
    pub sex: Sex,
    /// The department that requests it.
    pub department: DepartmentId,
    /// The consultation from which it comes.
    pub appointment: Option<AppointmentId>,
    /// ICD-10 code.
    pub diagnosis: String,
    /// How urgent.
    pub urgency: Urgency,
    /// What it needs.
    pub needs: Needs,
    /// Expected days of stay.
    pub expected_days: u16,
    /// Where it stands.
    pub state: AdmissionState,
    /// The bed that is kept, occupied, or was left.
    pub bed: Option<BedPlace>,
    /// The bed in another ward that is asked for.
    pub moving_to: Option<BedPlace>,
    /// The bed before the last transfer, and when it was left.
    pub moved_from: Option<(BedPlace, Instant)>,
    /// When requested.
    pub requested_at: Instant,
    /// When the bed was assigned.
    pub assigned_at: Option<Instant>,
    /// When the patient arrived: the half hour begins.
    pub arrived_at: Option<Instant>,
    /// How the patient was recognised.
    pub credential: Option<CredentialKind>,
    /// Every step from arrival to bed, in the usual order.
    pub steps: Vec<StepView>,
    /// When in bed: the half hour ends.
    pub in_bed_at: Option<Instant>,
    /// When the patient left.
    pub discharged_at: Option<Instant>,
    /// Where the bill was settled.
    pub settled: Option<SettledAt>,
    /// The rules of the room against which its bed was kept, in the order in which they are asked.
    pub overruled: Vec<BedRule>,
    /// When it was cancelled.
    pub cancelled_at: Option<Instant>,
    /// Last event that is seen here.
    pub touched: Seq,
}

impl AdmissionView {
    /// Is this formality done?
    pub fn done(&self, formality: Formality) -> bool {
        self.steps.iter().any(|step| step.step == AdmissionStep::Formality(formality) && step.done_at.is_some())
    }

    /// The formalities that are still open, in the usual order.
    pub fn open_formalities(&self) -> Vec<Formality> {
        Formality::ALL.into_iter().filter(|formality| !self.done(*formality)).collect()
    }

    /// Minutes from arrival to bed, if both are known.
    pub fn minutes_to_bed(&self) -> Option<f64> {
        let seconds = (self.in_bed_at? - self.arrived_at?).num_seconds();
        Some(seconds as f64 / 60.0)
    }
}

/// A bed that fits an admission.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BedSuggestion {
    /// Which bed, and where it is.
    pub place: BedPlace,
    /// What the rules say against its room, as a negative number: higher is better; comparable within one answer.
    pub score: i32,
    /// Why, strongest first; texts in `scheduling.ftl`.
    pub reasons: Vec<Message>,
    /// Last event that is seen here.
    pub touched: Seq,
}
