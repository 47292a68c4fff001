//! People: sex, kinds of credentials, ages. The numbers themselves never enter an event; see `SideRef`.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Administrative sex, as FHIR's `AdministrativeGender`.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Male (男).
    Male,
    /// Female (女).
    Female,
    /// Not known (未知).
    Unknown,
}

/// What people may present to be recognised. The first four are those of the promise (一码、一卡、一证、一照).
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
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
    /// A permit for residents of Hong Kong, Macao or Taiwan, or a foreigner's residence permit.
    Permit,
    /// The appointment's own code, shown on the phone.
    VisitCode,
    /// The wristband of an inpatient.
    Wristband,
}

/// The age of a small child, for whom years are too coarse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "unit", content = "count", rename_all = "snake_case")]
pub enum Infant {
    /// Whole days, less than a month.
    Days(u32),
    /// Whole months, 1–23.
    Months(u32),
}

impl Infant {
    /// From this age on it is told in years.
    const YEARS: u32 = 2;

    /// The age on a day, if under two years; `None` for everybody else, and before birth.
    pub fn on(birth: NaiveDate, day: NaiveDate) -> Option<Self> {
        if age_on(birth, day) >= Self::YEARS || day < birth {
            return None;
        }
        let months = (day.year() - birth.year()) * 12 + day.month() as i32 - birth.month() as i32;
        let months = months - i32::from(day.day() < birth.day());
        let days = (day - birth).num_days();
        Some(if months > 0 { Self::Months(months.unsigned_abs()) } else { Self::Days(u32::try_from(days).ok()?) })
    }
}

/// Whole years between a birth date and a day.
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> u32 {
    day.years_since(birth).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_small_child_is_some_days_or_months_old() {
        let on = |birth: &str, today: &str| Infant::on(day(birth), day(today));
        assert_eq!(on("2026-11-26", "2026-11-26"), Some(Infant::Days(0)));
        assert_eq!(on("2026-10-31", "2026-11-29"), Some(Infant::Days(29)));
        assert_eq!(on("2026-10-31", "2026-11-30"), Some(Infant::Days(30)));
        assert_eq!(on("2026-10-26", "2026-11-26"), Some(Infant::Months(1)));
        assert_eq!(on("2025-12-27", "2026-11-26"), Some(Infant::Months(10)));
        assert_eq!(on("2024-11-27", "2026-11-26"), Some(Infant::Months(23)));
        assert_eq!(on("2024-11-26", "2026-11-26"), None, "two years are years");
        assert_eq!(on("2026-11-27", "2026-11-26"), None, "not born yet");
    }
}
