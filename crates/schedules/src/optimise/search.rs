//! The objective, slot by slot, forwards and backwards.

use super::Weights;
use crate::{
    chain::{self, Chain, add, expected},
    evaluate::wait_in_slot,
    setting::Setting,
};

/// Costs that differ by less than this, for each unit of the cost and one more, are the same but for rounding.
const SAME: f64 = 1e-11;
/// How far a bound may be below the cost, in the same unit.
const PROVEN: f64 = 1e-9;

/// Calls with what they cost.
#[derive(Clone, Debug)]
pub(crate) struct Scored {
    pub(crate) calls: Vec<u32>,
    pub(crate) cost: f64,
}

impl Scored {
    /// By more than rounding.
    pub(crate) fn is_better_than(&self, other: &Self) -> bool {
        self.cost < other.cost - SAME * (1.0 + other.cost)
    }
}

/// How far below this cost a neighbour may be and nothing is said against it.
pub(crate) fn tolerance(cost: f64) -> f64 {
    PROVEN * (1.0 + cost)
}

/// A state with what has been paid on the way to it.
#[derive(Clone, Debug)]
pub(crate) struct Paid {
    pub(crate) state: Vec<f64>,
    pub(crate) cost: f64,
}

/// A value of states: what is still to be paid from each, and what is to be paid from all.
#[derive(Clone, Debug)]
pub(crate) struct Due {
    pub(crate) value: Vec<f64>,
    pub(crate) cost: f64,
}

/// What a beginning and an end cost together.
pub(crate) fn together(paid: &Paid, due: &Due) -> f64 {
    paid.cost + due.cost + expected(&paid.state, &due.value)
}

/// The objective of a session for a fixed number of patients.
pub(crate) struct Search {
    chain: Box<dyn Chain>,
    /// What a minute of one patient's waiting costs.
    wait: f64,
    /// What a minute of overtime costs.
    overtime: f64,
    load: f64,
}

impl Search {
    /// The objective for so many patients.
    pub(crate) fn new(setting: &Setting, patients: u32, weights: Weights) -> Self {
        let wait = weights.wait() / f64::from(patients);
        Self { chain: chain::of(setting, patients), wait, overtime: weights.overtime(), load: setting.load() }
    }

    /// Before the first of so many slots.
    pub(crate) fn start(&self, slots: usize) -> Paid {
        Paid { state: self.chain.empty(slots), cost: 0.0 }
    }

    /// Over a slot to which `called` are called, with so many slots left before it.
    pub(crate) fn forwards(&self, before: &Paid, called: u32, slots_left: usize) -> Paid {
        self.forwards_each(before, called, called, slots_left).remove(0)
    }

    /// The same for each number of patients between two, which share their arrivals.
    pub(crate) fn forwards_each(&self, before: &Paid, least: u32, most: u32, slots_left: usize) -> Vec<Paid> {
        let work = expected(&before.state, &self.chain.minutes(slots_left));
        let mut arrived = before.state.clone();
        let mut all = Vec::with_capacity((most - least) as usize + 1);
        for called in 0..=most {
            if called > 0 {
                self.chain.arrive(&mut arrived);
            }
            if called >= least {
                let mut state = arrived.clone();
                self.chain.pass(&mut state);
                all.push(Paid { state, cost: before.cost + self.wait * wait_in_slot(work, called, self.load) });
            }
        }
        all
    }

    /// After the last slot.
    pub(crate) fn end(&self) -> Due {
        let mut value = self.chain.minutes(0);
        value.iter_mut().for_each(|minutes| *minutes *= self.overtime);
        Due { value, cost: 0.0 }
    }

    /// Back over a slot to which `called` are called, with so many slots left before it.
    pub(crate) fn backwards(&self, after: &Due, called: u32, slots_left: usize) -> Due {
        self.backwards_each(after, called, called, slots_left).remove(0)
    }

    /// The same for each number of patients between two, which share their arrivals.
    pub(crate) fn backwards_each(&self, after: &Due, least: u32, most: u32, slots_left: usize) -> Vec<Due> {
        let mut arrived = after.value.clone();
        self.chain.before_pass(&mut arrived);
        let minutes = self.chain.minutes(slots_left);
        let mut all = Vec::with_capacity((most - least) as usize + 1);
        for called in 0..=most {
            if called > 0 {
                self.chain.before_arrival(&mut arrived);
            }
            if called >= least {
                let mut value = arrived.clone();
                add(&mut value, self.wait * f64::from(called), &minutes);
                all.push(Due { value, cost: after.cost + self.wait * wait_in_slot(0.0, called, self.load) });
            }
        }
        all
    }

    /// What calls cost.
    pub(crate) fn score(&self, calls: Vec<u32>) -> Scored {
        let slots = calls.len();
        let start = self.start(slots);
        let end = (0..).zip(&calls).fold(start, |paid, (slot, called)| self.forwards(&paid, *called, slots - slot));
        Scored { cost: together(&end, &self.end()), calls }
    }

    /// The value before each slot, and after the last.
    pub(crate) fn values(&self, calls: &[u32]) -> Vec<Due> {
        let mut values = vec![self.end()];
        for (left, called) in (1..).zip(calls.iter().rev()) {
            let before = self.backwards(&values[left - 1], *called, left);
            values.push(before);
        }
        values.reverse();
        values
    }
}
