//! Several steps in one request: the chain that is best, or why there is none; and what is booked of it.

use super::{DepartmentRef, FamilyMember, Name, VisitSummary};
use model::{
    Label,
    id::{ClinicianId, ItineraryId, SlotId},
    message::Refusal,
    money::Yuan,
    scheduling::{ItineraryOrder, PreparationKind, Service, Title},
    time::{BusinessDate, Instant},
};
use scheduling::read::ConsultingRoom;
use serde::Serialize;
use utoipa::ToSchema;

/// The answer to a request for several steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ItineraryPlan {
    /// Hospital time at which this was read.
    pub now: Instant,
    /// For whom it is planned.
    pub patient: FamilyMember,
    /// The steps, as they were asked for; others name them by their place, counted from 0.
    pub steps: Vec<PlanStep>,
    /// The last day that was searched.
    pub until: BusinessDate,
    /// Windows were left out because the person has as many visits as the booking rules allow.
    pub is_capped: bool,
    /// What was found.
    pub outcome: PlanOutcome,
}

/// A step that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlanStep {
    /// The service; none if it is a visit to the department.
    pub service: Option<Service>,
    /// Where it is done.
    pub department: DepartmentRef,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PlanOutcome {
    /// The chain with the fewest trips; of those the one with the shortest stay, then the earliest.
    Chain(PlannedChain),
    /// There is none; that is certain.
    NoChain(PlanConflict),
    /// The search was ended before one was found: there are too many possibilities.
    Unknown,
}

/// All steps, each with a window. It is booked as it stands or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlannedChain {
    /// In the order of time.
    pub stops: Vec<PlannedStop>,
    /// On how many days the person comes.
    pub trips: u32,
    /// How long the person is in the hospital on all these days, from the first window's beginning to the last one's
    /// end, in minutes.
    pub stay_minutes: u32,
    /// It is proven that none is better; otherwise none has fewer trips than `trips_least`.
    pub is_best: bool,
    /// On how many days the person comes at least, in any chain.
    pub trips_least: u32,
    /// The refusal with which booking it would be answered now, because of what the person has already.
    pub refusal: Option<Refusal>,
}

/// A window of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlannedStop {
    /// Which step it is.
    pub step: u32,
    /// The window.
    pub slot: SlotId,
    /// Whose window it is.
    pub clinician_id: ClinicianId,
    /// The clinician's name.
    pub clinician: Name,
    /// The clinician's professional title.
    pub title: Title,
    /// Where it is.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The day of its session.
    pub date: BusinessDate,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// When the patient can expect to be seen.
    pub expected_at: Option<Instant>,
    /// The fee, in yuan.
    pub fee: Yuan,
    /// How the person prepares, and since when.
    pub preparations: Vec<PreparationSince>,
}

/// A preparation with its clock time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PreparationSince {
    /// What the person does or leaves.
    pub kind: PreparationKind,
    /// From then on, until the window.
    pub since: Instant,
}

/// Why there is no chain, and what would help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlanConflict {
    /// A stable name of the kind of conflict: `itinerary-no-offer`, `itinerary-none-fits`, `itinerary-apart`,
    /// `itinerary-together`.
    pub reason: String,
    /// The steps that cannot be had together.
    pub steps: Vec<u32>,
    /// What excludes it.
    pub causes: Vec<PlanCause>,
    /// Changes of which each by itself makes all of it possible; others may do so too.
    pub changes: Vec<PlanChange>,
}

/// A demand that excludes a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum PlanCause {
    /// The order of two steps.
    Order,
    /// A result takes time.
    Results,
    /// All of it on one day.
    SameDay,
    /// A step's preparation.
    Preparation {
        /// Which step.
        step: u32,
        /// Which preparation.
        kind: PreparationKind,
    },
    /// The hours of the day at which a step begins.
    Hours {
        /// Which step.
        step: u32,
    },
    /// When the person can come at the earliest.
    NotBefore,
    /// By when all has to be done.
    By,
    /// The days on which the person cannot come.
    ImpossibleDays,
    /// A visit that the person has already.
    Visit {
        /// When it begins.
        from: Instant,
        /// When it ends.
        until: Instant,
    },
}

/// A change that makes all of it possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum PlanChange {
    /// Without a step.
    WithoutStep {
        /// Which one.
        step: u32,
    },
    /// In any order, and without waiting for results.
    AnyOrder,
    /// On several days.
    SeveralDays,
    /// If a result were there after so many minutes: only the department can say whether that is possible.
    Results {
        /// How many.
        minutes: u32,
    },
    /// If a preparation could be so short: only the department can say whether that is possible.
    Preparation {
        /// Of which step.
        step: u32,
        /// Which preparation.
        kind: PreparationKind,
        /// How long.
        minutes: u32,
    },
    /// If a step could begin at any hour: only the department can say whether that is possible.
    AnyHour {
        /// Which one.
        step: u32,
    },
    /// If the person could come at this moment.
    NotBefore {
        /// From when on.
        at: Instant,
    },
    /// If it may take until this moment.
    By {
        /// Until when.
        at: Instant,
    },
    /// If the person could come on this day.
    Day {
        /// Which one.
        date: BusinessDate,
    },
    /// Without a visit that the person has already, or at another time.
    WithoutVisit {
        /// When it begins.
        from: Instant,
        /// When it ends.
        until: Instant,
    },
}

/// What a visit is in the itinerary to which it belongs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VisitItinerary {
    /// Id of the itinerary.
    pub itinerary: ItineraryId,
    /// The code of the service that is done; none for a visit to the department.
    pub service: Option<String>,
    /// Its name.
    pub name: Option<Label>,
    /// Its place among the steps as they were asked for, counted from 0.
    pub place: u32,
    /// The order that was asked for.
    pub order: ItineraryOrder,
    /// How the patient prepares, and since when.
    pub preparations: Vec<PreparationSince>,
    /// The order, gaps and preparations of all its visits still hold; a visit that was moved or cancelled by itself can
    /// break them.
    pub holds: bool,
}

/// An itinerary that was booked, as whoever booked it for somebody else sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedItinerary {
    /// Hospital time at which this was read.
    pub now: Instant,
    /// Whose it is.
    pub patient: FamilyMember,
    /// Its id.
    pub itinerary: ItineraryId,
    /// Its visits that were not cancelled, by their time.
    pub visits: Vec<VisitSummary>,
    /// The reader may cancel what can still be cancelled of it.
    pub can_cancel: bool,
    /// The reader may move what is still to come of it, which is more than one visit.
    pub can_move: bool,
}

/// The services as administrators see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicesPage {
    /// Hospital time at which this was read.
    pub now: Instant,
    /// A number for all services.
    pub version: u32,
    /// All services.
    pub services: Vec<Service>,
    /// All departments.
    pub departments: Vec<DepartmentRef>,
}
