//! Working days: the week, the State Council's holidays, and the weekend days that are worked in exchange.

use chrono::{Datelike, NaiveDate, Weekday};
use model::{Label, time::BusinessDate};
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
    /// exchange has Friday's plan, a Saturday has its own (half a day), Sundays and holidays have none.
    pub fn plan(&self, date: BusinessDate) -> Option<Weekday> {
        let weekday = date.0.weekday();
        if self.of(date).is_some_and(|year| year.worked.contains(&date.0)) {
            return Some(Weekday::Fri);
        }
        (self.holiday(date).is_none() && weekday != Weekday::Sun).then_some(weekday)
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

#[cfg(test)]
mod tests {
    use crate::demo::Blueprint;
    use chrono::Weekday;

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
