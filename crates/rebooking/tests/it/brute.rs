//! Against all proposals that there are, one by one.

use crate::{calendars, clinician, department, displaced, given, slot, window};
use model::{
    id::PersonId,
    scheduling::{Channel, Pool},
};
use proptest::prelude::*;
use rebooking::{Calendar, Displaced, FreeSlot, Outcome, Problem, Rebooked, check, propose};
use std::collections::BTreeMap;

/// Unplaced, with another clinician, of another title, squares of the minutes.
type Share = (u32, u32, u32, i64);

/// What an appointment costs in a slot, by the words of the rules; `None` if it may not have it.
fn share(displaced: &Displaced, slot: &FreeSlot, calendars: &BTreeMap<PersonId, Calendar>) -> Option<Share> {
    let later = (slot.window.start - displaced.window.start).num_minutes();
    let is_reached = match (displaced.channel, slot.pool) {
        (Channel::OnSite, Pool::General | Pool::OnSite) | (Channel::Referral, Pool::Referral) => true,
        (Channel::Online, pool) => pool == Pool::General,
        _ => false,
    };
    if displaced.department != slot.department || later < 0 || !is_reached {
        return None;
    }
    if let Some(calendar) = calendars.get(&displaced.person) {
        let clashes =
            calendar.busy.iter().any(|busy| busy.start.max(slot.window.start) < busy.end.min(slot.window.end));
        if clashes || calendar.impossible.contains(&slot.date) || calendar.closed.contains(&slot.slot) {
            return None;
        }
    }
    let other_clinician = displaced.clinician != slot.clinician;
    let other_title = other_clinician && displaced.title != slot.title;
    Some((0, other_clinician.into(), other_title.into(), later * later))
}

fn add(a: Share, b: Share) -> Share {
    (a.0 + b.0, a.1 + b.1, a.2 + b.2, a.3 + b.3)
}

/// A choice: the place of a slot for each appointment, or the number of slots for none.
type Choice = Vec<usize>;

/// The best of all choices: of least cost, then with the best for the first appointment, and so on.
struct Best<'p> {
    problem: &'p Problem,
    shares: Vec<Vec<Option<Share>>>,
    best: Option<(Share, Vec<(Share, usize)>)>,
}

impl Best<'_> {
    fn of(problem: &Problem, calendars: &BTreeMap<PersonId, Calendar>) -> (Share, Choice) {
        let row = |displaced: &Displaced| {
            let mut row: Vec<_> = problem.slots().iter().map(|slot| share(displaced, slot, calendars)).collect();
            row.push(Some((1, 0, 0, 0)));
            row
        };
        let shares = problem.displaced().iter().map(row).collect();
        let mut search = Best { problem, shares, best: None };
        search.go_on(&mut Vec::new(), (0, 0, 0, 0));
        let (cost, each) = search.best.unwrap();
        (cost, each.into_iter().map(|(_, place)| place).collect())
    }

    fn go_on(&mut self, chosen: &mut Vec<(Share, usize)>, cost: Share) {
        let row = chosen.len();
        let slots = self.problem.slots();
        let Some(shares) = self.shares.get(row) else {
            let found = (cost, chosen.clone());
            if self.best.as_ref().is_none_or(|best| found < *best) {
                self.best = Some(found);
            }
            return;
        };
        for (place, share) in shares.clone().into_iter().enumerate() {
            let Some(share) = share else { continue };
            if let Some(slot) = slots.get(place) {
                let taken = chosen.iter().filter(|(_, other)| *other == place).count();
                let person = self.problem.displaced()[row].person;
                let own =
                    self.problem.displaced().iter().zip(chosen.iter()).filter(|(other, _)| other.person == person);
                let overlaps = own
                    .filter_map(|(_, (_, other))| slots.get(*other))
                    .any(|other| other.window.start.max(slot.window.start) < other.window.end.min(slot.window.end));
                if taken >= slot.free as usize || overlaps {
                    continue;
                }
            }
            chosen.push((share, place));
            self.go_on(chosen, add(cost, share));
            chosen.pop();
        }
    }
}

/// An appointment: whose, with whom, when, in which department, through which channel.
fn an_appointment() -> impl Strategy<Value = (u128, u128, i64, u128, Channel)> {
    let channel = prop_oneof![3 => Just(Channel::Online), 2 => Just(Channel::OnSite), 1 => Just(Channel::Referral)];
    (1_u128..4, 1_u128..5, 0_i64..6, prop_oneof![4 => Just(0_u128), 1 => Just(1)], channel)
}

/// A slot: with whom, on which day, when, how long, how many seats, in which pool.
fn a_slot() -> impl Strategy<Value = (u128, i64, i64, i64, u32, u128, Pool)> {
    let department = prop_oneof![4 => Just(0_u128), 1 => Just(1)];
    let pool = prop_oneof![4 => Just(Pool::General), 1 => Just(Pool::OnSite), 1 => Just(Pool::Referral)];
    (1_u128..5, 0_i64..3, 0_i64..5, prop_oneof![3 => Just(20_i64), 1 => Just(40)], 1_u32..3, department, pool)
}

/// Who takes seats of a pool where a clinic does not borrow.
fn channels_of(pool: Pool) -> Vec<Channel> {
    match pool {
        Pool::General => vec![Channel::Online, Channel::OnSite, Channel::FollowUp],
        Pool::OnSite => vec![Channel::OnSite],
        Pool::Referral => vec![Channel::Referral],
    }
}

/// A person's other appointments and impossible days.
fn a_calendar() -> impl Strategy<Value = (Vec<(i64, i64)>, Vec<i64>)> {
    let busy = prop::collection::vec((0_i64..3, 0_i64..6), 0..2);
    let busy = busy.prop_map(|busy| {
        busy.into_iter().map(|(day, at)| (day * 1440 + at * 20 + 5, day * 1440 + at * 20 + 35)).collect::<Vec<_>>()
    });
    (busy, prop::collection::vec(0_i64..3, 0..2))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    /// The proposal is the best of all, ties included, and proven to be.
    #[test]
    fn nothing_is_better_than_the_proposal(
        appointments in prop::collection::vec(an_appointment(), 0..6),
        slots in prop::collection::vec(a_slot(), 0..6),
        calendar in prop::collection::vec(a_calendar(), 3),
        order in any::<u64>(),
    ) {
        let mut displaced: Vec<_> = (1..).zip(&appointments).map(|(number, (person, of, start, department_of, channel))| {
            let mut displaced = displaced(number, *person, *of, start * 20);
            displaced.department = department(*department_of);
            displaced.channel = *channel;
            displaced
        }).collect();
        let mut slots: Vec<_> = (1..).zip(&slots).map(|(number, (of, day, start, minutes, free, department_of, pool))| {
            let mut slot = slot(number, *of, day * 1440 + start * 20, *free);
            slot.window = window(day * 1440 + start * 20, day * 1440 + start * 20 + minutes);
            slot.department = department(*department_of);
            (slot.pool, slot.channels) = (*pool, channels_of(*pool));
            slot
        }).collect();
        let of: Vec<_> = (1..).zip(&calendar).map(|(person, (busy, days))| (person, busy.as_slice(), days.as_slice())).collect();
        let calendars = calendars(&of);
        // In any order.
        let mut state = order | 1;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as usize % below
        };
        for place in (1..displaced.len()).rev() {
            displaced.swap(place, random(place + 1));
        }
        for place in (1..slots.len()).rev() {
            slots.swap(place, random(place + 1));
        }
        let problem = Problem::new(displaced, slots, calendars.clone()).unwrap();
        let proposal = propose(&problem);
        let (cost, choice) = Best::of(&problem, &calendars);
        let found = proposal.cost;
        prop_assert_eq!((found.unplaced, found.other_clinician, found.other_title, found.lateness.cast_signed()), cost);
        let expected: Vec<_> = problem.displaced().iter().zip(choice).map(|(displaced, place)| {
            let slot = problem.slots().get(place).map(|slot| slot.slot.0.as_u128());
            (displaced.appointment.0.as_u128(), slot)
        }).collect();
        prop_assert_eq!(given(&proposal), expected);
        prop_assert!(proposal.is_proven);
        prop_assert_eq!(check(&problem, &proposal), Ok(found.packed()));
    }
}

/// Titles as the helpers give them: the cases above have all three kinds of seats.
#[test]
fn the_cases_have_clinicians_of_both_titles() {
    assert_eq!(clinician(1).1, clinician(2).1);
    assert_ne!(clinician(2).1, clinician(3).1);
    assert_eq!(clinician(3).1, clinician(4).1);
}

/// One slot has seats of two pools: whoever reaches only one of them gets that one.
#[test]
fn seats_of_one_slot_in_several_pools_are_not_alike() {
    let general = slot(1, 1, 1440, 1);
    let own = FreeSlot { pool: Pool::OnSite, channels: channels_of(Pool::OnSite), ..general.clone() };
    // Who booked first came to the desk, and would have either.
    let desk = Displaced { channel: Channel::OnSite, ..displaced(1, 1, 1, 480) };
    let lost = vec![desk, displaced(2, 2, 1, 480), displaced(3, 3, 1, 480)];
    let problem = Problem::new(lost, vec![general, own], BTreeMap::new()).unwrap();
    let proposal = propose(&problem);
    assert_eq!(given(&proposal), [(1, Some(1)), (2, Some(1)), (3, None)]);
    assert_eq!(check(&problem, &proposal), Ok(proposal.cost.packed()));
    let pool = |one: &Rebooked| match &one.outcome {
        Outcome::Placed(placed) => Some(placed.pool),
        Outcome::Unplaced(_) => None,
    };
    let pools: Vec<_> = proposal.rebooked.iter().filter_map(pool).collect();
    assert_eq!(pools, [Pool::OnSite, Pool::General]);
}
