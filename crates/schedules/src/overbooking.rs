//! Overbooking: each service takes exactly one slot, and some do not show.
//!
//! This is a session whose service is a fixed number of minutes, as long as a slot, so it is evaluated and optimised as
//! any other. Waiting at the start of each slot by those who show is, in slots, the same as counting those who wait at
//! the end of each slot, also after the last.

use crate::{
    evaluate::evaluate,
    limits::{MONEY, PATIENTS},
    optimise::{Weights, optimise},
    problem::{Problem, within},
    service::{Pmf, Service},
    setting::{Calls, Setting},
};
use serde::Serialize;

/// How many patients do not show, and what those who do bring and cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overbooking {
    no_show: f64,
    reward: f64,
    wait: f64,
    overtime: f64,
}

/// What overbooked slots lead to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overbooked {
    /// reward · (patients who show) − wait · `wait` − overtime · `overtime`.
    pub profit: f64,
    /// How many wait at the end of each slot, added up, also after the last slot.
    pub wait: f64,
    /// Slots without a patient.
    pub idle: f64,
    /// Slots of overtime.
    pub overtime: f64,
}

impl Overbooking {
    /// What a patient who shows brings, and what a patient's slot of waiting and a slot of overtime cost, in one unit.
    ///
    /// # Errors
    /// `no_show` that is not at least 0 and less than 1, or `reward`, `wait` or `overtime` outside of [`MONEY`].
    pub fn new(no_show: f64, reward: f64, wait: f64, overtime: f64) -> Result<Self, Problem> {
        let no_show = crate::setting::no_show_of(no_show)?;
        let money = |field, value| within(field, value, *MONEY.start(), *MONEY.end());
        let (reward, wait) = (money("reward", reward)?, money("wait", wait)?);
        Ok(Self { no_show, reward, wait, overtime: money("overtime", overtime)? })
    }

    /// What given calls lead to.
    ///
    /// # Errors
    /// More slots than a session may have minutes.
    pub fn evaluate(&self, calls: &Calls) -> Result<Overbooked, Problem> {
        let found = evaluate(&self.setting()?, calls)?;
        let wait = found.wait_of_shown();
        let profit = self.reward * found.shows - self.wait * wait - self.overtime * found.overtime;
        Ok(Overbooked { profit, wait, idle: found.idle, overtime: found.overtime })
    }

    /// The calls with the highest profit, over all numbers of patients from one to the most that a session may have.
    ///
    /// The least cost is convex in the number of patients, so the search ends when one more patient brings less than
    /// nothing.
    ///
    /// # Errors
    /// As [`optimise`] for this number of slots.
    pub fn best(&self, slots: usize) -> Result<(Calls, Overbooked), Problem> {
        let mut best = self.best_of(*PATIENTS.start(), slots)?;
        for patients in PATIENTS.skip(1) {
            let next = self.best_of(patients, slots)?;
            if next.1.profit <= best.1.profit {
                break;
            }
            best = next;
        }
        Ok(best)
    }

    /// The calls of so many patients with the highest profit.
    fn best_of(&self, patients: u32, slots: usize) -> Result<(Calls, Overbooked), Problem> {
        let setting = self.setting()?;
        let shows = f64::from(patients) * setting.show();
        // Without any costs all calls are as good as each other; then waiting decides.
        let wait = if self.wait + self.overtime > 0.0 { self.wait * shows } else { 1.0 };
        // Only their ratio counts; so they are within the bounds of weights.
        let weights = Weights::new(wait / (wait + self.overtime), self.overtime / (wait + self.overtime))?;
        let calls = optimise(&setting, patients, slots, weights)?.calls;
        let found = self.evaluate(&calls)?;
        Ok((calls, found))
    }

    /// A slot is one minute long, as long as each service: only the ratio counts.
    fn setting(&self) -> Result<Setting, Problem> {
        Setting::new(1, self.no_show, Service::Minutes(Pmf::fixed(1)?))
    }
}
