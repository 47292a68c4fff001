//! What holds for all requests.

use crate::{
    answer,
    cases::{Case, EASY, LONG, MIXED, case},
    slow,
};
use itineraries::{Certificate, Chain, Outcome, Problem, find, limits::WORK_USUAL};
use proptest::prelude::*;

fn chosen(chain: &Chain) -> slow::Chosen {
    chain.stops.iter().map(|stop| (stop.step, stop.offer)).collect()
}

/// The chain is the best of all, and its figures are right; or there is none.
fn is_best(case: &Case) {
    let found = answer(&case.request, &case.offers, &case.walks);
    let expected = slow::best(&case.request, &case.offers, &case.walks);
    match (found, expected) {
        (Outcome::Found { chain, certificate, .. }, Some(expected)) => {
            let chosen = chosen(&chain);
            assert!(slow::fits(&case.request, &case.walks, &chosen), "{chain:?}");
            let (rank, best) = (slow::rank(&chosen), slow::rank(&expected));
            assert_eq!(rank, best);
            assert_eq!(certificate, Certificate::Best);
            assert!(chain.stops.is_sorted_by_key(|stop| stop.offer.from));
            let figures = (chain.trips as usize, i64::from(chain.stay_minutes), chain.done.0);
            assert_eq!(figures, (rank.0, rank.1, rank.2[0]));
        }
        (Outcome::Impossible(_), None) => {}
        (found, expected) => panic!("found {found:?}, expected {expected:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn a_chain_is_the_best_of_all(case in case(MIXED)) {
        is_best(&case);
    }

    #[test]
    fn a_chain_is_the_best_of_many_that_are_possible(case in case(EASY)) {
        is_best(&case);
    }

    /// The order of offers and steps changes nothing at all: neither the chain nor an explanation.
    #[test]
    fn the_order_of_the_lists_changes_nothing(case in case(EASY), turn in 0_usize..20) {
        let (mut request, mut offers) = (case.request.clone(), case.offers.clone());
        let turn = turn % offers.len();
        offers.rotate_left(turn);
        offers[turn / 2..].reverse();
        request.steps.reverse();
        let turned = answer(&request, &offers, &case.walks);
        match (answer(&case.request, &case.offers, &case.walks), turned) {
            (Outcome::Found { chain, .. }, Outcome::Found { chain: turned, .. }) => prop_assert_eq!(chain, turned),
            (found, turned) => prop_assert_eq!(found, turned),
        }
    }

    /// However early a search is ended, what it says is true.
    #[test]
    fn little_work_tells_no_lies(case in case(MIXED), work in 1_u64..60) {
        let best = slow::best(&case.request, &case.offers, &case.walks).map(|best| slow::rank(&best));
        match find(&case.request, &case.offers, &case.walks, work).unwrap() {
            Outcome::Found { chain, certificate, work: done } => {
                prop_assert!(done <= work);
                let chosen = chosen(&chain);
                prop_assert!(slow::fits(&case.request, &case.walks, &chosen));
                let best = best.unwrap();
                match certificate {
                    Certificate::Best => prop_assert_eq!(slow::rank(&chosen), best),
                    Certificate::BestFound { trips_least } => prop_assert!(trips_least as usize <= best.0),
                }
            }
            Outcome::Impossible(explanation) => {
                prop_assert!(best.is_none());
                let reduced = slow::only(&case.request, &explanation.steps, &explanation.causes);
                prop_assert!(!slow::is_possible(&reduced, &case.offers, &case.walks));
            }
            Outcome::Unknown { work: done } => prop_assert!(done <= work),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_chain_of_many_steps_is_the_best_of_all(case in case(LONG)) {
        is_best(&case);
    }

    /// One more offer makes nothing worse, and without an offer of the best chain nothing gets better.
    #[test]
    fn more_offers_are_no_worse(case in case(LONG)) {
        if let Outcome::Found { chain, .. } = answer(&case.request, &case.offers, &case.walks) {
            let rank = slow::rank(&chosen(&chain));
            for stop in &chain.stops {
                let mut fewer = case.offers.clone();
                fewer.retain(|offer| offer.id != stop.offer.id);
                if let Outcome::Found { chain, .. } = answer(&case.request, &fewer, &case.walks) {
                    prop_assert!(slow::rank(&chosen(&chain)) > rank);
                }
            }
        }
    }

    /// A quarter is set aside for the question whether there is a chain, so four times as much is always enough.
    #[test]
    fn the_work_that_is_said_is_enough(case in case(EASY)) {
        let answer = |work| -> Result<Outcome, Problem> { find(&case.request, &case.offers, &case.walks, work) };
        let found = answer(WORK_USUAL).unwrap();
        if let Outcome::Found { work, .. } = found {
            prop_assert_eq!(answer(4 * work).unwrap(), found);
        }
    }
}
