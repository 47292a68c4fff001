//! The bound of all neighbours against all neighbours.

use super::{
    Weights, neighbours,
    norm::Greedy,
    search::{Scored, Search, tolerance},
    subset::{self, Family, Least},
};
use crate::{service::Service, setting::Setting};
use proptest::prelude::*;

/// Calls with many empty slots, so that boundaries often imply each other.
fn calls() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop_oneof![2 => Just(0_u32), 3 => 1_u32..4], 2..9)
        .prop_filter("somebody is called", |calls| calls.iter().sum::<u32>() > 0)
}

fn service() -> impl Strategy<Value = Service> {
    prop_oneof![
        (1.0_f64..15.0).prop_map(|mean| Service::exponential(mean).unwrap()),
        (1.0_f64..10.0, 0.2_f64..1.0).prop_map(|(mean, cv)| Service::lognormal(mean, cv).unwrap()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// From any schedule, a better neighbour is found or a bound says that there is none.
    #[test]
    fn a_bound_is_below_all_neighbours_and_no_better_one_is_missed(
        calls in calls(),
        service in service(),
        no_show in 0.0_f64..0.5,
        overtime in 0.0_f64..20.0,
    ) {
        let setting = Setting::new(10, no_show, service).unwrap();
        let search = Search::new(&setting, calls.iter().sum(), Weights::new(1.0, overtime).unwrap());
        let base = search.score(calls.clone());
        let rounding = tolerance(base.cost);
        let Some(best) = neighbours::all(&search, &calls).best else { return Ok(()) };
        match subset::least(&search, &base) {
            Least::Better(better) => {
                prop_assert!(better.cost < base.cost && best.cost <= better.cost + rounding, "{better:?} {best:?}");
            }
            Least::NoneBelow { bound, .. } => {
                prop_assert!(bound <= best.cost + 1e-12 * (1.0 + best.cost), "{bound} {best:?}");
                prop_assert!(bound >= base.cost - rounding, "{bound} {base:?}");
            }
        }
    }

    /// Beginnings and ends that are combined cost what the whole schedule costs.
    #[test]
    fn the_best_neighbour_costs_what_it_is_said_to(calls in calls(), service in service(), no_show in 0.0_f64..0.5) {
        let setting = Setting::new(10, no_show, service).unwrap();
        let search = Search::new(&setting, calls.iter().sum(), Weights::new(1.0, 1.0).unwrap());
        let Some(Scored { calls, cost }) = neighbours::all(&search, &calls).best else { return Ok(()) };
        let whole = search.score(calls).cost;
        prop_assert!((whole - cost).abs() < 1e-9 * (1.0 + cost), "{whole} {cost}");
    }

    /// With charges, sets that had to be closed are submodular too: what a boundary adds does not grow with the others.
    #[test]
    fn what_a_boundary_adds_falls(
        calls in calls(),
        service in service(),
        no_show in 0.0_f64..0.5,
        raised in any::<bool>(),
        keys in prop::collection::vec(any::<u32>(), 8),
    ) {
        let setting = Setting::new(10, no_show, service).unwrap();
        let search = Search::new(&setting, calls.iter().sum(), Weights::new(1.0, 1.0).unwrap());
        let base = search.score(calls);
        let mut family = Family::new(&search, &base, raised);
        let mut order: Vec<usize> = (0..family.size()).collect();
        order.sort_by_key(|index| keys[*index]);
        let late = family.marginals(&order);
        for place in 1..order.len() {
            let mut earlier = order.clone();
            earlier.swap(place - 1, place);
            let early = family.marginals(&earlier);
            prop_assert!(early[order[place]] >= late[order[place]] - 1e-9 * (1.0 + base.cost), "{early:?} {late:?}");
        }
    }
}
