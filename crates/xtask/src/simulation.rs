//! `cargo xtask simulation`: the deterministic simulation of the write path, for one seed line by line or for many.

use crate::command::{Error, cargo, complete};
use clap::Args;
use std::process::Command;

/// The test that runs it.
const TEST: &str = "tests::simulation::every_promise_holds_for_every_seed";

#[derive(Args)]
pub(crate) struct Simulation {
    /// Tells the story of this one seed, line by line.
    #[arg(long, conflicts_with_all = ["seeds", "first"])]
    seed: Option<u64>,
    /// How many seeds to run.
    #[arg(long, default_value_t = 20_000)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    first: u64,
}

/// Runs the simulation; it names the first seed that breaks a promise.
pub(crate) fn run(simulation: &Simulation) -> Result<(), Error> {
    let mut tests = cargo(&["test", "-p", "hospital", "--lib", "--", "--exact", TEST, "--nocapture"]);
    complete(with(&mut tests, simulation))
}

/// Passes the options to the test, which reads them from its environment.
fn with<'a>(tests: &'a mut Command, simulation: &Simulation) -> &'a mut Command {
    match simulation.seed {
        Some(seed) => tests.env("ONETHING_SIMULATION_SEED", seed.to_string()),
        None => tests
            .env("ONETHING_SIMULATION_FIRST", simulation.first.to_string())
            .env("ONETHING_SIMULATION_SEEDS", simulation.seeds.to_string()),
    }
}

/// The long run: later seeds than those of each test run.
pub(crate) fn long() -> Result<(), Error> {
    run(&Simulation { seed: None, seeds: 20_000, first: 1_000_000 })
}
