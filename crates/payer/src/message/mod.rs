//! The transactions of a stay, typed. Field names, order and lengths are the national ones; fields that are optional in
//! the specification and that a hospital of this kind does not need (surgery, birth) are left out.
//!
//! Each input is a [`Transaction`], with its number and output. The same types serve the client, which writes inputs
//! and reads outputs, and the sandbox, which does the reverse.

mod admission;
mod lines;
mod person;
mod reversal;
mod settlement;
mod sign_in;
mod take_back;

pub use admission::{
    Admission2401, AdmissionInfo, AdmissionUndo2404, Admitted, AdmittedResult, Diagnosis, Discharge2402, DischargeInfo,
    DischargeUndo2405, UndoneStay,
};
pub use lines::{Line, LineResult, Lines2301, LinesUndo2302, UndoneLine, Uploaded};
pub use person::{BaseInfo, Certificate, CertificateError, Found, InsuranceInfo, Person1101, PersonQuery};
pub(crate) use person::{class_of, insurance_of, insutype, psn_type};
pub use reversal::{Reversal2601, ReversalData};
pub use settlement::{
    FundShare, Query5203, QueryData, SettleData, Settled, Settlement2304, SettlementInfo, Trial2303, TrialData,
};
pub use sign_in::{SignIn9001, SignInData, SignedIn, SignedInData};
pub(crate) use take_back::Undoing;
pub use take_back::{SettlementUndo2305, SettlementUndoData, TakenBack, UndoneSettlement};

use model::interface::Interface;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// One transaction: what is sent as `input` and what comes back as `output`.
pub trait Transaction: Serialize + DeserializeOwned {
    /// Its interface.
    const INFNO: Interface;
    /// What comes back as `output`.
    type Output: Serialize + DeserializeOwned;
}

/// The output of a transaction that returns nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nothing {}
