//! The calls that cost least, with a certificate that nothing costs less.
//!
//! For a fixed number of patients, waiting and overtime are multimodular in the calls (Kaandorp and Koole 2007). Then a
//! schedule is optimal among all as soon as no neighbour costs less, where the neighbours are `x` plus the sum of any
//! non-empty proper subset of `V* = {(−1,0,…,0,+1), (+1,−1,0,…), (0,+1,−1,0,…), …}`, with no entry below zero.
//!
//! These 2^T − 2 neighbours have a simple form. Take the numbers of patients called up to and including each slot but
//! the last: a neighbour raises any set of these T − 1 sums by one each, or lowers any set of them by one each. In the
//! sums the cost is L♮-convex, so on the raised sets (and on the lowered sets) it is submodular.
//!
//! * [`exchange`] descends by the simplest neighbours: one patient moves from one slot to another.
//! * [`neighbours`] evaluates all neighbours, for up to [`ENUMERATED_SLOTS_MAX`] slots. They share their beginnings and
//!   their ends: 2^(T/2) of each are evaluated, and the rest are products of two vectors.
//! * [`subset`] minimises over the raised and the lowered sets without evaluating all, for more slots, by the
//!   minimum-norm point of Fujishige and Wolfe, and gives a bound below which no neighbour is.

pub(crate) mod exchange;
pub(crate) mod neighbours;
pub(crate) mod norm;
pub(crate) mod search;
pub(crate) mod subset;
#[cfg(test)]
mod tests;

use crate::{
    evaluate::{Evaluation, evaluate},
    limits::{ENUMERATED_SLOTS_MAX, OPTIMISED_EFFORT_MAX, OPTIMISED_SLOTS, PATIENTS, WEIGHT},
    problem::{Problem, Rule, within},
    service::Service,
    setting::{Calls, Setting},
};
use search::{Scored, Search};
use serde::Serialize;
use subset::Least;

/// What a minute of mean waiting and a minute of overtime weigh.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    wait: f64,
    overtime: f64,
}

impl Weights {
    /// The objective is `wait · mean waiting + overtime · expected overtime`.
    ///
    /// # Errors
    /// `wait_weight` or `overtime_weight` outside of [`WEIGHT`], or both zero.
    pub fn new(wait: f64, overtime: f64) -> Result<Self, Problem> {
        within("wait_weight", wait, *WEIGHT.start(), *WEIGHT.end())?;
        within("overtime_weight", overtime, *WEIGHT.start(), *WEIGHT.end())?;
        if wait <= 0.0 && overtime <= 0.0 {
            return Err(Problem::new("wait_weight", wait, Rule::SomeWeight));
        }
        Ok(Self { wait, overtime })
    }

    /// Of a minute of mean waiting.
    pub const fn wait(self) -> f64 {
        self.wait
    }

    /// Of a minute of expected overtime.
    pub const fn overtime(self) -> f64 {
        self.overtime
    }
}

/// The calls that cost least.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// How many patients are called to each slot.
    pub calls: Calls,
    /// The objective's value.
    pub cost: f64,
    /// What these calls lead to.
    pub evaluation: Evaluation,
    /// Why nothing costs less.
    pub certificate: Certificate,
}

/// Why no schedule costs less: no neighbour does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    /// Every neighbour was evaluated.
    Enumerated {
        /// How many there are (with no entry below zero).
        neighbours: u64,
        /// What the best of them costs; `None` if there is none.
        best_neighbour: Option<f64>,
    },
    /// With too many slots for that, a bound was computed.
    Bounded {
        /// No neighbour costs less than this, which is at most the cost. It falls short of it by less than
        /// 10⁻⁹ · (1 + cost), or by little more where very many schedules cost nearly the same (10⁻⁷ was seen): what
        /// costs still less could only be better by that.
        no_neighbour_below: f64,
        /// How many schedules were evaluated for the bound.
        evaluated: u64,
    },
}

/// Finds the calls of `patients` to `slots` that cost least, among all.
///
/// ```
/// use schedules::{Service, Setting, Weights, optimise};
/// let setting = Setting::new(15, 0.0, Service::exponential(10.0)?)?;
/// let best = optimise(&setting, 10, 8, Weights::new(1.0, 1.0)?)?;
/// assert_eq!(best.calls.as_slice(), [2, 1, 2, 1, 1, 1, 1, 1]);
/// assert!((best.cost - 18.832566444).abs() < 1e-8);
/// # Ok::<(), schedules::Problem>(())
/// ```
///
/// # Errors
/// `slots` outside of [`OPTIMISED_SLOTS`] or too long, or `patients` outside of [`PATIENTS`] or so many
/// that they need more than [`OPTIMISED_EFFORT_MAX`].
pub fn optimise(setting: &Setting, patients: u32, slots: usize, weights: Weights) -> Result<Optimum, Problem> {
    within("slots", slots as f64, *OPTIMISED_SLOTS.start() as f64, *OPTIMISED_SLOTS.end() as f64)?;
    within("patients", patients.into(), (*PATIENTS.start()).into(), (*PATIENTS.end()).into())?;
    setting.check_slots("slots", slots)?;
    let calls = even(patients, slots)?;
    check_effort(setting, patients, slots)?;
    // What rounding is, is told beside costs of about one: the larger weight is one while it is searched.
    let unit = weights.wait.max(weights.overtime);
    let search =
        Search::new(setting, patients, Weights { wait: weights.wait / unit, overtime: weights.overtime / unit });
    let mut best = search.score(calls.as_slice().to_vec());
    let certificate = loop {
        exchange::descend(&search, &mut best);
        match better_or_proof(&search, &best) {
            Ok(better) => best = better,
            Err(certificate) => break certificate,
        }
    };
    let calls = Calls::new(best.calls)?;
    let certificate = certificate.in_units_of(unit);
    Ok(Optimum { cost: best.cost * unit, evaluation: evaluate(setting, &calls)?, calls, certificate })
}

impl Certificate {
    fn in_units_of(self, unit: f64) -> Self {
        match self {
            Self::Enumerated { neighbours, best_neighbour } => {
                Self::Enumerated { neighbours, best_neighbour: best_neighbour.map(|cost| cost * unit) }
            }
            Self::Bounded { no_neighbour_below, evaluated } => {
                Self::Bounded { no_neighbour_below: no_neighbour_below * unit, evaluated }
            }
        }
    }
}

/// A neighbour that costs less, or (as the error) the proof that there is none.
fn better_or_proof(search: &Search, best: &Scored) -> Result<Scored, Certificate> {
    if best.calls.len() <= ENUMERATED_SLOTS_MAX {
        let seen = neighbours::all(search, &best.calls);
        let best_neighbour = seen.best.as_ref().map(|neighbour| neighbour.cost);
        let better = seen.best.filter(|neighbour| neighbour.is_better_than(best));
        return better.ok_or(Certificate::Enumerated { neighbours: seen.count, best_neighbour });
    }
    match subset::least(search, best) {
        Least::Better(better) => Ok(better),
        Least::NoneBelow { bound, evaluated } => Err(Certificate::Bounded { no_neighbour_below: bound, evaluated }),
    }
}

/// As many to each slot as to every other, the first ones having one more.
fn even(patients: u32, slots: usize) -> Result<Calls, Problem> {
    let (each, more) = (patients / slots as u32, patients as usize % slots);
    Calls::new((0..slots).map(|slot| each + u32::from(slot < more)).collect())
}

fn check_effort(setting: &Setting, patients: u32, slots: usize) -> Result<(), Problem> {
    let minutes = setting.session_minutes(slots);
    let effort = match setting.service() {
        Service::Exponential(_) => u64::from(patients) * u64::from(patients) * slots as u64,
        Service::Minutes(pmf) => u64::from(patients) * minutes as u64 * pmf.longest().min(minutes) as u64,
    };
    if effort > OPTIMISED_EFFORT_MAX {
        return Err(Problem::new("patients", patients, Rule::Effort(OPTIMISED_EFFORT_MAX)));
    }
    Ok(())
}
