//! The waiting list, as patients see it. Full names: they are the reader's own family, or clinicians.

use super::{DepartmentRef, FamilyMember, Name};
use model::{
    id::{ClinicianId, SlotId, WaitlistEntryId},
    money::Yuan,
    scheduling::{Half, Title},
    time::{BusinessDate, Instant, MinuteOfDay},
};
use scheduling::read::{ConsultingRoom, WaitlistEnd};
use serde::Serialize;
use utoipa::ToSchema;

/// What one can wait for in a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitlistOffer {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The department.
    pub department: DepartmentRef,
    /// Who would wait; none for readers who act for anybody.
    pub patient: Option<FamilyMember>,
    /// Those for whom one may act, oneself first.
    pub family: Vec<FamilyMember>,
    /// The rules; none if the department has no waiting list.
    pub terms: Option<WaitlistTerms>,
    /// The clinicians who have sessions on the days that can be booked, highest title first.
    pub clinicians: Vec<ClinicianHalves>,
}

/// The rules that somebody who waits should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitlistTerms {
    /// Most open entries of one person.
    pub open_max: u16,
    /// Seats of a day are offered until this minute of the day before.
    pub closes: MinuteOfDay,
    /// An offer lasts at most this many minutes.
    pub offer_minutes_max: u16,
    /// How often one may let an offer pass without losing one's place.
    pub passes_max: u16,
    /// How often one may leave an offer unanswered without losing one's place.
    pub silences_max: u16,
}

/// A clinician's half-days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClinicianHalves {
    /// Id of the clinician.
    pub clinician: ClinicianId,
    /// The clinician's name.
    pub name: Name,
    /// The professional title.
    pub title: Title,
    /// The fee of a visit, in yuan.
    pub fee: Yuan,
    /// Those with sessions, by time.
    pub halves: Vec<HalfOffer>,
}

/// Half a day of a clinician.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HalfOffer {
    /// The day, in the hospital's zone.
    pub date: BusinessDate,
    /// Which half of it.
    pub half: Half,
    /// Seats of its windows that have not begun.
    pub seats: u32,
    /// Seats that can be booked now.
    pub left: u32,
    /// Can one wait for it?
    pub can_wait: bool,
    /// The patient waits for it already.
    pub waits: bool,
    /// The place of who joins now.
    pub place: u32,
    /// How often that place was reached lately; none with fewer than ten past half-days.
    pub chance: Option<ChanceSeen>,
}

/// How often a place in the line would have been reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChanceSeen {
    /// Past half-days of this clinician in which at least as many seats were given back in the time that is left now.
    pub reached: u32,
    /// Of how many, 10–60.
    pub cases: u32,
}

/// The waiting list entries of some people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The entries: first those with an offer, then the open ones, then those that have ended, each newest first.
    pub entries: Vec<WaitEntry>,
}

/// One entry of the waiting list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitEntry {
    /// Id of the entry, as in the address of everything that is done to it.
    pub entry: WaitlistEntryId,
    /// Who waits.
    pub patient: FamilyMember,
    /// The department.
    pub department: DepartmentRef,
    /// Since when.
    pub joined_at: Instant,
    /// What is waited for, by time.
    pub wishes: Vec<WaitWish>,
    /// The seat that is offered now.
    pub offer: Option<WaitOffer>,
    /// The newest windows with a seat that the patient could not have.
    pub passed_over: Vec<PassedOverSeat>,
    /// When it ended; none while it is open.
    pub ended_at: Option<Instant>,
    /// How it ended; none while it is open.
    pub ended: Option<WaitlistEnd>,
}

/// One thing that is waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitWish {
    /// Id of the clinician.
    pub clinician: ClinicianId,
    /// The clinician's name.
    pub name: Name,
    /// The professional title.
    pub title: Title,
    /// The day, in the hospital's zone.
    pub date: BusinessDate,
    /// Which half of it.
    pub half: Half,
    /// The place in the line; none once no more seats of that day are offered.
    pub place: Option<u32>,
    /// The place when the line was joined.
    pub place_joined: u32,
    /// The clinician still has a session then.
    pub is_held: bool,
}

/// A seat that is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitOffer {
    /// Id of the window.
    pub slot: SlotId,
    /// Id of the clinician.
    pub clinician_id: ClinicianId,
    /// The clinician's name.
    pub clinician: Name,
    /// The professional title.
    pub title: Title,
    /// The consulting room.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The fee of the visit, in yuan.
    pub fee: Yuan,
    /// The day, in the hospital's zone.
    pub date: BusinessDate,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// When the patient can expect to be seen.
    pub expected_at: Instant,
    /// Since when it is kept.
    pub offered_at: Instant,
    /// Until when it is kept.
    pub answer_by: Instant,
    /// Until when it would be kept if more time was asked for; none once it was, or if it cannot be kept longer.
    pub longer_until: Option<Instant>,
    /// Letting it pass does not cost the place.
    pub keeps_by_passing: bool,
    /// Not answering does not cost the place.
    pub keeps_by_silence: bool,
}

/// A window with a seat that somebody who waits could not have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PassedOverSeat {
    /// Its day, in the hospital's zone.
    pub date: BusinessDate,
    /// Start of the window.
    pub from: Instant,
    /// End of the window.
    pub until: Instant,
    /// The code of the rule, as a booking would have been refused.
    pub code: String,
}

/// The lines of a department's waiting list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitLines {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The department.
    pub department: DepartmentRef,
    /// All departments of the hospital: any of them can be asked for instead.
    pub departments: Vec<DepartmentRef>,
    /// The rules; none if the department has no waiting list.
    pub terms: Option<WaitlistTerms>,
    /// A line for each half-day on the days that can be booked, by time.
    pub lines: Vec<WaitLine>,
}

/// The line for half a day of a clinician.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitLine {
    /// Id of the clinician.
    pub clinician: ClinicianId,
    /// The clinician's name.
    pub name: Name,
    /// The professional title.
    pub title: Title,
    /// The day, in the hospital's zone.
    pub date: BusinessDate,
    /// Which half of it.
    pub half: Half,
    /// Seats of its windows that have not begun.
    pub seats: u32,
    /// Seats that can be booked now.
    pub left: u32,
    /// How many wait.
    pub waiting: u32,
    /// Seats that are offered to one of them now.
    pub offered: u32,
    /// Seats that were given back and return to all at a moment drawn by lot.
    pub kept: u32,
}
