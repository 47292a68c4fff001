//! Whoever waits is sent on to another session: with the window that was booked, beyond the seats if need be, and back.

use crate::{
    devices::{enrol, take_out, with},
    harness::*,
};
use model::{
    Label,
    id::AppointmentId,
    message::Value,
    scheduling::{Command, Event, QueueClass, WindowSeats, command},
    time::MinuteOfDay,
};
use scheduling::read::{AppointmentState, AppointmentView, Share};

/// Session 1 of clinician 1 and session 2 of clinician 3 in the same department, both 08:00–10:00 in windows of twenty
/// minutes with one seat each.
fn two() -> Harness {
    let mut harness = Harness::with_session(1);
    harness.enrol(3, 1);
    harness.ok(publish(2, 3, "2026-11-26", (480, 600), 20, 1));
    harness
}

fn here(harness: &mut Harness, all: &[(u32, u32, u32)]) {
    for (number, of, window) in all {
        harness.ok(book(*number, *number, slot(*of, *window)));
    }
    harness.set("07:50");
    for (number, ..) in all {
        harness.check_in(*number);
    }
}

fn view(harness: &Harness, number: u32) -> AppointmentView {
    harness.world.appointment(appointment(number)).expect("there")
}

fn waiting(harness: &Harness, of: u32) -> Vec<AppointmentId> {
    let queue = harness.world.queue(session(of), harness.moment()).expect("a session");
    queue.waiting.iter().map(|entry| entry.appointment.id).collect()
}

fn of(numbers: &[u32]) -> Vec<AppointmentId> {
    numbers.iter().map(|number| appointment(*number)).collect()
}

fn transfer(number: u32, to: u32) -> Command {
    Command::TransferVisit(command::TransferVisit {
        appointment: appointment(number),
        session: session(to),
        reason: reason(),
    })
}

fn undo(number: u32) -> Command {
    Command::UndoVisitTransfer(command::UndoVisitTransfer { appointment: appointment(number), reason: reason() })
}

#[test]
fn the_window_that_was_booked_gives_the_place_in_the_new_queue() {
    let mut harness = two();
    // In session 1: 08:20. In session 2: 08:00, 08:20 and 08:40.
    here(&mut harness, &[(1, 2, 0), (2, 2, 2), (3, 2, 1), (4, 1, 1)]);
    let before = view(&harness, 4);
    harness.ok(transfer(4, 2));
    // Of the same time as number 3, whose ticket of the window came first.
    assert_eq!(waiting(&harness, 2), of(&[1, 3, 4, 2]));
    assert_eq!(waiting(&harness, 1), of(&[]));
    let now = view(&harness, 4);
    assert_eq!((now.ticket, now.class, now.checked_in_at), (before.ticket, before.class, before.checked_in_at));
    assert_eq!((now.session, now.promised), (session(2), (at("08:20"), at("08:40"))));
    assert_eq!(now.transferred_at, Some(at("07:50")));
    // The fee that was asked when it was booked.
    assert_eq!((before.kept_fee, now.kept_fee), (None, Some(model::money::Yuan::from_fen(1500))));
    // 08:20 is full, so they are added there: seat 1 beside the seat 0 that there is.
    let window = harness.world.slot(slot(2, 1), harness.moment()).expect("there");
    assert_eq!((now.slot, now.seat, window.taken, window.add_ons), (slot(2, 1), 1, 1, 1));
    // The old seat can be booked again.
    assert_eq!(harness.world.slot(slot(1, 1), harness.moment()).map(|slot| slot.taken), Some(0));
    harness.ok(book(9, 9, slot(1, 1)));
}

#[test]
fn a_seat_that_is_free_is_taken_and_a_window_that_is_over_is_not_joined() {
    let mut harness = two();
    here(&mut harness, &[(1, 1, 0), (2, 1, 1)]);
    harness.set("08:50");
    harness.ok(transfer(1, 2));
    // Since 08:00 they wait; 08:40 is the first window that is not over.
    let now = view(&harness, 1);
    assert_eq!((now.slot, now.seat, now.promised.0), (slot(2, 2), 0, at("08:00")));
    // At most 08:50, not in the past.
    assert_eq!(now.expected_at, at("08:50"));
    harness.ok(transfer(2, 2));
    assert_eq!((view(&harness, 2).slot, view(&harness, 2).seat), (slot(2, 2), 1));
    assert_eq!(waiting(&harness, 2), of(&[1, 2]));
    // The promise is about the window that was booked: called at 08:55, both are late.
    harness.set("08:55").ok(Command::Call(command::Call { session: session(2), appointment: None }));
    let calls = harness.world.promises(date("2026-11-26"), date("2026-11-26"), ZONE).calls;
    assert_eq!(calls.kept_window, Share { count: 0, of: 1 });
}

#[test]
fn whoever_was_called_or_is_back_from_tests_is_sent_on_too() {
    let mut harness = two();
    here(&mut harness, &[(1, 1, 0), (2, 1, 1), (3, 2, 0)]);
    harness.set("08:00").ok(call(Some(1)));
    harness.ok(transfer(1, 2));
    let now = view(&harness, 1);
    assert_eq!((now.state, now.called_at, now.first_called_at), (AppointmentState::Arrived, None, None));
    // Nobody is called in session 1 any more, so the next can be.
    harness.ok(call(Some(2)));
    harness.ok(Command::Start(command::Start { appointment: appointment(2) }));
    let refusal = harness.refused(transfer(2, 2), "appointment-state");
    assert_eq!(refusal.field, Some("appointment"));
    harness.set("08:05").ok(Command::Finish(command::Finish { appointment: appointment(2) }));
    harness.refused(transfer(2, 2), "appointment-state");
    harness.set("08:40");
    harness.ok(Command::ReturnAfterTests(command::ReturnAfterTests { appointment: appointment(2) }));
    harness.ok(transfer(2, 2));
    // Of 08:00, number 1 had the first ticket; 08:40 less 30 minutes is behind 08:00.
    assert_eq!(waiting(&harness, 2), of(&[1, 3, 2]));
    assert_eq!((view(&harness, 2).class, view(&harness, 2).back_at), (QueueClass::AfterTests, Some(at("08:40"))));
    // What came before the transfer is taken back after it.
    let undo_return = Command::UndoReturn(command::UndoReturn { appointment: appointment(2), reason: reason() });
    harness.refused(undo_return.clone(), "sent-on");
    harness.ok(undo(2));
    harness.ok(undo_return);
}

#[test]
fn somebody_who_did_not_answer_stands_by_the_window_in_the_new_queue() {
    let mut harness = two();
    here(&mut harness, &[(1, 1, 0), (2, 1, 1), (3, 2, 0)]);
    harness.set("08:00").ok(call(Some(1)));
    harness.ok(Command::Pass(command::Pass { appointment: appointment(1) }));
    harness.ok(transfer(1, 2));
    assert_eq!(waiting(&harness, 2), of(&[1, 3]));
    // They were called all the same: that is counted, and is not forgotten.
    assert_eq!((view(&harness, 1).passes, view(&harness, 1).first_called_at), (0, Some(at("08:00"))));
}

#[test]
fn a_transfer_is_taken_back_into_the_old_seat_or_beside_it() {
    let mut harness = two();
    here(&mut harness, &[(1, 1, 1), (2, 1, 2)]);
    harness.refused(undo(1), "not-sent-on");
    harness.ok(transfer(1, 2));
    harness.ok(transfer(2, 2));
    // Meanwhile somebody else has the seat of 08:40.
    harness.ok(book(3, 3, slot(1, 2)));
    harness.set("07:55");
    harness.refused(
        Command::UndoCheckIn(command::UndoCheckIn { appointment: appointment(1), reason: reason() }),
        "sent-on",
    );
    let events = harness.ok(undo(1));
    assert!(matches!(&events[..], [Event::VisitTransferUndone(_)]), "{events:?}");
    harness.ok(undo(2));
    assert_eq!((view(&harness, 1).slot, view(&harness, 1).seat), (slot(1, 1), 0));
    assert_eq!((view(&harness, 2).slot, view(&harness, 2).seat), (slot(1, 2), 1));
    assert_eq!(waiting(&harness, 1), of(&[1, 2]));
    assert_eq!(waiting(&harness, 2), of(&[]));
    // Once only.
    harness.refused(undo(1), "not-sent-on");
    // And within the sixty minutes of the rules.
    harness.ok(transfer(1, 2));
    harness.set("08:56");
    let args = harness.refused(undo(1), "undo-too-late").args;
    assert!(args.contains(&("limit".into(), Value::Minutes(60))), "{args:?}");
}

#[test]
fn whoever_was_sent_on_twice_is_taken_back_step_by_step_and_stands_by_the_first_window() {
    let mut harness = two();
    harness.enrol(7, 1);
    harness.ok(publish(7, 7, "2026-11-26", (500, 620), 20, 1));
    here(&mut harness, &[(1, 1, 0)]);
    harness.ok(transfer(1, 2));
    let first = view(&harness, 1).transferred_at.expect("sent on");
    harness.set("07:52").ok(transfer(1, 7));
    assert_eq!(view(&harness, 1).promised, (at("08:00"), at("08:20")));
    harness.ok(undo(1));
    assert_eq!((view(&harness, 1).session, view(&harness, 1).transferred_at), (session(2), Some(first)));
    // Sent on a third time; where they were not booked, a check-in is not taken back.
    harness.ok(transfer(1, 7));
    let check_in = Command::UndoCheckIn(command::UndoCheckIn { appointment: appointment(1), reason: reason() });
    harness.refused(check_in.clone(), "sent-on");
    assert_eq!(waiting(&harness, 7), of(&[1]));
    // Step by step they are back where they were booked.
    harness.ok(undo(1));
    harness.refused(check_in.clone(), "sent-on");
    harness.ok(undo(1));
    let back = view(&harness, 1);
    assert_eq!((back.slot, back.seat, back.transferred_at), (slot(1, 0), 0, None));
    harness.refused(undo(1), "not-sent-on");
    harness.ok(check_in);
}

/// Sent on at 07:50 and again at 08:30. At 08:55 the second is 25 minutes old and can be taken back; the first is 65, which is
/// beyond the sixty of the rules, and taking back the second does not make it younger.
#[test]
fn each_step_is_taken_back_within_its_own_time() {
    let mut harness = two();
    harness.enrol(7, 1);
    harness.ok(publish(7, 7, "2026-11-26", (500, 620), 20, 1));
    here(&mut harness, &[(1, 1, 0)]);
    harness.ok(transfer(1, 2));
    harness.set("08:30").ok(transfer(1, 7));
    harness.set("08:55").ok(undo(1));
    assert_eq!((view(&harness, 1).session, view(&harness, 1).transferred_at), (session(2), Some(at("07:50"))));
    let args = harness.refused(undo(1), "undo-too-late").args;
    assert!(args.contains(&("since".into(), Value::At(at("07:50")))), "{args:?}");
}

/// Nine times, between sessions 1 and 2: after the first and after the ninth they are in session 2. Eight can be taken back,
/// so they come to where the first led, and not to where they were booked.
#[test]
fn the_last_eight_steps_can_be_taken_back() {
    let mut harness = two();
    here(&mut harness, &[(1, 1, 0)]);
    for to in [2, 1, 2, 1, 2, 1, 2, 1, 2] {
        harness.ok(transfer(1, to));
    }
    for back_in in [1, 2, 1, 2, 1, 2, 1, 2] {
        harness.ok(undo(1));
        assert_eq!(view(&harness, 1).session, session(back_in));
    }
    harness.refused(undo(1), "not-sent-on");
    assert_eq!(view(&harness, 1).session, session(2));
    // The window that was booked is kept, however many steps are forgotten.
    assert_eq!(view(&harness, 1).promised, (at("08:00"), at("08:20")));
}

#[test]
fn what_takes_nobody_is_named() {
    let mut harness = two();
    harness.ok(publish(4, 2, "2026-11-26", (480, 600), 20, 1));
    harness.enrol(5, 1);
    harness.ok(publish(5, 5, "2026-11-27", (480, 600), 20, 1));
    harness.enrol(6, 1);
    harness.ok(publish(6, 6, "2026-11-26", (420, 460), 20, 1));
    harness.ok(book(1, 1, slot(1, 1)));
    harness.set("07:50");
    harness.refused(transfer(1, 2), "appointment-state");
    harness.check_in(1);
    harness.refused(transfer(1, 1), "transfer-same-session");
    harness.refused(transfer(1, 4), "transfer-other-department");
    harness.refused(transfer(1, 5), "session-wrong-day");
    // 07:00–07:40, and nobody is left in it.
    harness.refused(transfer(1, 6), "session-over");
    harness.set("08:00");
    harness.ok(Command::PauseSession(command::PauseSession {
        session: session(2),
        until: at("08:20"),
        reason: reason(),
    }));
    harness.refused(transfer(1, 2), "session-paused");
    harness.ok(Command::ResumeSession(command::ResumeSession { session: session(2) }));
    // Somebody who has a visit of their own there at that time cannot be in two places.
    harness.ok(book(2, 2, slot(1, 2)));
    harness.ok(book(3, 2, slot(2, 3)));
    harness.check_in(2);
    harness.set("09:05");
    harness.refused(transfer(2, 2), "already-in-slot");
    harness.set("10:00").ok(Command::EndSession(command::EndSession { session: session(2) }));
    harness.refused(transfer(1, 2), "session-ended");
}

#[test]
fn what_a_transfer_does_there_is_counted_by_the_order_that_calls() {
    let mut harness = two();
    harness.ok(book(2, 2, slot(2, 1)));
    harness.ok(book(3, 3, slot(2, 2)));
    here(&mut harness, &[(1, 1, 0)]);
    let behind = |harness: &Harness| {
        let does = harness.world.transfer(appointment(1), session(2), harness.moment()).expect("both there");
        (does.ahead, does.behind)
    };
    // Of 08:00: before 08:20 and 08:40.
    assert_eq!(behind(&harness), (0, 2));
    harness.consult(1, "08:00", "08:05");
    harness.set("08:55").ok(Command::ReturnAfterTests(command::ReturnAfterTests { appointment: appointment(1) }));
    // Back at 08:55, thirty minutes earlier: before 08:40 only.
    assert_eq!(behind(&harness), (0, 1));
}

#[test]
fn whoever_is_cancelled_after_a_transfer_and_that_is_taken_back_keeps_window_and_fee() {
    let mut harness = two();
    here(&mut harness, &[(1, 1, 1), (2, 2, 1)]);
    harness.ok(transfer(1, 2));
    let (seat, fee) = (view(&harness, 1).seat, view(&harness, 1).kept_fee);
    let (id, by_hospital) = (appointment(1), true);
    harness.ok(Command::Cancel(command::Cancel { appointment: id, reason: reason(), by_hospital }));
    harness.ok(Command::UndoCancel(command::UndoCancel { appointment: id, reason: reason(), by_hospital }));
    let now = view(&harness, 1);
    assert_eq!((now.state, now.slot, now.seat), (AppointmentState::Booked, slot(2, 1), seat));
    assert_eq!((now.promised.0, now.transferred_at), (at("08:20"), None));
    assert!(fee.is_some() && now.kept_fee == fee, "{fee:?} {:?}", now.kept_fee);
}

/// An ultrasound is the same on another ultrasound that works, and none without one.
#[test]
fn whoever_waits_for_a_device_is_sent_on_to_another_of_its_kind() {
    let mut harness = Harness::with_session(1);
    for number in [3, 4] {
        harness.enrol(number, 1);
    }
    harness.ok(enrol(1, 1));
    harness.ok(enrol(2, 1));
    harness.ok(with(1, publish(3, 3, "2026-11-26", (480, 600), 20, 1)));
    harness.ok(with(2, publish(4, 4, "2026-11-26", (480, 600), 20, 1)));
    here(&mut harness, &[(1, 3, 0), (2, 1, 0)]);
    harness.refused(transfer(1, 1), "transfer-other-device");
    harness.refused(transfer(2, 3), "transfer-other-device");
    harness.ok(transfer(1, 4));
    // Theirs breaks while they wait: they go back by another transfer, and nobody comes.
    harness.ok(take_out(2));
    harness.ok(transfer(1, 3));
    let refusal = harness.refused(transfer(1, 4), "transfer-device-out");
    assert_eq!(refusal.field, Some("session"));
    harness.refused(undo(1), "transfer-device-out");
}

#[test]
fn a_window_takes_fourteen_beyond_its_seats() {
    let mut harness = Harness::with_session(15);
    harness.enrol(3, 1);
    // One window of one seat.
    harness.ok(publish(2, 3, "2026-11-26", (480, 500), 20, 1));
    for number in 1..=15 {
        harness.ok(book(number, number, slot(1, 0)));
    }
    harness.ok(book(16, 16, slot(1, 1)));
    harness.set("07:50");
    for number in 1..=16 {
        harness.check_in(number);
    }
    for number in 1..=15 {
        harness.ok(transfer(number, 2));
    }
    let refusal = harness.refused(transfer(16, 2), "add-ons-full");
    assert_eq!(refusal.args, [("limit".into(), Value::from(14u16))]);
    let window = harness.world.slot(slot(2, 0), harness.moment()).expect("there");
    assert_eq!((window.taken, window.add_ons), (1, 14));
}

#[test]
fn an_emergency_that_comes_late_has_its_minutes_and_nobody_else() {
    let mut harness = Harness::with_session(2);
    for (number, window) in [(1, 0), (2, 1), (3, 0)] {
        harness.ok(book(number, number, slot(1, window)));
    }
    harness.set("08:21").check_in(2);
    let as_class = |number, class| {
        let Command::CheckIn(asked) = check_in(number) else { panic!("a check-in") };
        Command::CheckIn(command::CheckIn { class: Some(class), ..asked })
    };
    harness.ok(as_class(1, QueueClass::Priority));
    assert_eq!(waiting(&harness, 1), of(&[2, 1]));
    // Joins 08:20, less an hour.
    harness.ok(as_class(3, QueueClass::Emergency));
    assert_eq!((view(&harness, 3).joined, view(&harness, 3).head_start), (Some(at("08:20")), 60));
    assert_eq!(waiting(&harness, 1), of(&[3, 2, 1]));
}

#[test]
fn a_call_that_the_order_gives_is_in_turn_and_counts_as_early() {
    let mut harness = Harness::with_session(2);
    for (number, window) in [(1, 2), (2, 3)] {
        harness.ok(book(number, number, slot(1, window)));
    }
    harness.set("08:00").check_in(1);
    let Command::CheckIn(asked) = check_in(2) else { panic!("a check-in") };
    harness.ok(Command::CheckIn(command::CheckIn { class: Some(QueueClass::Emergency), ..asked }));
    // An emergency of 09:00 counts as 08:00, so it is before 08:40, and everybody can read that.
    assert_eq!(waiting(&harness, 1), of(&[2, 1]));
    harness.ok(call(None));
    let calls = harness.world.promises(date("2026-11-26"), date("2026-11-26"), ZONE).calls;
    assert_eq!((calls.kept_window, calls.early, calls.out_of_turn), (Share { count: 1, of: 1 }, 1, 0));
}

/// Of the two seats at 08:20 the second one is left by the transfer, and is none any more when it is taken back.
#[test]
fn a_seat_that_a_change_took_away_is_added_when_the_transfer_is_taken_back() {
    let mut harness = Harness::with_session(2);
    harness.enrol(3, 1);
    harness.ok(publish(2, 3, "2026-11-26", (480, 600), 20, 1));
    here(&mut harness, &[(2, 1, 1), (1, 1, 1)]);
    harness.ok(transfer(1, 2));
    let change = |seats: &[u16]| command::ChangeSession {
        session: session(1),
        date: date("2026-11-26"),
        from: MinuteOfDay(480),
        until: MinuteOfDay(600),
        capacity: WindowSeats::Windows(seats.to_vec()),
        room: Label::new("1 诊室", "Room 1"),
        slots: Vec::new(),
        reason: reason(),
    };
    harness.ok(change(&[2, 1, 2, 2, 2, 2]).into());
    harness.ok(undo(1));
    let window = |harness: &Harness| {
        let window = harness.world.slot(slot(1, 1), harness.moment()).expect("there");
        (window.capacity, window.taken, window.add_ons)
    };
    assert_eq!((view(&harness, 1).seat, window(&harness)), (1, (1, 1, 1)));
    // With two seats again, the one that was added is none of them.
    harness.ok(change(&[2; 6]).into());
    assert_eq!(window(&harness), (2, 1, 1));
    harness.ok(book(9, 9, slot(1, 1)));
    assert_eq!((view(&harness, 9).seat, window(&harness)), (2, (2, 2, 1)));
}
