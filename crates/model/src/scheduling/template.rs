//! Templates of sessions, and the calendar of a year: on which days they are worked.

use super::{PoolShare, WindowSeats};
use crate::{
    Label,
    id::DeviceId,
    time::{BusinessDate, MinuteOfDay},
};
use chrono::{Datelike as _, Weekday};
use serde::{Deserialize, Serialize};

/// A day of the week.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOfWeek {
    /// 周一
    Monday,
    /// 周二
    Tuesday,
    /// 周三
    Wednesday,
    /// 周四
    Thursday,
    /// 周五
    Friday,
    /// 周六
    Saturday,
    /// 周日
    Sunday,
}

impl DayOfWeek {
    /// All of them, Monday first.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// The day of the week of a date.
    pub fn of(date: BusinessDate) -> Self {
        match date.0.weekday() {
            Weekday::Mon => Self::Monday,
            Weekday::Tue => Self::Tuesday,
            Weekday::Wed => Self::Wednesday,
            Weekday::Thu => Self::Thursday,
            Weekday::Fri => Self::Friday,
            Weekday::Sat => Self::Saturday,
            Weekday::Sun => Self::Sunday,
        }
    }
}

/// In which weeks a template is worked. Weeks begin on Monday; the week that contains the template's `anchor` is odd,
/// the one before and the one after it are even, and so on, also from one year to the next.
#[cfg_attr(feature = "schema", macro_rules_attribute::apply(crate::names))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weeks {
    /// In every week.
    Every,
    /// In odd weeks: that of the anchor, and each second one from there.
    Odd,
    /// In even weeks: the one after that of the anchor, and each second one from there.
    Even,
}

impl Weeks {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Every, Self::Odd, Self::Even];

    /// Is the week of a date one of them?
    pub fn include(self, anchor: BusinessDate, date: BusinessDate) -> bool {
        let monday = |date: BusinessDate| i64::from(date.0.num_days_from_ce()) - i64::from(DayOfWeek::of(date) as u8);
        let weeks = (monday(date) - monday(anchor)) / 7;
        match self {
            Self::Every => true,
            Self::Odd => weeks % 2 == 0,
            Self::Even => weeks % 2 != 0,
        }
    }
}

/// What a template says from a day on: when its sessions are, how large, and when they are published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TemplatePlan {
    /// The first day for which it counts; today at the earliest.
    pub valid_from: BusinessDate,
    /// The last day for which it counts; without it, it counts until it is changed or ended.
    #[serde(default)]
    pub valid_until: Option<BusinessDate>,
    /// The consulting room, in both languages; the Chinese name has 1–40 characters, the English one at most 40.
    pub room: Label,
    /// The device that is used, by its id; of the clinician's department.
    #[serde(default)]
    pub device: Option<DeviceId>,
    /// The day of the week.
    pub weekday: DayOfWeek,
    /// In which weeks.
    pub weeks: Weeks,
    /// Any day of a week that counts as odd; without meaning if it is worked in every week.
    pub anchor: BusinessDate,
    /// When its sessions begin, as a minute of the day in the hospital's zone.
    #[cfg_attr(feature = "schema", schema(value_type = u16, maximum = 1439))]
    pub from: MinuteOfDay,
    /// When they end, counted from midnight of the day on which they begin; above 1440 they run over midnight, until
    /// 1620 (03:00) at the latest.
    #[cfg_attr(feature = "schema", schema(value_type = u16, maximum = 1620))]
    pub until: MinuteOfDay,
    /// Length of a window, 5–20 minutes.
    #[cfg_attr(feature = "schema", schema(minimum = 5, maximum = 20))]
    pub slot_minutes: u16,
    /// Seats in each window, 1–50, or a list with those of each window.
    pub capacity: WindowSeats,
    /// Shares of the seats that are kept for the desk or for primary-care clinics.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(max_items = 2))]
    pub pools: Vec<PoolShare>,
    /// How many days before its day a session is published, 1–60.
    #[cfg_attr(feature = "schema", schema(minimum = 1, maximum = 60))]
    pub release_days: u16,
    /// At which minute of that day in the hospital's zone.
    #[cfg_attr(feature = "schema", schema(value_type = u16, maximum = 1439))]
    pub release_at: MinuteOfDay,
}

impl TemplatePlan {
    /// Does it count on a date that is worked by the plan of this weekday? A date that is worked in exchange for another
    /// belongs to the week in which it is.
    pub fn is_on(&self, date: BusinessDate, worked_as: DayOfWeek) -> bool {
        self.counts_on(date) && self.weekday == worked_as && self.weeks.include(self.anchor, date)
    }

    /// Is a date within the days for which it counts?
    pub fn counts_on(&self, date: BusinessDate) -> bool {
        self.valid_from <= date && self.valid_until.is_none_or(|until| date <= until)
    }

    /// How many slots a session has: windows with a seat.
    pub fn slots(&self) -> u16 {
        u16::try_from(self.capacity.slots(self.windows())).unwrap_or(u16::MAX)
    }

    /// How many windows a session has.
    pub const fn windows(&self) -> u16 {
        match self.until.0.saturating_sub(self.from.0).checked_div(self.slot_minutes) {
            Some(windows) => windows,
            None => 0,
        }
    }
}

/// Days off in a row: a public holiday (放假).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DaysOff {
    /// What it is called, in both languages, 1–100 characters each.
    pub name: Label,
    /// The first day.
    pub from: BusinessDate,
    /// The last day.
    pub until: BusinessDate,
}

/// A day that is worked in exchange for a day off (调休上班).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WorkedDay {
    /// The day.
    pub date: BusinessDate,
    /// The day of the week whose templates are worked on it; without it, its own.
    #[serde(default)]
    pub worked_as: Option<DayOfWeek>,
}

/// The calendar of one year, as the State Council publishes it for China. A day that is not named is worked by the
/// templates of its own weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CalendarYear {
    /// The year, 2000–2199.
    #[cfg_attr(feature = "schema", schema(minimum = 2000, maximum = 2199))]
    pub year: u16,
    /// Where it is from: the name of the notice.
    #[cfg_attr(feature = "schema", schema(min_length = 1, max_length = 500))]
    pub source: String,
    /// Its days off, 31 in a row at most, each within the year.
    #[cfg_attr(feature = "schema", schema(max_items = 40))]
    pub off: Vec<DaysOff>,
    /// Its days that are worked in exchange.
    #[cfg_attr(feature = "schema", schema(max_items = 40))]
    pub worked: Vec<WorkedDay>,
}

impl CalendarYear {
    /// The days off to which a date belongs.
    pub fn day_off(&self, date: BusinessDate) -> Option<&DaysOff> {
        self.off.iter().find(|off| off.from <= date && date <= off.until)
    }

    /// The day in exchange, if a date is one.
    pub fn exchanged(&self, date: BusinessDate) -> Option<&WorkedDay> {
        self.worked.iter().find(|worked| worked.date == date)
    }

    /// The weekday whose templates are worked on a date of this year; `None` on a day off.
    pub fn worked_as(&self, date: BusinessDate) -> Option<DayOfWeek> {
        if self.day_off(date).is_some() {
            return None;
        }
        let exchanged = self.exchanged(date).and_then(|worked| worked.worked_as);
        Some(exchanged.unwrap_or_else(|| DayOfWeek::of(date)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> BusinessDate {
        text.parse().expect("a date")
    }

    #[test]
    fn weeks_alternate_from_monday_on_over_the_end_of_a_year_and_backwards() {
        // 2026-12-28 is a Monday; its week ends on Sunday, 3 January 2027. 2026 has 53 ISO weeks, so that week numbers
        // 53 and 1 are both odd: these weeks alternate all the same.
        let anchor = date("2026-12-30");
        for (day, odd) in [
            ("2026-12-27", false),
            ("2026-12-28", true),
            ("2027-01-01", true),
            ("2027-01-03", true),
            ("2027-01-04", false),
            ("2027-01-10", false),
            ("2027-01-11", true),
            ("2026-12-14", true),
            ("2026-12-20", true),
            ("2026-12-21", false),
        ] {
            assert_eq!(Weeks::Odd.include(anchor, date(day)), odd, "{day}");
            assert_eq!(Weeks::Even.include(anchor, date(day)), !odd, "{day}");
            assert!(Weeks::Every.include(anchor, date(day)));
        }
    }

    #[test]
    fn a_day_off_wins_and_a_day_in_exchange_has_the_weekday_that_is_said() {
        let off = |from: &str, until: &str| DaysOff {
            name: Label::new("国庆节", "National Day"),
            from: date(from),
            until: date(until),
        };
        let year = CalendarYear {
            year: 2026,
            source: "test".into(),
            off: vec![off("2026-10-01", "2026-10-07")],
            worked: vec![
                WorkedDay { date: date("2026-09-20"), worked_as: Some(DayOfWeek::Tuesday) },
                WorkedDay { date: date("2026-10-10"), worked_as: None },
            ],
        };
        assert_eq!(year.worked_as(date("2026-09-30")), Some(DayOfWeek::Wednesday));
        assert_eq!(year.worked_as(date("2026-10-01")), None);
        assert_eq!(year.worked_as(date("2026-10-07")), None);
        assert_eq!(year.worked_as(date("2026-10-08")), Some(DayOfWeek::Thursday));
        assert_eq!(year.worked_as(date("2026-09-20")), Some(DayOfWeek::Tuesday));
        assert_eq!(year.worked_as(date("2026-10-10")), Some(DayOfWeek::Saturday));
    }
}
