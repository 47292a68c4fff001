//! What a search promises: the same plan for the same seed, no broken rule, and the best plan where that can be known.

use crate::{data, house, houses, room, stay};
use beds::{
    Problem, assign,
    bound::bound,
    house::{House, RoomSex, Sex},
    pas,
    rules::Rules,
    score::{self, Score},
    search::{Budget, Control, Options, Plan, solve},
    solution,
};
use proptest::prelude::*;
use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Duration,
};

fn searched(house: &House, options: Options, clock: &(dyn Fn() -> Duration + Sync), stop: &AtomicBool) -> Vec<Plan> {
    let problem = Problem::new(house, &Rules::default());
    let mut better = Vec::new();
    let last = solve(&problem, options, &Control { clock, stop }, |plan| better.push(plan.clone()));
    assert!(better.is_empty() || better.last() == Some(&last));
    better.push(last);
    better
}

/// The beds after so many steps.
fn planned(house: &House, seed: u64, steps: u64, threads: usize) -> Vec<Option<u32>> {
    let options = Options { seed, budget: Budget::Steps(steps), threads };
    let plans = searched(house, options, &|| Duration::ZERO, &AtomicBool::new(false));
    assign::beds(house, &plans[plans.len() - 1].rooms)
}

#[test]
fn a_seed_gives_the_same_bytes_whatever_the_threads() {
    for name in ["testdata01.txt", "overconstrained01.txt"] {
        let house = pas::read(&data(name)).unwrap();
        let written = |seed, threads| solution::write(&house, &planned(&house, seed, 60_000, threads));
        let one = written(7, 1);
        assert_eq!(one, written(7, 2), "{name}");
        assert_eq!(one, written(7, 3), "{name}");
        assert_eq!(one, written(7, 64), "{name}");
        assert_ne!(one, written(8, 1), "{name}");
    }
}

#[test]
fn plans_get_better_and_are_what_they_say() {
    for name in ["testdata01.txt", "overconstrained01.txt"] {
        let house = pas::read(&data(name)).unwrap();
        let options = Options { seed: 1, budget: Budget::Steps(100_000), threads: 2 };
        let plans = searched(&house, options, &|| Duration::ZERO, &AtomicBool::new(false));
        assert!(plans.len() > 3, "{}", plans.len());
        let mut before = (i64::MAX, i64::MAX);
        for plan in &plans {
            assert!((plan.unplaced, plan.cost) <= before);
            before = (plan.unplaced, plan.cost);
            let score = score::score(&house, &assign::beds(&house, &plan.rooms));
            assert_eq!(score, Score { hard: 0, medium: -plan.unplaced, soft: -plan.cost }, "{name}");
        }
    }
}

#[test]
fn a_search_ends_with_its_time_and_when_it_is_stopped() {
    let house = pas::read(&data("testdata01.txt")).unwrap();
    let asked = AtomicU64::new(0);
    // Each look at the clock takes 300 µs: 3,000 looks.
    let clock = || Duration::from_micros(300 * asked.fetch_add(1, Ordering::Relaxed));
    let options = Options { seed: 1, budget: Budget::Time(Duration::from_millis(900)), threads: 2 };
    let stop = AtomicBool::new(false);
    let plans = searched(&house, options, &clock, &stop);
    assert!(plans[plans.len() - 1].rooms.iter().flatten().count() > 640);
    let looks = asked.load(Ordering::Relaxed);
    assert!((3_000..5_000).contains(&looks), "{looks}");
    stop.store(true, Ordering::Relaxed);
    let plans = searched(&house, options, &clock, &stop);
    assert_eq!(plans[plans.len() - 1].rooms, vec![None; house.stays.len()]);
}

#[test]
fn a_house_without_stays_or_rooms_has_a_plan() {
    assert_eq!(planned(&House { nights: 3, ..House::default() }, 1, 1000, 1), []);
    let mut house = pas::read(&data("overconstrained01.txt")).unwrap();
    house.rooms.clear();
    assert_eq!(planned(&house, 1, 1000, 1), vec![None; house.stays.len()]);
}

/// Two rooms with one bed, of which the second costs 10 a night more, and four women who want the first.
#[test]
fn the_bound_is_exact_where_beds_alone_are_short() {
    let rooms = || vec![room(RoomSex::Any, &[1], 1), room(RoomSex::Any, &[2], 2)];
    let bounded = |stays: &[(usize, usize)]| {
        let stays = (1..).zip(stays).map(|(patient, &(first, end))| stay(patient, Sex::Woman, first, end)).collect();
        let house = house(4, rooms(), stays);
        let options = Options { seed: 1, budget: Budget::Steps(1_000), threads: 1 };
        let plans = searched(&house, options, &|| Duration::ZERO, &AtomicBool::new(false));
        let bound = bound(&Problem::new(&house, &Rules::default()), &plans[plans.len() - 1]);
        (bound.unplaced, bound.cost)
    };
    assert_eq!(bounded(&[(0, 2), (2, 4)]), (0, Some(0)));
    // One of the first two, for 2 nights, and one of the last two, for 1.
    assert_eq!(bounded(&[(0, 2), (0, 2), (2, 4), (3, 4)]), (0, Some(30)));
    // Three for two beds: the last night has none, and what the others cost is not bounded.
    assert_eq!(bounded(&[(0, 4), (0, 4), (3, 4)]), (1, None));
}

/// The best of all plans, found by trying every room for every stay.
fn best(house: &House, rooms: &mut Vec<Option<usize>>) -> (i64, i64) {
    if rooms.len() == house.stays.len() {
        let beds = assign::beds(house, rooms);
        let score = score::score(house, &beds);
        let all_have_beds = beds.iter().flatten().count() == rooms.iter().flatten().count();
        return if score.hard == 0 && all_have_beds { (-score.medium, -score.soft) } else { (i64::MAX, 0) };
    }
    let mut least = (i64::MAX, 0);
    for room in (0..house.rooms.len()).map(Some).chain([None]) {
        rooms.push(room);
        least = least.min(best(house, rooms));
        rooms.pop();
    }
    least
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn on_a_tiny_house_the_search_finds_the_best_plan(house in houses(3, 6), seed in any::<u64>()) {
        let options = Options { seed, budget: Budget::Steps(50_000), threads: 1 };
        let plans = searched(&house, options, &|| Duration::ZERO, &AtomicBool::new(false));
        let plan = &plans[plans.len() - 1];
        let score = score::score(&house, &assign::beds(&house, &plan.rooms));
        let best = best(&house, &mut Vec::new());
        prop_assert_eq!((score.hard, (-score.medium, -score.soft)), (0, best));
        let bound = bound(&Problem::new(&house, &Rules::default()), plan);
        prop_assert!(bound.unplaced <= best.0, "{:?}", bound);
        prop_assert_eq!(bound.cost.is_some(), best.0 == 0);
        prop_assert!(bound.cost.is_none_or(|cost| cost <= best.1), "{:?}", bound);
    }
}
