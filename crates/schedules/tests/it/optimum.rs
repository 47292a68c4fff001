//! The optimiser against trying everything.

use crate::{exponential, properties::setting, slow::all_calls};
use proptest::prelude::*;
use schedules::{Calls, Certificate, Service, Setting, Weights, evaluate, optimise};

fn weights() -> impl Strategy<Value = Weights> {
    prop_oneof![
        (0.01_f64..10.0, 0.01_f64..10.0).prop_map(|(wait, overtime)| Weights::new(wait, overtime).unwrap()),
        Just(Weights::new(1.0, 0.0).unwrap()),
        Just(Weights::new(0.0, 1.0).unwrap()),
        Just(Weights::new(1.0, 1000.0).unwrap()),
    ]
}

fn cost(setting: &Setting, weights: Weights, calls: &[u32]) -> f64 {
    let found = evaluate(setting, &Calls::new(calls.to_vec()).unwrap()).unwrap();
    weights.wait() * found.wait_mean + weights.overtime() * found.overtime
}

/// Adds every non-empty proper subset of V* as it is defined.
fn neighbours(calls: &[u32]) -> Vec<Vec<u32>> {
    let slots = calls.len();
    let sums = (1..(1_u32 << slots) - 1).map(|subset| {
        let mut sum: Vec<i64> = calls.iter().map(|called| i64::from(*called)).collect();
        for step in (0..slots).filter(|step| (subset >> step) & 1 == 1) {
            let before = if step == 0 { slots - 1 } else { step - 1 };
            sum[step] -= 1;
            sum[before] += 1;
        }
        sum
    });
    sums.filter_map(|sum| sum.into_iter().map(|called| u32::try_from(called).ok()).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn nothing_costs_less_than_the_optimum(
        setting in setting(),
        weights in weights(),
        patients in 1_u32..8,
        slots in 1_usize..6,
    ) {
        let best = optimise(&setting, patients, slots, weights).unwrap();
        prop_assert_eq!(best.calls.patients(), patients);
        prop_assert_eq!(best.calls.slots(), slots);
        let least = all_calls(patients, slots).iter().map(|calls| cost(&setting, weights, calls)).fold(f64::MAX, f64::min);
        prop_assert!((best.cost - least).abs() < 1e-8 * (1.0 + least), "{best:?}, least {least}");
        prop_assert!((cost(&setting, weights, best.calls.as_slice()) - best.cost).abs() < 1e-8 * (1.0 + least));
    }

    /// The certificate counts and prices the neighbours as their definition does.
    #[test]
    fn the_certificate_is_about_all_neighbours(
        setting in setting(),
        weights in weights(),
        patients in 1_u32..12,
        slots in 1_usize..8,
    ) {
        let best = optimise(&setting, patients, slots, weights).unwrap();
        let all = neighbours(best.calls.as_slice());
        let Certificate::Enumerated { neighbours, best_neighbour } = best.certificate else { panic!("few slots") };
        prop_assert_eq!(neighbours, all.len() as u64);
        let least = all.iter().map(|calls| cost(&setting, weights, calls)).reduce(f64::min);
        prop_assert_eq!(least.is_some(), best_neighbour.is_some());
        if let (Some(least), Some(found)) = (least, best_neighbour) {
            prop_assert!((least - found).abs() < 1e-8 * (1.0 + least), "{least} {found}");
        }
    }
}

/// More slots than are enumerated: the bound says the same as the cost.
#[test]
fn many_slots_are_certified_by_a_bound() {
    for (setting, patients, slots, weights) in [
        (exponential(10, 9.0, 0.1), 22, 24, Weights::new(1.0, 1.0).unwrap()),
        (exponential(5, 9.0, 0.0), 20, 48, Weights::new(1.0, 4.0).unwrap()),
        (exponential(5, 2.0, 0.3), 90, 40, Weights::new(3.0, 0.1).unwrap()),
        (Setting::new(5, 0.1, Service::lognormal(6.0, 0.6).unwrap()).unwrap(), 30, 36, Weights::new(1.0, 1.0).unwrap()),
    ] {
        let best = optimise(&setting, patients, slots, weights).unwrap();
        let Certificate::Bounded { no_neighbour_below, evaluated } = best.certificate else { panic!("many slots") };
        assert!((best.cost - no_neighbour_below).abs() < 1e-9 * (1.0 + best.cost), "{best:?}");
        assert!(evaluated > slots as u64, "{best:?}");
    }
}

/// However little or much a minute weighs, only how the two weights compare counts for the calls.
#[test]
fn the_calls_do_not_depend_on_the_unit_of_the_weights() {
    let setting = Setting::new(20, 0.1, Service::exponential(6.0).unwrap()).unwrap();
    for slots in [8, 24] {
        let best = optimise(&setting, 20, slots, Weights::new(1.0, 2.0).unwrap()).unwrap();
        for unit in [1e-12, 1e-5, 4e5] {
            let same = optimise(&setting, 20, slots, Weights::new(unit, 2.0 * unit).unwrap()).unwrap();
            assert_eq!(same.calls, best.calls, "{slots} slots, {unit}");
            assert!((same.cost / unit - best.cost).abs() < 1e-9 * best.cost, "{slots} slots, {unit}: {}", same.cost);
        }
    }
}
