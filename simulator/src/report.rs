//! What a simulation found: the three promises, and the cases behind them. Its reader puts them into words.

use crate::{
    engine::{Forecasts, Tally},
    scenario::Scenario,
};
use model::scheduling::Formality;
use scheduling::read::{AdmissionStep, Promises};
use serde::Serialize;
use std::collections::BTreeMap;

/// The longest window that may be published, minutes (decisions.md D19).
pub const SLOT_MINUTES_TARGET: u16 = 20;
/// Our own target for the share of windows that are kept.
pub const KEPT_TARGET: f64 = 0.90;
/// Mean minutes from arrival to bed, at most.
pub const ADMISSION_MINUTES_TARGET: f64 = 30.0;
/// The share of calls within the interval that patients are told, which is to be 80 %.
pub const COVERAGE_TARGET: std::ops::RangeInclusive<f64> = 0.75..=0.85;
/// The share of stays settled at the bedside, at least.
pub const BEDSIDE_TARGET: f64 = 0.95;

/// The promises as figures; no cases = null.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PromiseFigures {
    /// The longest published window.
    pub slot_minutes_max: Option<u16>,
    /// Share of windows kept, 0–1.
    pub kept_window_share: Option<f64>,
    /// Mean minutes from arrival to bed.
    pub admission_minutes_mean: Option<f64>,
    /// Share of stays settled at the bedside, 0–1.
    pub bedside_share: Option<f64>,
}

/// What patients who waited were told, against when they were called.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ForecastFigures {
    /// Share of calls within the interval of eight cases in ten, 0–1; no cases = null.
    pub coverage: Option<f64>,
    /// The cases.
    #[serde(flatten)]
    pub cases: Forecasts,
}

impl From<&Promises> for PromiseFigures {
    fn from(promises: &Promises) -> Self {
        Self {
            slot_minutes_max: promises.slot_minutes_max,
            kept_window_share: promises.calls.kept_window.share(),
            admission_minutes_mean: promises.admission.minutes(),
            bedside_share: promises.bedside.share(),
        }
    }
}

/// The cases behind the figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cases {
    /// Visits that ended.
    pub visits: u64,
    /// Appointments that were missed.
    pub missed: u64,
    /// Patients who had checked in, and were not seen before their session ended.
    pub not_seen: u64,
    /// People who asked for a seat and found none.
    pub turned_away: u64,
    /// Windows kept.
    pub windows_kept: u64,
    /// Of this many.
    pub windows: u64,
    /// Of those that were kept, calls before the window's start, in turn.
    pub called_early: u64,
    /// Calls before the window's start, out of turn: in neither of the two.
    pub called_out_of_turn: u64,
    /// Admissions into bed.
    pub admissions: u64,
    /// Settled at the bedside.
    pub bedside: u64,
    /// Of this many discharges.
    pub discharges: u64,
    /// All actions done, including those before the first day.
    pub actions: u64,
    /// Refusals by code.
    pub refused: BTreeMap<&'static str, u64>,
}

/// What one step adds to the time from arrival to bed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepFigure {
    /// Its name.
    pub step: &'static str,
    /// Mean minutes; the steps add up to the whole.
    pub minutes_mean: Option<f64>,
}

/// A simulation's result. The same scenario, seed and days give the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The scenario's name.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// Days.
    pub days: u32,
    /// First day.
    pub first_day: String,
    /// Last day; the first when there are none.
    pub last_day: String,
    /// The promises.
    pub promises: PromiseFigures,
    /// The forecasts of waiting times.
    pub forecasts: ForecastFigures,
    /// The cases behind them.
    pub cases: Cases,
    /// Where the minutes of an admission go.
    pub admission_steps: Vec<StepFigure>,
}

const fn step_name(step: AdmissionStep) -> &'static str {
    match step {
        AdmissionStep::Bed => "bed",
        AdmissionStep::ToBed => "to_bed",
        AdmissionStep::Formality(Formality::Identity) => "identity",
        AdmissionStep::Formality(Formality::Form) => "form",
        AdmissionStep::Formality(Formality::Insurance) => "insurance",
        AdmissionStep::Formality(Formality::Deposit) => "deposit",
        AdmissionStep::Formality(Formality::Wristband) => "wristband",
        AdmissionStep::Formality(Formality::Handover) => "handover",
    }
}

impl Report {
    /// From the figures of the world for these days, and what the engine did.
    pub(crate) fn of(scenario: &Scenario, seed: u64, days: u32, promises: &Promises, tally: &Tally) -> Self {
        Self {
            scenario: scenario.name.clone(),
            seed,
            days,
            first_day: promises.from.to_string(),
            last_day: promises.until.max(promises.from).to_string(),
            promises: promises.into(),
            forecasts: ForecastFigures { coverage: tally.forecasts.coverage(), cases: tally.forecasts },
            cases: Cases {
                visits: promises.visits,
                missed: promises.missed,
                not_seen: promises.not_seen,
                turned_away: tally.turned_away,
                windows_kept: promises.calls.kept_window.count,
                windows: promises.calls.kept_window.of,
                called_early: promises.calls.early,
                called_out_of_turn: promises.calls.out_of_turn,
                admissions: promises.admission.cases,
                bedside: promises.bedside.count,
                discharges: promises.bedside.of,
                actions: tally.done,
                refused: tally.refused.clone(),
            },
            admission_steps: promises
                .steps
                .iter()
                .map(|step| StepFigure { step: step_name(step.step), minutes_mean: step.mean.minutes() })
                .collect(),
        }
    }

    /// As JSON text, ending with a line break.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}
