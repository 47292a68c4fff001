//! When a day opens, and until when a window can be booked: what is listed is what is booked.

use crate::{
    closing::close,
    harness::*,
    waiting::{join, waitlist_rules, wish},
};
use model::{
    message::Value,
    scheduling::{BookingRules, Channel, Command, Half, RulesAdopted, RulesScope, Silence, command},
    time::MinuteOfDay,
};
use scheduling::read::SlotState::{self, NotYet, Open};

fn adopt(scope: RulesScope, rules: BookingRules) -> Command {
    Command::AdoptRules(RulesAdopted { scope, rules })
}

/// The hospital's rules, but days open at 07:30, and one books from afar until 30 minutes before a window.
fn harness() -> Harness {
    let mut harness = Harness::with_session(3);
    let (release_at, book_minutes_before) = (Some(MinuteOfDay(450)), Some(30));
    harness.ok(adopt(RulesScope::Hospital, BookingRules { release_at, book_minutes_before, ..rules() }));
    harness
}

fn through(number: u32, session: u32, channel: Channel) -> Command {
    Command::Book(command::Book {
        appointment: appointment(number),
        slot: slot(session, 0),
        patient: person(number),
        journey: journey(number),
        channel,
    })
}

fn listed(harness: &Harness, number: u32, channel: Channel) -> SlotState {
    harness.world.slot_for(slot(number, 0), channel, harness.moment()).expect("a slot").state
}

#[test]
fn a_day_opens_at_its_minute() {
    let mut harness = harness();
    for (number, day) in [(2, "2026-12-09"), (3, "2026-12-10"), (4, "2026-12-11")] {
        harness.ok(publish(number, 1, day, (480, 600), 20, 3));
    }
    let states = |harness: &Harness| [2, 3, 4].map(|number| listed(harness, number, Channel::Online));
    harness.set("07:29");
    assert_eq!(states(&harness), [Open, NotYet, NotYet]);
    let opens =
        |harness: &Harness, number| harness.world.slot(slot(number, 0), harness.moment()).expect("one").opens_at;
    assert_eq!([2, 3].map(|number| opens(&harness, number)), [None, Some(at("07:30"))]);
    let refusal = harness.refused(through(1, 3, Channel::Online), "too-far-ahead");
    assert_eq!(arg(&refusal, "last"), Some(Value::Date(date("2026-12-09").0)));
    assert_eq!(
        (arg(&refusal, "limit"), arg(&refusal, "opens")),
        (Some(Value::Count(14)), Some(Value::At(at("07:30"))))
    );
    harness.set("07:30");
    assert_eq!(states(&harness), [Open, Open, NotYet]);
    harness.ok(through(1, 3, Channel::Online));
    // Nobody else is earlier than the patients.
    let refusal = harness.refused(through(2, 4, Channel::OnSite), "too-far-ahead");
    assert_eq!(arg(&refusal, "opens"), Some(Value::At(on("2026-11-27", "07:30"))));
    // At midnight no further day opens.
    harness.now = on("2026-11-27", "00:00");
    assert_eq!(states(&harness), [Open, Open, NotYet]);
    // A department whose days open at midnight.
    let medicine = RulesScope::Department(department(1));
    let midnight = BookingRules { release_at: Some(MinuteOfDay(0)), ..said() };
    harness.ok(adopt(medicine, midnight));
    assert_eq!(states(&harness), [Open, Open, Open]);
}

#[test]
fn from_afar_a_window_is_booked_until_so_many_minutes_before() {
    let mut harness = harness();
    harness.set("07:30");
    assert_eq!(listed(&harness, 1, Channel::Online), Open);
    harness.ok(through(1, 1, Channel::Online));
    harness.set("07:31");
    for channel in [Channel::Online, Channel::Referral] {
        assert_eq!(listed(&harness, 1, channel), SlotState::TooLate);
        let refusal = harness.refused(through(2, 1, channel), "book-too-late");
        assert_eq!((refusal.field, arg(&refusal, "latest")), (Some("slot"), Some(Value::At(at("07:30")))));
        assert_eq!(arg(&refusal, "limit"), Some(Value::Minutes(30)));
    }
    for (number, channel) in [(3, Channel::OnSite), (4, Channel::FollowUp)] {
        assert_eq!(listed(&harness, 1, channel), Open);
        harness.ok(through(number, 1, channel));
    }
    // The department takes it back.
    let none = BookingRules { book_minutes_before: Some(0), ..said() };
    harness.ok(adopt(RulesScope::Department(department(1)), none));
    assert_eq!(listed(&harness, 1, Channel::Online), SlotState::Full);
    harness.refused(through(2, 1, Channel::Online), "slot-full");
}

/// Whoever waits for a session that is called off at the last minute may be seen by a colleague on the same day.
#[test]
fn a_closure_keeps_a_window_that_nobody_can_book_from_afar_any_more() {
    let mut harness = harness();
    harness.enrol(3, 1);
    harness.ok(publish(2, 3, "2026-11-26", (480, 600), 20, 1));
    harness.ok(through(1, 1, Channel::Online));
    harness.set("07:40");
    assert_eq!(listed(&harness, 2, Channel::Online), SlotState::TooLate);
    harness.ok(close(1, at("07:50"), Silence::Keep, &[(1, slot(2, 0))], &[]));
    let kept = harness.world.rebooking(appointment(1)).map(|offer| offer.kept.slot);
    assert_eq!(kept, Some(slot(2, 0)));
}

#[test]
fn what_a_closure_proposes_is_not_bound_by_it_and_nobody_joins_a_list_after_it() {
    let mut harness = harness();
    harness.ok(adopt(
        RulesScope::Department(department(1)),
        BookingRules { waitlist: Some(waitlist_rules()), book_minutes_before: Some(1_440), ..said() },
    ));
    harness.enrol(3, 1);
    for (number, who) in [(2, 1), (3, 3)] {
        harness.ok(publish(number, who, "2026-11-30", (480, 540), 20, 1));
    }
    harness.ok(through(1, 2, Channel::Online));
    harness.now = on("2026-11-29", "09:00");
    harness.refused(through(2, 3, Channel::Online), "book-too-late");
    let refusal = harness.refused(join(1, 9, &[wish(1, "2026-11-30", Half::Morning)]), "book-too-late");
    assert_eq!((refusal.field, arg(&refusal, "limit")), (Some("wishes"), Some(Value::Minutes(1_440))));
    harness.ok(close(2, on("2026-11-29", "12:00"), Silence::Keep, &[(1, slot(3, 0))], &[]));
}

#[test]
fn both_are_within_a_day() {
    let mut harness = Harness::new();
    let refused =
        |harness: &mut Harness, rules| harness.refused(adopt(RulesScope::Hospital, rules), "out-of-range").field;
    let late = BookingRules { release_at: Some(MinuteOfDay(1440)), ..rules() };
    assert_eq!(refused(&mut harness, late), Some("release_at"));
    let far = BookingRules { book_minutes_before: Some(1441), ..rules() };
    assert_eq!(refused(&mut harness, far), Some("book_minutes_before"));
}
