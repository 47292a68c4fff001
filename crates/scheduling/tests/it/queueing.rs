//! Check-in, calls, consultations, no-shows, and how they are undone.

use crate::harness::*;
use model::{
    decide::{Decider, Stamp},
    message::Value,
    scheduling::{Command, Event, command},
};
use scheduling::read::{AppointmentState, Calls, Share};

fn waiting(harness: &Harness) -> Vec<u32> {
    let queue = harness.world.queue(session(1), harness.moment()).expect("session 1");
    assert!(queue.waiting.iter().zip(0..).all(|(entry, ahead)| entry.ahead == ahead));
    let number = |id| (1..100).find(|number| appointment(*number) == id).expect("one of ours");
    queue.waiting.iter().map(|entry| number(entry.appointment.id)).collect()
}

fn state(harness: &Harness, number: u32) -> AppointmentState {
    harness.world.appointment(appointment(number)).expect("there").state
}

fn simple(number: u32, what: fn(model::id::AppointmentId, model::scheduling::Reason) -> Command) -> Command {
    what(appointment(number), reason())
}

#[test]
fn check_in_has_its_day_and_its_hours() {
    let mut harness = Harness::with_session(3);
    harness.ok(book(1, 1, slot(1, 3)));
    harness.ok(book(2, 2, slot(1, 0)));
    let refusal = harness.set("07:59").refused(check_in(1), "checkin-too-early");
    assert_eq!(arg(&refusal, "opens"), Some(Value::At(at("08:00"))));
    harness.now = on("2026-11-25", "08:30");
    harness.refused(check_in(1), "checkin-wrong-day");
    harness.set("08:50").ok(check_in(2));
    harness.refused(check_in(2), "appointment-state");
    let refusal = harness.set("09:51").refused(check_in(1), "checkin-too-late");
    assert_eq!(arg(&refusal, "closed"), Some(Value::At(at("09:50"))));
}

#[test]
fn the_booked_window_goes_first_then_the_ticket() {
    let mut harness = Harness::with_session(3);
    for (number, window) in [(1, 2), (2, 1), (3, 1), (4, 0)] {
        harness.ok(book(number, number, slot(1, window)));
    }
    harness.set("07:50");
    for number in [3, 1, 2, 4] {
        harness.check_in(number);
    }
    assert_eq!(waiting(&harness), [4, 3, 2, 1]);
    let called = harness.ok(call(None));
    assert!(matches!(&called[..], [Event::PatientCalled(called)] if called.appointment == appointment(4)));
}

#[test]
fn a_session_and_the_head_of_its_queue_say_how_many_wait() {
    let mut harness = Harness::with_session(3);
    for number in 1..=3 {
        harness.ok(book(number, number, slot(1, 0)));
    }
    let counts = |harness: &Harness| {
        let heads = harness.world.queue_heads(session(1)).expect("session 1");
        (heads.waiting, harness.world.session(session(1), harness.moment()).expect("session 1").waiting)
    };
    assert_eq!(counts(&harness), (0, 0));
    harness.set("07:50").check_in(1);
    harness.check_in(2);
    harness.check_in(3);
    assert_eq!(counts(&harness), (3, 3));
    harness.ok(call(None));
    assert_eq!(counts(&harness), (2, 2), "who is called does not wait");
}

/// The ticket number that a check-in gives.
fn ticket(harness: &mut Harness, number: u32) -> String {
    match &harness.ok(check_in(number))[..] {
        [Event::PatientCheckedIn(here)] => here.ticket.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_ticket_is_named_by_its_window_and_no_name_is_given_twice_in_a_department() {
    let mut harness = Harness::with_session(3);
    harness.enrol(3, 1);
    harness.ok(publish(2, 3, "2026-11-26", (480, 600), 20, 3));
    harness.ok(publish(3, 2, "2026-11-26", (480, 600), 20, 3));
    for (number, window) in [(1, slot(1, 2)), (2, slot(2, 2)), (3, slot(1, 2)), (4, slot(3, 2)), (5, slot(2, 0))] {
        harness.ok(book(number, number, window));
    }
    harness.set("07:50");
    // Two rooms of one department share the numbers of a window; another department has its own.
    assert_eq!(ticket(&mut harness, 2), "08:40-1");
    assert_eq!(ticket(&mut harness, 1), "08:40-2");
    assert_eq!(ticket(&mut harness, 4), "08:40-1");
    assert_eq!(ticket(&mut harness, 5), "08:00-1");
    // Gaps are allowed, duplicates are not: undoing, cancelling and withdrawing the session give no number back.
    harness.ok(simple(1, |appointment, reason| Command::UndoCheckIn(command::UndoCheckIn { appointment, reason })));
    assert_eq!(harness.world.appointment(appointment(1)).and_then(|view| view.ticket), None);
    assert_eq!(ticket(&mut harness, 1), "08:40-3");
    harness.ok(cancel(2, true));
    harness.ok(cancel(5, true));
    harness.ok(Command::WithdrawSession(command::WithdrawSession { session: session(2), reason: reason() }));
    assert_eq!(ticket(&mut harness, 3), "08:40-4");
    // The next day starts again.
    harness.ok(publish(4, 1, "2026-11-27", (480, 600), 20, 3));
    harness.ok(book(6, 1, slot(4, 2)));
    harness.now = on("2026-11-27", "08:00");
    assert_eq!(ticket(&mut harness, 6), "08:40-1");
}

#[test]
fn who_comes_late_joins_the_window_in_which_they_came_behind_those_on_time() {
    let mut harness = Harness::with_session(3);
    for (number, window) in [(1, 0), (2, 1), (3, 1), (4, 2)] {
        harness.ok(book(number, number, slot(1, window)));
    }
    harness.set("07:50");
    harness.check_in(2);
    harness.check_in(4);
    harness.set("08:25");
    assert_eq!(ticket(&mut harness, 1), "08:20-2");
    assert_eq!(waiting(&harness), [2, 1, 4]);
    assert_eq!(ticket(&mut harness, 3), "08:20-3");
    assert_eq!(waiting(&harness), [2, 3, 1, 4], "on time goes first, whatever the number");
    let late = harness.world.appointment(appointment(1)).expect("there");
    assert_eq!((late.joined, late.from), (Some(at("08:20")), at("08:00")));
}

#[test]
fn who_was_passed_and_whose_next_call_is_undone_is_next_and_has_been_called() {
    let mut harness = Harness::with_session(3);
    for (number, window) in [(1, 0), (2, 0), (3, 2)] {
        harness.ok(book(number, number, slot(1, window)));
    }
    harness.set("07:50");
    for number in 1..=3 {
        harness.check_in(number);
    }
    // Number 3 of 08:40 is called, does not answer, is called again in the same minute, and that call is undone.
    harness.set("08:00").ok(call(Some(3)));
    harness.ok(Command::Pass(command::Pass { appointment: appointment(3) }));
    harness.ok(call(Some(3)));
    harness.ok(simple(3, |appointment, reason| Command::UndoCall(command::UndoCall { appointment, reason })));
    assert_eq!(waiting(&harness), [3, 1, 2]);
    let passed = harness.world.appointment(appointment(3)).expect("there");
    assert_eq!(passed.first_called_at, Some(at("08:00")));
    // Whoever was called for the first time was not called, and waits where the order wants it.
    harness.ok(call(Some(2)));
    harness.ok(simple(2, |appointment, reason| Command::UndoCall(command::UndoCall { appointment, reason })));
    assert_eq!(waiting(&harness), [3, 1, 2]);
    assert_eq!(harness.world.appointment(appointment(2)).expect("there").first_called_at, None);
}

#[test]
fn a_call_before_the_window_counts_only_in_turn() {
    let mut harness = Harness::with_session(3);
    for (number, window) in [(1, 0), (2, 2), (3, 2), (4, 2), (5, 1)] {
        harness.ok(book(number, number, slot(1, window)));
    }
    harness.set("07:50");
    for number in 1..=4 {
        harness.check_in(number);
    }
    let calls = |harness: &Harness| harness.world.promises(date("2026-11-26"), date("2026-11-26"), ZONE).calls;
    // Called at 08:02 for 08:40 while somebody of 08:00 is waiting: in neither count.
    harness.consult(2, "08:02", "08:04");
    assert_eq!(calls(&harness), Calls { out_of_turn: 1, ..Calls::default() });
    harness.consult(1, "08:04", "08:10");
    // Nobody of an earlier window is waiting any more: kept, and early.
    harness.consult(3, "08:12", "08:20");
    let both = Calls { kept_window: Share { count: 2, of: 2 }, early: 1, out_of_turn: 1, unknown: 0 };
    assert_eq!(calls(&harness), both);
    // After a call is undone, the next call is the one that counts.
    harness.set("08:15").check_in(5);
    harness.ok(call(Some(4)));
    assert_eq!(calls(&harness), Calls { out_of_turn: 2, ..both });
    harness.ok(simple(4, |appointment, reason| Command::UndoCall(command::UndoCall { appointment, reason })));
    assert_eq!(calls(&harness), both);
    harness.consult(4, "08:41", "08:50");
    assert_eq!(calls(&harness).kept_window, Share { count: 3, of: 3 });
    // As it was recorded earlier: counted as it was then, and marked.
    let old = model::scheduling::PatientCalled { appointment: appointment(5), in_turn: None };
    harness.world.apply(&old.into(), Stamp { seq: 1000, at: at("08:16") });
    assert_eq!(calls(&harness).unknown, 1);
    assert_eq!(calls(&harness).kept_window, Share { count: 4, of: 4 });
}

#[test]
fn who_is_here_after_all_waits_first_and_nobody_is_put_between_wrongly() {
    let mut harness = Harness::with_session(3);
    for (number, window) in [(1, 1), (2, 0), (3, 0), (4, 2)] {
        harness.ok(book(number, number, slot(1, window)));
    }
    harness.set("07:50");
    harness.check_in(1);
    harness.check_in(2);
    harness.check_in(4);
    harness.set("08:25").ok(call(Some(1)));
    harness.set("08:41").ok(Command::MarkMissed(command::MarkMissed { appointment: appointment(1) }));
    harness.ok(simple(1, |appointment, reason| Command::UndoMissed(command::UndoMissed { appointment, reason })));
    assert_eq!(waiting(&harness), [1, 2, 4]);
    harness.ok(book(5, 5, slot(1, 4)));
    harness.set("08:45").check_in(3);
    assert_eq!(waiting(&harness), [1, 2, 4, 3]);
    // The earlier call counts, even if this one is undone.
    harness.ok(call(Some(1)));
    harness.ok(simple(1, |appointment, reason| Command::UndoCall(command::UndoCall { appointment, reason })));
    assert_eq!(waiting(&harness), [1, 2, 4, 3]);
    let view = harness.world.appointment(appointment(1)).expect("there");
    assert_eq!((view.first_called_at, view.returned), (Some(at("08:25")), true));
}

#[test]
fn who_does_not_answer_falls_back_some_places() {
    let mut harness = Harness::with_session(3);
    for number in 1..=4 {
        harness.ok(book(number, number, slot(1, if number == 4 { 1 } else { 0 })));
    }
    harness.set("07:50");
    for number in 1..=4 {
        harness.check_in(number);
    }
    harness.set("08:00").ok(call(None));
    harness.refused(call(None), "someone-called");
    harness.ok(Command::Pass(command::Pass { appointment: appointment(1) }));
    assert_eq!(waiting(&harness), [2, 3, 1, 4]);
    // A later check-in for an earlier window does not push somebody who was passed further back.
    harness.ok(book(5, 5, slot(1, 1)));
    harness.check_in(5);
    assert_eq!(waiting(&harness), [2, 3, 1, 4, 5]);
    harness.refused(Command::Pass(command::Pass { appointment: appointment(2) }), "appointment-state");
}

#[test]
fn one_in_the_room_and_one_at_its_door() {
    let mut harness = Harness::with_session(3);
    harness.refused(call(None), "queue-empty");
    for number in 1..=3 {
        harness.ok(book(number, number, slot(1, 0)));
    }
    harness.set("07:50");
    for number in 1..=3 {
        harness.check_in(number);
    }
    harness.ok(call(None));
    harness.ok(Command::Start(command::Start { appointment: appointment(1) }));
    harness.ok(call(Some(3)));
    let refusal = harness.refused(Command::Start(command::Start { appointment: appointment(3) }), "someone-inside");
    assert!(arg(&refusal, "code").is_some());
    harness.ok(Command::Finish(command::Finish { appointment: appointment(1) }));
    harness.ok(Command::Start(command::Start { appointment: appointment(3) }));
    harness.refused(Command::Finish(command::Finish { appointment: appointment(1) }), "appointment-state");
    harness.now = on("2026-11-27", "08:00");
    harness.refused(call(None), "session-closed");
    harness.now = on("2026-11-25", "08:00");
    harness.refused(call(None), "session-wrong-day");
}

#[test]
fn what_was_done_wrongly_is_taken_back_in_time() {
    let mut harness = Harness::with_session(3);
    for number in 1..=2 {
        harness.ok(book(number, number, slot(1, 0)));
    }
    harness.set("07:50");
    harness.check_in(1);
    harness.check_in(2);
    harness.ok(simple(1, |appointment, reason| Command::UndoCheckIn(command::UndoCheckIn { appointment, reason })));
    assert_eq!(state(&harness, 1), AppointmentState::Booked);
    let again = harness.ok(check_in(1));
    assert!(
        matches!(&again[..], [Event::PatientCheckedIn(event)] if event.ticket.to_string() == "08:00-3"),
        "no ticket is given twice"
    );
    assert_eq!(waiting(&harness), [2, 1]);

    harness.set("08:00").ok(call(Some(1)));
    harness.ok(simple(1, |appointment, reason| Command::UndoCall(command::UndoCall { appointment, reason })));
    assert_eq!(waiting(&harness), [2, 1]);
    assert_eq!(harness.world.appointment(appointment(1)).and_then(|view| view.first_called_at), None);

    harness.consult(1, "08:05", "08:10");
    harness.consult(2, "08:10", "08:15");
    let undo = simple(1, |appointment, reason| Command::UndoFinish(command::UndoFinish { appointment, reason }));
    harness.ok(undo.clone());
    harness.refused(
        simple(2, |appointment, reason| Command::UndoFinish(command::UndoFinish { appointment, reason })),
        "someone-inside",
    );
    harness.set("08:20").ok(Command::Finish(command::Finish { appointment: appointment(1) }));
    let refusal = harness.set("09:21").refused(undo, "undo-too-late");
    assert_eq!(arg(&refusal, "limit"), Some(Value::Minutes(60)));
}

#[test]
fn a_no_show_is_marked_by_the_tick_once_and_a_pardon_lasts() {
    let mut harness = Harness::with_session(3);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 2, slot(1, 0)));
    harness.ok(book(3, 3, slot(1, 1)));
    harness.set("07:50").check_in(2);
    harness.set("08:49");
    assert_eq!(harness.due(), []);
    let refusal =
        harness.refused(Command::MarkMissed(command::MarkMissed { appointment: appointment(1) }), "missed-too-early");
    assert_eq!(arg(&refusal, "earliest"), Some(Value::At(at("08:50"))));
    harness.set("08:50");
    let due = harness.due();
    assert_eq!(due, [Command::MarkMissed(command::MarkMissed { appointment: appointment(1) })]);
    harness.ok(due[0].clone());
    assert_eq!(harness.due(), []);
    harness.refused(Command::MarkMissed(command::MarkMissed { appointment: appointment(2) }), "cannot-be-missed");

    harness.ok(simple(1, |appointment, reason| Command::UndoMissed(command::UndoMissed { appointment, reason })));
    assert_eq!(harness.due(), [], "a pardoned one is not marked again");
    harness.set("09:00").check_in(1);
    assert_eq!(waiting(&harness), [2, 1]);
    harness.set("09:30");
    assert_eq!(harness.due(), [Command::MarkMissed(command::MarkMissed { appointment: appointment(3) })]);
}

#[test]
fn who_was_called_and_went_away_is_missed_by_hand() {
    let mut harness = Harness::with_session(3);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.set("07:50").check_in(1);
    harness.set("08:10").ok(call(None));
    harness.refused(Command::MarkMissed(command::MarkMissed { appointment: appointment(1) }), "missed-too-early");
    harness.set("08:20").ok(Command::MarkMissed(command::MarkMissed { appointment: appointment(1) }));
    harness.refused(call(None), "queue-empty");
    harness.ok(simple(1, |appointment, reason| Command::UndoMissed(command::UndoMissed { appointment, reason })));
    assert_eq!(waiting(&harness), [1]);
}
