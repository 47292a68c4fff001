//! The state that is changed step by step against the same counted anew.

use super::{
    Budget,
    random::Random,
    schedule::{NIGHT_WEIGHT, shares},
    state::State,
    walker::{Walker, Worth},
};
use crate::{Problem, assign, pas, problem::NONE, rules::Rules, score};
use std::time::Duration;

const INSTANCES: [&str; 2] =
    [include_str!("../../tests/data/testdata01.txt"), include_str!("../../tests/data/overconstrained01.txt")];

#[test]
fn after_any_steps_the_plan_is_worth_what_the_scorer_says() {
    for text in INSTANCES {
        let house = pas::read(text).unwrap();
        let problem = Problem::new(&house, &Rules::default());
        for (seed, temperature) in [(1, 1e9), (2, 1e7), (3, 200.0), (4, 20.0), (5, 1.0)] {
            let mut walker = Walker::new(State::empty(&problem), seed, NIGHT_WEIGHT);
            for _ in 0..40 {
                walker.walk(500, temperature);
                let state = &walker.state;
                // Not `assert_eq`, which would print all costs of the house.
                assert!(*state == State::of(&problem, &state.rooms), "seed {seed}");
                let rooms: Vec<_> = state.rooms.iter().map(|room| (*room != NONE).then_some(*room as usize)).collect();
                let score = score::score(&house, &assign::beds(&house, &rooms));
                assert_eq!((score.hard, -score.medium, -score.soft), (0, state.unplaced, state.cost), "seed {seed}");
                assert!(walker.best <= (state.unplaced, state.cost));
            }
        }
    }
}

#[test]
fn a_cold_walker_only_gets_better() {
    let house = pas::read(INSTANCES[0]).unwrap();
    let problem = Problem::new(&house, &Rules::default());
    let mut walker = Walker::new(State::empty(&problem), 1, NIGHT_WEIGHT);
    let mut before = walker.value();
    for _ in 0..100 {
        walker.walk(100, 0.0);
        assert!(walker.value() <= before);
        before = walker.value();
    }
    assert_eq!(walker.best, (walker.state.unplaced, walker.state.cost));
}

/// The least worth of all plans of a house with few stays, found by trying every room for every stay.
fn least(state: &State<'_>, stay: usize) -> Worth {
    if stay == state.rooms.len() {
        return (state.unplaced, state.cost);
    }
    let with = |room: u32| {
        let mut state = state.clone();
        state.put(stay as u32, room);
        least(&state, stay + 1)
    };
    let rooms = (0..state.problem.spaces.len() as u32).filter(|room| state.fits(stay as u32, *room));
    rooms.chain([NONE]).map(with).min().unwrap()
}

#[test]
fn two_rooms_are_planned_as_well_as_they_can_be() {
    const STAYS: usize = 9;
    let whole = pas::read(INSTANCES[0]).unwrap();
    let mut with_both_sexes = 0;
    for case in 0..24 {
        let mut house = whole.clone();
        // Rooms of at most two beds, so that somebody is in the way or has no bed.
        house.rooms = whole.rooms.iter().filter(|room| room.beds.len() <= 2).skip(case).take(2).cloned().collect();
        house.stays = whole.stays[case * STAYS..][..STAYS].to_vec();
        let problem = Problem::new(&house, &Rules::default());
        let mut walker = Walker::new(State::empty(&problem), case as u64, NIGHT_WEIGHT);
        walker.without = (0..STAYS as u32).collect();
        for call in 0..4_000 {
            let before = walker.value();
            walker.moved.clear();
            let done = walker.both(call % STAYS as u32, [0, 1], 0.0, before);
            // Without a temperature the cheapest plan is never worse than what was there.
            assert!((done || walker.moved.is_empty()) && walker.value() <= before, "case {case}");
        }
        assert!(walker.state == State::of(&problem, &walker.state.rooms), "case {case}");
        let best = least(&State::empty(&problem), 0);
        assert_eq!((walker.state.unplaced, walker.state.cost), best, "case {case}");
        with_both_sexes += usize::from(problem.stays.iter().any(|stay| stay.woman) && best.0 > 0);
    }
    assert!(with_both_sexes > 6, "{with_both_sexes}");
}

#[test]
fn numbers_are_below_their_bound_and_allowances_are_exponential() {
    let mut random = Random::new(1);
    let mut seen = [0; 5];
    for _ in 0..5_000 {
        seen[random.below(5) as usize] += 1;
    }
    assert!(seen.iter().all(|count| (850..1150).contains(count)), "{seen:?}");
    // The mean is the temperature, and 1 in e^2 = 7.39 is twice as large.
    let drawn: Vec<i64> = (0..40_000).map(|_| random.allowance(1000.0)).collect();
    let mean = drawn.iter().sum::<i64>() / 40_000;
    assert!((970..1030).contains(&mean), "{mean}");
    let twice = drawn.iter().filter(|drawn| **drawn >= 2000).count();
    assert!((5_100..5_730).contains(&twice), "{twice}");
}

#[test]
fn each_annealing_is_longer_than_the_one_before_and_all_together_are_the_budget() {
    let close = |found: Vec<f64>, expected: &[f64]| {
        assert_eq!(found.len(), expected.len(), "{found:?}");
        assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-9), "{found:?}");
    };
    close(shares(Budget::Time(Duration::from_secs(60))), &[0.03, 0.15, 0.82]);
    close(shares(Budget::Steps(1)), &[0.03, 0.15, 0.82]);
    // 2, 10, 50 and 250 seconds of 1,000, and the rest; the same with 2 million steps of 1,000 million.
    close(shares(Budget::Time(Duration::from_secs(1_000))), &[0.002, 0.01, 0.05, 0.25, 0.688]);
    close(shares(Budget::Steps(1_000_000_000)), &[0.002, 0.01, 0.05, 0.25, 0.688]);
    // A budget of nothing has a plan too.
    close(shares(Budget::Time(Duration::ZERO)), &[0.03, 0.15, 0.82]);
}
