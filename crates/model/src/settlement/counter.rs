//! What a counter adds to money: whose hands it went through, and the numbers of receipts.

use super::PayMethod;
use crate::money::Yuan;
use serde::{Deserialize, Serialize};

/// Money that went through the hands of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TillMove {
    /// How it was paid.
    pub method: PayMethod,
    /// How much; negative if it was given back.
    pub amount: Yuan,
}

/// What went through the hands of a login by one way of paying.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TillSum {
    /// The way of paying.
    pub method: PayMethod,
    /// What came in, in yuan.
    pub taken: Yuan,
    /// What was given back, in yuan.
    pub returned: Yuan,
}

/// The number of a receipt, or of one that cancels another (红冲): without a gap within a hospital and a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptNumber {
    /// The year in which it was given, in the hospital's zone.
    pub year: i32,
    /// Its number in that year, from 1.
    pub number: u32,
}

/// As it is printed: `2026-000017`.
impl std::fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{:06}", self.year, self.number)
    }
}
