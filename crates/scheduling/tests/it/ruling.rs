//! Rules of a department or session beside the hospital's: each rule has the value of the narrowest set that gives one.

use crate::harness::*;
use model::{
    message::Value,
    scheduling::{BookingRules, Cap, Command, Event, Period, Pool, RulesAdopted, RulesScope, Within},
};
use scheduling::{Due, read::SlotState};

const HOSPITAL: RulesScope = RulesScope::Hospital;

fn adopt(scope: RulesScope, rules: BookingRules) -> Command {
    Command::AdoptRules(RulesAdopted { scope, rules })
}

#[test]
fn the_narrowest_set_that_speaks_of_a_rule_counts() {
    let mut harness = Harness::with_session(2);
    harness.ok(publish(2, 2, "2026-11-27", (480, 600), 20, 2));
    harness.ok(publish(3, 1, "2026-11-27", (480, 600), 20, 2));
    let in_force = |harness: &Harness, scope| harness.world.rules(date("2026-11-26"), scope).expect("rules");
    let (medicine, one) = (RulesScope::Department(department(1)), RulesScope::Session(session(1)));
    harness.ok(adopt(medicine, BookingRules { days_ahead: Some(1), pass_places: Some(5), ..said() }));
    harness.ok(adopt(one, BookingRules { pass_places: Some(9), ..said() }));
    let (all, of_department, of_session) =
        (in_force(&harness, HOSPITAL), in_force(&harness, medicine), in_force(&harness, one));
    assert_eq!((all.days_ahead, all.pass_places, all.undo_minutes), (14, 2, 60));
    assert_eq!((of_department.days_ahead, of_department.pass_places, of_department.undo_minutes), (1, 5, 60));
    assert_eq!((of_session.days_ahead, of_session.pass_places, of_session.undo_minutes), (1, 9, 60));
    assert_eq!(in_force(&harness, RulesScope::Department(department(2))), all);
    assert_eq!(in_force(&harness, RulesScope::Session(session(2))), all);
    assert_eq!(in_force(&harness, RulesScope::Session(session(3))), of_department);

    // What the hospital changes holds wherever no narrower set gives a value.
    harness.ok(adopt(HOSPITAL, BookingRules { days_ahead: Some(7), undo_minutes: Some(5), ..rules() }));
    assert_eq!((in_force(&harness, one).days_ahead, in_force(&harness, one).undo_minutes), (1, 5));
    // From a later day on, nothing is different in the department: its set is revoked.
    harness.ok(adopt(medicine, BookingRules { valid_from: date("2026-11-27"), ..said() }));
    assert_eq!(in_force(&harness, medicine).days_ahead, 1);
    let later = harness.world.rules(date("2026-11-27"), one).expect("rules");
    assert_eq!((later.days_ahead, later.pass_places), (7, 9));
}

#[test]
fn what_is_listed_booked_given_back_checked_in_and_due_follows_the_rules_of_its_session() {
    let mut harness = Harness::with_session(2);
    harness.ok(publish(2, 2, "2026-11-26", (480, 600), 20, 2));
    harness.ok(publish(3, 1, "2026-11-30", (480, 600), 20, 2));
    harness.ok(publish(4, 2, "2026-11-30", (480, 600), 20, 2));
    let medicine = RulesScope::Department(department(1));
    harness.ok(adopt(
        medicine,
        BookingRules {
            days_ahead: Some(3),
            caps: vec![Cap::new(Period::Day, Within::Department, 1)],
            cancel_minutes_before: Some(0),
            checkin_minutes_before: Some(20),
            missed_minutes_after: Some(5),
            ..said()
        },
    ));
    let state =
        |harness: &Harness, number| harness.world.slot(slot(number, 0), harness.moment()).expect("a slot").state;
    assert_eq!((state(&harness, 3), state(&harness, 4)), (SlotState::NotYet, SlotState::Open));
    let refusal = harness.refused(book(1, 1, slot(3, 0)), "too-far-ahead");
    assert_eq!(refusal.args.iter().find(|(name, _)| *name == "limit").map(|(_, value)| value), Some(&Value::Count(3)));
    harness.ok(book(1, 1, slot(4, 0)));
    harness.ok(book(2, 1, slot(1, 0)));
    harness.refused(book(3, 1, slot(1, 1)), "department-day-cap");
    harness.ok(book(3, 1, slot(2, 1)));
    harness.ok(book(4, 2, slot(1, 1)));
    harness.ok(book(5, 2, slot(2, 0)));

    harness.set("07:30").refused(check_in(2), "checkin-too-early");
    harness.check_in(3);
    harness.set("08:15").ok(cancel(4, false));
    harness.refused(cancel(5, false), "cancel-too-late");
    // Of the windows that end at 08:20, one is missed at 08:25, the other at 08:50.
    let moment = |harness: &Harness| harness.moment();
    harness.set("08:30");
    let due = harness.world.due(moment(&harness));
    assert_eq!(due, [(at("08:25"), Due::MarkMissed(appointment(2)))]);
    harness.set("09:00");
    let due = harness.world.due(moment(&harness));
    let both = [(at("08:25"), Due::MarkMissed(appointment(2))), (at("08:50"), Due::MarkMissed(appointment(5)))];
    assert_eq!(due, both);
    for command in harness.due() {
        harness.ok(command);
    }
}

#[test]
fn a_set_is_about_what_there_is_and_the_hospitals_says_everything() {
    let mut harness = Harness::with_session(2);
    let refused = |harness: &mut Harness, scope, rules, code| harness.refused(adopt(scope, rules), code).field;
    let medicine = RulesScope::Department(department(1));
    let incomplete = BookingRules { pass_places: None, ..rules() };
    assert_eq!(refused(&mut harness, HOSPITAL, incomplete, "empty"), Some("pass_places"));
    assert_eq!(refused(&mut harness, RulesScope::Department(department(9)), said(), "not-there"), Some("scope"));
    assert_eq!(refused(&mut harness, RulesScope::Session(session(9)), said(), "not-there"), Some("scope"));
    let nobody = BookingRules { source: " ".into(), ..said() };
    assert_eq!(refused(&mut harness, medicine, nobody, "empty"), Some("source"));
    let beds = BookingRules { cleaning_minutes: Some(5), ..said() };
    assert_eq!(refused(&mut harness, medicine, beds, "rule-of-hospital"), Some("cleaning_minutes"));
    let far = BookingRules { days_ahead: Some(61), ..said() };
    assert_eq!(refused(&mut harness, medicine, far, "out-of-range"), Some("days_ahead"));
    harness.ok(adopt(medicine, said()));
}

#[test]
fn each_seat_is_of_a_pool() {
    let mut harness = Harness::new();
    let events = harness.ok(publish(1, 1, "2026-11-26", (480, 600), 20, 2));
    let [Event::SessionPublished(published)] = events.as_slice() else { panic!("{events:?}") };
    assert!(published.slots.iter().all(|slot| slot.pools == [Pool::General; 2]));
    for (number, seat) in [(1, 0), (2, 1)] {
        harness.ok(book(number, number, slot(1, 0)));
        assert_eq!(harness.world.appointment(appointment(number)).map(|visit| visit.seat), Some(seat));
    }
    harness.refused(book(3, 3, slot(1, 0)), "slot-full");
}
