//! Working days: the week, the State Council's holidays, and the weekend days that are worked in exchange.

use chrono::{Datelike, NaiveDate, Weekday};
use model::{
    Label,
    scheduling::{CalendarYear, DayOfWeek, DaysOff, WorkedDay},
    time::BusinessDate,
};
use serde::Deserialize;

/// Holidays and swapped working days, by year.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    year: Vec<Year>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i32,
    source: String,
    holidays: Vec<Holiday>,
    worked: Vec<NaiveDate>,
    /// The weekday whose plan these days have.
    worked_as: Weekday,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    zh: String,
    en: String,
    from: NaiveDate,
    until: NaiveDate,
}

impl Calendar {
    fn of(&self, date: BusinessDate) -> Option<&Year> {
        self.year.iter().find(|year| year.year == date.0.year())
    }

    /// Where the calendar of a date is from; `None` = assumed: only Saturdays and Sundays are off.
    pub fn source(&self, date: BusinessDate) -> Option<&str> {
        self.of(date).map(|year| year.source.as_str())
    }

    /// The holiday on a date.
    pub fn holiday(&self, date: BusinessDate) -> Option<Label> {
        let day = date.0;
        let holiday = self.of(date)?.holidays.iter().find(|holiday| (holiday.from..=holiday.until).contains(&day))?;
        Some(Label::new(holiday.zh.clone(), holiday.en.clone()))
    }

    /// The weekday by whose plan the hospital works on a date; `None` = closed. A weekend day that is worked in
    /// exchange has the plan that the data say, a Saturday has its own (half a day), Sundays and holidays have none.
    pub fn plan(&self, date: BusinessDate) -> Option<Weekday> {
        let weekday = date.0.weekday();
        if let Some(year) = self.of(date).filter(|year| year.worked.contains(&date.0)) {
            return Some(year.worked_as);
        }
        (self.holiday(date).is_none() && weekday != Weekday::Sun).then_some(weekday)
    }

    /// The calendar of a year as the hospital adopts it. For a year that has none yet it says so, and has no holiday.
    pub fn year(&self, year: u16) -> CalendarYear {
        let Some(found) = self.year.iter().find(|one| one.year == i32::from(year)) else {
            let source = "演示假定（assumed）：这一年的放假安排还没有公布，只按星期出诊".to_owned();
            return CalendarYear { year, source, off: Vec::new(), worked: Vec::new() };
        };
        let off = found.holidays.iter().map(|holiday| DaysOff {
            name: Label::new(holiday.zh.clone(), holiday.en.clone()),
            from: BusinessDate(holiday.from),
            until: BusinessDate(holiday.until),
        });
        let worked = found
            .worked
            .iter()
            .map(|date| WorkedDay { date: BusinessDate(*date), worked_as: Some(day_of_week(found.worked_as)) });
        CalendarYear { year, source: found.source.clone(), off: off.collect(), worked: worked.collect() }
    }

    /// A full working day?
    pub fn is_working(&self, date: BusinessDate) -> bool {
        self.plan(date).is_some_and(|weekday| weekday != Weekday::Sat)
    }

    /// The first full working day from a date on, that day included.
    pub fn working_from(&self, date: BusinessDate) -> BusinessDate {
        // Even Spring Festival lasts nine days only; the bound keeps bad data from looping for ever.
        (0..60).map(|days| date.plus_days(days)).find(|day| self.is_working(*day)).unwrap_or(date)
    }
}

/// The same day of the week in the hospital's words.
pub const fn day_of_week(day: Weekday) -> DayOfWeek {
    match day {
        Weekday::Mon => DayOfWeek::Monday,
        Weekday::Tue => DayOfWeek::Tuesday,
        Weekday::Wed => DayOfWeek::Wednesday,
        Weekday::Thu => DayOfWeek::Thursday,
        Weekday::Fri => DayOfWeek::Friday,
        Weekday::Sat => DayOfWeek::Saturday,
        Weekday::Sun => DayOfWeek::Sunday,
    }
}

#[cfg(test)]
mod tests {
    use super::day_of_week;
    use crate::demo::Blueprint;
    use chrono::{Datelike as _, Weekday};
    use model::time::BusinessDate;

    /// Whatever the hospital's templates are worked as on a date, the plan says too; but for Sundays, on which no post
    /// has a session.
    #[test]
    fn the_calendar_that_is_adopted_says_what_the_plan_says() -> Result<(), Box<dyn std::error::Error>> {
        let demo = Blueprint::get();
        let first: BusinessDate = "2026-01-01".parse()?;
        for date in (0..730).map(|days| first.plus_days(days)) {
            let year = demo.calendar.year(u16::try_from(date.0.year())?);
            let adopted = year.worked_as(date);
            let planned = demo.calendar.plan(date).map(day_of_week);
            let is_sunday = adopted == Some(day_of_week(Weekday::Sun)) && planned.is_none();
            assert!(adopted == planned || is_sunday, "{date}");
        }
        assert!(demo.posts().all(|(_, post)| post.halves.iter().all(|half| half.weekday != Weekday::Sun)));
        assert_eq!(demo.calendar.year(2026).off.len(), 7);
        assert!(demo.calendar.year(2027).source.contains("assumed"));
        Ok(())
    }

    #[test]
    fn swapped_days_and_holidays_of_2026() -> Result<(), Box<dyn std::error::Error>> {
        let calendar = &Blueprint::get().calendar;
        for (date, plan) in [
            ("2026-11-24", Some(Weekday::Tue)),
            ("2026-11-28", Some(Weekday::Sat)),
            ("2026-11-29", None),
            ("2026-10-01", None),
            ("2026-10-10", Some(Weekday::Fri)),
            ("2026-02-14", Some(Weekday::Fri)),
            ("2026-02-28", Some(Weekday::Fri)),
            ("2026-09-20", Some(Weekday::Fri)),
            ("2027-01-01", Some(Weekday::Fri)),
        ] {
            assert_eq!(calendar.plan(date.parse()?), plan, "{date}");
        }
        assert_eq!(calendar.working_from("2026-02-15".parse()?), "2026-02-24".parse()?);
        assert_eq!(calendar.working_from("2026-11-28".parse()?), "2026-11-30".parse()?);
        assert!(calendar.source("2026-11-24".parse()?).is_some() && calendar.source("2027-01-01".parse()?).is_none());
        assert_eq!(calendar.holiday("2026-10-07".parse()?).map(|label| label.zh).as_deref(), Some("国庆节"));
        Ok(())
    }
}
