//! Caps over weeks, months and quarters, and with one clinician: what counts, and until when.

use crate::{
    closing::close,
    harness::*,
    waiting::{join, tick, waitlist_rules, wish},
};
use model::{
    message::Value,
    scheduling::{BookingRules, Cap, Command, Event, Half, Period, RulesAdopted, RulesScope, Silence, Within, command},
};
use scheduling::DepartmentDays;
use scheduling::read::AppointmentState;

fn adopt(caps: &[Cap], more: BookingRules) -> Command {
    let caps = [&Cap::days(9, 9), caps].concat();
    let rules = BookingRules { caps, days_ahead: Some(60), cancel_minutes_before: Some(0), ..more };
    Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules })
}

/// Session `number` of clinician `who` on these days, 08:00–08:40: two windows of three seats.
fn with(caps: &[Cap], days: &[(u32, u32, &str)]) -> Harness {
    let mut harness = Harness::new();
    harness.enrol(3, 1);
    harness.now = on("2026-12-20", "07:00");
    harness.ok(adopt(caps, rules()));
    for (number, who, day) in days {
        harness.ok(publish(*number, *who, day, (480, 520), 20, 3));
    }
    harness
}

#[test]
fn a_week_goes_on_over_new_year_and_ends_on_sunday() {
    let days = [(1, 1, "2026-12-28"), (2, 2, "2026-12-31"), (3, 1, "2027-01-03"), (4, 1, "2027-01-04")];
    let mut harness = with(&[Cap::new(Period::Week, Within::Hospital, 2)], &days);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 1, slot(2, 0)));
    let refusal = harness.refused(book(3, 1, slot(3, 0)), "week-cap");
    assert_eq!(
        (refusal.field, arg(&refusal, "value"), arg(&refusal, "limit")),
        (Some("patient"), Some(Value::Count(2)), Some(Value::Count(2)))
    );
    assert_eq!(arg(&refusal, "from"), Some(date("2026-12-28").0.into()));
    assert_eq!(arg(&refusal, "until"), Some(date("2027-01-03").0.into()));
    harness.ok(book(3, 1, slot(4, 0)));
    // Moving within the week takes no more of it; moving into it does.
    harness.ok(move_to(1, slot(3, 1), true));
    harness.refused(move_to(3, slot(1, 0), true), "week-cap");
}

#[test]
fn a_quarter_ends_with_the_year_and_counts_what_is_over() {
    let days = [(1, 1, "2026-12-21"), (2, 1, "2026-12-30"), (3, 1, "2026-12-31"), (4, 1, "2027-01-01")];
    let mut harness = with(&[Cap::new(Period::Quarter, Within::Clinician, 2)], &days);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 1, slot(2, 0)));
    harness.refused(book(3, 1, slot(3, 0)), "clinician-quarter-cap");
    harness.ok(book(3, 1, slot(4, 0)));
    // What was cancelled does not count; what was missed or seen does.
    harness.ok(cancel(2, false));
    harness.ok(book(4, 1, slot(3, 0)));
    harness.now = on("2026-12-21", "09:30");
    harness.ok(Command::MarkMissed(command::MarkMissed { appointment: appointment(1) }));
    harness.refused(book(5, 1, slot(2, 0)), "clinician-quarter-cap");
    // Another clinician has a limit of their own, another person too.
    harness.ok(publish(5, 3, "2026-12-30", (480, 520), 20, 3));
    harness.ok(book(5, 1, slot(5, 1)));
    harness.ok(book(6, 2, slot(2, 0)));
}

#[test]
fn a_window_after_midnight_belongs_to_the_day_on_which_its_session_began() {
    let mut harness = with(&[Cap::new(Period::Month, Within::Department, 1)], &[(2, 1, "2027-01-01")]);
    // 23:20–01:00: the last two windows are in January by the clock.
    harness.ok(publish(1, 1, "2026-12-31", (1400, 1500), 20, 3));
    harness.ok(book(1, 1, slot(1, 4)));
    harness.refused(book(2, 1, slot(1, 0)), "department-month-cap");
    harness.ok(book(2, 1, slot(2, 0)));
}

#[test]
fn who_the_person_is_decides_and_a_merge_beyond_a_cap_says_what_to_cancel() {
    let days = [(1, 1, "2026-12-28"), (2, 2, "2026-12-29"), (3, 1, "2026-12-30")];
    let mut harness = with(&[Cap::new(Period::Week, Within::Hospital, 2)], &days);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 2, slot(2, 0)));
    assert_eq!(harness.obstacles(1, 2), []);
    harness.ok(book(3, 2, slot(3, 0)));
    let over = harness.world.merge_over_caps(person(1), person(2), harness.moment());
    let [over] = &over[..] else { panic!("{over:?}") };
    assert_eq!((over.message.id.as_ref(), over.subjects.len()), ("obstacle-week", 3));
    // Done all the same: they keep what they have, and have no more.
    harness.merge(2, 1);
    harness.ok(cancel(1, true));
    harness.refused(book(4, 1, slot(1, 1)), "week-cap");
    harness.refused(book(4, 2, slot(1, 1)), "week-cap");
    harness.part(2, 1);
    harness.ok(book(4, 1, slot(1, 1)));
}

#[test]
fn offers_and_kept_seats_count_and_what_is_displaced_or_waited_for_does_not() {
    let days = [(1, 1, "2026-12-28"), (2, 3, "2026-12-29"), (3, 2, "2026-12-30"), (4, 3, "2026-12-31")];
    let mut harness = with(&[Cap::new(Period::Week, Within::Department, 1)], &days);
    harness.ok(adopt(
        &[Cap::new(Period::Week, Within::Department, 1)],
        BookingRules { waitlist: Some(waitlist_rules()), ..rules() },
    ));
    for number in 1..=6 {
        harness.ok(book(number, number, slot(1, (number - 1) / 3)));
    }
    harness.ok(join(1, 11, &[wish(1, "2026-12-28", Half::Morning)]));
    harness.ok(book(11, 11, slot(2, 0)));
    // Whoever is over the limit when a seat comes is passed over.
    harness.ok(cancel(1, true));
    let events = tick(&mut harness);
    assert!(
        events.iter().any(|event| matches!(event, Event::WaitlistPassedOver(passed)
        if passed.entries[0].code == "department-week-cap")),
        "{events:?}"
    );
    // The displaced seat does not count, the kept one does.
    let proposals = [(2, slot(2, 1)), (3, slot(2, 1))];
    harness.ok(close(1, on("2026-12-27", "18:00"), Silence::Keep, &proposals, &[4, 5, 6]));
    harness.refused(book(20, 2, slot(4, 0)), "department-week-cap");
    harness.ok(book(20, 4, slot(4, 0)));
    // Somebody with another seat in the week gets none besides it.
    let state = |harness: &Harness, number| harness.world.appointment(appointment(number)).expect("booked").state;
    assert_eq!((state(&harness, 2), state(&harness, 4)), (AppointmentState::Displaced, AppointmentState::Displaced));
}

#[test]
fn a_closure_proposes_nothing_beyond_a_cap() {
    let days = [(1, 1, "2026-12-28"), (2, 3, "2026-12-29"), (3, 3, "2027-01-04")];
    let mut harness = with(&[Cap::new(Period::Day, Within::Clinician, 1)], &days);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 1, slot(2, 0)));
    let deadline = on("2026-12-27", "18:00");
    let refusal = harness.refused(close(1, deadline, Silence::Keep, &[(1, slot(2, 1))], &[]), "clinician-day-cap");
    assert_eq!(refusal.field, Some("proposals"));
    let displaced = harness.world.would_displace(session(1), harness.moment()).expect("open");
    let closing = harness.world.closing(session(1), &displaced);
    let full = |harness: &Harness, seats| {
        harness.world.full_for((person(1), seats), &closing, &[session(2), session(3)], harness.moment())
    };
    assert_eq!((full(&harness, 1), full(&harness, 2)), (vec![session(2)], vec![session(2), session(3)]));
    harness.ok(close(1, deadline, Silence::Keep, &[(1, slot(3, 1))], &[]));
}

#[test]
fn undoing_a_closure_asks_nobody_for_whom_the_old_seat_would_be_too_many() {
    let days = [(1, 1, "2026-12-28"), (2, 3, "2027-01-04"), (3, 3, "2026-12-29")];
    let mut harness = with(&[Cap::new(Period::Week, Within::Department, 1)], &days);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 2, slot(1, 0)));
    let deadline = on("2026-12-27", "18:00");
    harness.ok(close(1, deadline, Silence::Keep, &[(1, slot(2, 0)), (2, slot(2, 0))], &[]));
    for number in 1..=2 {
        harness.ok(Command::AcceptRebooking(command::AcceptRebooking { appointment: appointment(number) }));
    }
    harness.ok(book(3, 1, slot(3, 0)));
    let events = harness.ok(crate::closing::undo(1));
    let [Event::ClosureUndone(undone)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((&undone.back[..], &undone.asked[..]), (&[][..], &[appointment(2)][..]));
}

#[test]
fn a_finished_visit_is_not_taken_up_again_beside_another_on_the_day() {
    let mut harness = Harness::with_session(3);
    harness.ok(publish(3, 1, "2026-11-26", (840, 900), 20, 3));
    let strict = BookingRules { caps: Cap::days(3, 1).into(), ..rules() };
    harness.ok(Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules: strict }));
    harness.ok(book(1, 1, slot(1, 0)));
    harness.check_in(1);
    harness.consult(1, "08:05", "08:15");
    harness.ok(book(2, 1, slot(3, 0)));
    let undo = Command::UndoFinish(command::UndoFinish { appointment: appointment(1), reason: reason() });
    harness.refused(undo.clone(), "department-day-cap");
    harness.ok(cancel(2, true));
    harness.ok(undo);
}

#[test]
fn a_copy_of_some_days_counts_what_is_in_the_rest_of_the_quarter() {
    let days = [(1, 1, "2026-12-21"), (2, 1, "2026-12-30"), (3, 2, "2026-11-30")];
    let mut harness = with(&[Cap::new(Period::Quarter, Within::Hospital, 2)], &days[..2]);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 1, slot(2, 0)));
    let day = date("2026-12-30");
    let copy = harness.world.copy(&DepartmentDays { department: department(1), from: day, until: day });
    let mut copied = Harness { world: copy, now: harness.now, ..Harness::default() };
    let refusal = copied.play(&book(3, 1, slot(2, 1))).expect_err("over the cap");
    assert_eq!(refusal.code, "quarter-cap");
}

/// The week of the new year begins in the old one: together they have three visits in it.
#[test]
fn a_week_that_began_before_its_quarter_counts_whole_in_merges_and_copies() {
    let caps = [Cap::new(Period::Week, Within::Hospital, 2), Cap::new(Period::Quarter, Within::Hospital, 30)];
    let days = [(1, 1, "2026-12-30"), (2, 1, "2026-12-31"), (3, 1, "2027-01-03")];
    let mut harness = with(&caps, &days);
    for (number, who) in [(1, 1), (2, 1), (3, 2)] {
        harness.ok(book(number, who, slot(number, 0)));
    }
    for (number, _, day) in &days[..2] {
        harness.now = on(day, "09:30");
        harness.ok(Command::MarkMissed(command::MarkMissed { appointment: appointment(*number) }));
    }
    harness.now = on("2027-01-02", "07:00");
    let over = harness.world.merge_over_caps(person(1), person(2), harness.moment());
    // What is over cannot be cancelled any more.
    let [over] = &over[..] else { panic!("{over:?}") };
    assert_eq!((over.message.id.as_ref(), over.subjects.len()), ("obstacle-week", 1));
    harness.merge(2, 1);
    let day = date("2027-01-03");
    let copy = harness.world.copy(&DepartmentDays { department: department(1), from: day, until: day });
    let mut copied = Harness { world: copy, now: harness.now, ..Harness::default() };
    assert_eq!(copied.play(&book(4, 1, slot(3, 1))).expect_err("over the cap").code, "week-cap");
}

#[test]
fn what_counts_already_is_taken_back_whatever_the_longer_caps_say() {
    let days = [(1, 1, "2026-12-28"), (2, 1, "2026-12-29")];
    let mut harness = with(&[Cap::new(Period::Week, Within::Hospital, 2)], &days);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 1, slot(2, 0)));
    harness.now = on("2026-12-28", "09:30");
    harness.ok(Command::MarkMissed(command::MarkMissed { appointment: appointment(1) }));
    harness.ok(adopt(&[Cap::new(Period::Week, Within::Hospital, 1)], rules()));
    harness.ok(Command::UndoMissed(command::UndoMissed { appointment: appointment(1), reason: reason() }));
    // Both visits of one person come back with their session.
    let mut harness = with(&[Cap::new(Period::Week, Within::Hospital, 2)], &days);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 1, slot(1, 1)));
    harness.now = on("2026-12-28", "09:30");
    harness.ok(Command::EndSession(command::EndSession { session: session(1) }));
    let undo = Command::UndoEndSession(command::UndoEndSession { session: session(1), reason: reason() });
    let events = harness.ok(undo);
    assert!(matches!(&events[..], [Event::SessionEndUndone(undone)] if undone.awaited.len() == 2), "{events:?}");
}

#[test]
fn caps_are_said_once_within_their_bounds_and_the_hospitals_set_says_one_of_a_day() {
    let mut harness = Harness::new();
    let mut refused = |scope, caps: &[Cap], code: &str| {
        let rules = if scope == RulesScope::Hospital { rules() } else { said() };
        let rules = BookingRules { caps: caps.to_vec(), ..rules };
        harness.refused(Command::AdoptRules(RulesAdopted { scope, rules }), code)
    };
    let hospital = RulesScope::Hospital;
    refused(hospital, &[Cap::new(Period::Week, Within::Hospital, 3)], "cap-of-day-missing");
    refused(hospital, &[Cap::days(3, 1), Cap::days(2, 1)].concat(), "cap-twice");
    for (per, max) in [(Period::Day, 50), (Period::Week, 200), (Period::Month, 500), (Period::Quarter, 1000)] {
        for value in [0, max + 1] {
            let refusal =
                refused(RulesScope::Department(department(1)), &[Cap::new(per, Within::Hospital, value)], "cap-range");
            assert_eq!((refusal.field, arg(&refusal, "max")), (Some("caps"), Some(Value::Count(i64::from(max)))));
            assert_eq!(arg(&refusal, "per"), Some(Value::Message(per.message().into())));
            assert_eq!(arg(&refusal, "within"), Some(Value::Message("rules-within-hospital".into())));
        }
    }
    let wider = [Cap::new(Period::Week, Within::Clinician, 4), Cap::new(Period::Week, Within::Department, 3)];
    refused(RulesScope::Department(department(1)), &wider, "cap-range");
}
