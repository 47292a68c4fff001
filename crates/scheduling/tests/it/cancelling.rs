//! A cancellation that is taken back: only while nobody else has the seat, and only for a while.

use crate::{
    closing::{close, undo as undo_closure},
    harness::*,
    waiting::{adopt, join, tick, waitlist_rules, wish},
};
use model::scheduling::{
    BookingRules, Command, DayOfWeek, Event, Half, ImpossibleDays, ImpossibleDaysChanged, RulesAdopted, RulesScope,
    Silence, WaitlistRules, command,
};
use scheduling::read::AppointmentState;

const MONDAY: &str = "2026-11-30";

pub(crate) fn undo(number: u32, by_hospital: bool) -> Command {
    Command::UndoCancel(command::UndoCancel { appointment: appointment(number), reason: reason(), by_hospital })
}

fn state(harness: &Harness, number: u32) -> AppointmentState {
    harness.world.appointment(appointment(number)).expect("booked").state
}

fn left(harness: &Harness, number: u32) -> u32 {
    u32::from(harness.world.slot(slot(4, number), harness.moment()).expect("published").left())
}

/// Monday's session with one seat a window.
fn monday() -> Harness {
    let mut harness = Harness::new();
    harness.ok(publish(4, 1, MONDAY, (480, 540), 20, 1));
    harness
}

#[test]
fn the_seat_is_had_again_as_if_nothing_had_happened() {
    let mut harness = monday();
    harness.ok(book(1, 1, slot(4, 1)));
    let days = ImpossibleDays { weekdays: vec![DayOfWeek::Tuesday], dates: Vec::new() };
    let said = ImpossibleDaysChanged { appointment: appointment(1), days: days.clone() };
    harness.ok(Command::ChangeImpossibleDays(said));
    let before = harness.world.appointment(appointment(1)).expect("booked");
    harness.ok(cancel(1, false));
    assert_eq!((state(&harness, 1), left(&harness, 1)), (AppointmentState::Cancelled, 1));
    let events = harness.ok(undo(1, false));
    assert!(matches!(&events[..], [Event::CancellationUndone(undone)] if undone.appointment == appointment(1)));
    let after = harness.world.appointment(appointment(1)).expect("booked");
    assert_eq!(
        (after.state, after.seat, after.cancelled_at, after.cancelled_for),
        (before.state, before.seat, None, None)
    );
    assert_eq!(after.impossible, days, "what was said of the visit still counts");
    assert_eq!(left(&harness, 1), 0);
    harness.refused(book(2, 2, slot(4, 1)), "slot-full");
    harness.refused(undo(1, false), "appointment-state");
    // It counts again: it can be cancelled again, and clashes with what is booked in the same window.
    harness.refused(book(3, 1, slot(4, 1)), "already-in-slot");
    harness.ok(cancel(1, false));
}

#[test]
fn not_when_its_session_was_closed_or_a_closure_keeps_the_seat_for_somebody_else() {
    let mut harness = monday();
    harness.enrol(3, 1);
    harness.ok(publish(5, 3, MONDAY, (540, 600), 20, 1));
    harness.ok(book(1, 1, slot(4, 1)));
    harness.ok(book(2, 2, slot(4, 2)));
    harness.ok(book(3, 3, slot(5, 0)));
    harness.ok(cancel(1, false));
    harness.ok(cancel(3, false));
    let deadline = on("2026-11-29", "18:00");
    harness.ok(close(4, deadline, Silence::Keep, &[(2, slot(5, 0))], &[]));
    harness.refused(undo(1, false), "seat-gone");
    harness.refused(undo(3, false), "seat-gone");
    // What is not proposed any more is anybody's, and what takes place after all can be had again.
    harness.ok(undo_closure(4));
    harness.ok(undo(1, false));
    harness.ok(undo(3, false));
    assert_eq!((left(&harness, 1), state(&harness, 2)), (0, AppointmentState::Booked));
    // Who gives up a displaced appointment gives nothing back that could be had again while the session is closed.
    harness.ok(close(4, deadline, Silence::Keep, &[], &[1, 2]));
    harness.ok(cancel(2, true));
    harness.refused(undo(2, true), "seat-gone");
}

#[test]
fn not_when_somebody_else_has_the_seat_or_is_offered_it() {
    let mut harness = monday();
    harness.ok(book(1, 1, slot(4, 1)));
    harness.ok(cancel(1, false));
    harness.ok(book(2, 2, slot(4, 1)));
    harness.refused(undo(1, false), "seat-gone");
    harness.ok(cancel(2, false));
    harness.ok(undo(1, false));

    // Where there is a waiting list the seat is set aside; the next one is asked within a second.
    harness.ok(adopt(waitlist_rules()));
    let morning = wish(1, MONDAY, Half::Morning);
    for (number, window) in [(11, 0), (12, 2)] {
        harness.ok(book(number, number, slot(4, window)));
    }
    harness.ok(cancel(1, false));
    let events = harness.ok(undo(1, false));
    assert!(matches!(&events[..], [Event::SeatReleased(_), Event::CancellationUndone(_)]), "{events:?}");
    assert!(tick(&mut harness).is_empty(), "nothing is set aside any more");
    harness.ok(join(1, 9, &[morning]));
    harness.ok(cancel(1, false));
    assert!(tick(&mut harness).iter().any(|event| matches!(event, Event::SeatOffered(_))));
    harness.refused(undo(1, false), "seat-gone");
}

#[test]
fn a_seat_that_waits_for_its_moment_is_not_had_twice() {
    let mut harness = monday();
    harness.ok(adopt(WaitlistRules { returned_minutes_max: 1440, ..waitlist_rules() }));
    harness.ok(book(1, 1, slot(4, 1)));
    harness.ok(cancel(1, false));
    harness.ok(undo(1, false));
    harness.set("23:59");
    tick(&mut harness);
    assert_eq!(left(&harness, 1), 0);
    harness.refused(book(2, 2, slot(4, 1)), "slot-full");
}

#[test]
fn only_for_a_while_and_before_the_window() {
    let mut harness = monday();
    harness.ok(book(1, 1, slot(4, 1)));
    harness.set("09:00").ok(cancel(1, false));
    harness.set("10:00");
    harness.ok(undo(1, false));
    harness.ok(cancel(1, false));
    harness.set("11:01").refused(undo(1, false), "undo-too-late");

    // Today's window begins at 08:00.
    let mut harness = Harness::with_session(1);
    harness.set("07:00");
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(cancel(1, true));
    harness.set("08:00").refused(undo(1, true), "slot-in-past");
}

#[test]
fn a_patient_takes_back_only_what_patients_cancelled() {
    let mut harness = monday();
    harness.ok(book(1, 1, slot(4, 1)));
    harness.ok(cancel(1, true));
    harness.refused(undo(1, false), "cancelled-by-hospital");
    harness.ok(undo(1, true));
    harness.ok(cancel(1, false));
    harness.ok(undo(1, true));
}

#[test]
fn what_was_booked_since_counts_and_so_does_having_cancelled() {
    let mut harness = monday();
    harness.ok(publish(5, 2, MONDAY, (480, 540), 20, 3));
    harness.ok(book(1, 1, slot(4, 1)));
    harness.ok(cancel(1, false));
    // The same time elsewhere.
    harness.ok(book(2, 1, slot(5, 1)));
    let refusal = harness.refused(undo(1, false), "same-time");
    assert_eq!(refusal.field, Some("slot"));
    harness.ok(cancel(2, true));
    harness.ok(undo(1, false));
    // Taking it back does not give a cancellation back: three a day in a department.
    for _ in 0..2 {
        harness.ok(cancel(1, false));
        harness.ok(undo(1, false));
    }
    harness.refused(cancel(1, false), "department-cancel-cap");
}

#[test]
fn whoever_had_checked_in_checks_in_again() {
    let mut harness = Harness::with_session(2);
    harness.set("07:30");
    harness.ok(book(1, 1, slot(1, 0)));
    harness.check_in(1);
    harness.ok(cancel(1, true));
    harness.ok(undo(1, true));
    let visit = harness.world.appointment(appointment(1)).expect("booked");
    assert_eq!((visit.state, visit.ticket, visit.checked_in_at), (AppointmentState::Booked, None, None));
    harness.check_in(1);
    assert_eq!(state(&harness, 1), AppointmentState::Arrived);
}

#[test]
fn whoever_was_called_and_then_cancelled_books_again() {
    let mut harness = Harness::with_session(2);
    harness.set("07:30");
    harness.ok(book(1, 1, slot(1, 0)));
    harness.check_in(1);
    harness.set("07:55").ok(call(Some(1)));
    harness.ok(Command::Pass(command::Pass { appointment: appointment(1) }));
    harness.ok(cancel(1, true));
    harness.refused(undo(1, true), "undo-cancel-called");
}

#[test]
fn it_is_still_the_patients_own_cancellation_after_a_week() {
    let mut harness = monday();
    let rules = BookingRules { undo_minutes: Some(10_080), ..rules() };
    harness.ok(Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules }));
    harness.ok(publish(5, 1, "2026-12-07", (480, 540), 20, 1));
    harness.ok(book(1, 1, slot(5, 1)));
    harness.ok(cancel(1, false));
    // Another one, three days later.
    harness.now = on("2026-11-29", "07:00");
    harness.ok(book(2, 1, slot(4, 1)));
    harness.ok(cancel(2, false));
    harness.ok(undo(1, false));
}
