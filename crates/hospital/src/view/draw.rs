//! Draws. Of those who joined, only the reader's own family is named; everybody else is a number.

use super::{DepartmentRef, FamilyMember, Name};
use model::{
    id::{AppointmentId, DrawId, EntrantId, JourneyId, SessionId},
    money::Yuan,
    scheduling::{ReasonCode, Title},
    time::{BusinessDate, Instant},
};
use scheduling::read::{ConsultingRoom, DrawStage};
use serde::Serialize;
use utoipa::ToSchema;

/// A draw, in brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DrawRef {
    /// Id of the draw.
    pub draw: DrawId,
    /// Where it stands.
    pub stage: DrawStage,
    /// From when on one can join.
    pub opens_at: Instant,
    /// When the list closes.
    pub closes_at: Instant,
    /// When the seed is opened.
    pub drawn_at: Instant,
    /// How many are on the list.
    pub entrants: u32,
    /// How many seats are drawn.
    pub seats: u32,
}

/// The session whose seats are drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DrawnSession {
    /// Its id.
    pub session: SessionId,
    /// Its clinician's name.
    pub clinician: Name,
    /// The professional title.
    pub title: Title,
    /// The consulting room; empty if the session was withdrawn.
    #[serde(flatten)]
    pub room: ConsultingRoom,
    /// The fee of a visit, in yuan.
    pub fee: Yuan,
    /// The day, in the hospital's zone.
    pub date: BusinessDate,
    /// When it begins.
    pub from: Instant,
    /// When it ends.
    pub until: Instant,
}

/// That the list of a draw stays open longer than was said at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DrawProlonging {
    /// When that was last said.
    pub at: Instant,
    /// When the list was to close at first.
    pub instead_of: Instant,
    /// Why it stays open longer, as was last said.
    pub reason: ReasonCode,
}

/// Everything about a draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DrawPage {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// Id of the draw and where it stands.
    #[serde(flatten)]
    pub about: DrawRef,
    /// The department.
    pub department: DepartmentRef,
    /// The session whose seats are drawn.
    pub of: DrawnSession,
    /// The seed's fingerprint: the SHA-256 of its 32 bytes, in hexadecimal. Note it before the list opens.
    pub commitment: String,
    /// Since when the fingerprint is published.
    pub set_up_at: Instant,
    /// That its list stays open longer than was said at first; none if it does not.
    pub prolonged: Option<DrawProlonging>,
    /// The seal of the closed list: its SHA-256, in hexadecimal.
    pub list_sha256: Option<String>,
    /// When the list was closed.
    pub list_closed_at: Option<Instant>,
    /// The seed, in hexadecimal, once it is opened.
    pub seed: Option<String>,
    /// When the seed was opened.
    pub opened_at: Option<Instant>,
    /// How many have won a seat.
    pub won: u32,
    /// When it was over, or cancelled.
    pub ended_at: Option<Instant>,
    /// Why it was cancelled.
    pub cancelled_for: Option<ReasonCode>,
    /// One can join now.
    pub is_open: bool,
    /// Who would join; none for readers who act for anybody.
    pub patient: Option<FamilyMember>,
    /// Those for whom one may act, oneself first.
    pub family: Vec<FamilyMember>,
    /// The patient's own part in it, the newest.
    pub own: Option<DrawPart>,
}

/// What became of somebody's part in a draw.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DrawOutcome {
    /// It is not decided yet.
    Pending,
    /// The draw was left.
    Left,
    /// It was not put on the closed list, because another one of the same person is on it.
    Dropped,
    /// It was next, and a rule left no seat for it.
    PassedOver,
    /// A seat.
    Won,
    /// No seat; a place on the waiting list.
    LinedUp,
    /// No seat.
    NotDrawn,
    /// The draw did not take place.
    Cancelled,
}

/// Somebody's part in a draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DrawPart {
    /// Id of the entrant, with which the draw is left.
    pub entrant: EntrantId,
    /// Who it is.
    pub patient: FamilyMember,
    /// What stands for the entrant on the list: ten digits.
    pub number: String,
    /// Since when.
    pub joined_at: Instant,
    /// The rank, once the seed is opened.
    pub rank: Option<u32>,
    /// What became of it.
    pub outcome: DrawOutcome,
    /// The code of the rule for which it was passed over.
    pub code: Option<String>,
    /// The appointment that was won.
    pub appointment: Option<AppointmentId>,
    /// The journey of which that is a part.
    pub journey: Option<JourneyId>,
    /// It can be left now.
    pub can_leave: bool,
}

/// A draw whose list can be joined now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenDraw {
    /// Id of the draw and where it stands.
    pub about: DrawRef,
    /// The session whose seats are drawn.
    pub of: DrawnSession,
    /// The reader may leave its list open longer.
    pub may_prolong: bool,
}

/// The draws that some people joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DrawList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// Those that are not decided yet first, then the newest.
    pub entries: Vec<DrawEntry>,
}

/// A draw that somebody joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DrawEntry {
    /// Id of the draw and where it stands.
    #[serde(flatten)]
    pub about: DrawRef,
    /// The department.
    pub department: DepartmentRef,
    /// The session whose seats are drawn.
    pub of: DrawnSession,
    /// The part in it.
    pub part: DrawPart,
}
