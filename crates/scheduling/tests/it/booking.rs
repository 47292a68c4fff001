//! Publishing, booking, cancelling, moving.

use crate::harness::*;
use model::{
    Label,
    message::{Refusal, Value},
    money::Yuan,
    scheduling::{
        BedSpec, Cap, ClinicianEnrolled, Command, DepartmentOpened, Event, Period, RoomSex, RoomSpec, RulesAdopted,
        RulesScope, Title, WardOpened, Within, command,
    },
};

#[test]
fn fees_and_lists_of_departments_have_bounds() {
    let mut harness = Harness::new();
    for fee in [i64::MAX, 10_000_001, -1] {
        let enrolled = ClinicianEnrolled {
            clinician: clinician(7),
            department: department(1),
            person: person(7),
            title: Title::Chief,
            fee: Yuan::from_fen(fee),
        };
        assert_eq!(harness.refused(Command::EnrolClinician(enrolled), "fee-range").field, Some("fee"));
    }
    let ward = |times: usize| {
        Command::OpenWard(WardOpened {
            ward: ward(2),
            code: "W2".into(),
            name: Label::new("二病区", "Ward 2"),
            departments: vec![department(1); times],
            rooms: vec![RoomSpec {
                room: room(20),
                number: "201".into(),
                sex: RoomSex::Either,
                oxygen: false,
                isolation: false,
                beds: vec![BedSpec { bed: bed(20, 0), number: "1".into() }],
            }],
        })
    };
    harness.refused(ward(6_000), "out-of-range");
    harness.refused(ward(2), "department-twice");
    harness.ok(ward(1));
}

#[test]
fn a_window_is_never_longer_than_20_minutes() {
    let mut harness = Harness::new();
    let refusal = harness.refused(publish(1, 1, "2026-11-26", (480, 480 + 84), 21, 3), "slot-minutes");
    assert_eq!(refusal.field, Some("slot_minutes"));
    assert_eq!(arg(&refusal, "value"), Some(Value::Count(21)));
    assert_eq!(arg(&refusal, "limit"), Some(Value::Count(20)));
    harness.refused(publish(1, 1, "2026-11-26", (480, 520), 4, 3), "slot-minutes");
    harness.ok(publish(1, 1, "2026-11-26", (480, 600), 20, 3));
}

#[test]
fn a_session_is_whole_and_ahead_and_alone() {
    let mut harness = Harness::new();
    let refusal = harness.refused(publish(1, 1, "2026-11-26", (480, 590), 20, 3), "slots-do-not-divide");
    assert_eq!(arg(&refusal, "minutes"), Some(Value::Count(110)));
    assert_eq!(harness.refused(publish(1, 1, "2026-11-26", (480, 600), 20, 0), "out-of-range").field, Some("capacity"));
    assert_eq!(
        harness.refused(publish(1, 1, "2026-11-26", (480, 600), 20, 51), "out-of-range").field,
        Some("capacity")
    );
    harness.refused(publish(1, 1, "2026-11-26", (600, 480), 20, 3), "session-times");
    harness.refused(publish(1, 1, "2026-11-26", (1420, 1640), 20, 3), "session-times");
    harness.refused(publish(1, 1, "2026-11-26", (1440, 1460), 20, 3), "session-times");
    harness.refused(publish(1, 1, "2026-11-25", (480, 600), 20, 3), "session-in-past");
    harness.refused(publish(1, 9, "2026-11-26", (480, 600), 20, 3), "not-there");
    for far in ["2028-01-01", "2300-01-01", "9999-12-31", "+10000-01-01", "+262142-12-31"] {
        assert_eq!(harness.refused(publish(1, 1, far, (1200, 1440), 20, 3), "session-too-far").field, Some("date"));
    }
    harness.ok(publish(1, 1, "2026-11-26", (480, 600), 20, 3));
    harness.refused(publish(2, 1, "2026-11-26", (580, 640), 20, 3), "clinician-overlap");
    // The same room at the same time for somebody else is refused, however it is spelled; another room or hour will do.
    harness.enrol(3, 1);
    let in_room = |number: u32, room: (&str, &str), hours| {
        let mut command = publish(number, 3, "2026-11-26", hours, 20, 3);
        if let Command::PublishSession(command::PublishSession { room: label, .. }) = &mut command {
            *label = Label::new(room.0, room.1);
        }
        command
    };
    harness.refused(in_room(2, ("1诊室", "other"), (580, 640)), "room-taken");
    harness.refused(in_room(2, ("另一间", "ROOM 1"), (460, 500)), "room-taken");
    harness.ok(publish(2, 1, "2026-11-26", (600, 640), 20, 3));
    harness.ok(publish(3, 2, "2026-11-26", (480, 600), 20, 3));
    harness.refused(publish(3, 2, "2026-11-27", (480, 600), 20, 3), "id-in-use");
}

#[test]
fn a_session_goes_only_while_nobody_is_booked_in_it() {
    let mut harness = Harness::with_session(3);
    harness.ok(book(1, 1, slot(1, 1)));
    let withdraw = Command::WithdrawSession(command::WithdrawSession { session: session(1), reason: reason() });
    assert_eq!(arg(&harness.refused(withdraw.clone(), "session-booked"), "booked"), Some(Value::Count(1)));
    harness.ok(cancel(1, true));
    harness.ok(withdraw);
    assert_eq!(harness.world.session(session(1), harness.moment()), None);
    assert_eq!(harness.world.slot(slot(1, 1), harness.moment()), None);
    let left = harness.world.appointment(appointment(1)).expect("its history stays");
    assert_eq!((left.from, left.room.name.zh.as_str()), (at("08:20"), ""));
    harness.ok(publish(4, 1, "2026-11-26", (480, 600), 20, 3));
}

#[test]
fn seats_are_taken_from_the_lowest_and_expected_within_the_window() {
    let mut harness = Harness::with_session(3);
    let seat = |events: &[Event]| match events {
        [Event::AppointmentBooked(booked)] => (booked.seat, booked.expected_at),
        other => panic!("{other:?}"),
    };
    assert_eq!(seat(&harness.ok(book(1, 1, slot(1, 1)))), (0, at("08:20")));
    assert_eq!(seat(&harness.ok(book(2, 2, slot(1, 1)))), (1, at("08:26")));
    assert_eq!(seat(&harness.ok(book(3, 3, slot(1, 1)))), (2, at("08:33")));
    let refusal = harness.refused(book(4, 4, slot(1, 1)), "slot-full");
    assert_eq!((refusal.field, arg(&refusal, "limit")), (Some("slot"), Some(Value::Count(3))));
    harness.ok(cancel(2, true));
    assert_eq!(seat(&harness.ok(book(4, 4, slot(1, 1)))), (1, at("08:26")));
}

#[test]
fn one_person_has_so_many_seats_and_never_two_at_once() {
    let mut harness = Harness::with_session(3);
    harness.ok(publish(2, 2, "2026-11-26", (480, 600), 20, 3));
    harness.ok(publish(3, 1, "2026-11-27", (480, 600), 20, 3));
    harness.ok(book(1, 1, slot(1, 0)));
    harness.refused(book(2, 1, slot(1, 0)), "already-in-slot");
    harness.refused(book(2, 1, slot(2, 0)), "same-time");
    harness.ok(book(2, 1, slot(1, 1)));
    let refusal = harness.refused(book(3, 1, slot(1, 2)), "department-day-cap");
    assert_eq!(arg(&refusal, "limit"), Some(Value::Count(2)));
    harness.ok(book(3, 1, slot(2, 2)));
    let refusal = harness.refused(book(4, 1, slot(2, 3)), "day-cap");
    assert_eq!((refusal.field, arg(&refusal, "value")), (Some("patient"), Some(Value::Count(3))));
    harness.ok(book(4, 1, slot(3, 0)));
    harness.refused(book(1, 2, slot(3, 0)), "id-in-use");
}

#[test]
fn a_full_window_says_to_its_own_people_that_they_have_a_seat() {
    let mut harness = Harness::with_session(1);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.refused(book(2, 1, slot(1, 0)), "already-in-slot");
}

#[test]
fn a_window_is_booked_before_it_begins_and_not_too_far_ahead() {
    let mut harness = Harness::with_session(3);
    harness.ok(publish(2, 1, "2026-12-10", (480, 600), 20, 3));
    harness.ok(publish(3, 1, "2026-12-11", (480, 600), 20, 3));
    harness.ok(book(1, 1, slot(2, 0)));
    let refusal = harness.refused(book(2, 2, slot(3, 0)), "too-far-ahead");
    assert_eq!(arg(&refusal, "last"), Some(Value::Date(date("2026-12-10").0)));
    let refusal = harness.set("08:20").refused(book(2, 2, slot(1, 1)), "slot-in-past");
    assert_eq!(refusal.field, Some("slot"));
    harness.ok(book(2, 2, slot(1, 2)));
    harness.refused(book(3, 3, slot(9, 0)), "not-there");
}

#[test]
fn without_rules_nothing_is_booked() {
    let mut harness = Harness::with_session(3);
    let mut later = rules();
    later.valid_from = date("2026-12-01");
    later.caps = Cap::days(1, 2).into();
    let refusal = harness
        .refused(Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules: later.clone() }), "cap-range");
    assert_eq!(refusal.field, Some("caps"));
    later.caps = Cap::days(1, 1).into();
    harness.ok(Command::AdoptRules(RulesAdopted { scope: RulesScope::Hospital, rules: later }));
    let a_day = |harness: &Harness, day| {
        let rules = harness.world.rules(date(day), RulesScope::Hospital);
        rules.and_then(|rules| rules.caps.max(Period::Day, Within::Hospital))
    };
    assert_eq!((a_day(&harness, "2026-11-30"), a_day(&harness, "2026-12-01")), (Some(3), Some(1)));
    harness.now = on("2025-12-31", "08:00");
    harness.refused(book(1, 1, slot(1, 0)), "no-rules");
}

#[test]
fn a_patient_cancels_in_time_and_the_hospital_at_any_time() {
    let mut harness = Harness::with_session(3);
    for number in 1..=3 {
        harness.ok(book(number, number, slot(1, 3)));
    }
    harness.set("08:00").ok(cancel(1, false));
    let refusal = harness.set("08:01").refused(cancel(2, false), "cancel-too-late");
    assert_eq!(
        (arg(&refusal, "limit"), arg(&refusal, "latest")),
        (Some(Value::Minutes(60)), Some(Value::At(at("08:00"))))
    );
    harness.ok(cancel(2, true));
    harness.refused(cancel(2, true), "appointment-state");
    harness.check_in(3);
    harness.refused(cancel(3, false), "appointment-state");
    harness.ok(cancel(3, true));
    assert_eq!(harness.world.queue(session(1), harness.moment()).map(|queue| queue.waiting.len()), Some(0));
}

/// Books and cancels until it is refused, at most 20 times; returns how often it worked, and the refusal.
fn take_and_release(
    harness: &mut Harness,
    who: u32,
    (first, session): (u32, u32),
    release: impl Fn(u32) -> Command,
) -> (u32, Option<Refusal>) {
    for times in 0..20 {
        let number = first + times;
        harness.ok(book(number, who, slot(session, 5)));
        if let Err(refusal) = harness.play(&release(number)) {
            return (times, Some(refusal));
        }
    }
    (20, None)
}

#[test]
fn a_patient_gives_back_so_many_seats_a_day_in_all_and_in_one_department() {
    let mut harness = Harness::with_session(3);
    harness.ok(publish(2, 2, "2026-11-27", (480, 600), 20, 3));
    let mine = |number| cancel(number, false);
    let (times, refusal) = take_and_release(&mut harness, 1, (1, 1), mine);
    let refusal = refusal.expect("a limit of the department");
    assert_eq!((times, refusal.code, refusal.field), (3, "department-cancel-cap", Some("appointment")));
    assert_eq!(
        (arg(&refusal, "value"), arg(&refusal, "limit"), arg(&refusal, "until")),
        (Some(Value::Count(3)), Some(Value::Count(3)), Some(Value::At(on("2026-11-27", "00:00"))))
    );
    // Moving to another window gives a seat back too, and a seat that cannot be had does not count.
    harness.refused(move_to(4, slot(1, 4), false), "department-cancel-cap");
    harness.refused(move_to(4, slot(1, 5), false), "same-slot");
    // Another department, another person; the hospital's own people are neither counted nor refused.
    assert_eq!(take_and_release(&mut harness, 1, (20, 2), mine).0, 3);
    assert_eq!(take_and_release(&mut harness, 2, (40, 1), |number| cancel(number, true)), (20, None));
    assert_eq!(take_and_release(&mut harness, 2, (70, 1), mine).0, 3);
    harness.ok(cancel(4, true));
    // Six in total, wherever they were; until the day is over.
    harness.world = scheduling::World::restore(harness.world.snapshot());
    harness.ok(Command::OpenDepartment(DepartmentOpened {
        department: department(3),
        code: "D3".into(),
        name: Label::new("眼科", "Eyes"),
        place: Label::new("一楼", "First floor"),
    }));
    harness.enrol(4, 3);
    harness.ok(publish(4, 4, "2026-11-27", (480, 600), 20, 3));
    harness.ok(book(100, 1, slot(4, 3)));
    assert_eq!(arg(&harness.refused(mine(100), "cancel-cap"), "value"), Some(Value::Count(6)));
    harness.refused(move_to(100, slot(4, 4), false), "cancel-cap");
    harness.now = on("2026-11-26", "23:59");
    harness.refused(mine(100), "cancel-cap");
    harness.now = on("2026-11-27", "00:00");
    harness.ok(move_to(100, slot(4, 4), false));
    harness.ok(mine(100));
}

#[test]
fn moving_round_and_round_is_no_way_around_the_limit_nor_is_a_second_record() {
    let mut harness = Harness::with_session(3);
    harness.ok(book(1, 1, slot(1, 3)));
    for window in [4, 5, 3] {
        harness.ok(move_to(1, slot(1, window), false));
    }
    harness.refused(move_to(1, slot(1, 4), false), "department-cancel-cap");
    harness.refused(cancel(1, false), "department-cancel-cap");
    harness.ok(move_to(1, slot(1, 4), true));
    // The seats that a record gave back count for the person who the record turns out to be.
    harness.ok(book(2, 2, slot(1, 5)));
    harness.merge(2, 1);
    harness.refused(cancel(2, false), "department-cancel-cap");
    harness.part(2, 1);
    harness.ok(cancel(2, false));
    // Each day counts by itself.
    harness.now = on("2026-11-28", "07:00");
    harness.ok(publish(2, 1, "2026-11-28", (480, 600), 20, 3));
    for times in 0..3 {
        harness.ok(book(10 + times, 1, slot(2, 5)));
        harness.ok(cancel(10 + times, false));
    }
    harness.ok(book(13, 1, slot(2, 5)));
    harness.refused(cancel(13, false), "department-cancel-cap");
}

#[test]
fn a_move_gives_the_old_seat_up_only_for_a_new_one() {
    let mut harness = Harness::with_session(1);
    harness.ok(publish(2, 2, "2026-11-26", (480, 600), 20, 3));
    harness.ok(publish(3, 1, "2026-11-27", (480, 600), 20, 1));
    harness.ok(book(1, 1, slot(1, 3)));
    harness.ok(book(2, 2, slot(1, 4)));
    harness.refused(move_to(1, slot(1, 4), false), "slot-full");
    harness.refused(move_to(1, slot(1, 3), false), "same-slot");
    harness.refused(move_to(1, slot(2, 3), false), "other-department");
    harness.ok(move_to(1, slot(1, 5), false));
    assert_eq!(harness.world.slot(slot(1, 3), harness.moment()).map(|slot| slot.taken), Some(0));
    harness.ok(book(3, 3, slot(1, 3)));
    harness.set("08:41").refused(move_to(1, slot(3, 0), false), "cancel-too-late");
    harness.ok(move_to(1, slot(3, 0), true));
    let moved = harness.world.appointment(appointment(1)).expect("still there");
    assert_eq!((moved.date, moved.session), (date("2026-11-27"), session(3)));
    harness.ok(move_to(1, slot(3, 1), false));
}

#[test]
fn the_caps_of_a_move_leave_out_what_is_given_up() {
    let mut harness = Harness::with_session(2);
    harness.ok(book(1, 1, slot(1, 3)));
    harness.ok(book(2, 1, slot(1, 4)));
    harness.ok(move_to(1, slot(1, 5), false));
    harness.refused(move_to(1, slot(1, 4), false), "already-in-slot");
}
