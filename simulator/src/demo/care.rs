//! What a stay is charged, day by day.

use super::Blueprint;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::BTreeMap;

/// Units of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dose {
    /// Code of the price list.
    pub item: String,
    /// Units, above zero.
    pub count: Decimal,
}

/// A list of doses, as `T001 M001*2`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doses(pub Vec<Dose>);

impl<'de> Deserialize<'de> for Doses {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let dose = |word: &str| {
            let (item, count) = word.split_once('*').unwrap_or((word, "1"));
            let count: Decimal =
                count.parse().map_err(|_| D::Error::custom(format!("not a number of units: {word}")))?;
            Ok(Dose { item: item.to_owned(), count })
        };
        text.split_whitespace().map(dose).collect::<Result<_, _>>().map(Self)
    }
}

/// Charges by department and diagnosis.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Care {
    common: Common,
    department: BTreeMap<String, OfDepartment>,
    operation: BTreeMap<String, Doses>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    first: Doses,
    daily: Doses,
    last: Doses,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfDepartment {
    first: Doses,
    daily: Doses,
}

impl Blueprint {
    /// What is charged once, on a day of a stay. `day` counts from 1; an operation is on the second day.
    pub fn once(&self, department: &str, diagnosis: &str, day: u16, last: bool) -> Vec<Dose> {
        let care = &self.care;
        let mut doses = Vec::new();
        let mut add = |more: &Doses| doses.extend(more.0.iter().cloned());
        if day == 1 {
            add(&care.common.first);
            care.department.get(department).into_iter().for_each(|own| add(&own.first));
        }
        if day == 2 || (last && day < 2) {
            // Hospitals may write codes in capitals.
            let same = |(code, _): &(&String, &Doses)| code.eq_ignore_ascii_case(diagnosis);
            care.operation.iter().find(same).into_iter().for_each(|(_, doses)| add(doses));
        }
        if last {
            add(&care.common.last);
        }
        doses
    }

    /// What is charged for each day. `bed` is the code of the bed's daily charge.
    pub fn daily(&self, department: &str, bed: &str) -> Vec<Dose> {
        let mut doses = vec![Dose { item: bed.to_owned(), count: Decimal::ONE }];
        let own = self.care.department.get(department).map(|own| &own.daily);
        for more in [Some(&self.care.common.daily), own].into_iter().flatten() {
            doses.extend(more.0.iter().cloned());
        }
        doses
    }

    /// Every code that a stay may be charged, for checks.
    #[cfg(test)]
    pub(super) fn charged_codes(&self) -> impl Iterator<Item = &str> {
        let care = &self.care;
        let own = care.department.values().flat_map(|own| [&own.first, &own.daily]);
        let common = [&care.common.first, &care.common.daily, &care.common.last];
        let all = own.chain(common).chain(care.operation.values());
        let fixed = self.stays.iter().flat_map(|stay| &stay.days);
        all.chain(fixed).flat_map(|doses| &doses.0).map(|dose| dose.item.as_str())
    }

    /// The departments and diagnoses that have charges of their own, for checks.
    #[cfg(test)]
    pub(super) fn care_keys(&self) -> (Vec<&String>, Vec<&String>) {
        (self.care.department.keys().collect(), self.care.operation.keys().collect())
    }
}
