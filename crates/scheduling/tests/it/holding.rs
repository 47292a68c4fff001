//! Seats that are held for some minutes while somebody decides.

use crate::{
    closing::{close, undo as undo_closure},
    harness::*,
    waiting::{accept, adopt, entry, join, tick, waitlist_rules, wish},
};
use chrono::Duration;
use model::{
    SideRef,
    id::{DrawId, SlotId},
    message::Value,
    scheduling::{
        Cap, Command, Event, Half, HoldEnd, HoldPlaced, PersonFact, RulesAdopted, RulesScope, Silence, command,
    },
    time::Instant,
};
use scheduling::{
    Due, World,
    read::{AppointmentState, SlotState},
};

const MONDAY: &str = "2026-11-30";

/// What was placed last.
fn placed(events: &[Event]) -> HoldPlaced {
    match events.last() {
        Some(Event::HoldPlaced(placed)) => placed.clone(),
        other => panic!("{other:?}"),
    }
}

/// Why holds ended, in order.
fn ended(events: &[Event]) -> Vec<HoldEnd> {
    let why = |event: &Event| match event {
        Event::HoldEnded(ended) => Some(ended.why),
        _ => None,
    };
    events.iter().filter_map(why).collect()
}

fn left(harness: &Harness, slot: SlotId) -> u16 {
    harness.world.slot(slot, harness.moment()).expect("published").left()
}

fn later(harness: &mut Harness, seconds: i64) -> &mut Harness {
    harness.now += Duration::seconds(seconds);
    harness
}

/// Monday 08:00–09:00 with one seat in each of three windows; booked by nobody.
fn with_list() -> Harness {
    let mut harness = Harness::new();
    harness.ok(adopt(waitlist_rules()));
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
    harness
}

#[test]
fn of_n_who_want_k_seats_exactly_k_have_them() {
    let mut harness = Harness::with_session(2);
    // Two seats in each of six windows, for twenty people.
    let wins = (1..=20u32).filter(|who| {
        let mut windows = (0..6).map(|window| slot(1, (who + window) % 6));
        windows.any(|slot| harness.play(&hold(*who, slot)).is_ok())
    });
    let wins: Vec<u32> = wins.collect();
    assert_eq!(wins.len(), 12);
    // Nobody else gets one of them, and all who hold one can book it.
    for window in 0..6 {
        harness.refused(book(99, 99, slot(1, window)), "slot-full");
        harness.refused(hold(99, slot(1, window)), "slot-full");
    }
    for who in wins {
        let held = harness.world.holds(person(who));
        let [held] = &held[..] else { panic!("{held:?}") };
        let events = harness.ok(book(who, who, held.slot));
        assert_eq!(ended(&events), [HoldEnd::Booked]);
        let booked = harness.world.appointment(appointment(who)).expect("booked");
        // The seat and the minute that were shown.
        assert_eq!((booked.seat, booked.expected_at), (held.seat, held.expected_at));
    }
    assert!((1..=20).all(|who| harness.world.holds(person(who)).is_empty()));
}

#[test]
fn a_hold_is_over_at_its_minute_also_after_a_restart() {
    let mut harness = Harness::with_session(1);
    // 07:00, five minutes.
    let held = placed(&harness.ok(hold(1, slot(1, 0))));
    assert_eq!(held.until, at("07:05"));
    later(&mut harness, 299);
    assert_eq!(tick(&mut harness), []);
    let early = Command::LapseHold(command::LapseHold { slot: slot(1, 0), seat: 0 });
    harness.refused(early.clone(), "hold-not-over");
    // Whoever starts it again knows it, and looks at the clock.
    harness.world = World::restore(harness.world.snapshot());
    later(&mut harness, 1);
    let moment = harness.moment();
    let due = harness.world.due(moment);
    assert_eq!(due, [(at("07:05"), Due::LapseHold(slot(1, 0), 0))]);
    assert!(!due[0].1.takes_from_somebody(), "it waits for no administrator");
    assert_eq!(ended(&tick(&mut harness)), [HoldEnd::Lapsed]);
    harness.refused(early, "no-hold");
    assert_eq!(left(&harness, slot(1, 0)), 1);
    harness.ok(book(2, 2, slot(1, 0)));
}

#[test]
fn the_rules_say_how_long_and_no_hold_outlasts_its_window() {
    let mut harness = Harness::with_session(1);
    let adopted = |minutes| {
        let rules = model::scheduling::BookingRules { hold_minutes: Some(minutes), ..rules() };
        Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules })
    };
    for minutes in [0, 16] {
        harness.refused(adopted(minutes), "out-of-range");
    }
    harness.ok(adopted(15));
    harness.set("07:50");
    assert_eq!(placed(&harness.ok(hold(1, slot(1, 0)))).until, at("08:00"));
    harness.ok(adopted(1));
    assert_eq!(placed(&harness.ok(hold(2, slot(1, 1)))).until, at("07:51"));
    harness.set("08:00").refused(book(1, 1, slot(1, 0)), "slot-in-past");
}

#[test]
fn midnight_ends_no_hold() {
    let mut harness = Harness::new();
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
    harness.now = on("2026-11-29", "23:58");
    assert_eq!(placed(&harness.ok(hold(1, slot(4, 0)))).until, on(MONDAY, "00:03"));
    harness.now = on(MONDAY, "00:02");
    assert_eq!(tick(&mut harness), []);
    harness.ok(book(1, 1, slot(4, 0)));
}

#[test]
fn another_choice_takes_the_place_of_the_first_in_one_decision() {
    let mut harness = Harness::with_session(1);
    harness.ok(hold(1, slot(1, 0)));
    let events = harness.ok(hold(1, slot(1, 1)));
    assert_eq!(ended(&events), [HoldEnd::Replaced]);
    assert_eq!((left(&harness, slot(1, 0)), left(&harness, slot(1, 1))), (1, 0));
    assert_eq!(harness.world.holds(person(1)).len(), 1);
    // A window that is full leaves what one has.
    harness.ok(hold(2, slot(1, 2)));
    harness.refused(hold(1, slot(1, 2)), "slot-full");
    assert!(harness.world.hold(person(1), slot(1, 1)).is_some());
    // The same one again lasts longer, in the same seat.
    later(&mut harness, 120);
    let again = placed(&harness.ok(hold(1, slot(1, 1))));
    assert_eq!((again.seat, again.until), (0, at("07:07")));
    // Given up it is everybody's.
    assert_eq!(ended(&harness.ok(release_hold(1, slot(1, 1)))), [HoldEnd::Released]);
    harness.refused(release_hold(1, slot(1, 1)), "no-hold");
    harness.ok(book(3, 3, slot(1, 1)));
}

#[test]
fn nobody_keeps_a_seat_by_holding_it_again_and_again() {
    let mut harness = Harness::with_session(1);
    let until = |harness: &mut Harness, window| placed(&harness.ok(hold(1, slot(1, window)))).until;
    assert_eq!(until(&mut harness, 0), at("07:05"));
    assert_eq!(until(harness.set("07:05"), 0), at("07:10"));
    assert_eq!(until(harness.set("07:09"), 1), at("07:14"));
    // Fifteen minutes from the first one, whichever window of the session it is.
    assert_eq!(until(harness.set("07:14"), 2), at("07:15"));
    let refusal = harness.set("07:15").refused(hold(1, slot(1, 2)), "hold-rest");
    assert_eq!(arg(&refusal, "at"), Some(Value::from(at("07:25"))));
    // A booking needs no hold, and another session has a time of its own.
    assert_eq!(ended(&tick(&mut harness)), [HoldEnd::Lapsed]);
    harness.ok(publish(2, 2, "2026-11-26", (600, 660), 20, 1));
    assert_eq!(placed(&harness.ok(hold(1, slot(2, 0)))).until, at("07:20"));
    harness.ok(release_hold(1, slot(2, 0)));
    // Under another record it is the same person.
    harness.merge(2, 1);
    harness.set("07:24").refused(hold(2, slot(1, 2)), "hold-rest");
    assert_eq!(until(harness.set("07:25"), 2), at("07:30"));
    harness.ok(book(1, 1, slot(1, 2)));
}

#[test]
fn ten_holds_an_hour_are_the_most() {
    let mut harness = Harness::with_session(1);
    harness.ok(publish(2, 2, "2026-11-26", (600, 660), 20, 1));
    for number in 0..10 {
        later(&mut harness, 1).ok(hold(1, slot(1 + number % 2, number % 3)));
    }
    let refusal = later(&mut harness, 1).refused(hold(1, slot(1, 0)), "holds-too-many");
    assert_eq!(arg(&refusal, "limit"), Some(Value::from(10u16)));
    assert_eq!(arg(&refusal, "at"), Some(Value::from(at("08:00") + Duration::seconds(1))));
    // Somebody else has ten of their own.
    harness.ok(hold(2, slot(1, 0)));
    harness.now = at("08:00") + Duration::seconds(1);
    harness.ok(hold(1, slot(2, 0)));
}

#[test]
fn a_hold_counts_as_if_it_was_booked_on_whichever_device() {
    let mut harness = Harness::with_session(2);
    harness.ok(publish(2, 2, "2026-11-26", (480, 600), 20, 2));
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(hold(1, slot(1, 2)));
    // Two in a department are the most.
    harness.refused(book(2, 1, slot(1, 4)), "department-day-cap");
    let refusal = harness.refused(book(2, 1, slot(2, 2)), "hold-open");
    assert_eq!(arg(&refusal, "answer"), Some(Value::from(at("07:05"))));
    // Neither may what is held be where one is.
    harness.refused(hold(1, slot(2, 0)), "same-time");
    harness.refused(hold(1, slot(1, 0)), "already-in-slot");
    // Rules that became stricter meanwhile count when it is confirmed.
    let rules = model::scheduling::BookingRules { caps: Cap::days(1, 1).into(), ..rules() };
    harness.ok(Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules }));
    harness.refused(book(2, 1, slot(1, 2)), "department-day-cap");
}

#[test]
fn two_who_hold_the_same_window_are_not_merged_until_one_lets_go() {
    let mut harness = Harness::with_session(2);
    harness.ok(hold(1, slot(1, 0)));
    harness.ok(hold(2, slot(1, 0)));
    assert_eq!(harness.obstacles(1, 2), [("obstacle-same-slot".to_owned(), 0)]);
    harness.ok(hold(2, slot(1, 1)));
    assert_eq!(harness.obstacles(1, 2), []);
    harness.merge(2, 1);
    // Whichever record asks: one hold from now on, and what was held can be booked.
    assert_eq!(harness.world.holds(person(1)).len(), 2);
    let events = harness.ok(hold(1, slot(1, 3)));
    assert_eq!(ended(&events), [HoldEnd::Replaced, HoldEnd::Replaced]);
    assert_eq!(ended(&harness.ok(book(1, 2, slot(1, 3)))), [HoldEnd::Booked]);
    harness.learn(PersonFact::Parted { from: person(2), into: person(1) });
    harness.ok(hold(1, slot(1, 0)));
}

#[test]
fn the_last_seat_of_a_session_cannot_be_passed_on() {
    let mut harness = with_list();
    // Whoever compares windows hides none of them: with another seat in the session nobody has anything to gain by it.
    for window in 0..3 {
        harness.ok(hold(1, slot(4, window)));
    }
    assert_eq!(harness.ok(release_hold(1, slot(4, 2))).len(), 1);
    assert_eq!([0, 1, 2].map(|window| left(&harness, slot(4, window))), [1, 1, 1]);
    for number in 2..=3 {
        harness.ok(book(number, number, slot(4, number - 1)));
    }
    harness.ok(hold(1, slot(4, 0)));
    let events = harness.ok(release_hold(1, slot(4, 0)));
    let [Event::HoldEnded(_), Event::SeatSetAside(aside)] = &events[..] else { panic!("{events:?}") };
    assert!(aside.public_at > harness.now, "at a moment that nobody knows");
    harness.refused(book(4, 4, slot(4, 0)), "slot-full");
    // Nor where the others have begun.
    harness.ok(publish(5, 1, "2026-12-01", (480, 540), 20, 1));
    harness.now = on("2026-12-01", "08:25");
    harness.ok(hold(5, slot(5, 2)));
    assert_eq!(harness.ok(release_hold(5, slot(5, 2))).len(), 2);
}

#[test]
fn what_lapses_is_offered_to_who_waits() {
    let mut harness = with_list();
    for number in 1..=2 {
        harness.ok(book(number, number, slot(4, number - 1)));
    }
    harness.ok(hold(3, slot(4, 2)));
    harness.ok(join(1, 11, &[wish(1, MONDAY, Half::Morning)]));
    later(&mut harness, 300);
    let events = tick(&mut harness);
    assert_eq!(ended(&events), [HoldEnd::Lapsed]);
    let offered = |event: &Event| matches!(event, Event::SeatOffered(offer) if offer.slot == slot(4, 2));
    assert!(events.iter().any(offered), "{events:?}");
    // Whoever let it lapse is not before those who wait.
    harness.refused(hold(3, slot(4, 2)), "slot-full");
}

/// Monday morning of clinician 1 is full; person 11 waits for it and looks at a window of clinician 2, when the seat of 08:00
/// is given back.
fn offered_beside(held: SlotId, caps: [Cap; 2]) -> Harness {
    let mut harness = Harness::new();
    let rules = model::scheduling::BookingRules { caps: caps.into(), waitlist: Some(waitlist_rules()), ..rules() };
    harness.ok(Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules }));
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
    harness.ok(publish(5, 2, MONDAY, (480, 540), 20, 1));
    for number in 1..=3 {
        harness.ok(book(number, number, slot(4, number - 1)));
    }
    harness.ok(join(1, 11, &[wish(1, MONDAY, Half::Morning)]));
    harness.ok(hold(11, held));
    harness.ok(cancel(1, true));
    let events = tick(&mut harness);
    let [Event::SeatOffered(offer)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((offer.entry, offer.slot), (entry(1), slot(4, 0)));
    assert!(harness.world.hold(person(11), held).is_some(), "what is held stays until the offer is answered");
    harness
}

#[test]
fn what_somebody_holds_hinders_no_offer_and_ends_when_that_is_accepted() {
    // At the same time; at another time but one too many; and one for which there is room besides.
    let (three, one) = (Cap::days(3, 2), Cap::days(1, 1));
    let cases = [(slot(5, 0), three, true), (slot(5, 2), one, true), (slot(5, 2), three, false)];
    for (held, caps, gives_way) in cases {
        let mut harness = offered_beside(held, caps);
        let events = harness.ok(accept(1, 50, 11));
        let expected: &[HoldEnd] = if gives_way { &[HoldEnd::Replaced] } else { &[] };
        assert_eq!(ended(&events), expected);
        assert_eq!(harness.world.hold(person(11), held).is_some(), !gives_way);
        let booked = harness.world.appointment(appointment(50)).expect("booked");
        assert_eq!((booked.slot, booked.state), (slot(4, 0), AppointmentState::Booked));
        // Whoever wants it has it at once.
        assert_eq!(harness.play(&book(60, 12, held)).is_ok(), gives_way);
    }
}

#[test]
fn what_is_held_is_booked_once_the_offer_is_answered() {
    let mut harness = offered_beside(slot(5, 0), Cap::days(3, 2));
    harness.refused(book(50, 11, slot(5, 0)), "offer-open");
    harness.ok(Command::PassOffer(command::PassOffer { entry: entry(1) }));
    assert_eq!(ended(&harness.ok(book(50, 11, slot(5, 0)))), [HoldEnd::Booked]);
}

/// Whoever looks at another seat when the closure is undone is back in the old one nevertheless.
#[test]
fn a_held_seat_gives_way_to_the_one_that_a_closure_had_taken() {
    for (held, left) in [(slot(5, 0), 0), (slot(6, 0), 1)] {
        let mut harness = Harness::new();
        harness.enrol(3, 1);
        harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
        harness.ok(publish(5, 3, MONDAY, (480, 540), 20, 1));
        harness.ok(publish(6, 3, "2026-12-01", (480, 540), 20, 1));
        harness.ok(book(1, 1, slot(4, 0)));
        harness.ok(close(4, on("2026-11-29", "18:00"), Silence::Keep, &[], &[1]));
        harness.ok(hold(1, held));
        let events = harness.ok(undo_closure(4));
        // One on another day is not in the way.
        assert_eq!(ended(&events).len() + left, 1, "{events:?}");
        assert_eq!(harness.world.holds(person(1)).len(), left);
        let state = harness.world.appointment(appointment(1)).map(|visit| visit.state);
        assert_eq!(state, Some(AppointmentState::Booked));
    }
}

#[test]
fn closing_withdrawing_and_drawing_end_what_is_held() {
    let mut harness = Harness::new();
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 2));
    harness.ok(book(1, 1, slot(4, 0)));
    harness.ok(hold(2, slot(4, 1)));
    let deadline: Instant = on("2026-11-29", "18:00");
    let events = harness.ok(close(4, deadline, Silence::Keep, &[], &[1]));
    assert_eq!(ended(&events), [HoldEnd::NoSession]);
    harness.refused(book(2, 2, slot(4, 1)), "slot-closed");

    harness.ok(publish(5, 1, "2026-12-01", (480, 540), 20, 2));
    harness.ok(hold(2, slot(5, 1)));
    let events =
        harness.ok(Command::WithdrawSession(command::WithdrawSession { session: session(5), reason: reason() }));
    assert_eq!(ended(&events), [HoldEnd::NoSession]);
    harness.refused(book(2, 2, slot(5, 1)), "not-there");
    assert!(harness.world.holds(person(2)).is_empty());

    harness.ok(publish(6, 1, "2026-12-02", (480, 540), 20, 2));
    harness.ok(hold(2, slot(6, 1)));
    let seed = draws::Seed::new([7; 32]);
    let events = harness.ok(Command::SetUpDraw(command::SetUpDraw {
        draw: DrawId(id(13, 1)),
        session: session(6),
        commitment: seed.commitment().hex(),
        seed: SideRef { id: id(17, 1), hash: "00".repeat(32) },
        opens_at: at("08:00"),
        closes_at: at("12:00"),
        drawn_at: at("12:05"),
    }));
    assert_eq!(ended(&events), [HoldEnd::Drawn]);
    let state = harness.world.slot(slot(6, 1), harness.moment()).map(|slot| slot.state);
    assert_eq!(state, Some(SlotState::Drawn));
    harness.refused(book(2, 2, slot(6, 1)), "slot-drawn");
}

#[test]
fn what_is_held_costs_nobody_the_old_seat_when_a_closure_is_undone() {
    let mut harness = Harness::new();
    harness.enrol(3, 1);
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 2));
    harness.ok(publish(6, 3, MONDAY, (480, 540), 20, 1));
    harness.ok(book(1, 1, slot(4, 0)));
    harness.ok(close(4, on("2026-11-29", "18:00"), Silence::Keep, &[], &[1]));
    harness.ok(hold(1, slot(6, 0)));
    harness.ok(hold(2, slot(6, 1)));
    let events = harness.ok(crate::closing::undo(4));
    assert_eq!(ended(&events), [HoldEnd::Replaced]);
    let state = harness.world.appointment(appointment(1)).expect("booked").state;
    assert_eq!(state, scheduling::read::AppointmentState::Booked);
    assert!(harness.world.holds(person(1)).is_empty() && harness.world.hold(person(2), slot(6, 1)).is_some());
}

#[test]
fn what_is_held_costs_nobody_the_old_seat_when_the_end_of_a_session_is_undone() {
    let mut harness = Harness::with_session(1);
    harness.ok(publish(2, 1, "2026-11-26", (660, 720), 20, 1));
    harness.ok(publish(3, 1, "2026-11-27", (660, 720), 20, 1));
    let rules = model::scheduling::BookingRules { caps: Cap::days(1, 1).into(), ..rules() };
    harness.ok(Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules }));
    harness.ok(book(1, 1, slot(1, 1)));
    harness.ok(book(2, 2, slot(1, 2)));
    harness.set("08:05");
    harness.check_in(1);
    harness.check_in(2);
    harness.set("10:00").ok(Command::EndSession(command::EndSession { session: session(1) }));
    // One a day is the most; on another day is one more.
    harness.ok(hold(1, slot(2, 1)));
    harness.ok(hold(2, slot(3, 1)));
    let undo = command::UndoEndSession { session: session(1), reason: reason() };
    assert_eq!(ended(&harness.ok(Command::UndoEndSession(undo))), [HoldEnd::Replaced]);
    for number in 1..=2 {
        let state = harness.world.appointment(appointment(number)).expect("booked").state;
        assert_eq!(state, scheduling::read::AppointmentState::Arrived, "{number}");
    }
    assert!(harness.world.holds(person(1)).is_empty() && harness.world.hold(person(2), slot(3, 1)).is_some());
}

#[test]
fn a_hold_stops_no_change_of_its_session_and_stays_where_its_window_does() {
    let mut harness = Harness::new();
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 2));
    harness.ok(hold(1, slot(4, 0)));
    harness.ok(hold(2, slot(4, 2)));
    // Without the last window, and with one seat in the first.
    let shorter = command::ChangeSession {
        capacity: model::scheduling::WindowSeats::Windows(vec![1, 2]),
        ..crate::changing::change(MONDAY, (480, 520), 2)
    };
    let events = harness.ok(shorter.into());
    assert_eq!(ended(&events), [HoldEnd::NoSession]);
    assert!(harness.world.holds(person(2)).is_empty() && harness.world.hold(person(1), slot(4, 0)).is_some());
    assert_eq!(left(&harness, slot(4, 0)), 0);
    harness.refused(book(2, 2, slot(4, 2)), "not-there");
    // On another day all windows are others.
    let events = harness.ok(crate::changing::change("2026-12-01", (480, 540), 2).into());
    assert_eq!(ended(&events), [HoldEnd::NoSession]);
    assert!(harness.world.holds(person(1)).is_empty());
    harness.now += Duration::minutes(10);
    assert_eq!(tick(&mut harness), []);
}

#[test]
fn a_seat_that_is_held_is_not_given_back_to_who_cancelled_it() {
    let mut harness = Harness::with_session(1);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(cancel(1, false));
    harness.ok(hold(2, slot(1, 0)));
    harness.refused(crate::cancelling::undo(1, false), "seat-gone");
}

#[test]
fn what_is_not_there_cannot_be_held() {
    let mut harness = Harness::with_session(1);
    harness.refused(hold(1, slot(9, 0)), "not-there");
    harness.refused(release_hold(1, slot(9, 0)), "not-there");
    harness.set("08:00").refused(hold(1, slot(1, 0)), "slot-in-past");
    harness.refused(Command::LapseHold(command::LapseHold { slot: slot(1, 1), seat: 9 }), "no-hold");
}
