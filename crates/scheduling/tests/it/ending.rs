//! The end of a session: over midnight, by hand, by itself, and taken back.

use crate::house::*;
use model::{
    message::Value,
    scheduling::{Command, Event, command},
};
use scheduling::view::AppointmentState;

fn state(house: &House, number: u32) -> AppointmentState {
    house.world.appointment(appointment(number)).expect("booked").state
}

fn end() -> Command {
    Command::EndSession(command::EndSession { session: session(1) })
}

fn undo() -> Command {
    Command::UndoEndSession(command::UndoEndSession { session: session(1), reason: reason() })
}

fn waiting(house: &House) -> Vec<model::id::AppointmentId> {
    let queue = house.world.queue(session(1), house.moment()).expect("a session");
    queue.waiting.iter().map(|entry| entry.appointment.id).collect()
}

/// A session of the last hour of a day, with 1 called, 2 and 3 waiting, 4 not here, and nobody seen.
fn before_midnight(day: &str) -> House {
    let mut house = House::new();
    house.now = on(day, "20:00");
    house.ok(publish(1, 1, day, (1380, 1440), 20, 2));
    for number in 1..=4 {
        house.ok(book(number, number, slot(1, (number - 1) / 2 + 1)));
    }
    house.now = on(day, "23:15");
    for number in [1, 2, 3] {
        house.check_in(number);
    }
    house.now = on(day, "23:50");
    house.ok(call(None));
    house
}

#[test]
fn midnight_ends_nothing_and_a_session_is_called_until_somebody_ends_it() {
    // Also when the year ends with the day.
    for (day, next) in [("2026-11-26", "2026-11-27"), ("2026-12-31", "2027-01-01")] {
        let mut house = before_midnight(day);
        assert_eq!(arg(&house.refused(end(), "session-not-over"), "until"), Some(Value::At(on(next, "00:00"))));
        house.now = on(next, "00:05");
        assert_eq!(house.due(), []);
        let present = house.world.present_sessions(department(1), house.moment());
        assert_eq!(present.iter().map(|session| (session.id, session.left)).collect::<Vec<_>>(), [(session(1), 4)]);
        house.ok(Command::Start(command::Start { appointment: appointment(1) }));
        house.refused(end(), "someone-inside");
        house.ok(Command::Finish(command::Finish { appointment: appointment(1) }));
        house.ok(call(None));
        house.ok(Command::Pass(command::Pass { appointment: appointment(2) }));
        assert_eq!(waiting(&house), [appointment(3), appointment(2)]);
        // Who comes after midnight is late, not of another day.
        house.now = on(next, "00:10");
        let here = house.ok(check_in(4));
        assert!(matches!(&here[..], [Event::PatientCheckedIn(event)] if event.joined.is_some()));
        house.ok(call(Some(4)));
        house.ok(Command::Start(command::Start { appointment: appointment(4) }));
        house.ok(Command::Finish(command::Finish { appointment: appointment(4) }));
        house.now = on(next, "00:30");
        house.ok(end());
        assert_eq!(
            [1, 2, 3, 4].map(|number| state(&house, number)),
            [
                AppointmentState::Fulfilled,
                AppointmentState::NotSeen,
                AppointmentState::NotSeen,
                AppointmentState::Fulfilled
            ]
        );
        assert_eq!(arg(&house.refused(call(None), "session-ended"), "at"), Some(Value::At(on(next, "00:30"))));
        house.refused(end(), "session-ended");
        assert_eq!(house.world.present_sessions(department(1), house.moment()), []);
        house.now = on(next, "05:00");
        assert_eq!(house.due(), []);
    }
}

#[test]
fn an_end_by_hand_is_taken_back_with_the_line_as_it_was() {
    let mut house = before_midnight("2026-11-26");
    house.now = on("2026-11-27", "00:01");
    house.ok(end());
    assert_eq!(
        [1, 2, 3, 4].map(|number| state(&house, number)),
        [AppointmentState::NotSeen, AppointmentState::NotSeen, AppointmentState::NotSeen, AppointmentState::NoShow]
    );
    house.refused(check_in(4), "appointment-state");
    let promises = house.world.promises(date("2026-11-26"), date("2026-11-26"), ZONE);
    assert_eq!((promises.visits, promises.missed, promises.not_seen), (0, 1, 3));
    // A no-show that was none is not seen either: nobody is called any more.
    house.ok(Command::UndoMissed(command::UndoMissed { appointment: appointment(4), reason: reason() }));
    assert_eq!(state(&house, 4), AppointmentState::NotSeen);
    // A world of a snapshot knows the line, too.
    house.world = scheduling::World::restore(house.world.snapshot());
    house.ok(undo());
    assert_eq!(waiting(&house), [appointment(1), appointment(2), appointment(3)]);
    assert_eq!(state(&house, 4), AppointmentState::Booked);
    house.refused(undo(), "session-not-ended");
    house.ok(call(None));
    assert_eq!(state(&house, 1), AppointmentState::Called);
    house.now = on("2026-11-27", "00:40");
    house.ok(end());
    house.now = on("2026-11-27", "01:41");
    house.refused(undo(), "undo-too-late");
}

/// All would stand, which booking refuses: two visits of a department a day.
#[test]
fn who_has_chosen_another_time_since_stays_out_when_the_end_is_taken_back() {
    let mut house = House::new();
    house.ok(publish(1, 1, "2026-11-26", (480, 540), 20, 4));
    house.ok(publish(2, 1, "2026-11-26", (840, 900), 20, 4));
    for number in 1..=4 {
        house.ok(book(number, number, slot(1, 2)));
    }
    house.set("08:35");
    for number in [1, 2] {
        house.check_in(number);
    }
    house.set("09:01").ok(end());
    for (number, who) in [(11, 1), (13, 3)] {
        house.ok(book(number, who, slot(2, 0)));
        house.ok(book(number + 10, who, slot(2, 1)));
    }
    house.ok(undo());
    assert_eq!(waiting(&house), [appointment(2)]);
    assert_eq!(
        [1, 2, 3, 4].map(|number| state(&house, number)),
        [AppointmentState::NotSeen, AppointmentState::Arrived, AppointmentState::NoShow, AppointmentState::Booked]
    );
}

#[test]
fn a_session_that_nobody_ends_is_over_at_four_in_the_morning() {
    let mut house = House::with_session(3);
    for number in 1..=3 {
        house.ok(book(number, number, slot(1, 5)));
    }
    house.ok(book(4, 4, slot(1, 4)));
    house.set("09:00");
    for number in 1..=3 {
        house.check_in(number);
    }
    house.consult(1, "09:40", "09:55");
    house.set("10:00").ok(call(None));
    house.ok(Command::Start(command::Start { appointment: appointment(2) }));
    house.set("11:00");
    assert_eq!(house.due(), [Command::MarkMissed(command::MarkMissed { appointment: appointment(4) })]);
    house.ok(Command::MarkMissed(command::MarkMissed { appointment: appointment(4) }));
    // The last of a day clinic is never called.
    house.now = on("2026-11-27", "03:59");
    assert_eq!(house.due(), []);
    house.now = on("2026-11-27", "04:00");
    assert_eq!(house.due(), [end()]);
    let at = house.world.due(house.moment())[0].0;
    assert_eq!(at, on("2026-11-27", "04:00"));
    // However late it is found, the room still says when its consultation is over.
    house.now = on("2026-11-27", "09:00");
    assert_eq!(arg(&house.refused(call(None), "session-closed"), "at"), Some(Value::At(at)));
    house.ok(end());
    assert_eq!(house.due(), []);
    assert_eq!(
        [1, 2, 3, 4].map(|number| state(&house, number)),
        [
            AppointmentState::Fulfilled,
            AppointmentState::InConsultation,
            AppointmentState::NotSeen,
            AppointmentState::NoShow
        ]
    );
    house.refused(undo(), "session-closed");
    assert_eq!(house.world.present_sessions_of_clinician(clinician(1), house.moment()).len(), 1);
    house.ok(Command::Finish(command::Finish { appointment: appointment(2) }));
    assert_eq!(house.world.present_sessions_of_clinician(clinician(1), house.moment()), []);
}

#[test]
fn a_session_in_which_all_were_seen_ends_without_a_word() {
    let mut house = House::with_session(1);
    house.ok(book(1, 1, slot(1, 0)));
    house.set("07:50").check_in(1);
    house.consult(1, "08:00", "08:10");
    house.now = on("2026-11-28", "04:00");
    assert_eq!(house.due(), []);
}
