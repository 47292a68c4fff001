//! On which days somebody cannot come, in case that another window has to be found: a field that may stay empty, at booking
//! and on the page of a visit.

use crate::{
    locale::Localizer,
    ui::{parts::Choice, words},
};
use model::{
    message::{Message, Refusal},
    scheduling::{DayOfWeek, IMPOSSIBLE_DATES_MAX, ImpossibleDays},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How many dates can be added at once, and how many there are at least.
const EMPTY: usize = 2;
const DATES_MIN: usize = 3;

/// The fields, as they are shown.
pub(crate) struct Fields {
    pub(crate) weekdays: Vec<Choice>,
    /// What was said, then empty ones: label and value.
    pub(crate) dates: Vec<(String, String)>,
}

impl Fields {
    pub(crate) fn new(t: &Localizer, days: &ImpossibleDays) -> Self {
        let weekday = |day: &DayOfWeek| Choice {
            value: words::code(day),
            words: t.day_of_week(*day),
            chosen: days.weekdays.contains(day),
        };
        let count = (days.dates.len() + EMPTY).clamp(DATES_MIN, IMPOSSIBLE_DATES_MAX);
        let label = |place: usize| t.say(&Message::new("impossible-date").with("number", place as i64 + 1));
        let value = |place: usize| days.dates.get(place).map(ToString::to_string).unwrap_or_default();
        Self {
            weekdays: DayOfWeek::ALL.iter().map(weekday).collect(),
            dates: (0..count).map(|place| (label(place), value(place))).collect(),
        }
    }
}

/// What a form with these fields sends, among its other fields: `day-monday` for a day of the week, `date-0` for a date.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Sent(BTreeMap<String, String>);

impl Sent {
    /// The days that were said.
    ///
    /// # Errors
    /// `field-date`, with what is no date.
    pub(crate) fn days(&self) -> Result<ImpossibleDays, Refusal> {
        let named = |day: &DayOfWeek| self.0.contains_key(&format!("day-{}", words::code(day)));
        let weekdays = DayOfWeek::ALL.into_iter().filter(named).collect();
        let dates = self.0.iter().filter(|(name, typed)| name.starts_with("date-") && !typed.trim().is_empty());
        let date = |(_, typed): (&String, &String)| {
            typed.trim().parse().map_err(|_| Refusal::new("field-date").field("dates").with("value", typed.trim()))
        };
        // One more than can be said is refused with the rule; more are not even read.
        let dates = dates.take(IMPOSSIBLE_DATES_MAX + 1).map(date).collect::<Result<_, _>>()?;
        Ok(ImpossibleDays { weekdays, dates })
    }
}

/// What was said, in a line; none if any day is possible.
pub(crate) fn said(t: &Localizer, days: &ImpossibleDays) -> Option<String> {
    let weekdays = days.weekdays.iter().map(|day| t.day_of_week(*day));
    let all: Vec<String> = weekdays.chain(days.dates.iter().map(|date| t.full_date(*date))).collect();
    (!all.is_empty()).then(|| t.say(&Message::new("impossible-said").with("days", all.join(" · "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(form: &str) -> Sent {
        serde_urlencoded::from_str(form).unwrap()
    }

    #[test]
    fn days_and_dates_are_read_and_an_empty_field_says_nothing() {
        assert!(sent("slot=x&date-0=&date-1=").days().unwrap().is_empty());
        let days = sent("day-sunday=true&day-monday=true&date-0=2026-12-24&date-1=&key=x").days().unwrap();
        assert_eq!(days.weekdays, [DayOfWeek::Monday, DayOfWeek::Sunday]);
        assert_eq!(days.dates.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2026-12-24"]);
        let refused = sent("date-0=tomorrow").days().unwrap_err();
        assert_eq!((refused.code, refused.field), ("field-date", Some("dates")));
    }
}
