//! Where each limit lies: the last value that is allowed, the first that is not, and windows that only touch.

use crate::harness::*;
use model::{
    Label,
    id::AppointmentId,
    message::Value,
    money::Yuan,
    person::Sex::Male,
    scheduling::{
        AdmissionRequested, BedSpec, ClinicianEnrolled, Command, DepartmentOpened, Formality, Needs, RoomSex, RoomSpec,
        Title, WardOpened, command,
    },
};
use scheduling::read::AppointmentState;

const DAY: &str = "2026-11-26";
const NOTHING: Needs = Needs { oxygen: false, isolation: false };

fn mark(number: u32) -> Command {
    Command::MarkMissed(command::MarkMissed { appointment: appointment(number) })
}

fn pass(number: u32) -> Command {
    Command::Pass(command::Pass { appointment: appointment(number) })
}

fn state(harness: &Harness, number: u32) -> AppointmentState {
    harness.world.appointment(appointment(number)).expect("booked").state
}

#[test]
fn a_session_may_begin_now_be_as_short_as_allowed_and_touch_another() {
    let mut harness = Harness::new();
    harness.set("08:00");
    harness.ok(publish(1, 1, DAY, (480, 500), 5, 1));
    harness.refused(publish(9, 1, DAY, (479, 480), 1, 1), "slot-minutes");
    harness.refused(publish(9, 2, DAY, (479, 499), 20, 1), "session-in-past");
    // Directly after it and directly before the next one; one minute more is too much, on either side.
    harness.ok(publish(2, 1, DAY, (600, 660), 20, 1));
    harness.refused(publish(3, 1, DAY, (499, 519), 20, 1), "clinician-overlap");
    harness.refused(publish(3, 1, DAY, (581, 601), 20, 1), "clinician-overlap");
    harness.ok(publish(3, 1, DAY, (500, 600), 20, 1));
    // 400 days ahead.
    harness.ok(publish(4, 1, "2027-12-31", (480, 500), 20, 1));
    harness.refused(publish(5, 1, "2028-01-01", (480, 500), 20, 1), "session-too-far");
}

#[test]
fn a_session_is_ended_from_its_last_minute_on_and_closed_at_four() {
    let mut harness = Harness::with_session(3);
    let end = || Command::EndSession(command::EndSession { session: session(1) });
    for number in 1..=2 {
        harness.ok(book(number, number, slot(1, 0)));
    }
    harness.set("07:50").check_in(1);
    harness.check_in(2);
    harness.set("09:59").refused(end(), "session-not-over");
    harness.set("10:00").ok(call(Some(1)));
    harness.ok(Command::Start(command::Start { appointment: appointment(1) }));
    harness.refused(end(), "someone-inside");
    // At four the next morning it ends although somebody is in the room, and nobody is called any more.
    harness.now = on("2026-11-27", "03:59");
    harness.refused(end(), "someone-inside");
    harness.now = on("2026-11-27", "04:00");
    harness.refused(call(None), "session-closed");
    harness.ok(end());
}

#[test]
fn who_was_pardoned_is_not_seen_where_others_have_missed_it() {
    let mut harness = Harness::with_session(3);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 2, slot(1, 0)));
    harness.set("08:50").ok(mark(1));
    harness.ok(Command::UndoMissed(command::UndoMissed { appointment: appointment(1), reason: reason() }));
    harness.set("10:00").ok(Command::EndSession(command::EndSession { session: session(1) }));
    assert_eq!((state(&harness, 1), state(&harness, 2)), (AppointmentState::NotSeen, AppointmentState::NoShow));
}

#[test]
fn who_did_not_come_is_missed_half_an_hour_after_the_window_and_who_did_not_answer_at_its_end() {
    let mut harness = Harness::with_session(3);
    for number in 1..=3 {
        harness.ok(book(number, number, slot(1, 0)));
    }
    harness.set("07:50").check_in(1);
    harness.check_in(2);
    // Somebody who is here and has not been called yet waits; that is never marked as missed, however late it is.
    harness.set("08:30").refused(mark(1), "cannot-be-missed");
    harness.set("08:01").ok(call(Some(1)));
    harness.ok(pass(1));
    harness.set("08:19").refused(mark(1), "missed-too-early");
    harness.set("08:20").refused(mark(2), "cannot-be-missed");
    harness.ok(mark(1));
    let refusal = harness.set("08:49").refused(mark(3), "missed-too-early");
    assert_eq!(arg(&refusal, "earliest"), Some(Value::At(at("08:50"))));
    harness.set("08:50").ok(mark(3));
    assert_eq!([1, 2, 3].map(|number| state(&harness, number)), {
        use AppointmentState::{Arrived, NoShow};
        [NoShow, Arrived, NoShow]
    });
}

#[test]
fn who_was_passed_has_been_called_and_stays_checked_in() {
    let mut harness = Harness::with_session(3);
    for number in 1..=2 {
        harness.ok(book(number, number, slot(1, 0)));
    }
    harness.set("07:50").check_in(1);
    harness.check_in(2);
    let undo = |number: u32| {
        let appointment: AppointmentId = appointment(number);
        Command::UndoCheckIn(command::UndoCheckIn { appointment, reason: reason() })
    };
    harness.set("08:00").ok(call(None));
    harness.ok(pass(1));
    harness.refused(undo(1), "was-called");
    harness.ok(undo(2));
}

#[test]
fn check_in_opens_and_closes_to_the_minute() {
    let mut harness = Harness::with_session(3);
    for number in 1..=3 {
        harness.ok(book(number, number, slot(1, 0)));
    }
    // From an hour before 08:00 until half an hour after 08:20.
    harness.set("06:59").refused(check_in(1), "checkin-too-early");
    harness.set("07:00").check_in(1);
    harness.set("08:50").check_in(2);
    harness.set("08:51").refused(check_in(3), "checkin-too-late");
    // The day of a session ends at four the next morning.
    harness.now = on("2026-11-27", "03:59");
    harness.refused(check_in(3), "checkin-too-late");
    harness.now = on("2026-11-27", "04:00");
    harness.refused(check_in(3), "checkin-wrong-day");
    // At the window's end one joins the window that begins then.
    let mut harness = Harness::with_session(3);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 2, slot(1, 0)));
    let ticket = |harness: &mut Harness, time: &str, number: u32| {
        harness.set(time).check_in(number);
        harness.world.appointment(appointment(number)).and_then(|visit| visit.ticket).expect("a ticket").to_string()
    };
    assert_eq!(ticket(&mut harness, "08:19", 1), "08:00-1");
    assert_eq!(ticket(&mut harness, "08:20", 2), "08:20-1");
}

#[test]
fn a_fee_a_code_and_a_ward_may_reach_their_limit() {
    let mut harness = Harness::new();
    let enrol = |number: u32, fee: i64| {
        Command::EnrolClinician(ClinicianEnrolled {
            clinician: clinician(number),
            department: department(1),
            person: person(number),
            title: Title::Chief,
            fee: Yuan::from_fen(fee),
        })
    };
    harness.ok(enrol(7, 10_000_000));
    harness.ok(enrol(8, 0));
    let named = |number: u32, code: &str, zh: &str, en: &str| {
        Command::OpenDepartment(DepartmentOpened {
            department: department(number),
            code: code.into(),
            name: Label::new(zh.to_owned(), en.to_owned()),
            place: Label::new("一楼", "First floor"),
        })
    };
    harness.ok(named(10, "A-1_b", "内科", "Medicine"));
    harness.ok(named(11, "A2345678901234567890", "内科", "Medicine"));
    for code in ["", "A23456789012345678901", "A 1", "A.1", "内科"] {
        harness.refused(named(12, code, "内科", "Medicine"), "code-form");
    }
    harness.refused(named(12, "A3", " ", "Medicine"), "empty");
    harness.refused(named(12, "A3", "内科", ""), "empty");
    harness.ok(named(12, "A3", &"科".repeat(100), &"m".repeat(100)));
    for (zh, en) in [(101, 1), (1, 101)] {
        harness.refused(named(13, "A4", &"科".repeat(zh), &"m".repeat(en)), "text-too-long");
    }

    let ward = |number: u32, rooms: u32, beds: u32| {
        let spec = |room: u32| RoomSpec {
            room: crate::harness::room(1_000 * number + room),
            number: room.to_string(),
            sex: RoomSex::Either,
            oxygen: false,
            isolation: false,
            beds: (0..beds)
                .map(|place| BedSpec { bed: bed(1_000 * number + room, place), number: format!("{room}-{place}") })
                .collect(),
        };
        Command::OpenWard(WardOpened {
            ward: crate::harness::ward(number),
            code: format!("W{number}"),
            name: Label::new("病区", "Ward"),
            departments: Vec::new(),
            rooms: (0..rooms).map(spec).collect(),
        })
    };
    harness.refused(ward(2, 0, 1), "out-of-range");
    harness.refused(ward(2, 201, 1), "out-of-range");
    harness.refused(ward(2, 1, 0), "out-of-range");
    harness.refused(ward(2, 1, 21), "out-of-range");
    harness.ok(ward(2, 200, 1));
    harness.ok(ward(3, 1, 20));
    let numbered = |room: &str, bed: &str| {
        let mut command = ward(5, 1, 1);
        if let Command::OpenWard(opened) = &mut command {
            opened.rooms[0].number = room.to_owned();
            opened.rooms[0].beds[0].number = bed.to_owned();
        }
        command
    };
    let long = "1".repeat(21);
    for (room, bed, code, field) in [
        (" ", "1", "empty", "rooms"),
        (&*long, "1", "text-too-long", "rooms"),
        ("1", "", "empty", "beds"),
        ("1", &*long, "text-too-long", "beds"),
    ] {
        assert_eq!(harness.refused(numbered(room, bed), code).field, Some(field), "{room} {bed}");
    }
    harness.ok(numbered(&long[1..], &long[1..]));
    let open = |departments: usize| {
        let mut command = ward(4, 1, 1);
        if let Command::OpenWard(opened) = &mut command {
            opened.departments = (0..departments).map(|number| department(100 + number as u32)).collect();
        }
        command
    };
    for number in 0..51 {
        harness.ok(named(100 + number, &format!("D{}", 100 + number), "内科", "Medicine"));
    }
    harness.refused(open(51), "out-of-range");
    harness.ok(open(50));
}

#[test]
fn a_stay_is_asked_for_with_a_diagnosis_and_days_that_can_be() {
    let mut harness = Harness::new();
    let asked = |days: u16, diagnosis: &str| {
        let mut command = request(1, Male, NOTHING);
        if let Command::RequestAdmission(AdmissionRequested { expected_days, diagnosis: code, .. }) = &mut command {
            (*expected_days, *code) = (days, diagnosis.to_owned());
        }
        command
    };
    for days in [0, 181] {
        let refusal = harness.refused(asked(days, "J18.900"), "out-of-range");
        assert_eq!(refusal.field, Some("expected_days"));
    }
    for diagnosis in ["J18.", "J18.9-", "j18.9", "J1.9", "J18.1234567890", "J1A"] {
        harness.refused(asked(1, diagnosis), "diagnosis-code");
    }
    let fits = |diagnosis: &str| {
        let mut harness = Harness::new();
        harness.ok(asked(180, diagnosis));
    };
    ["J18", "A18.0+", "J18.123456789"].into_iter().for_each(fits);
    harness.ok(asked(1, "J18.900"));
    // The refusal says how many formalities are open.
    harness.ok(assign(1, bed(1, 0)));
    harness.ok(arrive(1));
    let occupy = || Command::OccupyBed(command::OccupyBed { admission: admission(1) });
    let all = Formality::ALL.len() as i64;
    assert_eq!(arg(&harness.refused(occupy(), "formalities-open"), "open"), Some(Value::Count(all)));
    harness.ok(formality_done(1, Formality::ALL[0]));
    assert_eq!(arg(&harness.refused(occupy(), "formalities-open"), "open"), Some(Value::Count(all - 1)));
}
