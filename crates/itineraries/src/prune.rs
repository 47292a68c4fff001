//! Takes out candidates that are in no chain because of one rule between two steps: what has to be followed in time by a
//! step that has nothing then, and what has to follow such a step.
//!
//! A search would find that out too, but again for each beginning of a chain that has nothing to do with it.

use crate::{
    pool::Candidate,
    relations::{FOR_EVER, Relations, Steps, places},
};

/// Candidates of each step, without those that no chain can have.
pub(crate) fn prune(relations: &Relations, steps: Steps, candidates: &mut [Vec<Candidate>]) {
    // Each round takes out at least one candidate, or is the last. One for each step carries what is known along a chain
    // of rules; what more would take out is left to the search.
    for _ in places(steps) {
        let before: usize = candidates.iter().map(Vec::len).sum();
        for one in places(steps) {
            for other in places(steps & !(1 << one)) {
                if relations.later[other] & 1 << one == 0 {
                    in_order(relations, one, other, candidates);
                }
            }
            for other in places(steps & relations.same_day[one]) {
                let days = candidates[other].iter().fold(0_u64, |days, it| days | 1 << it.day);
                candidates[one].retain(|it| days & 1 << it.day != 0);
            }
        }
        if candidates.iter().map(Vec::len).sum::<usize>() == before {
            return;
        }
    }
}

/// The first step has to come before the other one.
fn in_order(relations: &Relations, first: usize, then: usize, candidates: &mut [Vec<Candidate>]) {
    let (least, most) = (relations.least[first][then], relations.most[first][then]);
    let same_day = relations.same_day[first] & 1 << then != 0;
    let day = |it: &Candidate| if same_day { it.day } else { 0 };
    let begins = sorted(candidates[then].iter().map(|it| (day(it), it.from)));
    candidates[first].retain(|it| {
        let latest = if most == FOR_EVER { i32::MAX } else { it.done + most };
        any_between(&begins, day(it), it.done + least, latest)
    });
    let ends = sorted(candidates[first].iter().map(|it| (day(it), it.done)));
    candidates[then].retain(|it| {
        let earliest = if most == FOR_EVER { i32::MIN } else { it.from - most };
        any_between(&ends, day(it), earliest, it.from - least)
    });
}

fn sorted(values: impl Iterator<Item = (u8, i32)>) -> Vec<(u8, i32)> {
    let mut values: Vec<_> = values.collect();
    values.sort_unstable();
    values
}

/// Whether there is a minute of a day from one to another.
fn any_between(minutes: &[(u8, i32)], day: u8, from: i32, until: i32) -> bool {
    let skipped = minutes.partition_point(|at| *at < (day, from));
    minutes.get(skipped).is_some_and(|at| *at <= (day, until))
}
