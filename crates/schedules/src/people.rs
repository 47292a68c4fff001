//! Exponential service: the state is the number of people present, as in Kaandorp and Koole.

use crate::chain::Chain;

/// The number present, from 0 to the number of patients. As service has no memory, how long the one who is inside has
/// been there does not matter.
#[derive(Debug)]
pub(crate) struct People {
    patients: usize,
    no_show: f64,
    mean: f64,
    slot: Departures,
}

impl People {
    /// At most so many patients, slots of so many minutes, service of this mean.
    pub(crate) fn new(patients: u32, slot_minutes: f64, no_show: f64, mean: f64) -> Self {
        let patients = patients as usize;
        Self { patients, no_show, mean, slot: Departures::new(slot_minutes / mean, patients) }
    }
}

impl Chain for People {
    fn empty(&self, _: usize) -> Vec<f64> {
        let mut state = vec![0.0; self.patients + 1];
        state[0] = 1.0;
        state
    }

    fn arrive(&self, state: &mut Vec<f64>) {
        arrive(state, self.no_show);
    }

    fn pass(&self, state: &mut Vec<f64>) {
        *state = self.slot.forwards(state);
    }

    fn minutes(&self, _: usize) -> Vec<f64> {
        (0..=self.patients).map(|people| people as f64 * self.mean).collect()
    }

    fn unfinished(&self, state: &[f64]) -> f64 {
        state[1..].iter().sum()
    }

    fn before_arrival(&self, value: &mut Vec<f64>) {
        before_arrival(value, self.no_show);
    }

    fn before_pass(&self, value: &mut Vec<f64>) {
        *value = self.slot.backwards(value);
    }
}

/// One more person, unless it is a no-show.
pub(crate) fn arrive(state: &mut [f64], no_show: f64) {
    for people in (1..state.len()).rev() {
        state[people] = no_show * state[people] + (1.0 - no_show) * state[people - 1];
    }
    state[0] *= no_show;
}

/// The value before it. Nobody is called beyond the number of patients, so what stands there counts nowhere.
pub(crate) fn before_arrival(value: &mut [f64], no_show: f64) {
    for people in 0..value.len() - 1 {
        value[people] = no_show * value[people] + (1.0 - no_show) * value[people + 1];
    }
}

/// Departures of people who are served one after another, as long as there is anybody.
#[derive(Debug)]
pub(crate) struct Departures {
    /// The probability that exactly so many services end, if there are more people than that.
    exactly: Vec<f64>,
    /// The probability that at least so many end.
    at_least: Vec<f64>,
}

impl Departures {
    /// While so many services would end on average, and at most so many people are there.
    pub(crate) fn new(services: f64, people: usize) -> Self {
        let mut logarithm = -services;
        let mut exactly = Vec::with_capacity(people + 1);
        let mut at_least = vec![1.0];
        for count in 0..=people {
            if count > 0 {
                logarithm += (services / count as f64).ln();
            }
            // Of no time at all, the logarithm of the first is 0 and of all others minus infinity.
            exactly.push(logarithm.exp());
            at_least.push((at_least[count] - exactly[count]).max(0.0));
        }
        Self { exactly, at_least }
    }

    /// The number present afterwards.
    pub(crate) fn forwards(&self, state: &[f64]) -> Vec<f64> {
        let mut after = vec![0.0; state.len()];
        for (people, probability) in state.iter().enumerate().filter(|(_, probability)| **probability > 0.0) {
            after[0] += probability * self.at_least[people];
            for (left, exactly) in after[1..=people].iter_mut().rev().zip(&self.exactly) {
                *left += probability * exactly;
            }
        }
        after
    }

    /// The value before, by that after.
    pub(crate) fn backwards(&self, value: &[f64]) -> Vec<f64> {
        (0..value.len()).map(|people| self.of(people, value)).collect()
    }

    /// The same for one number of people.
    pub(crate) fn of(&self, people: usize, value: &[f64]) -> f64 {
        let some: f64 = (1..=people).map(|left| self.exactly[people - left] * value[left]).sum();
        self.at_least[people] * value[0] + some
    }
}
