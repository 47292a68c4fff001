//! How the state of a session changes from slot to slot, and the same backwards.
//!
//! A state is a vector of probabilities (and of moments that follow linearly); a value is a vector of the same form that
//! says what each state will cost. Their product is the expected cost, wherever in the session it is taken: that is what
//! lets the optimiser combine the beginnings of sessions with ends that it has evaluated only once.

use crate::{people::People, service::Service, setting::Setting, work::Work};

/// A model of what is left to do, by its transitions.
///
/// What is left is counted at the start of each slot. Patients arrive one after another; then a slot passes.
pub(crate) trait Chain {
    /// Nobody is there and nothing to do, before the first of so many slots.
    fn empty(&self, slots: usize) -> Vec<f64>;

    /// One patient who was called shows, or does not.
    fn arrive(&self, state: &mut Vec<f64>);

    /// A slot passes.
    fn pass(&self, state: &mut Vec<f64>);

    /// How many minutes of service each state holds, before the last so many slots.
    fn minutes(&self, slots: usize) -> Vec<f64>;

    /// The probability that somebody is still there after the last slot.
    fn unfinished(&self, state: &[f64]) -> f64;

    /// The value before an arrival, by that after it.
    fn before_arrival(&self, value: &mut Vec<f64>);

    /// The value before a slot, by that after it.
    fn before_pass(&self, value: &mut Vec<f64>);
}

/// The chain of a session of a setting, for at most so many patients, whether called or present already.
pub(crate) fn of(setting: &Setting, patients: u32) -> Box<dyn Chain> {
    let (minutes, no_show) = (setting.slot_minutes(), setting.no_show());
    match setting.service() {
        Service::Exponential(mean) => Box::new(People::new(patients, f64::from(minutes), no_show, mean.minutes())),
        Service::Minutes(pmf) => Box::new(Work::new(minutes as usize, no_show, pmf)),
    }
}

/// The expectation of a value in a state.
pub(crate) fn expected(state: &[f64], value: &[f64]) -> f64 {
    const LANES: usize = 8;
    // Sums of their own for each lane: the compiler may not reorder additions by itself.
    let (states, values) = (state.chunks_exact(LANES), value.chunks_exact(LANES));
    let rest: f64 = states.remainder().iter().zip(values.remainder()).map(|(a, b)| a * b).sum();
    let mut sums = [0.0; LANES];
    for (state, value) in states.zip(values) {
        for lane in 0..LANES {
            sums[lane] += state[lane] * value[lane];
        }
    }
    rest + sums.iter().sum::<f64>()
}

/// `to += factor · from`, as far as both go.
pub(crate) fn add(to: &mut [f64], factor: f64, from: &[f64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * from;
    }
}
