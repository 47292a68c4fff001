//! Retention: how long each class of records must be kept after an erasure. Dated data with its source, in
//! `data/retention.toml`.

use crate::Journey;
use chrono::{Datelike, Months, NaiveDate};
use model::{
    journey::{RetentionClass, StepKind},
    time::Zone,
};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// The records to which a rule applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Records {
    /// Those of everybody who is registered.
    Any,
    /// A journey without a stay.
    Outpatient,
    /// A journey with a stay.
    Inpatient,
    /// A journey in which money moved: a stay or a settlement.
    Settled,
}

/// The day from which the years are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountedFrom {
    /// The day on which the journey was closed.
    LastVisit,
    /// The first day of the year after it.
    YearEnd,
}

/// A retention rule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The class.
    pub class: RetentionClass,
    /// The records to which it applies.
    pub records: Records,
    /// Years, 0–100.
    pub years: u8,
    /// From which day they are counted.
    pub counted_from: CountedFrom,
    /// In force from this day.
    pub valid_from: NaiveDate,
    /// The law or regulation.
    pub source: String,
}

/// All rules.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    #[serde(rename = "rule")]
    rules: Vec<Rule>,
}

static SHIPPED: LazyLock<Retention> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the text is part of the program, and a test reads it")]
    Retention::parse(include_str!("../data/retention.toml")).expect("data/retention.toml is valid")
});

impl Retention {
    /// Reads rules from TOML.
    ///
    /// # Errors
    /// The parser's error.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The rules of mainland China that this program ships.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule in force on a day.
    pub fn rule(&self, class: RetentionClass, records: Records, day: NaiveDate) -> Option<&Rule> {
        let fits = |rule: &&Rule| rule.class == class && rule.records == records && rule.valid_from <= day;
        self.rules.iter().filter(fits).max_by_key(|rule| rule.valid_from)
    }

    /// Until when each class must be kept, given a person's closed journeys. A class of which there are no records is
    /// absent. `None` if the rules do not say.
    pub fn kept_until<'a>(
        &self,
        journeys: impl IntoIterator<Item = &'a Journey>,
        today: NaiveDate,
        zone: Zone,
    ) -> Option<BTreeMap<RetentionClass, NaiveDate>> {
        let mut until =
            BTreeMap::from([(RetentionClass::Contact, self.end(RetentionClass::Contact, Records::Any, today, today)?)]);
        let mut keep = |class, records, closed| {
            let end = self.end(class, records, closed, today)?;
            let kept = until.entry(class).or_insert(end);
            *kept = end.max(*kept);
            Some(())
        };
        for journey in journeys {
            let closed = journey.closed.map_or(today, |at| zone.date(at).0);
            let had = |kinds: &[StepKind]| journey.steps.iter().any(|step| kinds.contains(&step.kind));
            let records = if had(&[StepKind::Stay]) { Records::Inpatient } else { Records::Outpatient };
            keep(RetentionClass::Medical, records, closed)?;
            if had(&[StepKind::Stay, StepKind::Settlement]) {
                keep(RetentionClass::Financial, Records::Settled, closed)?;
            }
        }
        Some(until)
    }

    fn end(&self, class: RetentionClass, records: Records, closed: NaiveDate, today: NaiveDate) -> Option<NaiveDate> {
        let rule = self.rule(class, records, today)?;
        let from = match rule.counted_from {
            CountedFrom::LastVisit => closed,
            CountedFrom::YearEnd => NaiveDate::from_ymd_opt(closed.year() + 1, 1, 1)?,
        };
        from.checked_add_months(Months::new(12 * u32::from(rule.years)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_name_their_source_and_cover_every_class() {
        let retention = Retention::shipped();
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        for (class, records, years) in [
            (RetentionClass::Contact, Records::Any, 0),
            (RetentionClass::Medical, Records::Outpatient, 15),
            (RetentionClass::Medical, Records::Inpatient, 30),
            (RetentionClass::Financial, Records::Settled, 30),
        ] {
            let rule = retention.rule(class, records, day).unwrap();
            assert_eq!(rule.years, years);
            assert!(rule.source.contains("第"));
        }
        assert!(Retention::parse("[[rule]]\nclass = \"contact\"\nnonsense = 1").is_err());
    }
}
