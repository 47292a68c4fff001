//! Rules of a group of patients: they count wherever the person goes, on every way to a seat, and nobody else notices them.

use crate::{
    harness::*,
    missing::{miss, step},
    waiting::{join, tick, waitlist_rules, wish},
};
use model::{
    decide::Decider,
    id::PersonId,
    message::Value,
    scheduling::{
        BookingRules, Cap, Command, Event, Half, PatientGroup, Period, PersonFact, RulesAdopted, RulesScope, Within,
        command,
    },
};
use scheduling::World;

const CHILDREN: RulesScope = RulesScope::Group(PatientGroup::Children);
const OLDER: RulesScope = RulesScope::Group(PatientGroup::Older);

fn adopt(scope: RulesScope, rules: BookingRules) -> Command {
    Command::AdoptRules(RulesAdopted { scope, rules })
}

fn born(harness: &mut Harness, who: u32, year: Option<u16>) {
    harness.learn(PersonFact::Born { person: person(who), year });
}

/// A child (1), an adult (2) and somebody of whom no year is known (3). Children have one seat a day and two a week, others
/// three a day.
fn family() -> Harness {
    let mut harness = Harness::new();
    for (number, who, day, from) in [
        (1, 1, "2026-11-26", 480),
        (2, 2, "2026-11-26", 600),
        (3, 1, "2026-11-27", 480),
        (4, 2, "2026-11-28", 480),
        (5, 2, "2026-11-30", 480),
    ] {
        harness.ok(publish(number, who, day, (from, from + 40), 20, 5));
    }
    let caps = [Cap::new(Period::Day, Within::Hospital, 1), Cap::new(Period::Week, Within::Hospital, 2)];
    harness.ok(adopt(CHILDREN, BookingRules { caps: caps.into(), ..said() }));
    born(&mut harness, 1, Some(2012));
    born(&mut harness, 2, Some(1990));
    harness
}

/// Why those who wait were passed over.
pub(crate) fn passed_over(events: &[Event]) -> Vec<String> {
    let passed = events.iter().filter_map(|event| match event {
        Event::WaitlistPassedOver(passed) => Some(passed.entries.iter().map(|one| one.code.clone())),
        _ => None,
    });
    passed.flatten().collect()
}

#[test]
fn a_cap_of_a_group_counts_besides_the_others_and_names_the_group() {
    let mut harness = family();
    harness.ok(book(1, 1, slot(1, 0)));
    let refusal = harness.refused(book(2, 1, slot(2, 0)), "group-day-cap");
    assert_eq!(refusal.field, Some("patient"));
    assert_eq!((arg(&refusal, "value"), arg(&refusal, "limit")), (Some(Value::Count(1)), Some(Value::Count(1))));
    assert_eq!(arg(&refusal, "group"), Some(Value::Message("patient-group-children".into())));
    harness.refused(hold(1, slot(2, 0)), "group-day-cap");
    // Neither a department nor a session lifts it.
    for scope in [RulesScope::Department(department(2)), RulesScope::Session(session(2))] {
        harness.ok(adopt(scope, BookingRules { caps: Cap::days(9, 9).into(), ..said() }));
    }
    harness.refused(book(2, 1, slot(2, 0)), "group-day-cap");
    for (number, who) in [(10, 2), (20, 3)] {
        harness.ok(book(number, who, slot(1, 0)));
        harness.ok(book(number + 1, who, slot(2, 0)));
    }

    // Two in the week from Monday the 23rd to Sunday the 29th.
    harness.ok(book(2, 1, slot(3, 0)));
    let refusal = harness.refused(book(3, 1, slot(4, 0)), "group-cap");
    assert_eq!(arg(&refusal, "from"), Some(date("2026-11-23").0.into()));
    assert_eq!(arg(&refusal, "until"), Some(date("2026-11-29").0.into()));
    harness.ok(book(3, 1, slot(5, 0)));
    // Another window of the same day instead of the one is not one more.
    harness.ok(move_to(1, slot(1, 1), true));
    // What was cancelled does not come back beside what was booked since.
    harness.ok(cancel(1, true));
    harness.ok(book(4, 1, slot(2, 1)));
    let undo = command::UndoCancel { appointment: appointment(1), reason: reason(), by_hospital: true };
    harness.refused(Command::UndoCancel(undo), "group-day-cap");
}

#[test]
fn somebody_is_in_a_group_under_every_record_and_not_without_a_year() {
    let mut harness = family();
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 3, slot(2, 0)));
    // Two on one day: few enough for anybody else.
    let said: Vec<_> = harness.obstacles(1, 3).into_iter().map(|(id, _)| id).collect();
    assert_eq!(said, ["obstacle-day"]);
    assert!(harness.obstacles(2, 3).is_empty());
    harness.merge(3, 1);
    harness.refused(book(3, 3, slot(3, 0)), "group-cap");
    let restored = World::restore(harness.world.snapshot());
    assert!(restored.decide(&book(3, 3, slot(3, 0)), &harness.context()).is_err());
    harness.part(3, 1);
    harness.ok(book(3, 3, slot(3, 0)));
    harness.refused(book(4, 1, slot(2, 1)), "group-day-cap");
    // Corrected or erased: the year is not known any more.
    born(&mut harness, 1, None);
    harness.ok(book(4, 1, slot(2, 1)));
}

#[test]
fn a_child_is_one_until_the_end_of_the_year() {
    let mut harness = family();
    harness.now = on("2026-12-31", "23:00");
    for (number, who, from) in [(6, 1, 480), (7, 2, 600)] {
        harness.ok(publish(number, who, "2027-01-04", (from, from + 40), 20, 2));
    }
    harness.ok(book(1, 1, slot(6, 0)));
    harness.refused(book(2, 1, slot(7, 0)), "group-day-cap");
    // 2027 − 2012 = 15.
    harness.now = on("2027-01-01", "00:00");
    harness.ok(book(2, 1, slot(7, 0)));
}

#[test]
fn a_seat_is_not_offered_to_whom_the_group_leaves_no_room() {
    let mut harness = family();
    harness.ok(adopt(RulesScope::Hospital, BookingRules { waitlist: Some(waitlist_rules()), ..rules() }));
    harness.ok(publish(9, 2, "2026-11-27", (600, 620), 20, 1));
    harness.ok(book(90, 9, slot(9, 0)));
    let friday = [wish(2, "2026-11-27", Half::Morning)];
    harness.ok(join(1, 1, &friday));
    harness.ok(join(2, 2, &friday));
    harness.ok(book(1, 1, slot(3, 0)));
    harness.set("10:00");
    harness.ok(cancel(90, true));
    let events = tick(&mut harness);
    assert_eq!(passed_over(&events), ["group-day-cap"]);
    assert!(events.iter().any(|event| matches!(event, Event::SeatOffered(offer) if offer.slot == slot(9, 0))));
}

#[test]
fn what_a_group_says_of_giving_back_goes_before_a_session() {
    let mut harness = Harness::with_session(5);
    born(&mut harness, 1, Some(1966));
    born(&mut harness, 2, Some(1967));
    harness.ok(adopt(RulesScope::Session(session(1)), BookingRules { cancel_minutes_before: Some(240), ..said() }));
    let own = BookingRules { cancel_minutes_before: Some(10), cancels_per_day_max: Some(1), ..said() };
    harness.ok(adopt(OLDER, own));
    for (number, who, window) in [(1, 1, 3), (2, 1, 5), (3, 2, 3)] {
        harness.ok(book(number, who, slot(1, window)));
    }
    // The window of 09:00: sixty years this year may cancel until 08:50, fifty-nine until 05:00.
    harness.set("08:50");
    let refusal = harness.refused(cancel(3, false), "cancel-too-late");
    assert_eq!(arg(&refusal, "limit"), Some(Value::Minutes(240)));
    harness.ok(cancel(1, false));
    let refusal = harness.refused(cancel(2, false), "cancel-cap");
    assert_eq!(arg(&refusal, "limit"), Some(Value::Count(1)));
}

#[test]
fn a_group_has_a_ladder_of_its_own_or_the_hospitals() {
    let mut harness = Harness::new();
    let no_shows = vec![step(1, 10, 30)];
    harness.ok(adopt(RulesScope::Hospital, BookingRules { no_shows, ..rules() }));
    harness.ok(adopt(OLDER, BookingRules { no_shows: vec![step(2, 10, 5)], ..said() }));
    harness.ok(adopt(CHILDREN, BookingRules { cancels_per_day_max: Some(2), ..said() }));
    for (who, year) in [(1, 1950), (2, 1990), (3, 2020)] {
        born(&mut harness, who, Some(year));
    }
    for (number, who) in [(1, 1), (2, 2), (3, 3)] {
        miss(&mut harness, number, who, &format!("2026-12-0{number}"));
    }
    let until = |harness: &Harness, who: PersonId| {
        let block = harness.world.no_show_block(who, None, harness.moment().today());
        block.map(|block| block.until.to_string())
    };
    let all = |harness: &Harness| [1, 2, 3].map(|who| until(harness, person(who)));
    // Thirty days after 2 and 3 December.
    let blocked = |day: &str| Some(day.to_owned());
    assert_eq!(all(&harness), [None, blocked("2027-01-01"), blocked("2027-01-02")]);
    miss(&mut harness, 4, 1, "2026-12-04");
    assert_eq!(all(&harness)[0], blocked("2026-12-09"));
}

#[test]
fn a_groups_set_says_only_what_is_asked_of_a_person() {
    let mut harness = Harness::new();
    for (rules, field) in [
        (BookingRules { book_minutes_before: Some(7), ..said() }, "book_minutes_before"),
        (BookingRules { hold_minutes: Some(5), ..said() }, "hold_minutes"),
        (BookingRules { undo_minutes: Some(5), ..said() }, "undo_minutes"),
        (BookingRules { waitlist: Some(waitlist_rules()), ..said() }, "waitlist"),
        (BookingRules { queue: rules().queue, ..said() }, "queue"),
    ] {
        assert_eq!(harness.refused(adopt(OLDER, rules), "rule-not-of-group").field, Some(field));
    }
    let department = RulesScope::Department(department(1));
    let ladder = BookingRules { no_shows: vec![step(1, 1, 1)], ..said() };
    assert_eq!(harness.refused(adopt(department, ladder), "rule-of-hospital").field, Some("no_shows"));
}
