//! The state that is changed step by step against the same counted anew.

use super::{
    Budget,
    random::Random,
    schedule::{NIGHT_WEIGHT, shares},
    state::State,
    walker::Walker,
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
