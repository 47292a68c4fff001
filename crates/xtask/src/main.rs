//! The project's own chores: `cargo xtask test`, `faults`, `simulation`, `bench`, `mutants`, `tidy`.
//!
//! `test` is what a developer runs before a commit and what CI runs: it installs the browser and the PostgreSQL that
//! the tests need, where it may, and then checks formatting, lints, the tree's own rules, all tests and the
//! documentation.

mod axe;
mod bench;
mod command;
mod mutants;
mod simulation;
mod test;
mod tidy;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "The project's own chores",
    after_help = "\
Examples:
  cargo xtask test                     everything that must pass before a commit
  cargo xtask tidy                     only the rules of the tree
  cargo xtask faults                   every point at which a commit can be cut, and many seeds of the simulation; takes minutes
  cargo xtask simulation --seed 7      one story of two nodes on a failing server, again and line by line
  cargo xtask simulation --seeds 9999  many of them
  cargo xtask bench                    all figures of docs/performance.md
  cargo xtask bench core --json        one of them, for machines
  cargo xtask mutants promises         changes the code and counts which changes the tests see; takes hours over all areas
  cargo xtask bench beds --seconds 60  plans of beds: the best score by time
  cargo xtask bench outpatient         booking, closure, itinerary, optimiser beside their goals
  cargo xtask bench booking            bookings beside pgbench on a fixed sync; takes minutes"
)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Checks formatting, clippy with warnings as errors, the tree's rules, all tests and the documentation.
    Test,
    /// Runs the fault tests at every sync point, of which `test` takes some, and a long simulation.
    Faults,
    /// Runs the write path from seeds on a simulated server that fails in every way.
    Simulation(simulation::Simulation),
    /// Changes the code one operator at a time: which changes do that crate's tests detect? At least 90 % of an area.
    Mutants(mutants::Mutants),
    /// Checks the rules of the tree: who may depend on whom, where SQL may be, how long a file may be.
    Tidy,
    /// Prints measured figures as tables.
    Bench {
        /// The benchmarks to run; without any, all that do not take minutes.
        #[arg(value_enum)]
        which: Vec<bench::Bench>,
        #[command(flatten)]
        instances: bench::Instances,
        /// Prints JSON.
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Test => test::run(),
        Chore::Faults => test::faults(),
        Chore::Simulation(simulation) => simulation::run(&simulation),
        Chore::Mutants(mutants) => mutants::run(&mutants),
        Chore::Tidy => tidy::run(),
        Chore::Bench { which, instances, json } => bench::run(&which, &instances, json),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
