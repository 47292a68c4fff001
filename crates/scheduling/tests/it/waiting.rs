//! The waiting list: who is asked when a seat is given back, for how long, and what an answer or silence does.
//!
//! Session 4 is on Monday 30 November, 08:00–09:00: three windows of one seat, all booked. It is Thursday, 07:00.

use crate::harness::*;
use model::{
    id::WaitlistEntryId,
    message::Value,
    scheduling::{
        BookingRules, Channel, Command, Event, Half, OfferLapsed, OfferPassed, PassedOver, RulesAdopted, RulesScope,
        SeatOffered, SeatReleased, SeatSetAside, WaitlistPassedOver, WaitlistRules, Wish, command,
    },
    time::{Instant, MinuteOfDay},
};
use scheduling::read::{SlotState, WaitlistEnd};

const MONDAY: &str = "2026-11-30";

pub(crate) fn entry(number: u32) -> WaitlistEntryId {
    WaitlistEntryId(id(12, number))
}

/// Two hours or a quarter of the time left, an hour longer, nights from 22:00 to 07:00; twice passed, once silent.
pub(crate) fn waitlist_rules() -> WaitlistRules {
    WaitlistRules {
        open_max: 3,
        joins_per_day_max: 5,
        line_max: 100,
        closes: MinuteOfDay(1080),
        offer_minutes_max: 120,
        offer_share_percent: 25,
        longer_minutes: 60,
        night_from: MinuteOfDay(1320),
        night_until: MinuteOfDay(420),
        passes_max: 2,
        silences_max: 1,
        returned_minutes_max: 90,
    }
}

pub(crate) fn adopt(waitlist: WaitlistRules) -> Command {
    let rules = BookingRules { waitlist: Some(waitlist), ..rules() };
    Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules })
}

pub(crate) fn wish(who: u32, day: &str, half: Half) -> Wish {
    Wish { clinician: clinician(who), date: date(day), half }
}

pub(crate) fn join(number: u32, who: u32, wishes: &[Wish]) -> Command {
    Command::JoinWaitlist(command::JoinWaitlist {
        entry: entry(number),
        patient: person(who),
        channel: Channel::Online,
        wishes: wishes.to_vec(),
    })
}

pub(crate) fn accept(number: u32, booking: u32, who: u32) -> Command {
    Command::AcceptOffer(command::AcceptOffer {
        entry: entry(number),
        appointment: appointment(booking),
        patient: person(who),
        journey: journey(who),
    })
}

fn pass(number: u32) -> Command {
    Command::PassOffer(command::PassOffer { entry: entry(number) })
}

fn leave(number: u32) -> Command {
    Command::LeaveWaitlist(command::LeaveWaitlist { entry: entry(number), reason: reason() })
}

fn monday() -> Wish {
    wish(1, MONDAY, Half::Morning)
}

/// Persons 1–3 have the three seats.
fn full(waitlist: WaitlistRules) -> Harness {
    let mut harness = Harness::new();
    harness.ok(adopt(waitlist));
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
    for number in 1..=3 {
        harness.ok(book(number, number, slot(4, number - 1)));
    }
    harness
}

/// Persons 11, 12, … wait in this order with entries 1, 2, ….
fn waiting(people: u32, waitlist: WaitlistRules) -> Harness {
    let mut harness = full(waitlist);
    for number in 1..=people {
        harness.ok(join(number, 10 + number, &[monday()]));
    }
    harness
}

/// Everything that is due, decided until nothing is.
pub(crate) fn tick(harness: &mut Harness) -> Vec<Event> {
    let mut all = Vec::new();
    for _ in 0..1000 {
        let due = harness.due();
        if due.is_empty() {
            return all;
        }
        for command in due {
            all.extend(harness.play(&command).unwrap_or_default());
        }
    }
    panic!("something is due for ever");
}

fn offered(events: &[Event]) -> Vec<(WaitlistEntryId, Instant)> {
    let offer = |event: &Event| match event {
        Event::SeatOffered(SeatOffered { entry, until, .. }) => Some((*entry, *until)),
        _ => None,
    };
    events.iter().filter_map(offer).collect()
}

fn place(harness: &Harness, number: u32) -> Option<u32> {
    let view = harness.world.waitlist_entry(entry(number), harness.moment()).expect("joined");
    view.wishes.first().expect("a wish").place
}

fn ended(harness: &Harness, number: u32) -> Option<WaitlistEnd> {
    let view = harness.world.waitlist_entry(entry(number), harness.moment()).expect("joined");
    view.ended.map(|(_, how)| how)
}

#[test]
fn ten_thousand_who_join_in_one_second_are_in_line_as_they_came_or_refused() {
    let mut harness = full(WaitlistRules { line_max: 500, ..waitlist_rules() });
    let refused = (1..=10_000).filter(|number| {
        let refusal = harness.play(&join(*number, 10 + number, &[monday()])).err();
        refusal.is_some_and(|refusal| {
            assert_eq!(
                (refusal.code, arg(&refusal, "limit")),
                ("waitlist-line-full", Some(Value::Count(500))),
                "{number}"
            );
            true
        })
    });
    assert_eq!(refused.count(), 9_500);
    assert!((1..=500).all(|number| place(&harness, number) == Some(number)));
    // The seat is offered to the first of them, and to nobody else.
    harness.ok(cancel(1, false));
    assert_eq!(offered(&tick(&mut harness)).iter().map(|(entry, _)| *entry).collect::<Vec<_>>(), [entry(1)]);
}

#[test]
fn a_seat_goes_to_those_who_wait_one_after_the_other_and_to_nobody_else() {
    let mut harness = waiting(2, waitlist_rules());
    assert_eq!((place(&harness, 1), place(&harness, 2)), (Some(1), Some(2)));
    let events = harness.ok(cancel(1, false));
    let Some(Event::SeatSetAside(SeatSetAside { public_at, .. })) = events.last() else { panic!("{events:?}") };
    assert!((at("07:00")..=at("08:30")).contains(public_at), "within 90 minutes: {public_at}");
    // Nobody can snatch it away.
    harness.refused(book(9, 9, slot(4, 0)), "slot-full");
    assert_eq!(offered(&tick(&mut harness)), [(entry(1), at("09:00"))], "two hours");
    harness.refused(book(9, 9, slot(4, 0)), "slot-full");
    assert_eq!(tick(&mut harness), [], "one at a time");
    // The first does not answer; the second is asked.
    harness.set("08:59");
    assert_eq!(tick(&mut harness), []);
    harness.set("09:00");
    harness.refused(accept(1, 21, 11), "offer-over");
    let events = tick(&mut harness);
    assert!(matches!(&events[0], Event::OfferLapsed(OfferLapsed { entry: of, to_end: false, .. }) if *of == entry(1)));
    assert_eq!(offered(&events), [(entry(2), at("11:00"))]);
    assert_eq!(place(&harness, 1), Some(1), "silence once keeps the place");
    harness.set("10:59").ok(accept(2, 22, 12));
    let booked = harness.world.appointment(appointment(22)).expect("booked");
    assert_eq!((booked.slot, booked.seat, booked.patient), (slot(4, 0), 0, person(12)));
    assert_eq!(booked.expected_at, on(MONDAY, "08:00"));
    assert_eq!(ended(&harness, 2), Some(WaitlistEnd::Booked));
    harness.refused(accept(2, 23, 12), "waitlist-ended");
    assert_eq!(tick(&mut harness), []);
}

#[test]
fn a_seat_for_which_nobody_is_left_returns_at_a_moment_that_was_drawn() {
    let mut harness = full(waitlist_rules());
    let events = harness.ok(cancel(2, true));
    let Some(Event::SeatSetAside(SeatSetAside { public_at, .. })) = events.last() else { panic!("{events:?}") };
    let public_at = *public_at;
    assert!(public_at > harness.now, "this seed's draw");
    assert_eq!(tick(&mut harness), []);
    harness.now = public_at - chrono::Duration::milliseconds(1);
    assert_eq!(tick(&mut harness), []);
    harness.refused(book(9, 9, slot(4, 1)), "slot-full");
    harness.now = public_at;
    assert_eq!(tick(&mut harness), [SeatReleased { slot: slot(4, 1), seat: 0 }.into()]);
    harness.ok(book(9, 9, slot(4, 1)));
}

#[test]
fn draws_are_spread_over_the_whole_time() {
    // 200 seats given back at 07:00: their moments lie in each third of the 90 minutes.
    let mut thirds = [0; 3];
    let mut harness = Harness::new();
    harness.ok(adopt(waitlist_rules()));
    harness.ok(publish(4, 1, MONDAY, (480, 580), 20, 40));
    for number in 0..200u32 {
        harness.ok(book(1 + number, 1 + number, slot(4, number / 40)));
        let events = harness.ok(cancel(1 + number, true));
        let Some(Event::SeatSetAside(aside)) = events.last() else { panic!("{events:?}") };
        thirds[((aside.public_at - at("07:00")).num_seconds() / 1801) as usize] += 1;
        harness.now = aside.public_at;
        tick(&mut harness);
        harness.now = at("07:00");
    }
    assert!(thirds.iter().all(|count| (40..=95).contains(count)), "{thirds:?}");
}

#[test]
fn where_there_is_no_waiting_list_a_seat_can_be_booked_at_once() {
    let mut harness = Harness::with_session(1);
    harness.ok(book(1, 1, slot(1, 0)));
    assert_eq!(harness.ok(cancel(1, true)).len(), 1);
    harness.ok(book(2, 2, slot(1, 0)));
    harness.refused(join(1, 11, &[monday()]), "no-waitlist");
}

#[test]
fn a_night_does_not_count() {
    let mut harness = waiting(1, waitlist_rules());
    harness.set("21:00").ok(cancel(1, true));
    // 21:00–22:00 is one of the two hours, 07:00–08:00 of the next day the other.
    assert_eq!(offered(&tick(&mut harness)), [(entry(1), on("2026-11-27", "08:00"))]);
    harness.now = on("2026-11-27", "07:30");
    harness.ok(Command::ExtendOffer(command::ExtendOffer { entry: entry(1) }));
    let view = harness.world.waitlist_entry(entry(1), harness.moment()).expect("joined").offer.expect("offered");
    assert_eq!((view.answer_by, view.longer_until), (on("2026-11-27", "09:00"), None));
    harness.refused(Command::ExtendOffer(command::ExtendOffer { entry: entry(1) }), "offer-extended");
    // An hour more at 21:30 ends at 07:30.
    let mut harness = waiting(1, waitlist_rules());
    harness.set("19:30").ok(cancel(1, true));
    assert_eq!(offered(&tick(&mut harness)), [(entry(1), at("21:30"))]);
    let events = harness.ok(Command::ExtendOffer(command::ExtendOffer { entry: entry(1) }));
    let Some(Event::OfferExtended(longer)) = events.first() else { panic!("{events:?}") };
    assert_eq!(longer.until, on("2026-11-27", "07:30"));
}

#[test]
fn an_offer_lasts_no_longer_than_its_share_of_the_time_left() {
    let mut harness = waiting(1, WaitlistRules { offer_minutes_max: 600, ..waitlist_rules() });
    harness.now = on("2026-11-29", "17:00");
    harness.ok(cancel(1, true));
    // Until Monday 08:00 it is 900 minutes; a quarter of it is 225.
    assert_eq!(offered(&tick(&mut harness)), [(entry(1), on("2026-11-29", "20:45"))]);
    // An offer that would go on after its window has begun ends with its beginning.
    let mut harness = waiting(1, WaitlistRules { longer_minutes: 1440, ..waitlist_rules() });
    harness.now = on("2026-11-29", "17:00");
    harness.ok(cancel(1, true));
    assert_eq!(offered(&tick(&mut harness)), [(entry(1), on("2026-11-29", "19:00"))]);
    let events = harness.ok(Command::ExtendOffer(command::ExtendOffer { entry: entry(1) }));
    let Some(Event::OfferExtended(longer)) = events.first() else { panic!("{events:?}") };
    assert_eq!(longer.until, on(MONDAY, "08:00"));
}

#[test]
fn letting_pass_keeps_the_place_twice_and_silence_once() {
    let mut harness = waiting(2, waitlist_rules());
    let mut number = 1;
    // Each time a seat comes back, the first is asked first.
    for (round, to_end) in [false, false, true].into_iter().enumerate() {
        harness.ok(cancel(number, true));
        assert_eq!(offered(&tick(&mut harness))[0].0, entry(1), "round {round}");
        let passed = harness.ok(pass(1));
        let [Event::OfferPassed(OfferPassed { to_end: is_at_end, public_at, .. })] = &passed[..] else {
            panic!("{passed:?}")
        };
        assert_eq!(*is_at_end, to_end);
        assert!((harness.now..=harness.now + chrono::Duration::minutes(90)).contains(public_at), "{public_at}");
        assert_eq!(offered(&tick(&mut harness))[0].0, entry(2), "the same seat goes to the next");
        harness.ok(pass(2));
        let released = tick(&mut harness);
        assert!(offered(&released).is_empty(), "nobody is asked twice for one seat: {released:?}");
        harness.now += chrono::Duration::hours(2);
        tick(&mut harness);
        number = 40 + round as u32;
        harness.ok(book(number, 40 + round as u32, slot(4, 0)));
    }
    // Both have passed three times now: first the one, then the other went to the end.
    assert_eq!((place(&harness, 1), place(&harness, 2)), (Some(1), Some(2)));
    let mut harness = waiting(2, waitlist_rules());
    harness.ok(cancel(1, true));
    tick(&mut harness);
    harness.set("09:00");
    tick(&mut harness);
    harness.ok(accept(2, 22, 12));
    harness.ok(join(3, 13, &[monday()]));
    assert_eq!((place(&harness, 1), place(&harness, 3)), (Some(1), Some(2)));
    harness.ok(cancel(2, true));
    assert_eq!(offered(&tick(&mut harness)), [(entry(1), at("11:00"))]);
    harness.set("11:00");
    let events = tick(&mut harness);
    assert!(matches!(&events[0], Event::OfferLapsed(OfferLapsed { entry: of, to_end: true, .. }) if *of == entry(1)));
    assert_eq!(offered(&events), [(entry(3), at("13:00"))]);
    assert_eq!((place(&harness, 1), place(&harness, 3)), (Some(2), Some(1)), "behind all others");
}

#[test]
fn who_is_over_a_limit_is_passed_over_told_why_and_keeps_the_place() {
    let mut harness = waiting(2, waitlist_rules());
    // Person 11 has two other visits in the department that day by now; more are not allowed.
    harness.enrol(3, 1);
    harness.ok(publish(5, 3, MONDAY, (600, 660), 20, 5));
    harness.ok(book(31, 11, slot(5, 0)));
    harness.ok(book(32, 11, slot(5, 1)));
    harness.ok(cancel(1, true));
    let events = tick(&mut harness);
    let passed = PassedOver { entry: entry(1), code: "department-day-cap".into() };
    assert_eq!(events[0], WaitlistPassedOver { slot: slot(4, 0), seat: 0, entries: vec![passed] }.into());
    assert_eq!(offered(&events), [(entry(2), at("09:00"))]);
    let view = harness.world.waitlist_entry(entry(1), harness.moment()).expect("joined");
    assert_eq!(view.passed_over, [(slot(4, 0), "department-day-cap".to_owned())]);
    assert_eq!(place(&harness, 1), Some(1));
    // If nobody else is left, the seat returns to everybody, and the tick ends.
    harness.ok(pass(2));
    harness.now += chrono::Duration::hours(2);
    assert_eq!(tick(&mut harness), [SeatReleased { slot: slot(4, 0), seat: 0 }.into()]);
}

#[test]
fn an_offer_counts_as_if_it_were_booked() {
    let mut harness = waiting(1, waitlist_rules());
    harness.enrol(3, 1);
    harness.ok(publish(5, 3, MONDAY, (480, 660), 20, 5));
    harness.ok(book(31, 11, slot(5, 6)));
    harness.ok(cancel(1, true));
    assert_eq!(offered(&tick(&mut harness)).len(), 1);
    // At the same time as the offered window, and one more in the department than is allowed.
    let refusal = harness.refused(book(32, 11, slot(5, 0)), "offer-open");
    assert_eq!(arg(&refusal, "answer"), Some(Value::At(at("09:00"))));
    let refusal = harness.refused(book(32, 11, slot(5, 7)), "department-day-cap");
    assert_eq!(arg(&refusal, "value"), Some(Value::Count(2)));
    // The offer itself does not stand in its own way.
    harness.ok(accept(1, 33, 11));
    harness.refused(book(34, 11, slot(5, 7)), "department-day-cap");
}

#[test]
fn an_offer_that_became_too_much_is_refused_with_the_rule() {
    let mut harness = waiting(1, waitlist_rules());
    harness.ok(cancel(1, true));
    tick(&mut harness);
    // Another record of the same person has two visits in the department.
    harness.enrol(3, 1);
    harness.ok(publish(5, 3, MONDAY, (600, 660), 20, 5));
    harness.ok(book(31, 50, slot(5, 0)));
    harness.ok(book(32, 50, slot(5, 1)));
    harness.merge(50, 11);
    harness.refused(accept(1, 33, 11), "department-day-cap");
    harness.refused(accept(1, 33, 12), "other-person");
    harness.ok(cancel(31, true));
    harness.ok(accept(1, 33, 50));
}

#[test]
fn one_person_waits_once_and_for_so_many_things_whichever_record_is_named() {
    let mut harness = full(WaitlistRules { joins_per_day_max: 4, ..waitlist_rules() });
    harness.merge(50, 11);
    harness.ok(join(1, 11, &[monday()]));
    harness.refused(join(2, 50, &[monday()]), "already-waiting");
    for number in 5..=7u32 {
        harness.ok(publish(number, 1, &format!("2026-12-0{}", number - 4), (480, 500), 20, 1));
        harness.ok(book(number, number, slot(number, 0)));
    }
    let day = |number: u32| wish(1, &format!("2026-12-0{}", number - 4), Half::Morning);
    harness.ok(join(2, 50, &[day(5)]));
    harness.ok(join(3, 11, &[day(6)]));
    let refusal = harness.refused(join(4, 11, &[day(7)]), "waitlist-cap");
    assert_eq!(arg(&refusal, "limit"), Some(Value::Count(3)));
    harness.ok(leave(3));
    harness.ok(join(4, 11, &[day(7)]));
    harness.ok(leave(4));
    // Four joins a day, whether or not they were left again.
    let refusal = harness.refused(join(5, 50, &[day(7)]), "waitlist-joins-cap");
    assert_eq!(arg(&refusal, "value"), Some(Value::Count(4)));
    harness.now = on("2026-11-27", "00:00");
    harness.ok(join(5, 50, &[day(7)]));
}

#[test]
fn one_waits_only_for_what_is_full_and_can_still_come() {
    let mut harness = full(waitlist_rules());
    let (monday, refused) =
        (monday(), |harness: &mut Harness, wishes: &[Wish], code| harness.refused(join(1, 11, wishes), code));
    refused(&mut harness, &[], "out-of-range");
    refused(&mut harness, &[monday; 29], "out-of-range");
    refused(&mut harness, &[monday, monday], "waitlist-wish-twice");
    refused(&mut harness, &[monday, wish(2, MONDAY, Half::Morning)], "waitlist-two-departments");
    refused(&mut harness, &[wish(99, MONDAY, Half::Morning)], "not-there");
    refused(&mut harness, &[wish(1, MONDAY, Half::Afternoon)], "waitlist-no-session");
    refused(&mut harness, &[wish(1, "2026-12-01", Half::Morning)], "waitlist-no-session");
    // A session that goes on after noon: its morning is full, its afternoon is not.
    harness.ok(publish(5, 1, "2026-12-01", (700, 740), 20, 1));
    harness.ok(book(5, 5, slot(5, 0)));
    let refusal = refused(&mut harness, &[wish(1, "2026-12-01", Half::Afternoon)], "waitlist-not-full");
    assert_eq!(arg(&refusal, "from"), Some(Value::At(on("2026-12-01", "12:00"))));
    harness.ok(publish(6, 1, "2026-12-20", (480, 500), 20, 1));
    let refusal = refused(&mut harness, &[wish(1, "2026-12-20", Half::Morning)], "too-far-ahead");
    assert_eq!(arg(&refusal, "limit"), Some(Value::Count(14)));
    harness.now = on("2026-11-29", "18:00");
    let refusal = refused(&mut harness, &[monday], "waitlist-closed");
    assert_eq!(arg(&refusal, "at"), Some(Value::At(on("2026-11-29", "18:00"))));
    harness.now = on("2026-11-29", "17:59");
    harness.ok(join(1, 11, &[monday]));
}

#[test]
fn a_line_has_an_end() {
    let mut harness = full(WaitlistRules { line_max: 2, ..waitlist_rules() });
    harness.ok(join(1, 11, &[monday()]));
    harness.ok(join(2, 12, &[monday()]));
    let refusal = harness.refused(join(3, 13, &[monday()]), "waitlist-line-full");
    assert_eq!((arg(&refusal, "value"), arg(&refusal, "limit")), (Some(Value::Count(2)), Some(Value::Count(2))));
    harness.ok(leave(1));
    harness.ok(join(3, 13, &[monday()]));
    assert_eq!((place(&harness, 2), place(&harness, 3)), (Some(1), Some(2)));
}

#[test]
fn what_was_waited_for_before_keeps_its_place() {
    let mut harness = waiting(1, waitlist_rules());
    harness.ok(publish(5, 1, "2026-12-01", (480, 500), 20, 1));
    harness.ok(book(5, 5, slot(5, 0)));
    let tuesday = wish(1, "2026-12-01", Half::Morning);
    harness.ok(join(2, 12, &[monday(), tuesday]));
    let change =
        |wishes: &[Wish]| Command::ChangeWishes(command::ChangeWishes { entry: entry(1), wishes: wishes.to_vec() });
    harness.refused(change(&[monday()]), "waitlist-same");
    harness.ok(change(&[tuesday, monday()]));
    let view = harness.world.waitlist_entry(entry(1), harness.moment()).expect("joined");
    let places: Vec<_> = view.wishes.iter().map(|one| (one.wish, one.place, one.place_joined)).collect();
    assert_eq!(places, [(monday(), Some(1), 1), (tuesday, Some(2), 2)]);
    harness.ok(cancel(5, true));
    assert_eq!(offered(&tick(&mut harness))[0].0, entry(2), "who was there first");
    // Somebody else's list is not joined that way.
    harness.enrol(3, 2);
    harness.refused(change(&[wish(3, MONDAY, Half::Morning)]), "other-department");
    harness.ok(change(&[tuesday]));
    harness.ok(cancel(1, true));
    assert!(offered(&tick(&mut harness)).iter().all(|(who, _)| *who != entry(1)), "no longer waited for");
}

#[test]
fn an_entry_ends_when_no_more_seats_are_offered() {
    let mut harness = waiting(2, waitlist_rules());
    harness.now = on("2026-11-29", "17:30");
    harness.ok(cancel(1, true));
    assert_eq!(offered(&tick(&mut harness)), [(entry(1), on("2026-11-29", "19:30"))]);
    harness.now = on("2026-11-29", "17:59");
    assert_eq!(tick(&mut harness), []);
    harness.now = on("2026-11-29", "18:00");
    tick(&mut harness);
    // The second waits in vain; the first can still answer.
    assert_eq!((ended(&harness, 1), ended(&harness, 2)), (None, Some(WaitlistEnd::Closed)));
    harness.now = on("2026-11-29", "19:30");
    tick(&mut harness);
    assert_eq!(ended(&harness, 1), Some(WaitlistEnd::Closed));
    // From then on anybody can have the seat.
    harness.now = on("2026-11-29", "21:30");
    tick(&mut harness);
    harness.ok(book(9, 9, slot(4, 0)));
}

#[test]
fn who_leaves_gives_an_offer_to_the_next() {
    let mut harness = waiting(2, waitlist_rules());
    harness.ok(cancel(1, true));
    tick(&mut harness);
    harness.ok(leave(1));
    assert_eq!(offered(&tick(&mut harness)), [(entry(2), at("09:00"))]);
    assert_eq!(ended(&harness, 1), Some(WaitlistEnd::Left));
    harness.refused(leave(1), "waitlist-ended");
    harness.refused(pass(1), "waitlist-ended");
    harness.ok(pass(2));
    harness.refused(pass(2), "no-offer");
}

#[test]
fn a_session_that_is_withdrawn_takes_its_offers_back_and_costs_nobody_a_place() {
    let mut harness = waiting(5, waitlist_rules());
    for number in 1..=3 {
        harness.ok(cancel(number, true));
    }
    assert_eq!(offered(&tick(&mut harness)).len(), 3);
    let withdraw = Command::WithdrawSession(command::WithdrawSession { session: session(4), reason: reason() });
    let events = harness.ok(withdraw);
    let back = events.iter().filter(|event| matches!(event, Event::OfferWithdrawn(_))).count();
    assert_eq!((back, events.len()), (3, 4), "{events:?}");
    for number in 1..=5 {
        let view = harness.world.waitlist_entry(entry(number), harness.moment()).expect("joined");
        assert_eq!((view.offer, view.ended, view.wishes[0].is_held), (None, None, false));
    }
    harness.refused(pass(1), "no-offer");
    assert_eq!(tick(&mut harness), [], "nothing is watched of it");
    // Held again, the same are asked first.
    harness.ok(publish(5, 1, MONDAY, (480, 540), 20, 1));
    harness.ok(book(61, 61, slot(5, 0)));
    harness.ok(cancel(61, true));
    assert_eq!(offered(&tick(&mut harness))[0].0, entry(1));
}

#[test]
fn nobody_is_asked_twice_for_a_seat_as_another_entry_or_record() {
    let mut harness = waiting(3, waitlist_rules());
    harness.ok(cancel(1, true));
    assert_eq!(offered(&tick(&mut harness))[0].0, entry(1));
    harness.ok(pass(1));
    assert_eq!(offered(&tick(&mut harness))[0].0, entry(2));
    // The first leaves and joins again; the third is the second under another record.
    harness.ok(leave(1));
    harness.ok(join(9, 11, &[monday()]));
    harness.merge(13, 12);
    harness.ok(pass(2));
    let events = tick(&mut harness);
    assert!(offered(&events).is_empty(), "{events:?}");
    harness.now += chrono::Duration::minutes(91);
    assert!(matches!(tick(&mut harness)[..], [Event::SeatReleased(_)]));
}

#[test]
fn whoever_lets_the_last_offer_pass_does_not_choose_the_moment() {
    let mut moments = std::collections::BTreeSet::new();
    for before in 0..20 {
        let mut harness = waiting(1, waitlist_rules());
        // What is drawn depends on the number of the event.
        for _ in 0..before {
            harness.ok(adopt(waitlist_rules()));
        }
        harness.ok(cancel(1, true));
        tick(&mut harness);
        // Long after the moment that was drawn first.
        harness.now += chrono::Duration::minutes(100);
        harness.ok(pass(1));
        let at_once = tick(&mut harness);
        let before = harness.now;
        let view = |harness: &Harness| harness.world.slot(slot(4, 0), harness.moment()).expect("there").left();
        while view(&harness) == 0 {
            harness.now += chrono::Duration::minutes(1);
            tick(&mut harness);
        }
        let after = (harness.now - before).num_minutes();
        assert!(after <= 91, "{after}");
        assert!(at_once.is_empty() || after == 0);
        moments.insert(after);
    }
    assert!(moments.len() > 5, "drawn: {moments:?}");
}

#[test]
fn wishes_are_changed_only_so_often_a_day() {
    let mut harness = waiting(1, waitlist_rules());
    harness.ok(publish(5, 1, "2026-12-01", (480, 500), 20, 1));
    harness.ok(book(50, 50, slot(5, 0)));
    let tuesday = wish(1, "2026-12-01", Half::Morning);
    let change =
        |wishes: &[Wish]| Command::ChangeWishes(command::ChangeWishes { entry: entry(1), wishes: wishes.to_vec() });
    for number in 0..5 {
        let wishes = [tuesday, monday()];
        harness.ok(change(&wishes[..1 + number % 2]));
    }
    let refusal = harness.refused(change(&[monday()]), "waitlist-changes-cap");
    assert_eq!(arg(&refusal, "limit"), Some(Value::Count(5)));
    harness.now = on("2026-11-27", "09:00");
    harness.ok(change(&[monday()]));
}

#[test]
fn a_merge_counts_the_seat_that_is_offered() {
    let mut harness = waiting(1, waitlist_rules());
    harness.ok(cancel(1, true));
    tick(&mut harness);
    assert_eq!(harness.obstacles(11, 2), []);
    // With one in the afternoon, person 2 has two in the department that day: as many as one person may.
    harness.ok(publish(5, 1, MONDAY, (840, 860), 20, 1));
    harness.ok(book(71, 2, slot(5, 0)));
    assert_eq!(harness.obstacles(11, 2), [("obstacle-department-day".to_owned(), 2)]);
    harness.ok(pass(1));
    assert_eq!(harness.obstacles(11, 2), []);
}

#[test]
fn a_moved_appointment_gives_its_seat_to_those_who_wait() {
    let mut harness = waiting(1, waitlist_rules());
    harness.ok(publish(5, 1, "2026-12-01", (480, 500), 20, 1));
    let events = harness.ok(move_to(3, slot(5, 0), false));
    assert!(matches!(events[..], [Event::AppointmentMoved(_), Event::SeatSetAside(_)]), "{events:?}");
    assert_eq!(offered(&tick(&mut harness)), [(entry(1), at("09:00"))]);
    let slot = harness.world.slot(slot(4, 2), harness.moment()).expect("there");
    assert_eq!((slot.state, slot.taken, slot.aside, slot.left()), (SlotState::Full, 0, 1, 0));
}

#[test]
fn a_chance_is_told_from_ten_past_half_days_on_and_counts_what_came_back_in_time() {
    let mut harness = Harness::new();
    harness.ok(adopt(waitlist_rules()));
    // Ten past mornings, each with two seats; in four of them one seat came back on the day before, in two of these
    // another one a week before.
    for day in 0..10u32 {
        let date = format!("2026-11-{:02}", 5 + day);
        harness.now = on("2026-11-01", "07:00");
        harness.ok(publish(10 + day, 1, &date, (480, 500), 20, 2));
        let from = 100 + 10 * day;
        if day < 2 {
            harness.now = on(&format!("2026-11-{:02}", 5 + day - 3), "07:00");
            harness.ok(book(from, from, slot(10 + day, 0)));
            harness.ok(cancel(from, true));
        }
        if day < 4 {
            harness.now = on(&format!("2026-11-{:02}", 4 + day), "07:00");
            harness.ok(book(from + 1, from + 1, slot(10 + day, 0)));
            harness.ok(cancel(from + 1, true));
        }
        if (5..8).contains(&day) {
            // Nobody was asked any more.
            harness.now = on(&format!("2026-11-{:02}", 4 + day), "19:00");
            harness.ok(book(from + 2, from + 2, slot(10 + day, 0)));
            harness.ok(cancel(from + 2, true));
        }
    }
    harness.now = on("2026-11-26", "07:00");
    harness.ok(publish(4, 1, "2026-11-27", (480, 500), 20, 1));
    harness.ok(publish(5, 1, MONDAY, (480, 500), 20, 1));
    harness.ok(book(1, 1, slot(4, 0)));
    harness.ok(book(2, 2, slot(5, 0)));
    let half = |harness: &Harness, day: &str| harness.world.half_day(wish(1, day, Half::Morning), harness.moment());
    // Of one day before, only what came back on the day before counts: 4 of 10 for the first place.
    let friday = half(&harness, "2026-11-27");
    assert_eq!(friday.chance.map(|chance| (chance.reached, chance.cases)), Some((4, 10)));
    harness.ok(join(1, 11, &[wish(1, "2026-11-27", Half::Morning)]));
    let friday = half(&harness, "2026-11-27");
    assert_eq!((friday.waiting, friday.is_open), (1, true));
    assert_eq!(friday.chance.map(|chance| (chance.reached, chance.cases)), Some((0, 10)), "two on one day: never");
    // Four days before, both count: 2 of 10 had two seats.
    harness.ok(join(2, 12, &[monday()]));
    let chance = half(&harness, MONDAY).chance.map(|chance| (chance.reached, chance.cases));
    assert_eq!(chance, Some((2, 10)));
    assert_eq!(harness.world.half_days(department(1), date("2026-11-26"), 14, harness.moment()).len(), 2);
}

#[test]
fn a_line_that_is_full_is_not_offered_and_a_session_has_no_line_of_its_own() {
    let mut harness = waiting(2, WaitlistRules { line_max: 2, ..waitlist_rules() });
    let half = harness.world.half_day(monday(), harness.moment());
    assert_eq!((half.waiting, half.is_open), (2, false));
    let refusal = harness.refused(join(3, 13, &[monday()]), "waitlist-line-full");
    assert_eq!(arg(&refusal, "limit"), Some(Value::Count(2)));
    let rules = BookingRules { waitlist: Some(waitlist_rules()), ..said() };
    let own = RulesAdopted { scope: RulesScope::Session(session(4)), rules };
    assert_eq!(harness.refused(Command::AdoptRules(own), "rule-of-department").field, Some("waitlist"));
}

#[test]
fn closing_the_list_to_newcomers_ends_no_entry() {
    let mut harness = waiting(1, waitlist_rules());
    harness.ok(adopt(WaitlistRules { open_max: 0, ..waitlist_rules() }));
    harness.refused(join(2, 12, &[monday()]), "no-waitlist");
    assert_eq!(tick(&mut harness), []);
    assert_eq!((place(&harness, 1), ended(&harness, 1)), (Some(1), None));
    harness.ok(cancel(1, true));
    assert_eq!(offered(&tick(&mut harness)).len(), 1);
}

#[test]
fn an_offer_on_the_last_evening_of_the_year_goes_on_in_the_next() {
    let mut harness = Harness::new();
    harness.ok(adopt(waitlist_rules()));
    harness.now = on("2026-12-31", "21:30");
    harness.ok(publish(4, 1, "2027-01-02", (480, 500), 20, 1));
    harness.ok(book(1, 1, slot(4, 0)));
    harness.ok(join(1, 11, &[wish(1, "2027-01-02", Half::Morning)]));
    harness.ok(cancel(1, true));
    // Half an hour before the night, the other hour and a half after it.
    assert_eq!(offered(&tick(&mut harness)), [(entry(1), on("2027-01-01", "08:30"))]);
    harness.now = on("2027-01-01", "08:29");
    assert_eq!(tick(&mut harness), []);
    harness.ok(accept(1, 21, 11));
    harness.now = on("2027-01-02", "12:00");
    assert_eq!(ended(&harness, 1), Some(WaitlistEnd::Booked));
}
