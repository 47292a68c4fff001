//! What one more patient costs, against patients who are followed one by one.

use crate::{
    exponential, near,
    properties::{pmf, setting},
};
use proptest::prelude::*;
use schedules::{Calls, Pmf, Service, Setting, Standing, add_on, evaluate};

/// One case of a session that runs: the minute from which the room is free, then who comes when.
struct Case<'a> {
    slot_minutes: usize,
    next_in: usize,
    slots: usize,
    no_show: f64,
    pmf: &'a Pmf,
}

/// Who comes: the slot, and whether it is the added patient.
type Coming = (usize, bool);

impl Case<'_> {
    /// Waiting of the added patient, of the others, and overtime.
    fn follow(&self, coming: &[Coming], (probability, free): (f64, usize), sums: &mut [f64; 3]) {
        let Some(((slot, added), later)) = coming.split_first() else {
            let end = self.next_in + self.slots * self.slot_minutes;
            sums[2] += probability * free.saturating_sub(end) as f64;
            return;
        };
        let no_show = if *added { 0.0 } else { self.no_show };
        if no_show > 0.0 {
            self.follow(later, (probability * no_show, free), sums);
        }
        let start = self.next_in + slot * self.slot_minutes;
        let enters = free.max(start);
        sums[usize::from(!*added)] += probability * (1.0 - no_show) * (enters - start) as f64;
        for (minutes, length) in self.pmf.probabilities().iter().enumerate().filter(|(_, length)| **length > 0.0) {
            self.follow(later, (probability * (1.0 - no_show) * length, enters + minutes), sums);
        }
    }

    /// The same from the present on: whoever is inside and whoever waits is there already.
    fn run(&self, present: u32, inside: usize, calls: &[u32], added: Option<usize>) -> [f64; 3] {
        let mut coming: Vec<Coming> = Vec::new();
        for (slot, called) in calls.iter().enumerate() {
            coming.extend(std::iter::repeat_n((slot, false), *called as usize));
            coming.extend((added == Some(slot)).then_some((slot, true)));
        }
        let mut starts = vec![(1.0, 0)];
        for waiting in 0..present {
            let lengths: Vec<(usize, f64)> = self.pmf.probabilities().iter().copied().enumerate().collect();
            let inside = if waiting == 0 { Some(inside) } else { None };
            let left: Vec<(usize, f64)> = lengths
                .into_iter()
                .filter_map(|(minutes, length)| match inside {
                    Some(inside) => (minutes > inside).then(|| (minutes - inside, length)),
                    None => Some((minutes, length)),
                })
                .collect();
            let all: f64 = left.iter().map(|(_, length)| length).sum();
            starts = starts
                .iter()
                .flat_map(|(probability, free)| {
                    left.iter().map(move |(minutes, length)| (probability * length / all, free + minutes))
                })
                .filter(|(probability, _)| *probability > 0.0)
                .collect();
        }
        let mut sums = [0.0; 3];
        for start in starts {
            self.follow(&coming, start, &mut sums);
        }
        sums
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn as_when_all_are_followed(
        pmf in pmf(),
        slot_minutes in 1_u32..8,
        no_show in prop_oneof![Just(0.0), 0.1_f64..0.5],
        present in 0_u32..3,
        inside in 0_u32..6,
        next_in in 0_u32..8,
        calls in prop::collection::vec(0_u32..2, 1..4),
        slot in 0_usize..4,
        own_no_show in prop_oneof![Just(0.0), 0.1_f64..0.5],
    ) {
        let slot = slot % calls.len();
        prop_assume!(present == 0 || (inside as usize) < pmf.longest());
        let setting = Setting::new(slot_minutes, no_show, Service::Minutes(pmf.clone())).unwrap();
        let standing = Standing::running(present, inside, next_in, calls.clone()).unwrap();
        let found = add_on(&setting, &standing, slot, own_no_show).unwrap();
        let (slot_minutes, next_in) = (slot_minutes as usize, next_in as usize);
        let case = Case { slot_minutes, next_in, slots: calls.len(), no_show, pmf: &pmf };
        let before = case.run(present, inside as usize, &calls, None);
        let after = case.run(present, inside as usize, &calls, Some(slot));
        near(found.own_wait, after[0], 1e-9);
        near(found.others_wait, (1.0 - own_no_show) * (after[1] - before[1]), 1e-9);
        near(found.overtime, (1.0 - own_no_show) * (after[2] - before[2]), 1e-9);
    }

    /// In a session that has not begun, with a patient like all others, it is the difference of two evaluations.
    #[test]
    fn in_a_plan_it_is_one_more_call(
        setting in setting(),
        calls in prop::collection::vec(0_u32..4, 1..6),
        slot in 0_usize..6,
    ) {
        let slot = slot % calls.len();
        prop_assume!(calls.iter().sum::<u32>() > 0);
        let found = add_on(&setting, &Standing::planned(calls.clone()).unwrap(), slot, setting.no_show()).unwrap();
        let before = evaluate(&setting, &Calls::new(calls.clone()).unwrap()).unwrap();
        let mut more = calls;
        more[slot] += 1;
        let after = evaluate(&setting, &Calls::new(more).unwrap()).unwrap();
        let own = (1.0 - setting.no_show()) * found.own_wait;
        near(own + found.others_wait, after.wait_of_shown() - before.wait_of_shown(), 1e-8);
        near(found.overtime, after.overtime - before.overtime, 1e-8);
        near(found.p_overtime, after.p_overtime - before.p_overtime, 1e-8);
    }
}

/// By hand: one person is inside, service is exponential, one more comes to a slot that starts now, and nobody else is
/// called. Its wait is one mean, and in ten minutes of two means a second service is not over with the known chances.
#[test]
fn one_more_behind_somebody_inside() {
    let standing = Standing::running(1, 3, 0, vec![0]).unwrap();
    let found = add_on(&exponential(10, 5.0, 0.0), &standing, 0, 0.0).unwrap();
    near(found.own_wait, 5.0, 1e-12);
    near(found.others_wait, 0.0, 1e-12);
    // Two services in the mean: none ends with e^-2, one with 2e^-2. Left over before: 5e^-2; after: 5(2 + 2)e^-2.
    let none = (-2.0_f64).exp();
    near(found.overtime, 15.0 * none, 1e-12);
    near(found.p_overtime, 2.0 * none, 1e-12);
}
