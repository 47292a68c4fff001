//! What holds for all sessions.

use crate::{
    calls, exponential, near,
    slow::{all_calls, enumerated},
};
use proptest::prelude::*;
use schedules::{Calls, Mean, Pmf, Service, Setting, Timed, adaptive, dome, evaluate, timed_cost};

/// A distribution of at most four lengths.
pub(crate) fn pmf() -> impl Strategy<Value = Pmf> {
    prop::collection::vec((0_usize..12, 1_u32..10), 1..4).prop_filter_map("a service takes time", |lengths| {
        let all: u32 = lengths.iter().map(|(_, weight)| weight).sum();
        let mut probabilities = vec![0.0; 12];
        for (minutes, weight) in lengths {
            probabilities[minutes] += f64::from(weight) / f64::from(all);
        }
        Pmf::new(probabilities).ok()
    })
}

pub(crate) fn service() -> impl Strategy<Value = Service> {
    prop_oneof![
        (0.5_f64..12.0).prop_map(|mean| Service::exponential(mean).unwrap()),
        pmf().prop_map(Service::Minutes),
        (1.0_f64..8.0, 0.1_f64..1.5).prop_map(|(mean, cv)| Service::lognormal(mean, cv).unwrap()),
    ]
}

pub(crate) fn setting() -> impl Strategy<Value = Setting> {
    (1_u32..12, prop_oneof![Just(0.0), 0.01_f64..0.6], service())
        .prop_map(|(minutes, no_show, service)| Setting::new(minutes, no_show, service).unwrap())
}

fn some_calls(slots: std::ops::Range<usize>, most: u32) -> impl Strategy<Value = Calls> {
    prop::collection::vec(0..=most, slots).prop_filter_map("somebody is called", |calls| Calls::new(calls).ok())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// In minutes: every patient followed, in every case.
    #[test]
    fn a_distribution_is_evaluated_as_by_enumeration(
        pmf in pmf(),
        called in some_calls(1..6, 2).prop_filter("few enough to enumerate", |calls| calls.patients() <= 6),
        minutes in 1_u32..10,
        no_show in prop_oneof![Just(0.0), 0.01_f64..0.6],
    ) {
        let setting = Setting::new(minutes, no_show, Service::Minutes(pmf.clone())).unwrap();
        let found = evaluate(&setting, &called).unwrap();
        let slow = enumerated(&called, minutes as usize, no_show, &pmf);
        near(found.wait_of_shown(), slow.wait, 1e-9);
        near(found.overtime, slow.overtime, 1e-9);
        near(found.p_overtime, slow.p_overtime, 1e-9);
        let used = f64::from(called.patients()) * (1.0 - no_show) * pmf.mean();
        near(found.idle, f64::from(minutes) * called.slots() as f64 + slow.overtime - used, 1e-9);
    }

    /// Exponential service is the limit of geometric services in ever shorter steps: two step lengths show the limit.
    #[test]
    fn exponential_service_is_the_limit_of_short_steps(called in some_calls(1..6, 3), no_show in 0.0_f64..0.5) {
        let (slot, mean) = (10_u32, 5.0);
        let exact = evaluate(&exponential(slot, mean, no_show), &called).unwrap();
        let stepped = |steps: u32| {
            let stop = 1.0 / (mean * f64::from(steps));
            let lengths = (1..1440).map(|k| stop * (1.0 - stop).powi(k - 1));
            let mut probabilities: Vec<f64> = std::iter::once(0.0).chain(lengths).collect();
            let rest = 1.0 - probabilities.iter().sum::<f64>();
            probabilities.push(rest);
            let setting = Setting::new(slot * steps, no_show, Service::Minutes(Pmf::new(probabilities).unwrap())).unwrap();
            evaluate(&setting, &called).unwrap()
        };
        let (coarse, fine) = (stepped(8), stepped(16));
        let limit = |of: fn(&schedules::Evaluation) -> f64| (2.0 * of(&fine) / 16.0) - of(&coarse) / 8.0;
        near(exact.wait_mean, limit(|found| found.wait_mean), 0.02 + exact.wait_mean * 0.01);
        near(exact.overtime, limit(|found| found.overtime), 0.02 + exact.overtime * 0.01);
        near(exact.end, limit(|found| found.end), 0.02 + exact.end * 0.01);
    }

    #[test]
    fn longer_slots_mean_less_waiting(setting in setting(), called in some_calls(1..8, 4)) {
        let longer = Setting::new(setting.slot_minutes() + 1, setting.no_show(), setting.service().clone()).unwrap();
        let (now, then) = (evaluate(&setting, &called).unwrap(), evaluate(&longer, &called).unwrap());
        prop_assert!(then.wait_mean <= now.wait_mean + 1e-9);
        prop_assert!(then.overtime <= now.overtime + 1e-9);
        prop_assert!(then.p_overtime <= now.p_overtime + 1e-9);
        prop_assert!(then.idle >= now.idle - 1e-9);
    }

    #[test]
    fn what_is_expected_is_possible(setting in setting(), called in some_calls(1..8, 4)) {
        let found = evaluate(&setting, &called).unwrap();
        prop_assert!((0.0..=1.0 + 1e-12).contains(&found.p_overtime));
        prop_assert!(found.wait_total >= -1e-12 && found.overtime >= -1e-12);
        prop_assert!(found.idle >= found.overtime - 1e-9 - found.overtime && found.idle_to_end >= -1e-9);
        prop_assert!(found.end <= f64::from(setting.slot_minutes()) * called.slots() as f64 + found.overtime + 1e-9);
    }

    /// f(x + v) + f(x + w) ≥ f(x) + f(x + v + w) for different v and w of V*.
    #[test]
    fn waiting_and_overtime_are_multimodular(
        setting in setting(),
        called in some_calls(2..6, 3),
        first in 0_usize..6,
        second in 0_usize..6,
    ) {
        let (first, second) = (first % called.slots(), second % called.slots());
        prop_assume!(first != second);
        let moved = |steps: &[usize]| {
            let mut calls: Vec<i64> = called.as_slice().iter().map(|called| i64::from(*called)).collect();
            for step in steps {
                // (−1,0,…,0,+1), and one patient moved from a slot to the one before it.
                calls[(*step + called.slots() - 1) % called.slots()] += 1;
                calls[*step] -= 1;
            }
            let calls: Option<Vec<u32>> = calls.into_iter().map(|called| u32::try_from(called).ok()).collect();
            calls.map(|calls| evaluate(&setting, &Calls::new(calls).unwrap()).unwrap())
        };
        let (Some(v), Some(w), Some(both)) = (moved(&[first]), moved(&[second]), moved(&[first, second])) else {
            return Ok(());
        };
        let none = evaluate(&setting, &called).unwrap();
        prop_assert!(v.wait_mean + w.wait_mean >= none.wait_mean + both.wait_mean - 1e-9);
        prop_assert!(v.overtime + w.overtime >= none.overtime + both.overtime - 1e-9);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// No gaps nearby cost less, seeing more never costs more, and slots cannot be better than any times.
    #[test]
    fn the_dome_is_lowest_and_adapting_saves(
        patients in 2_u32..9,
        mean in 0.5_f64..20.0,
        no_show in 0.0_f64..0.5,
        weight in 0.05_f64..0.95,
        changes in prop::collection::vec(-1.0_f64..1.0, 8),
    ) {
        let timed = Timed::new(patients, Mean::new(mean).unwrap(), no_show, weight).unwrap();
        let best = dome(&timed);
        prop_assert!(best.slope < 1e-5, "{best:?}");
        for size in [0.001, 0.1, 1.0] {
            let gaps: Vec<f64> =
                best.gaps.iter().zip(&changes).map(|(gap, change)| (gap + size * mean * change).max(0.0)).collect();
            prop_assert!(timed_cost(&timed, &gaps).unwrap().cost >= best.cost - 1e-9);
        }
        prop_assert!(adaptive(&timed).cost() <= best.cost + 1e-9);
    }
}

/// With equal gaps, the dome's terms are those of the reference for slots: cost = ω·`idle_to_end` + (1 − ω)·`wait_total`.
#[test]
fn equal_gaps_are_slots() {
    for no_show in [0.0, 0.2] {
        let found = evaluate(&exponential(10, 7.0, no_show), &calls(&[1, 1, 1, 1, 1])).unwrap();
        let timed = Timed::new(5, Mean::new(7.0).unwrap(), no_show, 0.3).unwrap();
        let given = timed_cost(&timed, &[10.0; 4]).unwrap();
        near(given.wait_total, found.wait_total, 1e-9);
        near(given.idle, found.idle_to_end, 1e-9);
        near(given.cost, 0.3 * found.idle_to_end + 0.7 * found.wait_total, 1e-9);
    }
}

/// Two patients: the second gap by hand. With n = 2 and all showing, cost(g) = ω(g + e^{−g}·β − β) + (1 − ω)·β·e^{−g/β},
/// least at e^{−g/β} = ω, so the gap is −β ln ω.
#[test]
fn the_gap_of_two_patients_is_known() {
    for weight in [0.1, 0.5, 0.9_f64] {
        let timed = Timed::new(2, Mean::new(6.0).unwrap(), 0.0, weight).unwrap();
        near(dome(&timed).gaps[0], -6.0 * weight.ln(), 1e-6);
        let plan = adaptive(&timed);
        near(plan.gap(1, 1).unwrap(), -6.0 * weight.ln(), 1e-6);
        near(plan.cost(), dome(&timed).cost, 1e-9);
        assert_eq!((plan.gap(1, 0), plan.gap(0, 1), plan.gap(2, 1), plan.gap(1, 2)), (Some(0.0), None, None, None));
    }
}

#[test]
fn all_ways_to_call_are_listed() {
    assert_eq!(all_calls(3, 3).len(), 10);
    assert!(all_calls(4, 3).iter().all(|calls| calls.iter().sum::<u32>() == 4));
}
