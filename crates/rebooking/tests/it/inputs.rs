//! An input that is not one is refused, and as much as is allowed works.

use crate::{calendars, displaced, slot, window};
use rebooking::{
    Calendar, Displaced, FreeSlot, Invalid, Problem,
    limits::{BUSY_MAX, DISPLACED_MAX, FREE_MAX, OWN_MAX, PAIRS_MAX, SLOTS_MAX},
};
use std::collections::BTreeMap;

fn refused(lost: Vec<Displaced>, slots: Vec<FreeSlot>) -> Invalid {
    Problem::new(lost, slots, BTreeMap::new()).unwrap_err()
}

#[test]
fn what_is_wrong_is_named() {
    let one = displaced(1, 1, 1, 0);
    assert_eq!(refused(vec![one.clone(), one.clone()], vec![]), Invalid::DisplacedTwice(one.appointment));
    let a = slot(1, 1, 0, 1);
    assert_eq!(refused(vec![], vec![a.clone(), slot(1, 1, 20, 1)]), Invalid::SlotTwice(a.slot));
    for free in [0, FREE_MAX + 1] {
        assert_eq!(refused(vec![], vec![slot(1, 1, 0, free)]), Invalid::Free(a.slot));
    }
    let mut empty = one.clone();
    empty.window = window(20, 20);
    assert_eq!(refused(vec![empty], vec![]), Invalid::Window);
    let mut backwards = a.clone();
    backwards.window = window(20, 10);
    assert_eq!(refused(vec![], vec![backwards]), Invalid::Window);
    let busy = calendars(&[(1, &[(5, 5)], &[])]);
    assert_eq!(Problem::new(vec![one.clone()], vec![], busy).unwrap_err(), Invalid::Window);
    assert_eq!(refused(vec![one.clone()], vec![slot(1, 1, 400 * 1440, 1)]), Invalid::Span);
    assert!(Problem::new(vec![one.clone()], vec![slot(1, 1, 400 * 1440 - 21, 1)], BTreeMap::new()).is_ok());
    let long = Calendar { busy: vec![window(0, 1); BUSY_MAX + 1], ..Calendar::default() };
    let calendars = BTreeMap::from([(one.person, long)]);
    assert_eq!(Problem::new(vec![one.clone()], vec![], calendars).unwrap_err(), Invalid::CalendarTooLong(one.person));
}

#[test]
fn there_is_a_limit_on_everything() {
    let lost = |count: u64, of: u128| (1..=count).map(move |number| displaced(number, u128::from(number) / of, 1, 0));
    assert_eq!(refused(lost(1_001, 1).collect(), vec![]), Invalid::TooManyDisplaced(DISPLACED_MAX + 1));
    let own = lost(u64::try_from(OWN_MAX).unwrap() + 1, 100).collect::<Vec<_>>();
    assert_eq!(refused(own.clone(), vec![]), Invalid::TooManyOfOne(own[0].person));
    let slots = |count: usize| (0..count).map(|number| slot(number as u128, 1, 20, 1)).collect::<Vec<_>>();
    assert_eq!(refused(vec![], slots(SLOTS_MAX + 1)), Invalid::TooManySlots(SLOTS_MAX + 1));
    assert!(Problem::new(vec![], slots(SLOTS_MAX), BTreeMap::new()).is_ok());
    let each = PAIRS_MAX / DISPLACED_MAX;
    assert!(Problem::new(lost(1_000, 1).collect(), slots(each), BTreeMap::new()).is_ok());
    assert_eq!(refused(lost(1_000, 1).collect(), slots(each + 1)), Invalid::TooManyPairs);
}
