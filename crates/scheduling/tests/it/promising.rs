//! The promises, counted by hand over two days with every case that they tell apart.

use crate::harness::*;
use model::{
    decide::{Decider, Stamp},
    person::Sex::Male,
    scheduling::{Command, Event, Needs, PatientCalled, SettledAt, command},
};
use scheduling::read::{AppointmentState, Share};

const NOTHING: Needs = Needs { oxygen: false, isolation: false };
const FIRST: &str = "2026-11-26";
const SECOND: &str = "2026-11-27";

fn called(harness: &mut Harness, sessions: u32, number: u32, time: &str) {
    harness.now = hospital_time(sessions, time);
    let appointment = Some(appointment(number));
    harness.ok(Command::Call(command::Call { session: session(sessions), appointment }));
}

/// Session 1 is on the first day, session 2 on the second.
fn hospital_time(sessions: u32, time: &str) -> model::time::Instant {
    on(if sessions == 1 { FIRST } else { SECOND }, time)
}

/// Into the room and out again, within a minute.
fn consulted(harness: &mut Harness, number: u32) {
    harness.ok(Command::Start(command::Start { appointment: appointment(number) }));
    harness.now += chrono::Duration::minutes(1);
    harness.ok(Command::Finish(command::Finish { appointment: appointment(number) }));
}

fn seen(harness: &mut Harness, sessions: u32, number: u32, time: &str) {
    called(harness, sessions, number, time);
    consulted(harness, number);
}

/// As a call was recorded before it said who was waiting.
fn called_before(harness: &mut Harness, number: u32) {
    let event: Event = PatientCalled { appointment: appointment(number), in_turn: None }.into();
    let stamp = Stamp { seq: harness.log.len() as u64 + 1, at: harness.now };
    harness.world.apply(&event, stamp);
    harness.log.push((Told::Event(event), stamp));
}

fn missed(harness: &mut Harness, number: u32) {
    harness.ok(Command::MarkMissed(command::MarkMissed { appointment: appointment(number) }));
}

/// Seven visits on the first day and five on the second; windows of 20 minutes from 08:00.
fn two_days() -> Harness {
    let mut harness = Harness::with_session(3);
    harness.ok(publish(2, 1, SECOND, (480, 600), 20, 4));
    for (number, window) in [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2), (6, 0), (7, 5)] {
        harness.ok(book(number, number, slot(1, window)));
    }
    for (number, window) in [(11, 0), (12, 0), (13, 0), (14, 5), (15, 1)] {
        harness.ok(book(number, number, slot(2, window)));
    }
    harness.set("07:50").check_in(1);
    harness.check_in(3);
    // Here when the window begins, so not before it: in no count.
    harness.set("08:00").check_in(2);
    // Called in the minute in which the window begins: kept.
    seen(&mut harness, 1, 1, "08:00");
    seen(&mut harness, 1, 2, "08:05");
    // Called before the window at 08:40 while number 3 of 08:20 is waiting: out of turn.
    harness.set("08:09").check_in(5);
    seen(&mut harness, 1, 5, "08:10");
    // Called before the window, with nobody of an earlier one waiting: kept.
    seen(&mut harness, 1, 3, "08:15");
    harness.set("08:19").check_in(4);
    // Called in the minute in which the window has ended: late.
    seen(&mut harness, 1, 4, "08:40");
    harness.set("08:50");
    missed(&mut harness, 6);
    harness.check_in(7);
    harness.set("10:00").ok(Command::EndSession(command::EndSession { session: session(1) }));
    assert_eq!(harness.world.appointment(appointment(7)).map(|visit| visit.state), Some(AppointmentState::NotSeen));

    harness.now = on(SECOND, "07:50");
    for number in [11, 12, 15] {
        harness.check_in(number);
    }
    seen(&mut harness, 2, 11, "08:01");
    // Before its window: counted as kept, and as unknown.
    harness.now = on(SECOND, "08:10");
    called_before(&mut harness, 15);
    consulted(&mut harness, 15);
    seen(&mut harness, 2, 12, "08:20");
    harness.now = on(SECOND, "08:50");
    missed(&mut harness, 13);
    harness.check_in(14);
    harness.now = on(SECOND, "10:00");
    harness.ok(Command::EndSession(command::EndSession { session: session(2) }));
    harness
}

/// Who was waiting does not matter once the window has begun.
#[test]
fn of_a_call_inside_its_window_nothing_is_unknown() {
    let mut harness = Harness::with_session(3);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.set("07:50").check_in(1);
    harness.set("08:00");
    called_before(&mut harness, 1);
    let calls = harness.world.promises(date(FIRST), date(FIRST), ZONE).calls;
    assert_eq!((calls.kept_window, calls.unknown), (Share { count: 1, of: 1 }, 0));
}

#[test]
fn calls_are_counted_day_by_day_and_add_up() {
    let harness = two_days();
    let of = |from: &str, until: &str| harness.world.promises(date(from), date(until), ZONE);
    let first = of(FIRST, FIRST);
    assert_eq!(first.calls.kept_window, Share { count: 2, of: 3 });
    assert_eq!((first.calls.out_of_turn, first.calls.unknown), (1, 0));
    assert_eq!((first.visits, first.missed, first.not_seen), (5, 1, 1));
    let second = of(SECOND, SECOND);
    assert_eq!(second.calls.kept_window, Share { count: 2, of: 3 });
    assert_eq!((second.calls.out_of_turn, second.calls.unknown), (0, 1));
    assert_eq!((second.visits, second.missed, second.not_seen), (3, 1, 1));
    let both = of("2026-11-25", "2026-11-28");
    assert_eq!(both.calls.kept_window, Share { count: 4, of: 6 });
    assert_eq!((both.calls.out_of_turn, both.calls.unknown), (1, 1));
    assert_eq!((both.visits, both.missed, both.not_seen), (8, 2, 2));
    let days: Vec<_> =
        both.days.iter().map(|day| (day.slot_minutes_max, day.calls.kept_window, day.not_seen)).collect();
    let (none, two) = ((None, Share::default(), 0), (Some(20), Share { count: 2, of: 3 }, 1));
    assert_eq!(days, [none, two, two, none]);
    assert!(of(SECOND, FIRST).days.is_empty());
}

#[test]
fn stays_are_counted_on_the_day_of_the_bed_and_of_the_leaving() {
    let mut harness = Harness::new();
    let ways = [(1, FIRST, "09:00", "09:24"), (2, SECOND, "09:00", "09:10"), (3, SECOND, "10:00", "10:00")];
    for (number, day, arrived, in_bed) in ways {
        harness.now = on(day, "08:00");
        harness.ok(request(number, Male, NOTHING));
        harness.ok(assign(number, [bed(1, 0), bed(1, 1), bed(3, 0)][number as usize - 1]));
        harness.now = on(day, arrived);
        harness.ok(arrive(number));
        harness.now = on(day, in_bed);
        harness.formalities(number);
        harness.ok(Command::OccupyBed(command::OccupyBed { admission: admission(number) }));
    }
    let left = [(1, FIRST, SettledAt::Bedside), (2, SECOND, SettledAt::Counter), (3, SECOND, SettledAt::Bedside)];
    for (number, day, settled) in left {
        harness.now = on(day, "15:00");
        harness.ok(Command::Discharge(command::Discharge { admission: admission(number), settled }));
    }
    let of = |from: &str, until: &str| harness.world.promises(date(from), date(until), ZONE);
    // 24 minutes on the first day; 10 and 0 on the second.
    let (first, second, both) = (of(FIRST, FIRST), of(SECOND, SECOND), of(FIRST, SECOND));
    assert_eq!((first.admission.seconds, first.admission.cases, first.admission.minutes()), (1_440, 1, Some(24.0)));
    assert_eq!((second.admission.seconds, second.admission.cases, second.admission.minutes()), (600, 2, Some(5.0)));
    assert_eq!((both.admission.seconds, both.admission.cases), (2_040, 3));
    assert_eq!(both.steps.iter().map(|step| step.mean.seconds).sum::<i64>(), 2_040);
    assert!(both.steps.iter().all(|step| step.mean.cases == 3));
    assert_eq!((first.bedside, second.bedside), (Share { count: 1, of: 1 }, Share { count: 1, of: 2 }));
    assert_eq!(both.bedside, Share { count: 2, of: 3 });
    assert_eq!((second.bedside.share(), Share { count: 3, of: 4 }.share()), (Some(0.5), Some(0.75)));
    assert_eq!(Share::default().share(), None);
}
