//! Stays that wait on the demo's own ward, ready to be settled at the bedside; their bills are fixed to the fen.

use super::{care::Doses, people::Insured};
use model::{money::Yuan, person::Sex};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A stay whose bill is fixed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedStay {
    /// The published example that it reproduces; empty = none.
    pub published: String,
    /// Who.
    pub person: FixedPerson,
    /// How insured.
    pub coverage: Insured,
    /// ICD-10 code.
    pub diagnosis: String,
    /// Which admission of the year.
    pub admission_no: u8,
    /// Paid in advance.
    pub deposit: Yuan,
    /// Balance of the personal account.
    pub account_balance: Yuan,
    /// Published amounts, by their national names.
    pub expected: BTreeMap<String, Yuan>,
    /// What is charged on each day.
    pub days: Vec<Doses>,
}

/// The patient of such a stay.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedPerson {
    /// Full name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Age in whole years.
    pub age: u32,
}
