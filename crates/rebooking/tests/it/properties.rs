//! Larger problems, where only the proof can say that nothing is better.

use crate::{department, displaced, given, slot, window};
use model::{id::PersonId, time::BusinessDate};
use rebooking::{Calendar, Displaced, FreeSlot, Outcome, Problem, Proposal, check, propose};
use std::collections::BTreeMap;

/// A generator that is the same everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

type Input = (Vec<Displaced>, Vec<FreeSlot>, BTreeMap<PersonId, Calendar>);

/// A morning of some clinicians is closed: so many people, and so many slots in the days after; `several` of ten have two
/// appointments.
pub(crate) fn closure(seed: u64, people: u64, slots: u64, several: u64) -> Input {
    let mut random = Random(seed);
    let (mut lost, mut calendars) = (Vec::new(), BTreeMap::new());
    for person in 0..people {
        let start = 480 + 20 * i64::try_from(random.below(12)).unwrap();
        let of = u128::from(1 + random.below(4));
        let number = 1 + 2 * person;
        lost.push(displaced(number, person.into(), of, start));
        if random.below(10) < several {
            let mut second = displaced(number + 1, person.into(), of + 1, start + 40);
            second.department = department(random.below(2).into());
            lost.push(second);
        }
        let mut calendar = Calendar::default();
        for _ in 0..random.below(3) {
            let at = i64::try_from(random.below(20) * 1440 + 480 + random.below(240)).unwrap();
            calendar.busy.push(window(at, at + 90));
        }
        for _ in 0..random.below(4) {
            calendar.impossible.insert(crate::day(random.below(10).try_into().unwrap()));
        }
        calendars.insert(lost.last().unwrap().person, calendar);
    }
    let free = (0..slots).map(|number| {
        let start =
            1440 * i64::try_from(random.below(20)).unwrap() + 480 + 20 * i64::try_from(random.below(12)).unwrap();
        let mut slot =
            slot(number.into(), u128::from(1 + random.below(6)), start, 1 + u32::try_from(random.below(3)).unwrap());
        slot.department = department(u128::from(random.below(5) == 0));
        slot
    });
    (lost, free.collect(), calendars)
}

/// Nothing that a person would complain of; written without the crate's own checker.
fn is_decent(input: &Input, proposal: &Proposal) {
    let (lost, slots, calendars) = input;
    let slot_of = |number: u128| slots.iter().find(|slot| slot.slot.0.as_u128() == number).unwrap();
    let given: Vec<_> = given(proposal);
    assert_eq!(given.len(), lost.len());
    let mut used: BTreeMap<u128, u32> = BTreeMap::new();
    let mut own: BTreeMap<PersonId, Vec<&FreeSlot>> = BTreeMap::new();
    for (appointment, number) in given {
        let lost = lost.iter().find(|lost| lost.appointment.0.as_u128() == appointment).unwrap();
        let Some(number) = number else { continue };
        let slot = slot_of(number);
        *used.entry(number).or_default() += 1;
        assert!(used[&number] <= slot.free, "no seat twice");
        assert!(slot.window.start >= lost.window.start, "nobody earlier");
        assert_eq!(slot.department, lost.department);
        let calendar = &calendars[&lost.person];
        let date = BusinessDate(slot.window.start.date_naive());
        assert!(!calendar.impossible.contains(&date), "not on an impossible day");
        let others = calendar.busy.iter().chain(own.get(&lost.person).into_iter().flatten().map(|slot| &slot.window));
        for other in others {
            assert!(other.end <= slot.window.start || slot.window.end <= other.start, "no clash");
        }
        own.entry(lost.person).or_default().push(slot);
    }
}

#[test]
fn a_closure_of_any_size_is_proposed_decently_and_proven() {
    for seed in 0..60 {
        let (people, slots) = (5 + seed * 2, 3 + (seed * 37) % 150);
        let several = if seed % 3 == 0 { 0 } else { 2 };
        let input = closure(seed, people, slots, several);
        let (lost, slots, calendars) = input.clone();
        let problem = Problem::new(lost, slots, calendars).unwrap();
        let proposal = propose(&problem);
        is_decent(&input, &proposal);
        let bound = check(&problem, &proposal).unwrap_or_else(|fault| panic!("seed {seed}: {fault}"));
        assert!(proposal.is_proven && bound == proposal.cost.packed(), "seed {seed}");
        if several == 0 {
            assert_eq!(proposal.certificate.steps.len(), 1);
        }
    }
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    for seed in 0..20 {
        let (mut lost, mut slots, calendars) = closure(seed, 30, 60, 3);
        let first = propose(&Problem::new(lost.clone(), slots.clone(), calendars.clone()).unwrap());
        lost.reverse();
        let middle = slots.len() / 2;
        slots.rotate_left(middle);
        let second = propose(&Problem::new(lost, slots, calendars).unwrap());
        assert_eq!(first, second);
    }
}

/// A seat more never places fewer, and one less never places more.
#[test]
fn more_seats_are_never_worse() {
    for seed in 0..20 {
        let (lost, mut slots, calendars) = closure(seed, 40, 20, 2);
        let mut before = None;
        while !slots.is_empty() {
            let proposal = propose(&Problem::new(lost.clone(), slots.clone(), calendars.clone()).unwrap());
            if let Some(before) = before {
                assert!(proposal.cost >= before, "seed {seed}, {} slots", slots.len());
            }
            before = Some(proposal.cost);
            slots.pop();
        }
        let none = propose(&Problem::new(lost.clone(), slots, calendars).unwrap());
        assert_eq!(none.cost.unplaced as usize, lost.len());
        assert!(none.rebooked.iter().all(|rebooked| matches!(rebooked.outcome, Outcome::Unplaced(_))));
    }
}
