//! The search: several walkers anneal side by side, level by level, each with its own random numbers.
//!
//! How many walkers there are does not depend on the threads, and what they exchange they exchange between levels, in
//! their order. With a budget of steps the plan is therefore a function of problem and seed alone; with a budget of
//! time it also depends on how fast the machine is.

mod pair;
mod random;
mod schedule;
mod state;
#[cfg(test)]
mod tests;
mod walker;

use crate::problem::{NONE, Problem};
use schedule::{NIGHT_WEIGHT, phases, shares};
use state::State;
use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};
use walker::{Walker, Worth};

/// How many walkers a search has, and the most threads that it can use.
pub const WALKERS: usize = 2;

/// After so many levels the worse walker goes on from where the better one is.
const LEVELS_APART: usize = 4;

/// Steps between two looks at the clock and at the stop.
const STEPS_AT_ONCE: u64 = 1_024;

/// How long to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Budget {
    /// So many steps of each walker.
    Steps(u64),
    /// So long.
    Time(Duration),
}

/// How to search.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The seed of all random draws.
    pub seed: u64,
    /// How long.
    pub budget: Budget,
    /// How many threads share the work, up to [`WALKERS`].
    pub threads: usize,
}

/// What a search is given from outside.
pub struct Control<'c> {
    /// The time since the search began.
    pub clock: &'c (dyn Fn() -> Duration + Sync),
    /// Once it is set, the search ends with the best plan that it has.
    pub stop: &'c AtomicBool,
}

/// Who is in which room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The room of each stay, if it has one.
    pub rooms: Vec<Option<usize>>,
    /// Nights without a bed.
    pub unplaced: i64,
    /// What the others cost.
    pub cost: i64,
}

/// Searches until the budget is spent. `better` hears of each better plan, after the level that found it.
pub fn solve(problem: &Problem, options: Options, control: &Control<'_>, better: impl FnMut(&Plan)) -> Plan {
    let walkers = (0..WALKERS as u64).map(|number| {
        // The seeds of walkers of neighbouring seeds are far apart.
        let seed = options.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(number);
        Walker::new(State::empty(problem), seed, NIGHT_WEIGHT)
    });
    let mut search = Search { problem, options, control, walkers: walkers.collect(), best: None, better };
    let mut done = 0.0;
    for share in shares(options.budget) {
        let without = search.best.as_ref().is_some_and(|best| best.unplaced > 0);
        for (part, temperatures) in phases(problem, without) {
            let end = done + share * part;
            search.anneal(&temperatures, done, end);
            done = end;
            // Also from the nights to the costs: at whose temperatures no night that was lost is won again.
            search.gather();
        }
    }
    search.best.unwrap_or_else(|| plan(&search.walkers[0]))
}

struct Search<'p, 'c, F> {
    problem: &'p Problem,
    options: Options,
    control: &'c Control<'c>,
    walkers: Vec<Walker<'p>>,
    best: Option<Plan>,
    better: F,
}

impl<F: FnMut(&Plan)> Search<'_, '_, F> {
    /// One annealing between two shares of the budget.
    fn anneal(&mut self, temperatures: &[f64], from: f64, to: f64) {
        let share = |level: usize| from + (to - from) * level as f64 / temperatures.len() as f64;
        for (level, &temperature) in temperatures.iter().enumerate() {
            if self.control.stop.load(Ordering::Relaxed) {
                return;
            }
            self.level(temperature, share(level), share(level + 1));
            self.note();
            if (level + 1) % LEVELS_APART == 0 {
                self.exchange();
            }
        }
    }

    /// All walkers at one temperature.
    fn level(&mut self, temperature: f64, from: f64, to: f64) {
        let threads = self.options.threads.clamp(1, self.walkers.len());
        let (budget, control) = (self.options.budget, self.control);
        let now = (control.clock)();
        let work = move |walkers: &mut [Walker<'_>]| {
            let count = walkers.len() as u32;
            for (number, walker) in (1..).zip(walkers) {
                let until = match budget {
                    Budget::Steps(all) => Until::Steps((all as f64 * to) as u64 - (all as f64 * from) as u64),
                    Budget::Time(all) => {
                        // The thread's walkers share what is left until the level ends.
                        let left = all.mul_f64(to).saturating_sub(now);
                        Until::Time(now + left * number / count)
                    }
                };
                until.walk(walker, temperature, control);
            }
        };
        if threads == 1 {
            return work(&mut self.walkers);
        }
        let each = self.walkers.len().div_ceil(threads);
        thread::scope(|scope| {
            for walkers in self.walkers.chunks_mut(each) {
                scope.spawn(move || work(walkers));
            }
        });
    }

    /// Keeps the best plan that any walker found.
    fn note(&mut self) {
        let known: Worth = self.best.as_ref().map_or((i64::MAX, 0), |best| (best.unplaced, best.cost));
        let Some(first) = self.walkers.iter().min_by_key(|walker| walker.best) else { return };
        if first.best < known {
            let plan = plan(first);
            (self.better)(&plan);
            self.best = Some(plan);
        }
    }

    /// The worse walker goes on from where the better one is.
    fn exchange(&mut self) {
        let order = |place: &usize| self.walkers[*place].value();
        let places = 0..self.walkers.len();
        let (Some(best), Some(worst)) = (places.clone().min_by_key(order), places.max_by_key(order)) else { return };
        let state = self.walkers[best].state.clone();
        self.walkers[worst].state = state;
    }

    /// All walkers go on from the best plan.
    fn gather(&mut self) {
        let Some(first) = self.walkers.iter().min_by_key(|walker| walker.best) else { return };
        let state = State::of(self.problem, &first.best_rooms);
        for walker in &mut self.walkers {
            walker.state.clone_from(&state);
        }
    }
}

/// When a walker has done enough at a level.
enum Until {
    Steps(u64),
    Time(Duration),
}

impl Until {
    fn walk(self, walker: &mut Walker<'_>, temperature: f64, control: &Control<'_>) {
        let mut done = 0;
        while !control.stop.load(Ordering::Relaxed) {
            let steps = match self {
                Self::Steps(all) => STEPS_AT_ONCE.min(all - done),
                Self::Time(end) if (control.clock)() < end => STEPS_AT_ONCE,
                Self::Time(_) => 0,
            };
            if steps == 0 {
                return;
            }
            walker.walk(steps, temperature);
            done += steps;
        }
    }
}

fn plan(walker: &Walker<'_>) -> Plan {
    let room = |room: &u32| (*room != NONE).then_some(*room as usize);
    let (unplaced, cost) = walker.best;
    Plan { rooms: walker.best_rooms.iter().map(room).collect(), unplaced, cost }
}
