//! Groups of patients, for whom some rules may differ.

use crate::time::BusinessDate;
use chrono::Datelike as _;
use serde::{Deserialize, Serialize};

/// Up to this age one is a child: children's departments see patients until then.
const CHILD_AGE_MAX: i32 = 14;

/// From this age on one is older (老年人权益保障法, article 2).
const OLDER_AGE_MIN: i32 = 60;

/// A group of patients, by the age that they reach in a calendar year: whoever becomes 14 this year is a child until its end,
/// and whoever becomes 60 is older from its beginning. Nobody is in two groups; somebody whose year of birth is not known is
/// in none.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatientGroup {
    /// Who becomes at most 14 this year (儿童).
    Children,
    /// Who becomes at least 60 this year (老年人).
    Older,
}

impl PatientGroup {
    /// All of them, youngest first.
    pub const ALL: [Self; 2] = [Self::Children, Self::Older];

    /// The group to which somebody who was born in that year belongs on a day.
    pub fn of(born_in: u16, day: BusinessDate) -> Option<Self> {
        let reached = day.0.year() - i32::from(born_in);
        if reached <= CHILD_AGE_MAX {
            Some(Self::Children)
        } else if reached >= OLDER_AGE_MIN {
            Some(Self::Older)
        } else {
            None
        }
    }

    /// The id of its text.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Children => "patient-group-children",
            Self::Older => "patient-group-older",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_lasts_until_the_end_of_the_year_of_the_birthday() {
        let of = |born_in, day: &str| PatientGroup::of(born_in, day.parse().unwrap());
        // 2026 − 2012 = 14, 2027 − 2012 = 15.
        assert_eq!(of(2012, "2026-12-31"), Some(PatientGroup::Children));
        assert_eq!(of(2012, "2027-01-01"), None);
        // 2026 − 1967 = 59, 2027 − 1967 = 60.
        assert_eq!(of(1967, "2026-12-31"), None);
        assert_eq!(of(1967, "2027-01-01"), Some(PatientGroup::Older));
        assert_eq!(of(2026, "2026-11-26"), Some(PatientGroup::Children));
        assert_eq!(of(1900, "2026-11-26"), Some(PatientGroup::Older));
    }
}
