//! The calls that cost least with what was learnt, beside those of today.

use crate::{
    evaluate::{Evaluation, evaluate},
    limits::{PATIENTS, SLOTS},
    optimise::{Optimum, Weights, optimise},
    problem::{Problem, within},
    setting::{Calls, Setting},
};

/// Today's calls and those that are proposed: as many patients in as many slots.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Today's calls.
    pub present: Calls,
    /// What they lead to, computed exactly.
    pub evaluation: Evaluation,
    /// What they cost.
    pub cost: f64,
    /// The calls that cost least.
    pub best: Optimum,
}

/// Finds the calls that cost least for the patients and slots of today's.
///
/// # Errors
/// As [`evaluate`] and [`optimise`].
pub fn propose(setting: &Setting, present: &Calls, weights: Weights) -> Result<Proposal, Problem> {
    let evaluation = evaluate(setting, present)?;
    let best = optimise(setting, present.patients(), present.slots(), weights)?;
    let cost = weights.wait() * evaluation.wait_mean + weights.overtime() * evaluation.overtime;
    Ok(Proposal { present: present.clone(), evaluation, cost, best })
}

/// Calls spread as evenly over the slots as whole patients allow: up to and including slot t (from 1) ⌈t·N / T⌉ are
/// called.
///
/// # Errors
/// `patients` outside of [`PATIENTS`] or `slots` outside of [`SLOTS`].
pub fn even(patients: u32, slots: usize) -> Result<Calls, Problem> {
    within("patients", patients.into(), (*PATIENTS.start()).into(), (*PATIENTS.end()).into())?;
    within("slots", slots as f64, *SLOTS.start() as f64, *SLOTS.end() as f64)?;
    let until = |slot: usize| (patients as usize * slot).div_ceil(slots);
    Calls::new((0..slots).map(|slot| (until(slot + 1) - until(slot)) as u32).collect())
}
