//! Stays that ended here and are still open: at the insurer, or with money.

use super::{AdmissionState, DepartmentRef, PersonSummary};
use model::{id::AdmissionId, message::Message, money::Yuan, time::Instant};
use serde::Serialize;
use utoipa::ToSchema;

/// The stays that are to be put in order, the longest open first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpenStaysPage {
    /// Hospital time.
    pub now: Instant,
    /// The stays, at most [`OpenStaysPage::STAYS_MAX`].
    pub stays: Vec<OpenStay>,
    /// How many there are.
    pub count: u32,
    /// Whose registration was closed by hand within [`OpenStaysPage::CLOSED_DAYS`], the newest first, as many at most.
    pub closed: Vec<ClosedStay>,
}

/// A stay whose registration somebody closed by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClosedStay {
    /// Which.
    pub admission: AdmissionId,
    /// Its number, as it can be read out.
    pub code: String,
    /// When.
    pub at: Instant,
}

impl OpenStaysPage {
    /// So many are listed.
    pub const STAYS_MAX: usize = 200;
    /// Of so many days what was closed by hand is listed.
    pub const CLOSED_DAYS: i64 = 90;
}

/// A stay that is to be put in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpenStay {
    /// Which.
    pub admission: AdmissionId,
    /// Its number, as it can be read out.
    pub code: String,
    /// Who; the masked name is shown.
    pub patient: PersonSummary,
    /// By which department.
    pub department: DepartmentRef,
    /// Where it stands here.
    pub state: AdmissionState,
    /// Since when it is over here, or under another insurance.
    pub since: Instant,
    /// Why it is open, and what comes next: `open-stay-…`.
    pub messages: Vec<Message>,
    /// The insurer has it in bed, or may have it.
    pub at_insurer: bool,
    /// The insurer refuses to take it back: it may be closed by hand, after its written confirmation.
    pub may_close: bool,
    /// Deposits that are held.
    pub deposits: Yuan,
    /// Charges that were neither settled nor taken back.
    pub charges: Yuan,
}
