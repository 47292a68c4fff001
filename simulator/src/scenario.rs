//! Scenarios: what a simulation assumes, as data with sources.

use model::{scheduling::SLOT_MINUTES_MAX, time::BusinessDate};
use serde::Deserialize;
use std::fmt::Display;
use toml::{Table, Value};

/// The built-in scenario's text.
pub const BUILT_IN: &str = include_str!("scenario.toml");

const PRESENT: &str = include_str!("demo/data/present.toml");
const HISTORY: &str = include_str!("demo/data/history.toml");

/// A value that says where it comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter<T> {
    /// The value.
    pub value: T,
    /// Its source, or `assumed` with the reason.
    pub source: String,
}

/// Why a text is not a scenario. Names the field, the value and the rule.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// Not TOML, an unknown field, or a value of another kind.
    #[error("the scenario cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A value outside its range.
    #[error("the scenario's {field} is {value}: {rule}")]
    OutOfRange {
        /// The field, with its section.
        field: String,
        /// The value as given.
        value: String,
        /// What is allowed.
        rule: String,
    },
}

/// Declares a section of parameters: fields, types and ranges, all checked alike.
macro_rules! section {
    ($(#[$doc:meta])* $name:ident $prefix:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty, $min:expr, $max:expr;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: Parameter<$type>,)* }

        impl $name {
            fn check(&self) -> Result<(), ScenarioError> {
                $(within(concat!($prefix, ".", stringify!($field)), &self.$field, $min, $max)?;)*
                Ok(())
            }
        }
    };
}

section! {
    /// Parameters of outpatients.
    Outpatient "outpatient" {
        /// Share of all published seats that somebody asks for.
        seats_asked_share: f64, 0.0, 1.0;
        /// Share of those who ask on the day of the visit.
        same_day_share: f64, 0.0, 1.0;
        /// Mean days between booking and visit of the others.
        lead_days_mean: f64, 0.1, 60.0;
        /// If nobody waits, somebody without a booking comes after this many minutes; 0 = nobody.
        walk_in_minutes: f64, 0.0, 240.0;
        /// Share that cancels.
        cancel_share: f64, 0.0, 1.0;
        /// Share that does not come.
        no_show_share: f64, 0.0, 1.0;
        /// Minutes before the window at which patients come, mean.
        early_minutes_mean: f64, -60.0, 120.0;
        /// The same, standard deviation.
        early_minutes_deviation: f64, 0.0, 120.0;
        /// Coefficient of variation of a consultation.
        service_variation: f64, 0.0, 5.0;
        /// Multiplies the departments' mean minutes.
        service_factor: f64, 0.1, 10.0;
        /// The clinician starts at most this many minutes late.
        start_late_minutes_max: f64, 0.0, 120.0;
        /// Nobody is called earlier than this many minutes before the window.
        call_early_minutes_max: f64, 0.0, 1440.0;
        /// Minutes from the call to the chair, mean.
        walk_minutes_mean: f64, 0.0, 30.0;
        /// Minutes from one patient's end to the next call, mean.
        gap_minutes_mean: f64, 0.0, 30.0;
        /// Share that does not answer the first call.
        no_answer_share: f64, 0.0, 1.0;
    }
}

section! {
    /// Parameters of inpatients.
    Inpatient "inpatient" {
        /// Share of beds taken when a simulation of the core starts.
        occupied_at_start_share: f64, 0.0, 1.0;
        /// Multiplies the departments' shares of visits that end in an admission.
        admits_factor: f64, 0.0, 10.0;
        /// Above 0: patients lie on another department's ward if their own wards are full. 0: they wait for a bed of
        /// their own.
        beds_elsewhere: f64, 0.0, 1.0;
        /// Admissions a day through the emergency department, mean.
        emergencies_per_day: f64, 0.0, 500.0;
        /// Share of the clinics' admissions that are emergencies.
        emergency_share: f64, 0.0, 1.0;
        /// Share of the clinics' admissions that are urgent.
        urgent_share: f64, 0.0, 1.0;
        /// Share that needs oxygen.
        oxygen_share: f64, 0.0, 1.0;
        /// Share that needs isolation.
        isolation_share: f64, 0.0, 1.0;
        /// Coefficient of variation of the length of stay.
        stay_variation: f64, 0.0, 5.0;
        /// Minutes from the request until a bed is looked for, mean.
        bed_search_minutes_mean: f64, 0.0, 1440.0;
        /// Nurses of a ward who admit.
        nurses: u32, 1, 50;
        /// Coefficient of variation of the formalities.
        formality_variation: f64, 0.0, 5.0;
        /// Mean minutes of the identity check.
        identity_minutes: f64, 0.1, 240.0;
        /// Mean minutes of the form.
        form_minutes: f64, 0.1, 240.0;
        /// Mean minutes of the registration with the insurance platform.
        insurance_minutes: f64, 0.1, 240.0;
        /// Mean minutes of the deposit.
        deposit_minutes: f64, 0.1, 240.0;
        /// Mean minutes of the wristband.
        wristband_minutes: f64, 0.1, 240.0;
        /// Mean minutes of the handover.
        handover_minutes: f64, 0.1, 240.0;
        /// Mean minutes from the last formality into the bed.
        to_bed_minutes: f64, 0.1, 240.0;
        /// Mean minutes until a bed that was vacated is ready.
        cleaning_minutes_mean: f64, 1.0, 1440.0;
    }
}

section! {
    /// Parameters of settlements.
    Settlement "settlement" {
        /// Share of stays that can be settled on the ward before leaving.
        bedside_share: f64, 0.0, 1.0;
        /// Share of the others that is settled at a counter.
        counter_share: f64, 0.0, 1.0;
        /// Mean minutes of each step at the bedside.
        step_minutes: f64, 0.1, 240.0;
    }
}

/// What a simulation assumes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// First simulated day.
    pub first_day: Parameter<BusinessDate>,
    /// Length of a window.
    pub slot_minutes: Parameter<u16>,
    /// Size of the population.
    pub patients: Parameter<u32>,
    /// Parameters of outpatients.
    pub outpatient: Outpatient,
    /// Parameters of inpatients.
    pub inpatient: Inpatient,
    /// Parameters of settlements.
    pub settlement: Settlement,
}

fn within<T: PartialOrd + Display + Copy>(
    field: &str,
    parameter: &Parameter<T>,
    min: T,
    max: T,
) -> Result<(), ScenarioError> {
    let out_of_range = |value: String, rule: String| ScenarioError::OutOfRange { field: field.to_owned(), value, rule };
    if parameter.source.trim().is_empty() {
        let rule = "every value names its source, or `assumed` with the reason".to_owned();
        return Err(out_of_range(parameter.value.to_string(), rule));
    }
    // NaN is in no range.
    if parameter.value >= min && parameter.value <= max {
        return Ok(());
    }
    Err(out_of_range(parameter.value.to_string(), format!("must be from {min} to {max}")))
}

/// Lays a table over another, section by section, parameter by parameter.
fn overlay(base: &mut Table, over: Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(base)), Value::Table(over)) if !over.contains_key("value") => overlay(base, over),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

impl Scenario {
    /// The built-in scenario.
    pub fn built_in() -> Result<Self, ScenarioError> {
        Self::parse("")
    }

    /// A scenario from a text that names what differs from the built-in one.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        Self::layered(&[text])
    }

    /// The living demo's present.
    ///
    /// # Errors
    /// None: the text is part of the program, and a test reads it.
    pub fn demo() -> Result<Self, ScenarioError> {
        Self::parse(PRESENT)
    }

    /// The living demo's history: like its [present](Self::demo), with fewer visits, so that it is made quickly.
    ///
    /// # Errors
    /// As [`demo`](Self::demo).
    pub fn demo_history() -> Result<Self, ScenarioError> {
        Self::layered(&[PRESENT, HISTORY])
    }

    /// From texts that each name what differs from the one before, the first from the built-in one.
    fn layered(texts: &[&str]) -> Result<Self, ScenarioError> {
        let mut table: Table = toml::from_str(BUILT_IN)?;
        for text in texts {
            overlay(&mut table, toml::from_str(text)?);
        }
        // Parsed from text again, so that an error names line and field.
        let scenario: Self = toml::from_str(&table.to_string())?;
        within("slot_minutes", &scenario.slot_minutes, 5, SLOT_MINUTES_MAX)?;
        within("patients", &scenario.patients, 1_000, 90_000)?;
        scenario.outpatient.check()?;
        scenario.inpatient.check()?;
        scenario.settlement.check()?;
        Ok(scenario)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_names_what_it_changes_and_where_that_comes_from() {
        let text = "name = \"winter\"\n[outpatient]\nno_show_share = { value = 0.2, source = \"assumed: flu\" }";
        let scenario = Scenario::parse(text).unwrap();
        assert_eq!((scenario.name.as_str(), scenario.slot_minutes.value), ("winter", 20));
        assert!((scenario.outpatient.no_show_share.value - 0.2).abs() < 1e-12);
    }

    #[test]
    fn bad_values_are_named_with_their_rule() {
        let said = |text: &str| Scenario::parse(text).unwrap_err().to_string();
        let message = said("slot_minutes = { value = 21, source = \"assumed: longer\" }");
        assert_eq!(message, "the scenario's slot_minutes is 21: must be from 5 to 20");
        let message = said("[outpatient]\nno_show_share = { value = 1.5, source = \"assumed: all\" }");
        assert_eq!(message, "the scenario's outpatient.no_show_share is 1.5: must be from 0 to 1");
        let message = said("[outpatient]\nno_show_share = { value = nan, source = \"assumed: none\" }");
        assert!(message.contains("outpatient.no_show_share is NaN"), "{message}");
        assert!(said("[outpatient]\nno_show_share = { value = 0.1, source = \" \" }").contains("source"));
        assert!(said("[outpatient]\nno_shows = { value = 0.1, source = \"x\" }").contains("no_shows"));
        assert!(said("nonsense").contains("cannot be read"));
    }
}
