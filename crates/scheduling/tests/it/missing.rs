//! The ladder of those who did not come: who is blocked, from when, until when, and who can still book.

use crate::{
    harness::*,
    waiting::{accept, join, tick, waitlist_rules, wish},
};
use model::{
    message::Value,
    scheduling::{BookingRules, Channel, Command, Event, Half, NoShowStep, RulesAdopted, RulesScope, command},
};
use scheduling::World;

pub(crate) const fn step(count: u16, within_days: u16, blocked_days: u16) -> NoShowStep {
    NoShowStep { count, within_days, blocked_days }
}

pub(crate) fn adopt(steps: &[NoShowStep]) -> Command {
    let rules = BookingRules { no_shows: steps.to_vec(), waitlist: Some(waitlist_rules()), ..rules() };
    Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules })
}

/// Two within ten days block for five, three for thirty.
fn ladder() -> Harness {
    let mut harness = Harness::new();
    harness.ok(adopt(&[step(2, 10, 5), step(3, 10, 30)]));
    harness
}

/// A person misses the visit that is booked for a day; it is 10:00 of that day then.
pub(crate) fn miss(harness: &mut Harness, number: u32, who: u32, day: &str) {
    harness.now = on(day, "07:00");
    harness.ok(publish(number, 1, day, (480, 520), 20, 3));
    harness.ok(by_desk(number, who, number));
    harness.now = on(day, "10:00");
    harness.ok(missed(number));
}

fn missed(number: u32) -> Command {
    Command::MarkMissed(command::MarkMissed { appointment: appointment(number) })
}

pub(crate) fn by_desk(number: u32, who: u32, session: u32) -> Command {
    Command::Book(command::Book {
        appointment: appointment(number),
        slot: slot(session, 0),
        patient: person(who),
        journey: journey(who),
        channel: Channel::OnSite,
    })
}

fn until(harness: &Harness, who: u32) -> Option<String> {
    harness.world.no_show_block(person(who), None, harness.moment().today()).map(|block| block.until.to_string())
}

#[test]
fn whoever_missed_too_many_cannot_book_alone_for_some_time_and_the_desk_can() {
    let mut harness = ladder();
    miss(&mut harness, 1, 1, "2026-12-01");
    assert_eq!(until(&harness, 1), None);
    // The tenth day of those that are counted.
    miss(&mut harness, 2, 1, "2026-12-10");
    harness.ok(publish(9, 1, "2026-12-16", (480, 520), 20, 3));
    let refusal = harness.refused(book(90, 1, slot(9, 0)), "no-show-block");
    assert_eq!(refusal.field, Some("patient"));
    assert_eq!(arg(&refusal, "until"), Some(date("2026-12-15").0.into()));
    let values = ["value", "limit", "within", "blocked"].map(|name| arg(&refusal, name));
    assert_eq!(values, [2, 2, 10, 5].map(|value| Some(Value::Count(value))));
    harness.ok(by_desk(90, 1, 9));
    harness.ok(book(91, 2, slot(9, 0)));
    // Somebody who is blocked can still move and cancel what there is.
    harness.ok(move_to(90, slot(9, 1), false));
    harness.now = on("2026-12-14", "23:59");
    assert_eq!(until(&harness, 1).as_deref(), Some("2026-12-15"));
    harness.now = on("2026-12-15", "00:00");
    assert_eq!(until(&harness, 1), None);
    harness.ok(publish(10, 1, "2026-12-17", (480, 520), 20, 3));
    harness.ok(book(92, 1, slot(10, 0)));
}

#[test]
fn an_eleventh_day_does_not_count_and_a_higher_step_blocks_longer() {
    let mut harness = ladder();
    miss(&mut harness, 1, 1, "2026-12-01");
    miss(&mut harness, 2, 1, "2026-12-11");
    assert_eq!(until(&harness, 1), None);
    miss(&mut harness, 3, 1, "2026-12-12");
    assert_eq!(until(&harness, 1).as_deref(), Some("2026-12-17"));
    miss(&mut harness, 4, 1, "2026-12-13");
    assert_eq!(until(&harness, 1).as_deref(), Some("2027-01-12"));
}

#[test]
fn what_was_taken_back_or_not_seen_does_not_count() {
    let mut harness = ladder();
    miss(&mut harness, 1, 1, "2026-12-01");
    miss(&mut harness, 2, 1, "2026-12-02");
    assert!(until(&harness, 1).is_some());
    harness.ok(Command::UndoMissed(command::UndoMissed { appointment: appointment(2), reason: reason() }));
    assert_eq!(until(&harness, 1), None);
    // Somebody excused who does not come in the end was not seen.
    harness.ok(Command::EndSession(command::EndSession { session: session(2) }));
    assert_eq!(until(&harness, 1), None);

    // What the end of a session marks counts, until the end is taken back.
    harness.now = on("2026-12-03", "07:00");
    harness.ok(publish(3, 1, "2026-12-03", (480, 520), 20, 3));
    harness.ok(by_desk(3, 1, 3));
    harness.now = on("2026-12-03", "08:45");
    harness.ok(Command::EndSession(command::EndSession { session: session(3) }));
    assert!(until(&harness, 1).is_some());
    harness.ok(Command::UndoEndSession(command::UndoEndSession { session: session(3), reason: reason() }));
    assert_eq!(until(&harness, 1), None);
}

#[test]
fn a_new_ladder_blocks_nobody_for_what_was_missed_before_it() {
    let mut harness = Harness::new();
    miss(&mut harness, 1, 1, "2026-12-01");
    miss(&mut harness, 2, 1, "2026-12-02");
    let no_shows = vec![step(2, 10, 5), step(3, 10, 30)];
    let rules = BookingRules { valid_from: date("2026-12-03"), no_shows, ..rules() };
    harness.ok(Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules }));
    harness.now = on("2026-12-03", "07:00");
    assert_eq!(until(&harness, 1), None);
    // With the first one under it they count.
    miss(&mut harness, 3, 1, "2026-12-04");
    assert_eq!(until(&harness, 1).as_deref(), Some("2027-01-03"));
}

#[test]
fn records_of_one_person_count_together_and_a_snapshot_knows_it_too() {
    let mut harness = ladder();
    miss(&mut harness, 1, 1, "2026-12-01");
    miss(&mut harness, 2, 2, "2026-12-02");
    assert_eq!((until(&harness, 1), until(&harness, 2)), (None, None));
    harness.merge(2, 1);
    assert_eq!(
        (until(&harness, 1).as_deref(), until(&harness, 2).as_deref()),
        (Some("2026-12-07"), Some("2026-12-07"))
    );
    let restored = World::restore(harness.world.snapshot());
    let today = harness.moment().today();
    assert_eq!(restored.no_show_block(person(2), None, today), harness.world.no_show_block(person(2), None, today));
    harness.part(2, 1);
    assert_eq!((until(&harness, 1), until(&harness, 2)), (None, None));
}

#[test]
fn nobody_waits_or_is_offered_a_seat_while_blocked() {
    let mut harness = ladder();
    miss(&mut harness, 1, 1, "2026-12-01");
    harness.ok(publish(9, 1, "2026-12-04", (480, 500), 20, 1));
    harness.ok(book(90, 9, slot(9, 0)));
    let friday = [wish(1, "2026-12-04", Half::Morning)];
    harness.ok(join(1, 1, &friday));
    miss(&mut harness, 2, 1, "2026-12-02");
    harness.refused(join(2, 1, &friday), "no-show-block");
    harness.ok(cancel(90, true));
    let events = tick(&mut harness);
    assert!(
        events.iter().any(|event| matches!(event, Event::WaitlistPassedOver(passed)
        if passed.entries[0].code == "no-show-block")),
        "{events:?}"
    );
    harness.refused(accept(1, 91, 1), "no-offer");
}

#[test]
fn a_ladder_climbs_within_its_bounds_and_is_the_hospitals() {
    let mut harness = Harness::new();
    for (steps, value) in [
        (vec![step(0, 1, 1)], 0),
        (vec![step(51, 1, 1)], 51),
        (vec![step(1, 0, 1)], 0),
        (vec![step(1, 367, 1)], 367),
        (vec![step(1, 1, 0)], 0),
        (vec![step(1, 1, 367)], 367),
        (vec![step(2, 1, 1), step(2, 9, 9)], 2),
        ((1..=6).map(|count| step(count, 1, 1)).collect(), 6),
    ] {
        let refusal = harness.refused(adopt(&steps), "out-of-range");
        assert_eq!((refusal.field, arg(&refusal, "value")), (Some("no_shows"), Some(Value::Count(value))));
    }
    let rules = BookingRules { no_shows: vec![step(1, 1, 1)], ..said() };
    let scope = RulesScope::Department(department(1));
    let refusal = harness.refused(Command::AdoptRules(RulesAdopted { scope, rules }), "rule-of-hospital");
    assert_eq!(refusal.field, Some("no_shows"));
}
