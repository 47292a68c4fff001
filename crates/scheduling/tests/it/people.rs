//! One person under several records: every rule counts over all of them; what is known about a person reaches the bed.

use crate::harness::*;
use model::{
    decide::Decider,
    id::WardId,
    person::Sex::{Female, Male, Unknown},
    scheduling::{BedSpec, CalledOff, Command, Needs, PersonFact, RoomSex, RoomSpec, WardOpened, command},
};
use scheduling::read::{BedState, WrongCompany};

const NOTHING: Needs = Needs { oxygen: false, isolation: false };

#[test]
fn an_alias_has_no_second_seat_in_a_window_nor_a_second_at_that_time_nor_a_limit_of_its_own() {
    let mut harness = Harness::with_session(3);
    harness.ok(publish(2, 2, "2026-11-26", (480, 600), 20, 3));
    // Booked under the old records, and under both names of a chain: 3 is 2, and 2 is 1.
    harness.ok(book(1, 3, slot(1, 0)));
    harness.ok(book(2, 1, slot(1, 2)));
    harness.merge(3, 2);
    harness.merge(2, 1);
    for who in 1..=3 {
        harness.refused(book(3, who, slot(1, 0)), "already-in-slot");
        harness.refused(book(3, who, slot(2, 0)), "same-time");
        harness.refused(book(3, who, slot(1, 4)), "department-day-cap");
    }
    harness.ok(book(3, 2, slot(2, 4)));
    harness.refused(book(4, 3, slot(2, 5)), "day-cap");
    harness.refused(move_to(1, slot(2, 4), true), "other-department");
    harness.refused(move_to(3, slot(2, 0), true), "same-time");
    assert_eq!(harness.world.appointments_of(person(3)).len(), 3);
    // Once they are parted, each counts alone again.
    harness.part(2, 1);
    harness.ok(book(4, 1, slot(1, 0)));
    harness.refused(book(5, 3, slot(2, 4)), "already-in-slot");
    assert_eq!(harness.world.appointments_of(person(1)).len(), 2);
    assert_eq!(harness.world.appointments_of(person(2)).len(), 2);
}

#[test]
fn a_no_show_that_is_taken_back_counts_for_every_limit() {
    let mut harness = Harness::with_session(3);
    harness.ok(publish(2, 2, "2026-11-26", (480, 600), 20, 3));
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 2, slot(1, 4)));
    harness.ok(book(3, 2, slot(1, 5)));
    harness.set("08:51").ok(Command::MarkMissed(command::MarkMissed { appointment: appointment(1) }));
    harness.merge(2, 1);
    let undo = Command::UndoMissed(command::UndoMissed { appointment: appointment(1), reason: reason() });
    harness.refused(undo.clone(), "department-day-cap");
    harness.ok(cancel(2, true));
    harness.ok(undo);
}

#[test]
fn an_alias_has_no_second_stay() {
    let mut harness = Harness::new();
    harness.admit(1, Male, NOTHING, bed(1, 0));
    harness.merge(1, 2);
    harness.refused(request(2, Male, NOTHING), "admission-open");
    harness.ok(Command::Discharge(command::Discharge {
        admission: admission(1),
        settled: model::scheduling::SettledAt::Open,
    }));
    harness.ok(request(2, Male, NOTHING));
    let undo = Command::UndoDischarge(command::UndoDischarge { admission: admission(1), reason: reason() });
    let told = harness.refused(undo.clone(), "admission-open");
    let said: Vec<&str> = told.args.iter().map(|(name, _)| name.as_ref()).collect();
    assert_eq!(said, ["code", "state"], "what its text says");
    harness.part(1, 2);
    harness.ok(undo);
}

#[test]
fn what_would_break_a_rule_stands_in_the_way_of_a_merge() {
    let mut harness = Harness::with_session(3);
    harness.ok(publish(2, 2, "2026-11-26", (480, 600), 20, 3));
    assert_eq!(harness.obstacles(1, 2), []);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 2, slot(1, 0)));
    assert_eq!(harness.obstacles(1, 2), [("obstacle-same-slot".to_owned(), 2)]);
    harness.ok(cancel(2, true));
    harness.ok(book(3, 2, slot(2, 0)));
    assert_eq!(harness.obstacles(2, 1), [("obstacle-same-time".to_owned(), 2)]);
    harness.ok(cancel(3, true));
    assert_eq!(harness.obstacles(1, 2), []);
    harness.ok(book(4, 1, slot(1, 1)));
    harness.ok(book(5, 2, slot(1, 2)));
    assert_eq!(harness.obstacles(1, 2), [("obstacle-department-day".to_owned(), 3)]);
    harness.ok(book(6, 2, slot(2, 4)));
    let both = [("obstacle-day".to_owned(), 4), ("obstacle-department-day".to_owned(), 3)];
    assert_eq!(harness.obstacles(1, 2), both);
    for number in [5, 6] {
        harness.ok(cancel(number, true));
    }
    harness.admit(1, Male, NOTHING, bed(1, 0));
    harness.ok(request(2, Male, NOTHING));
    assert_eq!(harness.obstacles(1, 2), [("obstacle-two-stays".to_owned(), 2)]);
    // The record that becomes an alias brings what it has.
    harness.merge(2, 3);
    assert_eq!(harness.obstacles(1, 3), [("obstacle-two-stays".to_owned(), 2)]);
    harness.ok(Command::CancelAdmission(command::CancelAdmission { admission: admission(2), reason: reason() }));
    assert_eq!(harness.obstacles(1, 3), []);
}

#[test]
fn a_corrected_sex_reaches_the_bed_and_wrong_company_is_flagged() {
    let mut harness = Harness::new();
    let wrong = |harness: &Harness, number: usize| {
        harness.world.ward(ward(1), harness.moment()).expect("the ward").rooms[number - 1].wrong
    };
    harness.admit(1, Male, NOTHING, bed(3, 0));
    harness.ok(request(2, Female, NOTHING));
    harness.refused(assign(2, bed(3, 1)), "room-sex");
    harness.known(1, Female, None);
    harness.ok(assign(2, bed(3, 1)));
    assert_eq!(wrong(&harness, 3), None);
    harness.known(1, Male, None);
    assert_eq!(wrong(&harness, 3), Some(WrongCompany::Mixed));
    harness.admit(3, Female, NOTHING, bed(2, 0));
    harness.known(3, Male, None);
    assert_eq!(wrong(&harness, 2), Some(WrongCompany::AgainstRoom));
    // Of unknown sex, one is alone in a room for either and wrong in one for women.
    harness.known(3, Unknown, None);
    assert_eq!(wrong(&harness, 2), Some(WrongCompany::SexUnknown));
    harness.admit(4, Unknown, NOTHING, bed(4, 0));
    assert_eq!(wrong(&harness, 4), None);
}

#[test]
fn one_wrong_person_does_not_turn_a_room() {
    let mut harness = Harness::new();
    let room_now = |harness: &Harness, ward: WardId, place: usize| {
        let view = harness.world.ward(ward, harness.moment()).expect("the ward");
        (view.rooms[place].taken_by, view.rooms[place].wrong)
    };
    // A room for women: somebody who is now recorded as a man is flagged, and women may still come.
    harness.admit(1, Female, NOTHING, bed(2, 0));
    harness.known(1, Male, None);
    assert_eq!(room_now(&harness, ward(1), 1), (Some(Female), Some(WrongCompany::AgainstRoom)));
    harness.ok(request(2, Male, NOTHING));
    harness.refused(assign(2, bed(2, 1)), "room-sex");
    harness.ok(request(3, Female, NOTHING));
    harness.ok(assign(3, bed(2, 1)));

    // A room for either goes by the majority, or in a tie by those who were there first.
    harness.ok(Command::OpenWard(WardOpened {
        ward: ward(3),
        code: "W3".into(),
        name: model::Label::new("三病区", "Ward 3"),
        departments: vec![department(1)],
        rooms: vec![RoomSpec {
            room: room(6),
            number: "301".into(),
            sex: RoomSex::Either,
            oxygen: true,
            isolation: false,
            beds: (0..6).map(|place| BedSpec { bed: bed(6, place), number: format!("6{place}") }).collect(),
        }],
    }));
    // The beds are taken from the last to the first: which bed it is decides nothing.
    for (number, place) in [(4, 5), (5, 4), (6, 3)] {
        harness.now += chrono::Duration::minutes(1);
        harness.admit(number, Female, NOTHING, bed(6, place));
    }
    harness.known(4, Male, None);
    assert_eq!(room_now(&harness, ward(3), 0), (Some(Female), Some(WrongCompany::Mixed)), "two of three");
    harness.refused(assign(2, bed(6, 0)), "room-sex");
    harness.ok(request(7, Female, NOTHING));
    harness.ok(assign(7, bed(6, 0)));
    harness.ok(Command::UnassignBed(command::UnassignBed { admission: admission(7), reason: reason() }));
    harness.known(5, Male, None);
    harness.known(4, Female, None);
    harness.ok(Command::Discharge(command::Discharge {
        admission: admission(6),
        settled: model::scheduling::SettledAt::Open,
    }));
    assert_eq!(room_now(&harness, ward(3), 0), (Some(Female), Some(WrongCompany::Mixed)), "one of two, and the first");
    harness.refused(assign(2, bed(6, 0)), "room-sex");
    harness.ok(assign(7, bed(6, 0)));
}

#[test]
fn whose_sex_is_not_known_is_alone_until_it_is_recorded() {
    let mut harness = Harness::new();
    harness.ok(request(1, Unknown, NOTHING));
    harness.refused(assign(1, bed(1, 0)), "sex-unknown-alone");
    harness.ok(assign(1, bed(3, 0)));
    harness.ok(request(2, Male, NOTHING));
    let refusal = harness.refused(assign(2, bed(3, 1)), "room-sex-unknown");
    assert_eq!(refusal.obstacles[0].subjects, [model::journey::Subject::Admission(admission(1))]);
    harness.known(1, Male, None);
    harness.ok(assign(2, bed(3, 1)));
}

#[test]
fn a_newborn_boy_lies_with_his_mother_and_counts_for_nobody_else() {
    let mut harness = Harness::new();
    harness.ok(request(2, Male, NOTHING));
    harness.known(2, Male, Some(9));
    harness.refused(assign(2, bed(2, 1)), "room-sex");
    // The mother is now known under another record.
    harness.merge(9, 1);
    harness.admit(1, Female, NOTHING, bed(2, 0));
    harness.ok(assign(2, bed(2, 1)));
    let wrong = |harness: &Harness| harness.world.ward(ward(1), harness.moment()).expect("the ward").rooms[1].wrong;
    assert_eq!(wrong(&harness), None);
    // Left alone in the room for women, he has to be moved.
    harness.ok(Command::Transfer(command::Transfer { admission: admission(1), bed: bed(3, 0), reason: reason() }));
    assert_eq!(wrong(&harness), Some(WrongCompany::AgainstRoom));
    harness.ok(Command::UnassignBed(command::UnassignBed { admission: admission(2), reason: reason() }));
    harness.ok(assign(2, bed(3, 1)));
}

#[test]
fn who_came_at_the_hour_at_which_the_mothers_bed_ends_lies_like_anybody() {
    let mut harness = Harness::new();
    harness.admit(1, Female, NOTHING, bed(2, 0));
    harness.ok(request(2, Male, NOTHING));
    let requested = harness.world.admission(admission(2)).expect("the stay").requested_at;
    let mut lies_with_her = |until| {
        let newborn = Some((person(1), until));
        harness.learn(PersonFact::Known { person: person(2), sex: Male, newborn });
        harness.world.decide(&assign(2, bed(2, 1)), &harness.context()).is_ok()
    };
    assert!(lies_with_her(requested + chrono::Duration::seconds(1)));
    assert!(!lies_with_her(requested));
}

#[test]
fn another_ward_is_asked_before_somebody_moves_into_it() {
    let mut harness = Harness::new();
    harness.open_second_ward();
    harness.admit(1, Male, NOTHING, bed(1, 0));
    let state = |harness: &Harness, bed| harness.world.bed(bed, harness.moment()).expect("a bed").state;
    let lies =
        |harness: &Harness| harness.world.admission(admission(1)).and_then(|stay| stay.bed).map(|place| place.bed);
    let ask = || Command::Transfer(command::Transfer { admission: admission(1), bed: bed(5, 0), reason: reason() });
    let off =
        |how| Command::CallOffTransfer(command::CallOffTransfer { admission: admission(1), how, reason: reason() });
    let accept = || Command::AcceptTransfer(command::AcceptTransfer { admission: admission(1) });
    let undo = || Command::UndoTransfer(command::UndoTransfer { admission: admission(1), reason: reason() });
    harness.refused(accept(), "no-transfer-pending");
    harness.refused(undo(), "not-transferred");
    for how in [CalledOff::Declined, CalledOff::Withdrawn] {
        harness.ok(ask());
        assert_eq!((lies(&harness), state(&harness, bed(1, 0))), (Some(bed(1, 0)), BedState::Occupied));
        assert_eq!(state(&harness, bed(5, 0)), BedState::Reserved);
        assert_eq!(harness.world.transfers_into(ward(2)).len(), 1);
        harness.refused(ask(), "transfer-pending");
        harness.ok(off(how));
        assert_eq!((lies(&harness), state(&harness, bed(5, 0))), (Some(bed(1, 0)), BedState::Free));
        harness.refused(accept(), "no-transfer-pending");
    }
    harness.ok(ask());
    harness.ok(accept());
    assert_eq!((lies(&harness), state(&harness, bed(5, 0))), (Some(bed(5, 0)), BedState::Occupied));
    assert_eq!((state(&harness, bed(1, 0)), harness.world.transfers_into(ward(2)).len()), (BedState::Cleaning, 0));
    // The way back is a transfer, which the old ward accepts, into a bed that is clean by then.
    harness.refused(undo(), "undo-other-ward");
    let back = |bed| Command::Transfer(command::Transfer { admission: admission(1), bed, reason: reason() });
    harness.refused(back(bed(1, 0)), "bed-not-free");
    harness.ok(Command::ReadyBed(command::ReadyBed { bed: bed(1, 0) }));
    harness.refused(undo(), "undo-other-ward");
    harness.ok(back(bed(1, 0)));
    assert_eq!(lies(&harness), Some(bed(5, 0)));
    harness.ok(accept());
    assert_eq!((lies(&harness), state(&harness, bed(5, 0))), (Some(bed(1, 0)), BedState::Cleaning));
    harness.refused(undo(), "undo-other-ward");
    // Within the ward it is one step, undone while the bed is as it was left; and a patient who leaves keeps nothing.
    harness.ok(back(bed(1, 1)));
    harness.ok(undo());
    assert_eq!((lies(&harness), state(&harness, bed(1, 1))), (Some(bed(1, 0)), BedState::Cleaning));
    harness.refused(undo(), "not-transferred");
    harness.ok(Command::ReadyBed(command::ReadyBed { bed: bed(1, 1) }));
    harness.now += chrono::Duration::minutes(1);
    harness.ok(back(bed(1, 1)));
    assert_eq!(lies(&harness), Some(bed(1, 1)));
    // Somebody else has been in it meanwhile: it is not clean, though nobody is in it.
    harness.ok(Command::ReadyBed(command::ReadyBed { bed: bed(1, 0) }));
    harness.admit(2, Male, NOTHING, bed(1, 0));
    harness.refused(undo(), "bed-taken-meanwhile");
    harness.now += chrono::Duration::minutes(1);
    harness.ok(Command::Discharge(command::Discharge {
        admission: admission(2),
        settled: model::scheduling::SettledAt::Open,
    }));
    harness.refused(undo(), "bed-taken-meanwhile");
    harness.ok(Command::ReadyBed(command::ReadyBed { bed: bed(1, 0) }));
    harness.ok(Command::Transfer(command::Transfer { admission: admission(1), bed: bed(5, 1), reason: reason() }));
    harness.ok(Command::Discharge(command::Discharge {
        admission: admission(1),
        settled: model::scheduling::SettledAt::Open,
    }));
    assert_eq!(state(&harness, bed(5, 1)), BedState::Free);
}

/// The people in the room have changed between asking and accepting.
#[test]
fn a_transfer_that_fits_no_longer_is_not_accepted() {
    let mut harness = Harness::new();
    harness.open_second_ward();
    harness.admit(1, Male, NOTHING, bed(1, 0));
    harness.admit(2, Male, NOTHING, bed(5, 1));
    harness.ok(Command::Transfer(command::Transfer { admission: admission(1), bed: bed(5, 0), reason: reason() }));
    harness.known(2, Female, None);
    harness.refused(Command::AcceptTransfer(command::AcceptTransfer { admission: admission(1) }), "room-sex");
}
