//! Examples worked out by hand: who gets what, and what is said about it.

use crate::{calendars, day, department, displaced, given, plain, slot};
use model::id::{DeviceId, PersonId, SlotId};
use rebooking::{
    Displaced, Fault, FreeSlot, Kept, NoSeat, Obstacle, Outcome, Placed, Problem, Unplaced, check, propose,
};
use uuid::Uuid;

fn placed(problem: &Problem) -> Vec<Placed> {
    let proposal = propose(problem);
    assert_eq!(check(problem, &proposal), Ok(proposal.cost.packed()));
    let placed = proposal.rebooked.into_iter().map(|rebooked| match rebooked.outcome {
        Outcome::Placed(placed) => placed,
        Outcome::Unplaced(unplaced) => panic!("{unplaced:?}"),
    });
    placed.collect()
}

fn unplaced(problem: &Problem) -> Unplaced {
    let proposal = propose(problem);
    assert_eq!(check(problem, &proposal), Ok(proposal.cost.packed()));
    match &proposal.rebooked.last().unwrap().outcome {
        Outcome::Unplaced(unplaced) => *unplaced,
        Outcome::Placed(placed) => panic!("{placed:?}"),
    }
}

#[test]
fn the_clinician_counts_more_than_the_title_and_that_more_than_time() {
    let lost = || vec![displaced(1, 1, 1, 0)];
    // Clinicians 1 and 2 are chiefs, 3 is not.
    let (own, title, other) = (slot(1, 1, 30_000, 1), slot(2, 2, 10_000, 1), slot(3, 3, 20, 1));
    let all = placed(&plain(lost(), vec![own.clone(), title.clone(), other.clone()]));
    assert_eq!((all[0].kept, all[0].minutes_later, all[0].nearer), (Kept::Clinician, 30_000, None));
    let two = placed(&plain(lost(), vec![title, other.clone()]));
    assert_eq!((two[0].kept, two[0].minutes_later), (Kept::Title, 10_000));
    let one = placed(&plain(lost(), vec![other]));
    assert_eq!((one[0].kept, one[0].minutes_later), (Kept::Department, 20));
}

/// Whoever needs a device keeps it rather than the clinician, who may work on another one.
#[test]
fn the_device_counts_in_place_of_the_clinician() {
    let on = |number| Some(DeviceId(Uuid::from_u128(number)));
    let lost = vec![Displaced { device: on(1), ..displaced(1, 1, 1, 0) }];
    let same = FreeSlot { device: on(1), ..slot(1, 3, 30_000, 1) };
    let clinician = FreeSlot { device: on(2), ..slot(2, 1, 20, 1) };
    let both = placed(&plain(lost.clone(), vec![same, clinician.clone()]));
    assert_eq!((both[0].kept, both[0].minutes_later), (Kept::Clinician, 30_000));
    let other = placed(&plain(lost, vec![clinician]));
    assert_eq!((other[0].kept, other[0].minutes_later), (Kept::Title, 20));
}

/// One who keeps the clinician and one who keeps only the department are better than two who keep the title: how many keep
/// the clinician counts first.
#[test]
fn more_keep_the_clinician_even_if_fewer_keep_the_title() {
    // The first one's own clinician is 1, the second one's is 2, and both are chiefs; at 40 the second is busy.
    let lost = vec![displaced(1, 1, 1, 0), displaced(2, 2, 2, 0)];
    let slots = vec![slot(1, 1, 20, 1), slot(2, 2, 40, 1), slot(3, 3, 100, 1)];
    let busy = calendars(&[(2, &[(40, 60)], &[])]);
    let proposal = propose(&Problem::new(lost, slots, busy).unwrap());
    assert_eq!(given(&proposal), [(1, Some(1)), (2, Some(3))]);
    assert_eq!((proposal.cost.other_clinician, proposal.cost.other_title), (1, 1));
    // More are placed even if fewer keep the clinician: the first gives its own clinician's only seat to the second, who
    // has no other.
    let lost = vec![displaced(1, 1, 1, 0), displaced(2, 2, 1, 0)];
    let slots = vec![slot(1, 1, 20, 1), slot(2, 3, 10, 1)];
    let busy = calendars(&[(2, &[(10, 15)], &[])]);
    let proposal = propose(&Problem::new(lost, slots, busy).unwrap());
    assert_eq!(given(&proposal), [(1, Some(2)), (2, Some(1))]);
    assert_eq!((proposal.cost.unplaced, proposal.cost.other_clinician, proposal.cost.other_title), (0, 1, 1));
}

/// The sum of the minutes is 60 both ways; squares prefer 30 + 30 (1,800) to 0 + 60 (3,600).
#[test]
fn nobody_waits_long_so_that_others_need_not() {
    let lost = vec![displaced(1, 1, 1, 0), displaced(2, 2, 1, 30)];
    let slots = vec![slot(1, 1, 30, 1), slot(2, 1, 60, 1)];
    let proposal = propose(&plain(lost, slots));
    assert_eq!(given(&proposal), [(1, Some(1)), (2, Some(2))]);
    assert_eq!(proposal.cost.lateness, 1_800);
}

/// Both lost the same window; whoever booked earlier has the earlier seat, however they are numbered.
#[test]
fn who_booked_earlier_has_the_better_of_two_equals() {
    let slots = || vec![slot(1, 1, 20, 1), slot(2, 1, 40, 1)];
    let problem = plain(vec![displaced(1, 1, 1, 0), displaced(2, 2, 1, 0)], slots());
    assert_eq!(given(&propose(&problem)), [(1, Some(1)), (2, Some(2))]);
    let mut late = displaced(1, 1, 1, 0);
    late.booked = 99;
    let problem = plain(vec![late, displaced(2, 2, 1, 0)], slots());
    assert_eq!(given(&propose(&problem)), [(2, Some(1)), (1, Some(2))]);
}

/// Two seats that cost the same: by window, then by clinician, and only then by the slot's own number.
#[test]
fn of_two_seats_that_cost_the_same_the_first_is_taken() {
    let lost = || vec![displaced(1, 1, 1, 0)];
    let clinicians = plain(lost(), vec![slot(1, 4, 20, 1), slot(2, 3, 20, 1)]);
    assert_eq!(given(&propose(&clinicians)), [(1, Some(2))]);
    let mut long = slot(1, 3, 20, 1);
    long.window.end += chrono::Duration::minutes(20);
    let windows = plain(lost(), vec![long, slot(2, 4, 20, 1)]);
    assert_eq!(given(&propose(&windows)), [(1, Some(2))]);
}

#[test]
fn a_later_seat_has_its_reason() {
    let lost = || displaced(1, 1, 1, 0);
    let (first, second) = (slot(1, 1, 20, 1), slot(2, 1, 1440, 1));
    let nearer = |problem: &Problem| {
        let placed = placed(problem).remove(0);
        assert_eq!(placed.slot, SlotId(Uuid::from_u128(2)));
        let nearer = placed.nearer.unwrap();
        assert_eq!(nearer.slot, SlotId(Uuid::from_u128(1)));
        nearer.obstacle
    };
    let with = |busy: &[(i64, i64)], days: &[i64]| {
        let calendars = calendars(&[(1, busy, days)]);
        Problem::new(vec![lost()], vec![first.clone(), second.clone()], calendars).unwrap()
    };
    assert_eq!(nearer(&with(&[], &[0])), Obstacle::ImpossibleDay);
    assert_eq!(nearer(&with(&[(30, 200)], &[])), Obstacle::Clash);
    // Both on that day: the day is said.
    assert_eq!(nearer(&with(&[(30, 200)], &[0])), Obstacle::ImpossibleDay);
    let mut before = displaced(9, 2, 1, 0);
    before.booked = 0;
    let problem = plain(vec![lost(), before], vec![first.clone(), second.clone()]);
    let placed = placed(&problem);
    assert_eq!(placed[0].nearer, None);
    assert_eq!(placed[1].nearer.unwrap().obstacle, Obstacle::Others);
    // A window that only touches the other appointment does not clash with it.
    let touching = calendars(&[(1, &[(0, 20), (40, 60)], &[])]);
    let problem = Problem::new(vec![lost()], vec![first.clone(), second.clone()], touching).unwrap();
    assert_eq!(given(&propose(&problem)), [(1, Some(1))]);
}

#[test]
fn whoever_gets_no_seat_is_told_why() {
    let lost = || displaced(1, 1, 1, 100);
    let mut elsewhere = slot(9, 1, 200, 1);
    elsewhere.department = department(1);
    let before = slot(1, 1, 80, 1);
    let (today, tomorrow) = (slot(2, 1, 120, 1), slot(3, 1, 1560, 1));
    let case = |slots: Vec<_>, busy: &[(i64, i64)], days: &[i64]| {
        unplaced(&Problem::new(vec![lost()], slots, calendars(&[(1, busy, days)])).unwrap())
    };
    let none = Unplaced { reason: NoSeat::NoSlot, earlier: 0, impossible_day: 0, clash: 0, others: 0 };
    assert_eq!(case(vec![elsewhere.clone()], &[], &[]), none);
    let expected = Unplaced { reason: NoSeat::OnlyEarlier, earlier: 1, ..none };
    assert_eq!(case(vec![elsewhere, before.clone()], &[], &[]), expected);
    let both = vec![before, today, tomorrow];
    let expected = Unplaced { reason: NoSeat::OnlyImpossibleDays, earlier: 1, impossible_day: 2, ..none };
    assert_eq!(case(both.clone(), &[], &[0, 1]), expected);
    let expected = Unplaced { reason: NoSeat::OnlyClashing, earlier: 1, clash: 2, ..none };
    assert_eq!(case(both.clone(), &[(0, 2_000)], &[]), expected);
    let expected = Unplaced { reason: NoSeat::NoneFits, earlier: 1, impossible_day: 1, clash: 1, ..none };
    assert_eq!(case(both.clone(), &[(1_570, 1_571)], &[0]), expected);
    // The seat of today is taken by somebody who booked before; tomorrow is impossible.
    let mut first = displaced(7, 2, 1, 100);
    first.booked = 0;
    let only = calendars(&[(1, &[], &[1]), (2, &[], &[1])]);
    let problem = Problem::new(vec![lost(), first], both, only).unwrap();
    let expected = Unplaced { reason: NoSeat::Others, earlier: 1, impossible_day: 1, others: 1, ..none };
    assert_eq!(unplaced(&problem), expected);
    assert_eq!(day(1).to_string(), "2026-12-01");
}

/// What others may book counts as little for somebody who may not as a window that is not there.
#[test]
fn nobody_gets_a_window_that_is_not_open_to_them() {
    let lost = || vec![displaced(1, 1, 1, 0), displaced(2, 2, 1, 0)];
    let slots = || vec![slot(1, 1, 20, 2), slot(2, 3, 1_500, 2)];
    let closed_to_first = |closed: &[u128]| {
        let mut all = calendars(&[(1, &[], &[])]);
        let calendar = all.get_mut(&PersonId(Uuid::from_u128(1))).unwrap();
        calendar.closed = closed.iter().map(|number| SlotId(Uuid::from_u128(*number))).collect();
        Problem::new(lost(), slots(), all).unwrap()
    };
    let some = closed_to_first(&[1]);
    let all = placed(&some);
    assert_eq!(given(&propose(&some)), [(1, Some(2)), (2, Some(1))]);
    assert_eq!(all[0].nearer, None, "nothing nearer is theirs");
    let mut wrong = propose(&some);
    wrong.rebooked[0].outcome = Outcome::Placed(all[1].clone());
    assert_eq!(check(&some, &wrong), Err(Fault::Rule(some.displaced()[0].appointment)));
    let proposal = propose(&closed_to_first(&[1, 2]));
    let none = Unplaced { reason: NoSeat::NoSlot, earlier: 0, impossible_day: 0, clash: 0, others: 0 };
    assert_eq!(proposal.rebooked[0].outcome, Outcome::Unplaced(none));
}
