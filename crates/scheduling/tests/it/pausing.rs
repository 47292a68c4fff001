//! Classes of those who wait, patients who come back with the results of tests, and pauses.

use crate::harness::*;
use model::{
    id::AppointmentId,
    message::Value,
    scheduling::{Command, Event, QueueClass, command},
};
use scheduling::read::{AppointmentState, AppointmentView};

fn view(harness: &Harness, number: u32) -> AppointmentView {
    harness.world.appointment(appointment(number)).expect("there")
}

/// Who waits in the first session, next first.
fn waiting(harness: &Harness) -> Vec<AppointmentId> {
    let queue = harness.world.queue(session(1), harness.moment()).expect("session 1");
    queue.waiting.iter().map(|entry| entry.appointment.id).collect()
}

fn of(numbers: &[u32]) -> Vec<AppointmentId> {
    numbers.iter().map(|number| appointment(*number)).collect()
}

fn check_in_as(number: u32, class: Option<QueueClass>, age: Option<u32>) -> Command {
    let Command::CheckIn(asked) = check_in(number) else { panic!("a check-in") };
    Command::CheckIn(command::CheckIn { class, age, ..asked })
}

/// Windows of twenty minutes from 08:00 on; number k is booked in window k.
fn booked(windows: &[(u32, u32)]) -> Harness {
    let mut harness = Harness::with_session(3);
    for (number, window) in windows {
        harness.ok(book(*number, *number, slot(1, *window)));
    }
    harness.set("07:50");
    harness
}

#[test]
fn a_class_goes_before_others_by_its_minutes_and_who_is_late_before_nobody() {
    let mut harness = booked(&[(1, 0), (2, 1), (3, 2), (4, 2), (5, 0)]);
    harness.ok(check_in(1));
    harness.ok(check_in(2));
    harness.ok(check_in(3));
    // Old enough: the window of 08:40 counts as that of 08:20, before those of 08:20 and behind those of 08:00.
    harness.ok(check_in_as(4, None, Some(65)));
    assert_eq!((view(&harness, 4).class, view(&harness, 4).head_start), (QueueClass::Priority, 20));
    assert_eq!(waiting(&harness), of(&[1, 4, 2, 3]));
    // One year too young, and nobody has said otherwise.
    harness.refused(check_in_as(5, Some(QueueClass::AfterTests), None), "class-not-at-check-in");
    harness.set("08:20");
    // Late: joins 08:20 behind those on time for it, however old.
    harness.ok(check_in_as(5, None, Some(90)));
    assert_eq!((view(&harness, 5).class, view(&harness, 5).head_start), (QueueClass::Priority, 0));
    assert_eq!(waiting(&harness), of(&[1, 4, 2, 5, 3]));
}

#[test]
fn somebody_of_64_is_ordinary_and_an_emergency_is_chosen() {
    let mut harness = booked(&[(1, 0), (2, 2)]);
    harness.ok(check_in_as(1, None, Some(64)));
    assert_eq!(view(&harness, 1).class, QueueClass::Ordinary);
    harness.ok(check_in_as(2, Some(QueueClass::Emergency), Some(30)));
    // 08:40 less an hour.
    assert_eq!(waiting(&harness), of(&[2, 1]));
    // Taken back, nothing of it is left.
    harness.ok(Command::UndoCheckIn(command::UndoCheckIn { appointment: appointment(2), reason: reason() }));
    assert_eq!((view(&harness, 2).class, view(&harness, 2).head_start), (QueueClass::Ordinary, 0));
}

fn seen(harness: &mut Harness, number: u32) {
    harness.ok(Command::Call(command::Call { session: session(1), appointment: Some(appointment(number)) }));
    harness.ok(Command::Start(command::Start { appointment: appointment(number) }));
    harness.ok(Command::Finish(command::Finish { appointment: appointment(number) }));
}

#[test]
fn who_is_back_with_results_waits_by_when_they_came_back_less_the_rules_minutes() {
    let mut harness = booked(&[(1, 0), (2, 1), (3, 2)]);
    let back = |number| Command::ReturnAfterTests(command::ReturnAfterTests { appointment: appointment(number) });
    let undo = |number| Command::UndoReturn(command::UndoReturn { appointment: appointment(number), reason: reason() });
    for number in 1..=3 {
        harness.ok(check_in(number));
    }
    harness.refused(back(1), "appointment-state");
    harness.set("08:00");
    seen(&mut harness, 1);
    harness.set("09:00");
    // 09:00 less 30 minutes is before 08:40 and behind 08:20.
    harness.ok(back(1));
    let here = view(&harness, 1);
    assert_eq!((here.state, here.class), (AppointmentState::Arrived, QueueClass::AfterTests));
    assert_eq!((here.ticket, here.back_at), (view(&harness, 1).ticket, Some(at("09:00"))));
    assert_eq!(waiting(&harness), of(&[2, 1, 3]));
    // They came and were seen: nobody marks them as missed, and the first check-in stays.
    harness.set("09:40");
    harness.refused(Command::MarkMissed(command::MarkMissed { appointment: appointment(1) }), "seen-before-tests");
    harness.refused(
        Command::UndoCheckIn(command::UndoCheckIn { appointment: appointment(1), reason: reason() }),
        "was-called",
    );
    harness.refused(undo(2), "not-back-from-tests");
    harness.ok(undo(1));
    assert_eq!(view(&harness, 1).state, AppointmentState::Fulfilled);
    assert_eq!(waiting(&harness), of(&[2, 3]));
    // And once more, up to being seen again.
    harness.ok(back(1));
    seen(&mut harness, 1);
    assert_eq!(view(&harness, 1).state, AppointmentState::Fulfilled);
}

#[test]
fn nobody_is_called_during_a_pause() {
    let mut harness = booked(&[(1, 0)]);
    harness.ok(check_in(1));
    harness.set("08:00");
    let until = |time: &str| {
        Command::PauseSession(command::PauseSession { session: session(1), until: at(time), reason: reason() })
    };
    let call = Command::Call(command::Call { session: session(1), appointment: None });
    let resume = Command::ResumeSession(command::ResumeSession { session: session(1) });
    harness.refused(resume.clone(), "not-paused");
    harness.refused(until("08:00"), "pause-length");
    harness.refused(until("12:01"), "pause-length");
    harness.ok(until("08:20"));
    let refusal = harness.refused(call.clone(), "session-paused");
    assert_eq!(refusal.args, [("until".into(), Value::from(at("08:20")))]);
    // Later than said: nobody resumes it alone, and a second pause says until when.
    harness.set("08:30");
    harness.refused(call.clone(), "session-paused");
    harness.ok(until("08:40"));
    assert_eq!(harness.world.paused_until(session(1)), Some(at("08:40")));
    let events = harness.ok(resume);
    assert!(matches!(&events[..], [Event::SessionResumed(_)]));
    harness.ok(call);
}
