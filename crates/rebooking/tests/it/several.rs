//! People with several displaced appointments.

use crate::{calendars, department, displaced, given, plain, properties::closure, slot};
use rebooking::{Problem, Step, check, limits::SOLVED, propose};
use std::collections::BTreeMap;

#[test]
fn two_appointments_of_one_person_do_not_overlap() {
    // Person 7 had cardiology (department 0) at 0 and the other one (1) at 20; both have a seat at 1440, and the other one
    // also at 1460.
    let mut second = displaced(2, 7, 1, 20);
    second.department = department(1);
    let mut other = slot(2, 1, 1440, 1);
    other.department = department(1);
    let mut later = slot(3, 1, 1460, 1);
    later.department = department(1);
    let first = displaced(1, 7, 1, 0);
    let problem = plain(vec![first.clone(), second.clone()], vec![slot(1, 1, 1440, 1), other.clone(), later]);
    let proposal = propose(&problem);
    assert_eq!(given(&proposal), [(1, Some(1)), (2, Some(3))]);
    // 1440² + (1460 − 20)²
    assert_eq!(proposal.cost.lateness, 2 * 1440 * 1440);
    assert!(proposal.is_proven);
    let [Step::Split { pair, at, .. }, Step::Bound(_), Step::Bound(_)] = &proposal.certificate.steps[..] else {
        panic!("{:?}", proposal.certificate)
    };
    assert_eq!((*pair, *at), ([0, 1], slot(1, 1, 1440, 1).window.start));
    assert_eq!(check(&problem, &proposal), Ok(proposal.cost.packed()));
    // Without the third seat one of the two stays without; the one who booked first has it.
    let problem = plain(vec![first, second], vec![slot(1, 1, 1440, 1), other]);
    let proposal = propose(&problem);
    // Placing the second alone costs (1440 − 20)², less than 1440²: the cost of all comes before who booked first.
    assert_eq!(given(&proposal), [(1, None), (2, Some(2))]);
    assert_eq!((proposal.cost.unplaced, proposal.cost.lateness), (1, 1420 * 1420));
}

/// Others are moved so that one person can have two seats that do not overlap.
#[test]
fn others_make_room() {
    let one = displaced(1, 7, 1, 0);
    let two = displaced(2, 7, 1, 0);
    let other = displaced(3, 8, 1, 0);
    let problem = plain(vec![one, two, other], vec![slot(1, 1, 1440, 2), slot(2, 1, 1460, 1)]);
    let proposal = propose(&problem);
    assert_eq!(given(&proposal), [(1, Some(1)), (2, Some(2)), (3, Some(1))]);
    assert!(proposal.is_proven);
}

/// Twenty people with two appointments each, in two departments whose seats are always at the same time: every seat of
/// one department clashes with one of the other.
#[test]
fn many_clashes_are_solved_or_said_not_to_be() {
    let (mut lost, mut slots) = (Vec::new(), Vec::new());
    for person in 0..20_u64 {
        let start = 20 * i64::try_from(person % 6).unwrap();
        lost.push(displaced(2 * person + 1, person.into(), 1, start));
        let mut second = displaced(2 * person + 2, person.into(), 1, start);
        second.department = department(1);
        lost.push(second);
        for of in 0..2_u64 {
            let mut slot = slot((2 * person + of).into(), 1, 1440 + 20 * i64::try_from(person).unwrap(), 1);
            slot.department = department(of.into());
            slots.push(slot);
        }
    }
    let problem = plain(lost, slots);
    let proposal = propose(&problem);
    // Everybody can be placed: the second appointments one seat further on, the last one at the first seat.
    let bound = check(&problem, &proposal).unwrap();
    assert!(bound <= proposal.cost.packed());
    assert_eq!(proposal.is_proven, bound == proposal.cost.packed());
    let bounds = proposal.certificate.steps.iter().filter(|step| matches!(step, Step::Bound(_))).count();
    assert!(bounds * 2 - 1 == proposal.certificate.steps.len() && bounds * 2 - 1 <= *SOLVED.end());
    println!("{} steps, proven: {}, cost {:?}", proposal.certificate.steps.len(), proposal.is_proven, proposal.cost);
}

/// Twelve people with two appointments each, for which there are seats at one time and only one at another: so many cases
/// are equally good that not all can be looked at. The proposal says so, keeps all rules, and says how much less might be
/// possible.
#[test]
fn what_is_not_proven_is_said_not_to_be() {
    let (mut lost, mut slots) = (Vec::new(), Vec::new());
    for person in 0..12_u64 {
        for of in 0..2_u64 {
            let mut one = displaced(2 * person + of + 1, person.into(), 1, 0);
            one.department = department(of.into());
            lost.push(one);
        }
    }
    for of in 0..2_u64 {
        let mut slot = slot(of.into(), 1, 1440, 12);
        slot.department = department(of.into());
        slots.push(slot);
    }
    let mut later = slot(7, 1, 1500, 1);
    later.department = department(1);
    slots.push(later);
    // Everybody gets one of two seats that overlap, and one of them the later seat too; which, no assignment says.
    let problem = plain(lost, slots);
    let proposal = propose(&problem);
    let bound = check(&problem, &proposal).unwrap();
    assert!(!proposal.is_proven && bound < proposal.cost.packed());
    assert_eq!(proposal.cost.unplaced, 11);
    assert!(proposal.certificate.steps.len() <= *SOLVED.end());
}

/// As long as only some have two, every case is proven.
#[test]
fn a_closure_in_which_a_fifth_have_two_is_proven() {
    for seed in 100..110 {
        let (lost, slots, calendars) = closure(seed, 80, 120, 2);
        let problem = Problem::new(lost, slots, calendars).unwrap();
        let proposal = propose(&problem);
        assert!(proposal.is_proven, "seed {seed}: {} steps", proposal.certificate.steps.len());
    }
}

#[test]
fn a_persons_other_appointments_are_kept_clear_for_both() {
    let one = displaced(1, 7, 1, 0);
    let two = displaced(2, 7, 1, 20);
    let slots = vec![slot(1, 1, 1440, 2), slot(2, 1, 1460, 2), slot(3, 1, 1480, 2)];
    let busy = calendars(&[(7, &[(1450, 1470)], &[])]);
    let proposal = propose(&Problem::new(vec![one, two], slots, busy).unwrap());
    // Both seats that overlap with 1450–1470 are out.
    let placed: Vec<_> = given(&proposal).into_iter().filter_map(|(_, slot)| slot).collect();
    assert_eq!(placed, [3]);
    assert_eq!(propose(&Problem::new(Vec::new(), Vec::new(), BTreeMap::new()).unwrap()).rebooked, []);
}
