//! Sessions that run over midnight: the windows of the next day belong to the session's day, and to their own hour.

use crate::harness::*;
use model::{
    scheduling::{Event, Half, Ticket, command},
    time::MinuteOfDay,
};
use scheduling::read::{AppointmentState, Moment};

const NEXT: &str = "2026-11-27";

/// Thursday 22:00 until Friday 02:00: window 6 is from 00:00, window 7 from 00:20.
fn night() -> Harness {
    let mut harness = Harness::new();
    harness.ok(publish(1, 1, "2026-11-26", (1320, 1560), 20, 2));
    harness
}

fn ticket(events: &[Event]) -> Ticket {
    let found = events.iter().find_map(|event| match event {
        Event::PatientCheckedIn(checked_in) => Some(checked_in.ticket),
        _ => None,
    });
    found.expect("checked in")
}

#[test]
fn who_has_a_window_after_midnight_is_checked_in_called_and_left_like_others() {
    let mut harness = night();
    harness.ok(book(1, 1, slot(1, 7)));
    harness.ok(book(2, 2, slot(1, 6)));
    harness.now = on("2026-11-26", "23:30");
    assert_eq!(ticket(&harness.ok(check_in(1))), Ticket::new(MinuteOfDay(20), 1));
    harness.now = on(NEXT, "00:05");
    assert_eq!(ticket(&harness.ok(check_in(2))), Ticket::new(MinuteOfDay(0), 1));
    harness.ok(call(Some(2)));
    harness.ok(command::Start { appointment: appointment(2) }.into());
    harness.ok(command::Finish { appointment: appointment(2) }.into());
    // Nobody called the other one: at 04:00 the session is over, and not a day later.
    harness.now = on(NEXT, "03:59");
    assert_eq!(harness.due(), []);
    harness.now = on(NEXT, "04:00");
    let end = command::EndSession { session: session(1) };
    assert_eq!(harness.due(), [end.clone().into()]);
    harness.ok(end.into());
    let state = harness.world.appointment(appointment(1)).expect("booked").state;
    assert_eq!(state, AppointmentState::NotSeen);
}

#[test]
fn who_does_not_come_after_midnight_is_missed_then() {
    let mut harness = night();
    harness.ok(book(1, 1, slot(1, 7)));
    // The window ends at 00:40; who is half an hour late has missed it.
    harness.now = on(NEXT, "01:09");
    assert_eq!(harness.due(), []);
    harness.now = on(NEXT, "01:10");
    assert_eq!(harness.due(), [command::MarkMissed { appointment: appointment(1) }.into()]);
}

#[test]
fn nobody_has_two_seats_at_one_time_of_the_night() {
    let mut harness = night();
    harness.enrol(3, 2);
    // Friday 00:00–01:00 of another department.
    harness.ok(publish(2, 3, NEXT, (0, 60), 20, 2));
    harness.ok(book(1, 1, slot(1, 7)));
    harness.refused(book(2, 1, slot(2, 1)), "same-time");
    harness.ok(book(2, 1, slot(2, 2)));
    // And the other way round, by whoever moves.
    harness.ok(book(3, 2, slot(2, 0)));
    harness.refused(book(4, 2, slot(1, 6)), "same-time");
    harness.ok(book(4, 2, slot(1, 0)));
    let to_the_same = command::Move {
        channel: model::scheduling::Channel::Online,
        appointment: appointment(4),
        slot: slot(1, 6),
        by_hospital: false,
    };
    harness.refused(to_the_same.into(), "same-time");
    // Two records of one person, also when the session's day is over.
    harness.ok(book(5, 3, slot(1, 7)));
    harness.ok(book(6, 4, slot(2, 1)));
    assert_eq!(harness.obstacles(3, 4), [("obstacle-same-time".to_owned(), 2)]);
    harness.now = on(NEXT, "00:10");
    assert_eq!(harness.obstacles(3, 4), [("obstacle-same-time".to_owned(), 2)]);
    // Each day has its own caps: session 1 counts on Thursday.
    let day = |harness: &Harness, number| harness.world.appointment(appointment(number)).expect("booked").date;
    assert_eq!([day(&harness, 1), day(&harness, 2)], [date("2026-11-26"), date(NEXT)]);
}

#[test]
fn a_ticket_is_given_once_at_each_time_of_the_night() {
    let mut harness = night();
    harness.enrol(3, 1);
    harness.ok(publish(2, 3, NEXT, (0, 60), 20, 2));
    harness.ok(book(1, 1, slot(1, 7)));
    harness.ok(book(2, 2, slot(2, 1)));
    harness.now = on("2026-11-26", "23:40");
    assert_eq!(ticket(&harness.ok(check_in(1))), Ticket::new(MinuteOfDay(20), 1));
    assert_eq!(ticket(&harness.ok(check_in(2))), Ticket::new(MinuteOfDay(20), 2));
}

#[test]
fn what_is_after_midnight_is_waited_for_with_the_evening() {
    let harness = night();
    let moment = Moment { now: harness.now, zone: ZONE };
    let days = harness.world.half_days(department(1), date("2026-11-26"), 2, moment);
    let halves: Vec<_> = days.iter().map(|one| (one.wish.date, one.wish.half, one.seats)).collect();
    // Twelve windows with two seats each.
    assert_eq!(halves, [(date("2026-11-26"), Half::Afternoon, 24)]);
}

#[test]
fn a_session_of_the_night_is_there_until_it_ends() {
    let mut harness = night();
    let present = |harness: &Harness| harness.world.present_sessions(department(1), harness.moment()).len();
    harness.now = on(NEXT, "01:59");
    assert_eq!(present(&harness), 1, "a walk-in can come");
    harness.now = on(NEXT, "02:00");
    assert_eq!(present(&harness), 0);
}
