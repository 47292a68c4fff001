//! What a cap counts: the days of a period, and what is counted together.

use crate::component::Slot;
use chrono::Datelike as _;
use model::{
    id::{ClinicianId, DepartmentId},
    scheduling::{Cap, Period, Within},
    time::BusinessDate,
};

/// The first and the last day of a period.
pub(crate) type Days = (BusinessDate, BusinessDate);

/// The days of the period in which a day is.
pub(crate) fn days_of(per: Period, day: BusinessDate) -> Days {
    match per {
        Period::Day => (day, day),
        Period::Week => {
            let first = day.plus_days(-i64::from(day.0.weekday().num_days_from_monday()));
            (first, first.plus_days(6))
        }
        Period::Month => (first_of_month(day), last_of_month(day)),
        Period::Quarter => {
            let before = |first: BusinessDate| first_of_month(first.plus_days(-1));
            let after = |last: BusinessDate| last_of_month(last.plus_days(1));
            let (first, last) = (first_of_month(day), last_of_month(day));
            match day.0.month0() % 3 {
                0 => (first, after(after(last))),
                1 => (before(first), after(last)),
                _ => (before(before(first)), last),
            }
        }
    }
}

fn first_of_month(day: BusinessDate) -> BusinessDate {
    day.plus_days(-i64::from(day.0.day0()))
}

fn last_of_month(day: BusinessDate) -> BusinessDate {
    // 31 days after its first day, every month is over and the next one is not.
    first_of_month(first_of_month(day).plus_days(31)).plus_days(-1)
}

/// What is counted together with a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Hospital,
    Department(DepartmentId),
    Clinician(ClinicianId),
}

impl Place {
    pub(crate) fn of(within: Within, slot: &Slot) -> Self {
        match within {
            Within::Hospital => Self::Hospital,
            Within::Department => Self::Department(slot.department),
            Within::Clinician => Self::Clinician(slot.clinician),
        }
    }
}

/// The caps in force somewhere: at most one for each period and place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caps([[Option<u16>; 3]; 4]);

impl Caps {
    /// Those of sets of rules, the narrowest set first.
    pub(super) fn of<'a>(sets: impl Iterator<Item = &'a [Cap]>) -> Self {
        let mut all = Self::default();
        for cap in sets.flatten() {
            all.0[cap.per as usize][cap.within as usize].get_or_insert(cap.max);
        }
        all
    }

    /// The most seats of one person, if there is a cap.
    pub const fn max(&self, per: Period, within: Within) -> Option<u16> {
        self.0[per as usize][within as usize]
    }

    /// Those of a day only.
    pub(super) const fn of_a_day(&self) -> Self {
        let mut own = [[None; 3]; 4];
        own[Period::Day as usize] = self.0[Period::Day as usize];
        Self(own)
    }

    /// Is anything counted over this period?
    pub(super) fn has(&self, per: Period) -> bool {
        self.0[per as usize].iter().any(Option::is_some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_months_and_quarters_have_the_days_of_the_calendar() {
        let of = |per, day: &str| {
            let (first, last) = days_of(per, day.parse().unwrap());
            format!("{}..{}", first.0, last.0)
        };
        // 2026 ends on a Thursday; 2024 and 2028 are leap years.
        assert_eq!(of(Period::Day, "2026-12-31"), "2026-12-31..2026-12-31");
        assert_eq!(of(Period::Week, "2026-12-31"), "2026-12-28..2027-01-03");
        assert_eq!(of(Period::Week, "2027-01-03"), "2026-12-28..2027-01-03");
        assert_eq!(of(Period::Week, "2027-01-04"), "2027-01-04..2027-01-10");
        assert_eq!(of(Period::Month, "2028-02-29"), "2028-02-01..2028-02-29");
        assert_eq!(of(Period::Month, "2027-02-01"), "2027-02-01..2027-02-28");
        assert_eq!(of(Period::Month, "2026-12-31"), "2026-12-01..2026-12-31");
        assert_eq!(of(Period::Quarter, "2026-12-31"), "2026-10-01..2026-12-31");
        assert_eq!(of(Period::Quarter, "2027-01-01"), "2027-01-01..2027-03-31");
        assert_eq!(of(Period::Quarter, "2026-05-15"), "2026-04-01..2026-06-30");
        assert_eq!(of(Period::Quarter, "2026-09-30"), "2026-07-01..2026-09-30");
    }
}
