//! The end of a session: past midnight, by hand, by itself, and undone.

use crate::harness::*;
use model::{
    message::Value,
    scheduling::{Command, Event, command},
};
use scheduling::read::AppointmentState;

fn state(harness: &Harness, number: u32) -> AppointmentState {
    harness.world.appointment(appointment(number)).expect("booked").state
}

fn end() -> Command {
    Command::EndSession(command::EndSession { session: session(1) })
}

fn undo() -> Command {
    Command::UndoEndSession(command::UndoEndSession { session: session(1), reason: reason() })
}

fn waiting(harness: &Harness) -> Vec<model::id::AppointmentId> {
    let queue = harness.world.queue(session(1), harness.moment()).expect("a session");
    queue.waiting.iter().map(|entry| entry.appointment.id).collect()
}

/// A session of the last hour of a day, with 1 called, 2 and 3 waiting, 4 not here, and nobody seen.
fn before_midnight(day: &str) -> Harness {
    let mut harness = Harness::new();
    harness.now = on(day, "20:00");
    harness.ok(publish(1, 1, day, (1380, 1440), 20, 2));
    for number in 1..=4 {
        harness.ok(book(number, number, slot(1, (number - 1) / 2 + 1)));
    }
    harness.now = on(day, "23:15");
    for number in [1, 2, 3] {
        harness.check_in(number);
    }
    harness.now = on(day, "23:50");
    harness.ok(call(None));
    harness
}

#[test]
fn midnight_ends_nothing_and_a_session_is_called_until_somebody_ends_it() {
    // Also if the year ends with the day.
    for (day, next) in [("2026-11-26", "2026-11-27"), ("2026-12-31", "2027-01-01")] {
        let mut harness = before_midnight(day);
        assert_eq!(arg(&harness.refused(end(), "session-not-over"), "until"), Some(Value::At(on(next, "00:00"))));
        harness.now = on(next, "00:05");
        assert_eq!(harness.due(), []);
        let present = harness.world.present_sessions(department(1), harness.moment());
        assert_eq!(present.iter().map(|session| (session.id, session.left)).collect::<Vec<_>>(), [(session(1), 4)]);
        harness.ok(Command::Start(command::Start { appointment: appointment(1) }));
        harness.refused(end(), "someone-inside");
        harness.ok(Command::Finish(command::Finish { appointment: appointment(1) }));
        harness.ok(call(None));
        harness.ok(Command::Pass(command::Pass { appointment: appointment(2) }));
        assert_eq!(waiting(&harness), [appointment(3), appointment(2)]);
        // Somebody who comes after midnight is late, not on the wrong day.
        harness.now = on(next, "00:10");
        let here = harness.ok(check_in(4));
        assert!(matches!(&here[..], [Event::PatientCheckedIn(event)] if event.joined.is_some()));
        harness.ok(call(Some(4)));
        harness.ok(Command::Start(command::Start { appointment: appointment(4) }));
        harness.ok(Command::Finish(command::Finish { appointment: appointment(4) }));
        harness.now = on(next, "00:30");
        harness.ok(end());
        assert_eq!(
            [1, 2, 3, 4].map(|number| state(&harness, number)),
            [
                AppointmentState::Fulfilled,
                AppointmentState::NotSeen,
                AppointmentState::NotSeen,
                AppointmentState::Fulfilled
            ]
        );
        assert_eq!(arg(&harness.refused(call(None), "session-ended"), "at"), Some(Value::At(on(next, "00:30"))));
        harness.refused(end(), "session-ended");
        assert_eq!(harness.world.present_sessions(department(1), harness.moment()), []);
        harness.now = on(next, "05:00");
        assert_eq!(harness.due(), []);
    }
}

#[test]
fn an_end_by_hand_is_taken_back_with_the_queue_as_it_was() {
    let mut harness = before_midnight("2026-11-26");
    harness.now = on("2026-11-27", "00:01");
    harness.ok(end());
    assert_eq!(
        [1, 2, 3, 4].map(|number| state(&harness, number)),
        [AppointmentState::NotSeen, AppointmentState::NotSeen, AppointmentState::NotSeen, AppointmentState::NoShow]
    );
    harness.refused(check_in(4), "appointment-state");
    let promises = harness.world.promises(date("2026-11-26"), date("2026-11-26"), ZONE);
    assert_eq!((promises.visits, promises.missed, promises.not_seen), (0, 1, 3));
    // Somebody whose no-show is taken back is not seen either: nobody is called any more.
    harness.ok(Command::UndoMissed(command::UndoMissed { appointment: appointment(4), reason: reason() }));
    assert_eq!(state(&harness, 4), AppointmentState::NotSeen);
    // A world restored from a snapshot knows the order, too.
    harness.world = scheduling::World::restore(harness.world.snapshot());
    harness.ok(undo());
    assert_eq!(waiting(&harness), [appointment(1), appointment(2), appointment(3)]);
    assert_eq!(state(&harness, 4), AppointmentState::Booked);
    harness.refused(undo(), "session-not-ended");
    harness.ok(call(None));
    assert_eq!(state(&harness, 1), AppointmentState::Called);
    harness.now = on("2026-11-27", "00:40");
    harness.ok(end());
    harness.now = on("2026-11-27", "01:41");
    harness.refused(undo(), "undo-too-late");
}

/// All of them would be open again, which booking would refuse: two visits in a department a day are allowed.
#[test]
fn who_has_chosen_another_time_since_stays_out_when_the_end_is_taken_back() {
    let mut harness = Harness::new();
    harness.ok(publish(1, 1, "2026-11-26", (480, 540), 20, 4));
    harness.ok(publish(2, 1, "2026-11-26", (840, 900), 20, 4));
    for number in 1..=4 {
        harness.ok(book(number, number, slot(1, 2)));
    }
    harness.set("08:35");
    for number in [1, 2] {
        harness.check_in(number);
    }
    harness.set("09:01").ok(end());
    for (number, who) in [(11, 1), (13, 3)] {
        harness.ok(book(number, who, slot(2, 0)));
        harness.ok(book(number + 10, who, slot(2, 1)));
    }
    harness.ok(undo());
    assert_eq!(waiting(&harness), [appointment(2)]);
    assert_eq!(
        [1, 2, 3, 4].map(|number| state(&harness, number)),
        [AppointmentState::NotSeen, AppointmentState::Arrived, AppointmentState::NoShow, AppointmentState::Booked]
    );
}

#[test]
fn a_session_that_nobody_ends_is_over_at_four_in_the_morning() {
    let mut harness = Harness::with_session(3);
    for number in 1..=3 {
        harness.ok(book(number, number, slot(1, 5)));
    }
    harness.ok(book(4, 4, slot(1, 4)));
    harness.set("09:00");
    for number in 1..=3 {
        harness.check_in(number);
    }
    harness.consult(1, "09:40", "09:55");
    harness.set("10:00").ok(call(None));
    harness.ok(Command::Start(command::Start { appointment: appointment(2) }));
    harness.set("11:00");
    assert_eq!(harness.due(), [Command::MarkMissed(command::MarkMissed { appointment: appointment(4) })]);
    harness.ok(Command::MarkMissed(command::MarkMissed { appointment: appointment(4) }));
    // The last patient of a daytime session is never called.
    harness.now = on("2026-11-27", "03:59");
    assert_eq!(harness.due(), []);
    harness.now = on("2026-11-27", "04:00");
    assert_eq!(harness.due(), [end()]);
    let at = harness.world.due(harness.moment())[0].0;
    assert_eq!(at, on("2026-11-27", "04:00"));
    // However late it is found, the room can still say when its consultation is over.
    harness.now = on("2026-11-27", "09:00");
    assert_eq!(arg(&harness.refused(call(None), "session-closed"), "at"), Some(Value::At(at)));
    harness.ok(end());
    assert_eq!(harness.due(), []);
    assert_eq!(
        [1, 2, 3, 4].map(|number| state(&harness, number)),
        [
            AppointmentState::Fulfilled,
            AppointmentState::InConsultation,
            AppointmentState::NotSeen,
            AppointmentState::NoShow
        ]
    );
    harness.refused(undo(), "session-closed");
    assert_eq!(harness.world.present_sessions_of_clinician(clinician(1), harness.moment()).len(), 1);
    harness.ok(Command::Finish(command::Finish { appointment: appointment(2) }));
    assert_eq!(harness.world.present_sessions_of_clinician(clinician(1), harness.moment()), []);
}

#[test]
fn a_window_until_midnight_is_of_the_day_before() {
    let mut harness = Harness::new();
    harness.ok(publish(1, 1, "2026-11-26", (1380, 1440), 20, 1));
    harness.ok(book(1, 1, slot(1, 2)));
    harness.set("23:40").check_in(1);
    harness.now = on("2026-11-27", "03:59");
    assert_eq!(harness.due(), []);
    harness.now = on("2026-11-27", "04:00");
    assert_eq!(harness.due(), [end()]);
}

#[test]
fn a_session_in_which_all_were_seen_ends_without_a_word() {
    let mut harness = Harness::with_session(1);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.set("07:50").check_in(1);
    harness.consult(1, "08:00", "08:10");
    harness.now = on("2026-11-28", "04:00");
    assert_eq!(harness.due(), []);
}
