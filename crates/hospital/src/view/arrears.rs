//! Who owes the hospital money, and the stays that a cashier finds.

use super::{AdmissionState, BedRef, DepartmentRef, PersonSummary};
use model::{id::AdmissionId, money::Yuan, time::Instant};
use serde::Serialize;
use utoipa::ToSchema;

/// Settled bills on which something is still owed, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ArrearsList {
    /// Hospital time at which this was read; everything here is as of then.
    pub now: Instant,
    /// The bills of this page, at most 50.
    pub rows: Vec<Arrear>,
    /// Which page this is, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
    /// How many bills there are on all pages.
    pub count: u32,
    /// What is owed on all pages, in yuan.
    pub owed: Yuan,
}

impl ArrearsList {
    /// How many bills a page has.
    pub const ROWS_MAX: usize = 50;
}

/// A settled bill on which something is still owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Arrear {
    /// Id of the stay, as in the address of its bill.
    pub admission: AdmissionId,
    /// Its number, as it can be read out.
    pub code: String,
    /// The patient; the masked name is shown.
    pub patient: PersonSummary,
    /// The department that requested the stay.
    pub department: DepartmentRef,
    /// Where the stay stands.
    pub state: AdmissionState,
    /// Since when it is owed: when the bill was settled.
    pub since: Instant,
    /// How much is still owed, in yuan.
    pub owed: Yuan,
}

/// A stay that a cashier found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CounterStay {
    /// Id of the stay.
    pub admission: AdmissionId,
    /// The patient; the masked name is shown.
    pub patient: PersonSummary,
    /// The department that requested it.
    pub department: DepartmentRef,
    /// Where it stands.
    pub state: AdmissionState,
    /// The bed, if there is one.
    pub bed: Option<BedRef>,
    /// What is still owed of its settled bill, in yuan.
    pub owed: Yuan,
}
