//! The calendar of a year: adopted as the State Council publishes it, and again when it is changed.

use super::{
    Apply, Decide, Decision,
    setup::{NAME_MAX, SOURCE_MAX, is_said, within},
};
use crate::{World, tx::Tx};
use chrono::Datelike as _;
use model::{
    decide::{Context, Stamp},
    message::Refusal,
    scheduling::{CalendarAdopted, CalendarYear},
    time::BusinessDate,
};
use std::collections::BTreeSet;

/// The most holidays, and the most days in exchange, of a year.
const ENTRIES_MAX: usize = 40;

/// The most days off in a row.
const DAYS_MAX: i64 = 31;

/// Sessions that are published already stay, also on what becomes a day off: whoever is booked there is told first.
impl Decide<World> for CalendarAdopted {
    fn decide(&self, _: &World, _: &Context) -> Decision {
        let CalendarYear { year, source, off, worked } = &self.calendar;
        within("year", *year, 2000, 2199)?;
        is_said("source", source, SOURCE_MAX)?;
        for (field, count) in [("off", off.len()), ("worked", worked.len())] {
            within(field, u16::try_from(count).unwrap_or(u16::MAX), 0, ENTRIES_MAX as u16)?;
        }
        for days in off {
            is_said("off", &days.name.zh, NAME_MAX)?;
            is_said("off", &days.name.en, NAME_MAX)?;
            of_year("off", *year, days.from)?;
            of_year("off", *year, days.until)?;
            let long = days.until.0.signed_duration_since(days.from.0).num_days() + 1;
            if !(1..=DAYS_MAX).contains(&long) {
                return Refusal::new("calendar-days")
                    .field("off")
                    .with("from", days.from.0)
                    .with("until", days.until.0)
                    .with("limit", DAYS_MAX)
                    .err();
            }
        }
        let mut dates = BTreeSet::new();
        for day in worked {
            of_year("worked", *year, day.date)?;
            let is_off = self.calendar.day_off(day.date).is_some();
            if is_off || !dates.insert(day.date) {
                return Refusal::new("calendar-day-twice").field("worked").with("date", day.date.0).err();
            }
        }
        Ok(vec![self.clone().into()])
    }
}

impl Apply<Tx<'_>> for CalendarAdopted {
    fn apply(&self, tx: &mut Tx, _: Stamp) {
        tx.insert_calendar(self.calendar.clone());
    }
}

fn of_year(field: &'static str, year: u16, date: BusinessDate) -> Result<(), Refusal> {
    if date.0.year() == i32::from(year) {
        return Ok(());
    }
    Refusal::new("calendar-other-year").field(field).with("date", date.0).with("year", year.to_string()).err()
}
