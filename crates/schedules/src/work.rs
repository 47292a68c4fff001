//! Any distribution of service in whole minutes: the state is the work that is left, in minutes.
//!
//! Before the last `n` slots there are `R = n·d` minutes to go. Of work up to `R` the distribution is kept. Work beyond
//! `R` is beyond it until the end, since both lose `d` in each slot, and everything that is asked of it (waiting,
//! overtime) is linear in it, so its probability and its first moment suffice. Nothing is cut off or rounded: a state
//! has `R + 3` numbers, however many patients there are.

use crate::{
    chain::{Chain, add},
    service::Pmf,
};

/// How many numbers of a state stand for work beyond what is left of the session.
const BEYOND: usize = 2;

/// The work that is left, in minutes. A no-show is a service of no minutes.
#[derive(Debug)]
pub(crate) struct Work {
    slot_minutes: usize,
    /// The probability that a patient who was called takes 0, 1, 2, … minutes.
    service: Vec<f64>,
    /// The probability that it takes at least so many minutes.
    at_least: Vec<f64>,
    /// The same, each length multiplied by its minutes.
    moment_at_least: Vec<f64>,
}

impl Work {
    /// Slots of so many minutes.
    pub(crate) fn new(slot_minutes: usize, no_show: f64, pmf: &Pmf) -> Self {
        let mut service: Vec<f64> =
            pmf.probabilities().iter().map(|probability| probability * (1.0 - no_show)).collect();
        service[0] += no_show;
        let tails = |weight: fn(usize) -> f64| {
            let mut tails = vec![0.0; service.len() + 1];
            for minutes in (0..service.len()).rev() {
                tails[minutes] = tails[minutes + 1] + weight(minutes) * service[minutes];
            }
            tails
        };
        let (at_least, moment_at_least) = (tails(|_| 1.0), tails(|minutes| minutes as f64));
        Self { slot_minutes, service, at_least, moment_at_least }
    }

    /// Probability and moment of the services that lead from `work` to more than the `left` minutes of the session.
    fn beyond(&self, work: usize, left: usize) -> (f64, f64) {
        let over = (left - work + 1).min(self.service.len());
        let probability = self.at_least[over];
        (probability, probability * work as f64 + self.moment_at_least[over])
    }

    /// The mean service of a patient who was called.
    fn mean(&self) -> f64 {
        self.moment_at_least[0]
    }

    /// The state that follows when so many minutes pass, which are a part of what is left.
    pub(crate) fn pass_minutes(state: &[f64], minutes: usize) -> Vec<f64> {
        let (within, beyond) = state.split_at(state.len() - BEYOND);
        let mut after = within[minutes..].to_vec();
        after[0] += within[..minutes].iter().sum::<f64>();
        after.extend([beyond[0], beyond[1] - minutes as f64 * beyond[0]]);
        after
    }

    /// No work, so many minutes before the end.
    pub(crate) fn idle(left: usize) -> Vec<f64> {
        let mut state = vec![0.0; left + 1 + BEYOND];
        state[0] = 1.0;
        state
    }
}

impl Chain for Work {
    fn empty(&self, slots: usize) -> Vec<f64> {
        Self::idle(slots * self.slot_minutes)
    }

    fn arrive(&self, state: &mut Vec<f64>) {
        let left = state.len() - BEYOND - 1;
        let (within, beyond) = state.split_at(left + 1);
        let mut after = vec![0.0; state.len()];
        for (minutes, probability) in self.service.iter().enumerate().take(left + 1) {
            add(&mut after[minutes..=left], *probability, within);
        }
        let (mut probability, mut moment) = (beyond[0], beyond[1] + beyond[0] * self.mean());
        for (work, mass) in within.iter().enumerate() {
            let over = self.beyond(work, left);
            probability += mass * over.0;
            moment += mass * over.1;
        }
        after[left + 1] = probability;
        after[left + 2] = moment;
        *state = after;
    }

    fn pass(&self, state: &mut Vec<f64>) {
        *state = Self::pass_minutes(state, self.slot_minutes);
    }

    fn minutes(&self, slots: usize) -> Vec<f64> {
        let left = slots * self.slot_minutes;
        (0..=left).map(|work| work as f64).chain([0.0, 1.0]).collect()
    }

    fn unfinished(&self, state: &[f64]) -> f64 {
        state[state.len() - BEYOND]
    }

    fn before_arrival(&self, value: &mut Vec<f64>) {
        let left = value.len() - BEYOND - 1;
        let (within, beyond) = value.split_at(left + 1);
        let (constant, slope) = (beyond[0], beyond[1]);
        let mut before = vec![0.0; value.len()];
        for (minutes, probability) in self.service.iter().enumerate().take(left + 1) {
            add(&mut before[..=left - minutes], *probability, &within[minutes..]);
        }
        for (work, before) in before[..=left].iter_mut().enumerate() {
            let over = self.beyond(work, left);
            *before += constant * over.0 + slope * over.1;
        }
        before[left + 1] = constant + slope * self.mean();
        before[left + 2] = slope;
        *value = before;
    }

    fn before_pass(&self, value: &mut Vec<f64>) {
        let (constant, slope) = (value[value.len() - BEYOND], value[value.len() - 1]);
        let mut before = vec![value[0]; self.slot_minutes];
        before.extend_from_slice(&value[..value.len() - BEYOND]);
        before.extend([constant - slope * self.slot_minutes as f64, slope]);
        *value = before;
    }
}
