//! What pages and the API show: plain structs, no entity and no lock behind them.
//!
//! Names are decrypted; each view says which of their two forms may be shown. Money is [`Yuan`](model::money::Yuan),
//! times are instants (UTC) that the page shows in the hospital's zone, shares are decimals from 0 to 1.

mod admin;
mod appeal;
mod arrears;
mod bill;
mod change;
mod closure;
mod desk;
mod device;
mod draw;
mod exemption;
mod itinerary;
mod open_stays;
mod patient;
mod published;
mod referral;
mod room;
mod rules;
mod screen;
mod template;
mod till;
mod tuning;
mod waitlist;
mod ward;

pub use admin::*;
pub use appeal::*;
pub use arrears::*;
pub use bill::*;
pub use change::*;
pub use closure::*;
pub use desk::*;
pub use device::*;
pub use draw::*;
pub use exemption::*;
pub use itinerary::*;
pub use open_stays::*;
pub use patient::*;
pub use published::*;
pub use referral::*;
pub use room::*;
pub use rules::*;
pub use screen::*;
pub use template::*;
pub use till::*;
pub use tuning::*;
pub use waitlist::*;
pub use ward::*;

pub use crate::billing::{DepositSuggestion, SettlementStage};
pub use ::scheduling::read::{AdmissionState, AppealStage, BedState, DrawStage};

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
    /// Id of the person's record; after a merge, that of the record that stays.
    pub person: PersonId,
    /// The name in both forms; both are empty if the reader may not know who it is.
    pub name: Name,
    /// Administrative sex; `unknown` also if the reader may not know who it is.
    pub sex: Sex,
    /// Whole years today, if the birth date is known.
    pub age: Option<u32>,
    /// The age of a child under two, in days or months; none for everybody else.
    pub infant: Option<Infant>,
    /// The phone number, masked: `138****5678`.
    pub phone: Option<String>,
    /// Credentials, with their numbers masked except for the last four characters.
    pub credentials: Vec<MaskedCredential>,
}

/// A credential whose number is not shown in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MaskedCredential {
    /// What kind of credential it is.
    pub kind: CredentialKind,
    /// The number, masked: `**************002X`.
    pub number: String,
}

/// A person's insurance, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoverageSummary {
    /// The scheme; `none` for somebody who pays everything.
    pub insurance: InsuranceType,
    /// Active, retired, resident.
    pub class: PersonClass,
    /// Administrative code of the insured place (GB/T 2260), six digits; empty for somebody who pays all.
    pub region: String,
}

/// A department, in brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DepartmentRef {
    /// Id of the department, as addresses and requests name it.
    pub department: DepartmentId,
    /// The hospital's own code, unique; the address of the public queue screen has it.
    pub code: String,
    /// Its name in both languages.
    pub name: Label,
    /// Where it is in the hospital, in both languages, such as a building and a floor.
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
    /// The session was closed, and there is no other window yet.
    Displaced,
}

impl VisitState {
    /// Does nothing more happen in its window?
    pub const fn is_over(self) -> bool {
        match self {
            Self::Finished | Self::Cancelled | Self::Missed | Self::NotSeen => true,
            Self::Booked | Self::Waiting | Self::Called | Self::InConsultation | Self::Displaced => false,
        }
    }
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
