//! Stays that ended here and are still open: at the insurer, or with money.

use super::{AdmissionState, DepartmentRef, PersonSummary};
use model::{id::AdmissionId, message::Message, money::Yuan, time::Instant};
use serde::Serialize;
use utoipa::ToSchema;

/// The stays that are to be put in order, the longest open first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpenStayList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The stays, at most 200.
    pub stays: Vec<OpenStay>,
    /// How many there are in all.
    pub count: u32,
    /// Stays whose registration was closed by hand within the last 90 days, the newest first, at most 200.
    pub closed: Vec<ClosedStay>,
}

/// A stay whose registration somebody closed by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClosedStay {
    /// Id of the stay, as in the address of its bill.
    pub admission: AdmissionId,
    /// Its number, as it can be read out.
    pub code: String,
    /// When its registration was closed by hand.
    pub at: Instant,
}

impl OpenStayList {
    /// How many are listed at most.
    pub const STAYS_MAX: usize = 200;
    /// The days over which stays closed by hand are listed.
    pub const CLOSED_DAYS: i64 = 90;
}

/// A stay that is to be put in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpenStay {
    /// Id of the stay, as in the address of its bill.
    pub admission: AdmissionId,
    /// Its number, as it can be read out.
    pub code: String,
    /// The patient; the masked name is shown.
    pub patient: PersonSummary,
    /// The department that requested it.
    pub department: DepartmentRef,
    /// Where the stay stands in this hospital, whatever the insurer has of it.
    pub state: AdmissionState,
    /// Since when it is over here; if it is not, when its bill was opened.
    pub since: Instant,
    /// Why it is open, and what comes next: `open-stay-…`.
    pub messages: Vec<Message>,
    /// At the insurer it is registered and not discharged, or may be.
    pub at_insurer: bool,
    /// The insurer refuses to take it back: it may be closed by hand, after its written confirmation.
    pub may_close: bool,
    /// Deposits that the hospital still holds for the stay, in yuan.
    pub deposits: Yuan,
    /// Charges that were neither settled nor taken back, in yuan.
    pub charges: Yuan,
}
