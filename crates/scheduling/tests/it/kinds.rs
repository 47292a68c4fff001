//! Rules of a kind of sessions (号别): narrower than the hospital's, wider than a department's; its caps count its own windows.

use crate::{harness::*, waiting::waitlist_rules};
use model::{
    message::Value,
    scheduling::{BookingRules, Cap, Command, Period, RulesAdopted, RulesScope, Title, Within},
};
use scheduling::read::SlotState::{self, NotYet, Open};

const CHIEF: RulesScope = RulesScope::Kind(Title::Chief);

fn adopt(scope: RulesScope, rules: BookingRules) -> Command {
    Command::AdoptRules(RulesAdopted { scope, rules })
}

/// Clinicians 1 (department 1) and 2 (department 2) are chiefs, 3 (department 1) and 4 (department 2) are not.
fn clinicians() -> Harness {
    let mut harness = Harness::new();
    harness.enrol_as(3, 1, Title::Attending);
    harness.enrol_as(4, 2, Title::Attending);
    harness
}

fn state(harness: &Harness, number: u32) -> SlotState {
    harness.world.slot(slot(number, 0), harness.moment()).expect("a slot").state
}

#[test]
fn a_kinds_set_is_narrower_than_the_hospitals_and_wider_than_a_departments() {
    let mut harness = clinicians();
    // Seven days ahead is 3 December, fourteen is the 10th.
    for (number, who, day) in [(1, 1, "2026-12-03"), (2, 1, "2026-12-04"), (3, 3, "2026-12-10"), (4, 2, "2026-12-06")] {
        harness.ok(publish(number, who, day, (480, 600), 20, 2));
    }
    harness.ok(adopt(CHIEF, BookingRules { days_ahead: Some(7), pass_places: Some(9), ..said() }));
    let states = |harness: &Harness| [1, 2, 3, 4].map(|number| state(harness, number));
    assert_eq!(states(&harness), [Open, NotYet, Open, NotYet]);
    harness.ok(book(1, 1, slot(1, 0)));
    let refusal = harness.refused(book(2, 2, slot(2, 0)), "too-far-ahead");
    assert_eq!(arg(&refusal, "limit"), Some(Value::Count(7)));
    assert_eq!(arg(&refusal, "opens"), Some(Value::At(on("2026-11-27", "00:00"))));
    harness.ok(book(2, 2, slot(3, 0)));
    // What is listed in a department goes as far as its farthest kind.
    let today = date("2026-11-26");
    assert_eq!(harness.world.days_ahead(today, department(1)), Some(14));

    // The department knows better than the kind, and the session better than both; the rest is the kind's.
    let medicine = RulesScope::Department(department(1));
    harness.ok(adopt(medicine, BookingRules { days_ahead: Some(10), ..said() }));
    assert_eq!(states(&harness), [Open, Open, NotYet, NotYet]);
    harness.ok(adopt(RulesScope::Session(session(2)), BookingRules { days_ahead: Some(1), ..said() }));
    assert_eq!(states(&harness), [Open, NotYet, NotYet, NotYet]);
    let of = |harness: &Harness, number| {
        let rules = harness.world.rules(today, RulesScope::Session(session(number))).expect("rules");
        (rules.days_ahead, rules.pass_places)
    };
    assert_eq!([1, 2, 3, 4].map(|number| of(&harness, number)), [(10, 9), (1, 9), (10, 2), (7, 9)]);
    let of_kind = harness.world.rules(today, CHIEF).expect("rules");
    assert_eq!((of_kind.days_ahead, of_kind.undo_minutes), (7, 60));

    // From Friday on nothing is different for chiefs.
    harness.ok(adopt(CHIEF, BookingRules { valid_from: date("2026-11-27"), ..said() }));
    assert_eq!(state(&harness, 4), NotYet);
    harness.now = on("2026-11-27", "07:00");
    assert_eq!(state(&harness, 4), Open);
}

#[test]
fn a_cap_of_a_kind_counts_that_kind_besides_the_others() {
    let mut harness = clinicians();
    for (number, who, day, from) in [
        (1, 1, "2026-11-26", 480),
        (2, 2, "2026-11-26", 600),
        (3, 3, "2026-11-26", 720),
        (4, 4, "2026-11-26", 840),
        (5, 4, "2026-11-26", 960),
        (6, 1, "2026-11-27", 480),
        (7, 2, "2026-11-28", 480),
        (8, 2, "2026-11-30", 480),
    ] {
        harness.ok(publish(number, who, day, (from, from + 40), 20, 3));
    }
    let caps = [Cap::new(Period::Day, Within::Hospital, 1), Cap::new(Period::Week, Within::Hospital, 2)];
    harness.ok(adopt(CHIEF, BookingRules { caps: caps.into(), ..said() }));

    harness.ok(book(1, 1, slot(1, 0)));
    let refusal = harness.refused(book(2, 1, slot(2, 0)), "kind-day-cap");
    assert_eq!(refusal.field, Some("patient"));
    assert_eq!((arg(&refusal, "value"), arg(&refusal, "limit")), (Some(Value::Count(1)), Some(Value::Count(1))));
    assert_eq!(arg(&refusal, "kind"), Some(Value::Message("staff-title-chief".into())));
    // The hospital's three a day still count all of them: one with a chief and two others.
    harness.ok(book(2, 1, slot(3, 0)));
    harness.ok(book(3, 1, slot(4, 0)));
    harness.refused(book(4, 1, slot(5, 0)), "day-cap");

    // Two with chiefs in the week from Monday the 23rd to Sunday the 29th.
    harness.ok(book(4, 1, slot(6, 0)));
    let refusal = harness.refused(book(5, 1, slot(7, 0)), "kind-cap");
    assert_eq!(arg(&refusal, "from"), Some(date("2026-11-23").0.into()));
    assert_eq!(arg(&refusal, "until"), Some(date("2026-11-29").0.into()));
    harness.ok(book(5, 1, slot(8, 0)));
    // Another chief that day instead of the one is not one more.
    harness.ok(cancel(1, true));
    harness.ok(book(6, 1, slot(2, 0)));

    // Two records that become one person have too many with chiefs.
    harness.ok(book(7, 2, slot(1, 0)));
    let over = harness.world.merge_over_caps(person(1), person(2), harness.moment());
    let said: Vec<_> = over.iter().map(|one| one.message.id.as_ref()).collect();
    assert!(said.contains(&"obstacle-kind-day") && said.contains(&"obstacle-kind"), "{said:?}");
}

#[test]
fn a_kinds_set_leaves_out_what_is_the_hospitals_or_a_departments() {
    let mut harness = clinicians();
    let refused = |harness: &mut Harness, rules, code| harness.refused(adopt(CHIEF, rules), code).field;
    let beds = BookingRules { cleaning_minutes: Some(5), ..said() };
    assert_eq!(refused(&mut harness, beds, "rule-of-hospital"), Some("cleaning_minutes"));
    let list = BookingRules { waitlist: Some(waitlist_rules()), ..said() };
    assert_eq!(refused(&mut harness, list, "rule-of-department"), Some("waitlist"));
}
