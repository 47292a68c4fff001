//! Descent by exchanges: patients of one slot are called to another.

use super::search::{Scored, Search, together};

/// Moves patients, always to where it saves most, as long as that saves anything; first several at a time, so that the way
/// is short even where nearly all are called to one slot, and in the end one.
pub(crate) fn descend(search: &Search, best: &mut Scored) {
    let largest = best.calls.iter().copied().max().and_then(u32::checked_ilog2).unwrap_or(0);
    for moved in (0..=largest).rev().map(|power| 1 << power) {
        while let Some(better) = best_exchange(search, &best.calls, moved).filter(|found| found.is_better_than(best)) {
            *best = better;
        }
    }
}

/// The best of all exchanges of so many patients. Each first slot is followed once, with an end at each second slot.
fn best_exchange(search: &Search, calls: &[u32], patients: u32) -> Option<Scored> {
    let slots = calls.len();
    let values = search.values(calls);
    let mut best: Option<(f64, usize, usize)> = None;
    for first_loses in [true, false] {
        let moved = |slot: usize, first: bool| {
            if first == first_loses { calls[slot].checked_sub(patients) } else { Some(calls[slot] + patients) }
        };
        let ends: Vec<_> = (0..slots)
            .map(|slot| moved(slot, false).map(|called| search.backwards(&values[slot + 1], called, slots - slot)))
            .collect();
        let mut before = search.start(slots);
        for first in 0..slots {
            if let Some(called) = moved(first, true) {
                let mut paid = search.forwards(&before, called, slots - first);
                for second in first + 1..slots {
                    if let Some(due) = &ends[second] {
                        let cost = together(&paid, due);
                        let (from, to) = if first_loses { (first, second) } else { (second, first) };
                        if best.is_none_or(|(least, ..)| cost < least) {
                            best = Some((cost, from, to));
                        }
                    }
                    paid = search.forwards(&paid, calls[second], slots - second);
                }
            }
            before = search.forwards(&before, calls[first], slots - first);
        }
    }
    best.map(|(cost, from, to)| {
        let mut calls = calls.to_vec();
        calls[from] -= patients;
        calls[to] += patients;
        Scored { calls, cost }
    })
}
