//! Days that open for a group of patients: what is listed for a person is what that person can book, on every way to a seat.

use crate::{
    closing::close,
    drawing::{join_as, seed, set_up_at},
    groups::passed_over,
    harness::*,
    waiting::{join, tick, waitlist_rules, wish},
};
use model::{
    message::Value,
    scheduling::{
        BookingRules, Channel, Command, Event, Half, PatientGroup, PersonFact, RulesAdopted, RulesScope, Silence,
    },
    time::MinuteOfDay,
};
use scheduling::read::{
    Booker,
    SlotState::{self, NotYet, Open},
};

const OLDER: RulesScope = RulesScope::Group(PatientGroup::Older);

fn adopt(scope: RulesScope, rules: BookingRules) -> Command {
    Command::AdoptRules(RulesAdopted { scope, rules })
}

/// Everybody books 14 days ahead, older people so many. Person 1 is one of them, person 2 is not. It is 26 November; the
/// sessions 1 to 4 are on the 28th, the 29th, and 14 and 15 days ahead.
fn ahead(days: u16) -> Harness {
    let mut harness = Harness::new();
    for (number, day) in [(1, "2026-11-28"), (2, "2026-11-29"), (3, "2026-12-10"), (4, "2026-12-11")] {
        harness.ok(publish(number, 1, day, (480, 540), 20, 2));
    }
    harness.ok(adopt(OLDER, BookingRules { days_ahead: Some(days), ..said() }));
    for (who, year) in [(1, 1960), (2, 1990)] {
        harness.learn(PersonFact::Born { person: person(who), year: Some(year) });
    }
    harness
}

/// How the sessions are listed: for nobody yet, for the older person and for the other one.
fn listed(harness: &Harness) -> [[SlotState; 4]; 3] {
    [None, Some(person(1)), Some(person(2))].map(|person| {
        [1, 2, 3, 4].map(|number| {
            let (booker, moment) = (Booker { channel: Channel::Online, person }, harness.moment());
            let view = harness.world.session_for(session(number), booker, moment).expect("published");
            let one = harness.world.slot_for(slot(number, 0), booker, moment).expect("published");
            let all = harness.world.days_for(department(1), (view.date, 1), booker, moment);
            assert_eq!(view.slots[0].state, one.state, "a session lists what its windows do");
            assert_eq!(all[0].seats_left > 0, one.state == Open, "and so does a day");
            one.state
        })
    })
}

#[test]
fn a_group_books_fewer_days_ahead_than_others_whatever_other_sets_say() {
    let mut harness = ahead(2);
    let others = [Open, Open, Open, NotYet];
    assert_eq!(listed(&harness), [others, [Open, NotYet, NotYet, NotYet], others]);
    harness.ok(adopt(RulesScope::Session(session(2)), BookingRules { days_ahead: Some(30), ..said() }));
    assert_eq!(listed(&harness)[1], [Open, NotYet, NotYet, NotYet]);
    let today = date("2026-11-26");
    let last = |who| harness.world.days_ahead_of(person(who), today, department(1));
    assert_eq!([1, 2, 3].map(last), [Some(2), Some(14), Some(14)]);

    let refusal = harness.refused(book(1, 1, slot(2, 0)), "group-too-far-ahead");
    assert_eq!((refusal.field, arg(&refusal, "limit")), (Some("slot"), Some(Value::Count(2))));
    assert_eq!(arg(&refusal, "group"), Some(Value::Message("patient-group-older".into())));
    assert_eq!(arg(&refusal, "last"), Some(Value::Date(date("2026-11-28").0)));
    assert_eq!(arg(&refusal, "opens"), Some(Value::At(on("2026-11-27", "00:00"))));
    harness.refused(hold(1, slot(2, 0)), "group-too-far-ahead");
    harness.ok(book(1, 1, slot(1, 0)));
    harness.refused(move_to(1, slot(2, 0), true), "group-too-far-ahead");
    harness.ok(book(2, 2, slot(2, 0)));
    // Somebody of whom no year is known is in no group.
    harness.ok(book(3, 3, slot(2, 1)));
    harness.now = on("2026-11-27", "00:00");
    harness.ok(move_to(1, slot(2, 2), true));
}

#[test]
fn a_group_books_more_days_ahead_than_others_under_every_record() {
    let mut harness = ahead(15);
    assert_eq!(listed(&harness), [[Open, Open, Open, NotYet], [Open; 4], [Open, Open, Open, NotYet]]);
    harness.ok(book(1, 1, slot(4, 0)));
    harness.refused(book(3, 3, slot(4, 1)), "too-far-ahead");
    harness.merge(3, 1);
    harness.ok(book(3, 3, slot(4, 1)));
}

#[test]
fn a_groups_minute_counts_with_the_days_of_the_others() {
    let mut harness = Harness::new();
    harness.ok(publish(1, 1, "2026-12-10", (480, 540), 20, 2));
    harness.ok(adopt(OLDER, BookingRules { release_at: Some(MinuteOfDay(540)), ..said() }));
    harness.learn(PersonFact::Born { person: person(1), year: Some(1960) });
    harness.set("08:59");
    let refusal = harness.refused(book(1, 1, slot(1, 0)), "group-too-far-ahead");
    assert_eq!(arg(&refusal, "opens"), Some(Value::At(at("09:00"))));
    harness.ok(book(2, 2, slot(1, 0)));
    harness.set("09:00");
    harness.ok(book(1, 1, slot(1, 0)));
}

#[test]
fn nobody_waits_for_a_day_that_is_not_open_to_their_group_nor_is_offered_a_seat_of_it() {
    let mut harness = ahead(14);
    harness.ok(adopt(RulesScope::Hospital, BookingRules { waitlist: Some(waitlist_rules()), ..rules() }));
    harness.ok(publish(9, 2, "2026-11-29", (600, 620), 20, 1));
    harness.ok(book(90, 9, slot(9, 0)));
    let sunday = [wish(2, "2026-11-29", Half::Morning)];
    harness.ok(join(1, 1, &sunday));
    harness.ok(join(2, 2, &sunday));
    // Whoever waits already is passed over from now on.
    harness.ok(adopt(OLDER, BookingRules { days_ahead: Some(2), ..said() }));
    harness.learn(PersonFact::Born { person: person(4), year: Some(1950) });
    let refusal = harness.refused(join(4, 4, &sunday), "group-too-far-ahead");
    assert_eq!(refusal.field, Some("wishes"));
    let can_wait = |who: Option<u32>| {
        let day = (date("2026-11-29"), 1);
        let halves = harness.world.half_days_for(department(2), day, who.map(person), harness.moment());
        halves.iter().map(|half| half.is_open).collect::<Vec<_>>()
    };
    assert_eq!([None, Some(4), Some(2)].map(can_wait), [vec![true], vec![false], vec![true]]);
    harness.set("10:00");
    harness.ok(cancel(90, true));
    let events = tick(&mut harness);
    assert_eq!(passed_over(&events), ["group-too-far-ahead"]);
    assert!(events.iter().any(|event| matches!(event, Event::SeatOffered(offer) if offer.slot == slot(9, 0))));
}

#[test]
fn a_draw_takes_nobody_whose_day_is_not_open() {
    let mut harness = ahead(3);
    // Session 4 is drawn on the day on which it opens to everybody else.
    harness.now = on("2026-11-27", "07:00");
    let times = ["08:00", "12:00", "12:05"].map(|time| on("2026-11-27", time));
    harness.ok(set_up_at(1, &seed(7), times));
    harness.now = on("2026-11-27", "09:00");
    let refusal = harness.refused(join_as(1, 1, 1), "group-too-far-ahead");
    assert_eq!((refusal.field, arg(&refusal, "limit")), (Some("patient"), Some(Value::Count(3))));
    harness.ok(join_as(2, 2, 1));
}

#[test]
fn a_closure_keeps_no_seat_for_somebody_that_they_could_not_book() {
    let mut harness = ahead(2);
    harness.enrol(3, 1);
    harness.ok(publish(5, 3, "2026-11-28", (600, 660), 20, 2));
    for who in [1, 2] {
        harness.ok(book(who, who, slot(1, 0)));
    }
    let deadline = on("2026-11-27", "12:00");
    let both = [(1, slot(2, 0)), (2, slot(2, 0))];
    harness.refused(close(1, deadline, Silence::Keep, &both, &[]), "group-too-far-ahead");
    harness.ok(close(1, deadline, Silence::Keep, &[(1, slot(5, 0)), (2, slot(2, 0))], &[]));
}
