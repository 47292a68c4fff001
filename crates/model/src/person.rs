//! People: sex, kinds of credentials, ages. Numbers themselves never enter an event; see `SideRef`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Administrative sex, as FHIR's `AdministrativeGender`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
    /// 未知
    Unknown,
}

/// What someone may present to be recognised. The first four are the promise's (一码、一卡、一证、一照).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// 一码: the health or insurance QR code.
    InsuranceCode,
    /// 一卡: the social-security card.
    SocialSecurityCard,
    /// 一证: the resident identity card (GB 11643).
    ResidentId,
    /// 一照: a token from face recognition.
    FaceToken,
    /// A passport.
    Passport,
    /// A permit of Hong Kong, Macao or Taiwan residents, or a foreigner's residence permit.
    Permit,
    /// The appointment's own code, shown on the phone.
    VisitCode,
    /// The wristband of an inpatient.
    Wristband,
}

/// Whole years between a birth date and a day.
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> u32 {
    day.years_since(birth).unwrap_or(0)
}
