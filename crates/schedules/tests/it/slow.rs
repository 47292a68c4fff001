//! The same quantities by following every patient of every case, without any recursion over distributions.

use schedules::{Calls, Pmf};

/// What is expected of a session.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slow {
    /// Of those who show.
    pub(crate) wait: f64,
    pub(crate) overtime: f64,
    pub(crate) p_overtime: f64,
}

/// Over all ways in which patients can show and all lengths of their services, one by one.
pub(crate) fn enumerated(calls: &Calls, slot_minutes: usize, no_show: f64, pmf: &Pmf) -> Slow {
    let starts: Vec<usize> = (calls.as_slice().iter().enumerate())
        .flat_map(|(slot, called)| std::iter::repeat_n(slot * slot_minutes, *called as usize))
        .collect();
    let mut total = Slow::default();
    each(&starts, no_show, pmf, (1.0, 0, 0.0), &mut |probability, free, wait| {
        let over = free.saturating_sub(calls.slots() * slot_minutes);
        total.wait += probability * wait;
        total.overtime += probability * over as f64;
        total.p_overtime += if over > 0 { probability } else { 0.0 };
    });
    total
}

/// The state is the probability, the minute from which the room is free, and the waiting so far.
fn each(
    starts: &[usize],
    no_show: f64,
    pmf: &Pmf,
    (probability, free, wait): (f64, usize, f64),
    done: &mut impl FnMut(f64, usize, f64),
) {
    let Some((start, later)) = starts.split_first() else { return done(probability, free, wait) };
    if no_show > 0.0 {
        each(later, no_show, pmf, (probability * no_show, free, wait), done);
    }
    let enters = free.max(*start);
    for (minutes, length) in pmf.probabilities().iter().enumerate().filter(|(_, length)| **length > 0.0) {
        let probability = probability * (1.0 - no_show) * length;
        each(later, no_show, pmf, (probability, enters + minutes, wait + (enters - start) as f64), done);
    }
}

/// All ways to call patients to slots.
pub(crate) fn all_calls(patients: u32, slots: usize) -> Vec<Vec<u32>> {
    if slots == 1 {
        return vec![vec![patients]];
    }
    let with_first =
        |first: u32| all_calls(patients - first, slots - 1).into_iter().map(move |rest| [vec![first], rest].concat());
    (0..=patients).flat_map(with_first).collect()
}
