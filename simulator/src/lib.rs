//! Patient flows in virtual time on the hospital's own core.
//!
//! * [`demo`]: the demo hospital as data, with invented people.
//! * [`target`]: what a simulation acts upon, and what can be done to it.
//! * [`engine`]: plays patients, clinicians and nurses upon a target; incremental, so that it makes a simulation's
//!   days, a demo's history and its present.
//! * [`pure`]: the scheduling core alone as a target.
//! * [`scenario`]: what is assumed, as data with sources; [`report`]: what was found.
//! * [`load`]: a rush of patients over HTTP against a running server. This is the only part that does I/O or reads a
//!   clock.
//! * [`agenda`], [`station`], [`random`]: the parts of any simulation: events in order, queues, seeded draws.
//!
//! [`simulate`] puts them together.

pub mod agenda;
pub mod demo;
pub mod engine;
pub mod load;
pub mod pure;
pub mod random;
pub mod report;
pub mod scenario;
pub mod station;
pub mod target;

use chrono::Duration;
use engine::{Broken, Engine};
use model::{
    message::Refusal,
    time::{MinuteOfDay, Zone},
};
use pure::Pure;
use report::Report;
use scenario::{Scenario, ScenarioError};

/// The most days that are simulated at once.
pub const DAYS_MAX: u32 = 366;

/// Why a simulation has no result.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// The scenario is not valid.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// Too many days.
    #[error("days is {0}: must be from 0 to {DAYS_MAX}")]
    Days(u32),
    /// The hospital could not be opened as the scenario wants it.
    #[error("the simulated hospital cannot be opened: {0}")]
    Opening(#[from] Refusal),
    /// The engine stopped.
    #[error(transparent)]
    Broken(#[from] Broken),
}

/// Simulates days of the demo hospital. Beds are taken when it starts, and seats are booked ahead. The same scenario,
/// seed and days give the same report.
pub fn simulate(scenario: &Scenario, seed: u64, days: u32) -> Result<Report, SimulationError> {
    if days > DAYS_MAX {
        return Err(SimulationError::Days(days));
    }
    let zone = Zone::SHANGHAI;
    let start = pure::start(scenario, zone);
    let mut target = Pure::open(scenario, zone, seed, start)?;
    let mut engine = Engine::new(scenario.clone(), zone, seed);
    engine.begin(start, &mut target)?;
    engine.fill_beds(start, scenario.inpatient.occupied_at_start_share.value, &mut target)?;
    let first = scenario.first_day.value;
    let last = first.plus_days(i64::from(days) - 1);
    let end = zone.instant(last.plus_days(1), MinuteOfDay(0));
    engine.run_until(end - Duration::seconds(1), &mut target)?;
    engine.end_forecasts();
    let promises = target.world().promises(first, last, zone);
    Ok(Report::of(scenario, seed, days, &promises, engine.tally()))
}
