//! What pages and the API show: plain structs, no entity and no lock behind them.
//!
//! Names are decrypted; each view says which of their two forms may be shown. Money is [`Yuan`](model::money::Yuan),
//! times are instants (UTC) that the page shows in the hospital's zone, shares are decimals from 0 to 1.

mod admin;
mod bill;
mod desk;
mod open_stays;
mod patient;
mod room;
mod screen;
mod ward;

pub use admin::*;
pub use bill::*;
pub use desk::*;
pub use open_stays::*;
pub use patient::*;
pub use room::*;
pub use screen::*;
pub use ward::*;

pub use ::scheduling::view::{AdmissionState, BedState};

use model::{
    Label,
    id::{DepartmentId, PersonId},
    journey::{InsuranceType, PersonClass},
    person::{CredentialKind, Infant, Sex},
    time::Instant,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A name in both forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Name {
    /// As it is; empty when the person's data was erased or never known.
    pub full: String,
    /// As others may see it: 林*英.
    pub masked: String,
}

/// Who somebody is, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonSummary {
    /// The id.
    pub person: PersonId,
    /// The name.
    pub name: Name,
    /// Sex.
    pub sex: Sex,
    /// Whole years today, if the birth date is known.
    pub age: Option<u32>,
    /// The age of a child under two, in days or months.
    pub infant: Option<Infant>,
    /// The phone number, masked: `138****5678`.
    pub phone: Option<String>,
    /// Credentials, with their numbers masked except for the last four characters.
    pub credentials: Vec<MaskedCredential>,
}

/// A credential whose number is not shown in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MaskedCredential {
    /// The kind.
    pub kind: CredentialKind,
    /// The number, masked: `**************002X`.
    pub number: String,
}

/// A person's insurance, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoverageSummary {
    /// The scheme.
    pub insurance: InsuranceType,
    /// Active, retired, resident.
    pub class: PersonClass,
    /// The insured place's administrative code.
    pub region: String,
}

/// A department, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepartmentRef {
    /// The id.
    pub department: DepartmentId,
    /// The hospital's code.
    pub code: String,
    /// Its name.
    pub name: Label,
    /// Where it is.
    pub place: Label,
}

/// Where an appointment stands.
#[macro_rules_attribute::apply(model::names)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitState {
    /// Booked, not here yet.
    Booked,
    /// Checked in, waits.
    Waiting,
    /// Called.
    Called,
    /// With the clinician.
    InConsultation,
    /// Seen.
    Finished,
    /// Cancelled.
    Cancelled,
    /// Did not come.
    Missed,
    /// Had checked in, and the session ended without them.
    NotSeen,
}

/// What there is to say about the end of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionEnd {
    /// Its time is over and somebody is left: it can be ended now.
    Left {
        /// How many would count as not seen: they have checked in.
        not_seen: u32,
        /// How many would have missed it.
        missed: u32,
    },
    /// It was ended.
    Ended {
        /// When it was ended.
        at: Instant,
        /// How many were not seen.
        not_seen: u32,
        /// The end can be taken back now.
        can_undo: bool,
    },
}
