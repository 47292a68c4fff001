//! One person under several records: every rule counts over all of them; who somebody is known to be reaches the bed.

use crate::house::*;
use model::{
    id::WardId,
    person::Sex::{Female, Male, Unknown},
    scheduling::{BedSpec, CalledOff, Command, Needs, RoomSex, RoomSpec, WardOpened, command},
};
use scheduling::view::{BedState, WrongCompany};

const NOTHING: Needs = Needs { oxygen: false, isolation: false };

#[test]
fn an_alias_has_no_second_seat_in_a_window_nor_a_second_at_that_time_nor_a_limit_of_its_own() {
    let mut house = House::with_session(3);
    house.ok(publish(2, 2, "2026-11-26", (480, 600), 20, 3));
    // Under the old records, and under both names of a chain: 3 is 2 is 1.
    house.ok(book(1, 3, slot(1, 0)));
    house.ok(book(2, 1, slot(1, 2)));
    house.merge(3, 2);
    house.merge(2, 1);
    for who in 1..=3 {
        house.refused(book(3, who, slot(1, 0)), "already-in-slot");
        house.refused(book(3, who, slot(2, 0)), "same-time");
        house.refused(book(3, who, slot(1, 4)), "department-day-cap");
    }
    house.ok(book(3, 2, slot(2, 4)));
    house.refused(book(4, 3, slot(2, 5)), "day-cap");
    house.refused(move_to(1, slot(2, 4), true), "other-department");
    house.refused(move_to(3, slot(2, 0), true), "same-time");
    assert_eq!(house.world.appointments_of(person(3)).len(), 3);
    // Apart again, each counts alone.
    house.part(2, 1);
    house.ok(book(4, 1, slot(1, 0)));
    house.refused(book(5, 3, slot(2, 4)), "already-in-slot");
    assert_eq!(house.world.appointments_of(person(1)).len(), 2);
    assert_eq!(house.world.appointments_of(person(2)).len(), 2);
}

#[test]
fn a_no_show_that_is_taken_back_counts_for_every_limit() {
    let mut house = House::with_session(3);
    house.ok(publish(2, 2, "2026-11-26", (480, 600), 20, 3));
    house.ok(book(1, 1, slot(1, 0)));
    house.ok(book(2, 2, slot(1, 4)));
    house.ok(book(3, 2, slot(1, 5)));
    house.set("08:51").ok(Command::MarkMissed(command::MarkMissed { appointment: appointment(1) }));
    house.merge(2, 1);
    let undo = Command::UndoMissed(command::UndoMissed { appointment: appointment(1), reason: reason() });
    house.refused(undo.clone(), "department-day-cap");
    house.ok(cancel(2, true));
    house.ok(undo);
}

#[test]
fn an_alias_has_no_second_stay() {
    let mut house = House::new();
    house.admit(1, Male, NOTHING, bed(1, 0));
    house.merge(1, 2);
    house.refused(request(2, Male, NOTHING), "admission-open");
    house.ok(Command::Discharge(command::Discharge {
        admission: admission(1),
        settled: model::scheduling::SettledAt::Open,
    }));
    house.ok(request(2, Male, NOTHING));
    let undo = Command::UndoDischarge(command::UndoDischarge { admission: admission(1), reason: reason() });
    let told = house.refused(undo.clone(), "admission-open");
    let said: Vec<&str> = told.args.iter().map(|(name, _)| name.as_ref()).collect();
    assert_eq!(said, ["code", "state"], "what its text says");
    house.part(1, 2);
    house.ok(undo);
}

#[test]
fn what_would_break_a_rule_stands_in_the_way_of_a_merge() {
    let mut house = House::with_session(3);
    house.ok(publish(2, 2, "2026-11-26", (480, 600), 20, 3));
    assert_eq!(house.obstacles(1, 2), []);
    house.ok(book(1, 1, slot(1, 0)));
    house.ok(book(2, 2, slot(1, 0)));
    assert_eq!(house.obstacles(1, 2), [("obstacle-same-slot".to_owned(), 2)]);
    house.ok(cancel(2, true));
    house.ok(book(3, 2, slot(2, 0)));
    assert_eq!(house.obstacles(2, 1), [("obstacle-same-time".to_owned(), 2)]);
    house.ok(cancel(3, true));
    assert_eq!(house.obstacles(1, 2), []);
    house.ok(book(4, 1, slot(1, 1)));
    house.ok(book(5, 2, slot(1, 2)));
    assert_eq!(house.obstacles(1, 2), [("obstacle-department-day".to_owned(), 3)]);
    house.ok(book(6, 2, slot(2, 4)));
    let both = [("obstacle-day".to_owned(), 4), ("obstacle-department-day".to_owned(), 3)];
    assert_eq!(house.obstacles(1, 2), both);
    for number in [5, 6] {
        house.ok(cancel(number, true));
    }
    house.admit(1, Male, NOTHING, bed(1, 0));
    house.ok(request(2, Male, NOTHING));
    assert_eq!(house.obstacles(1, 2), [("obstacle-two-stays".to_owned(), 2)]);
    // The record that is an alias brings what it has.
    house.merge(2, 3);
    assert_eq!(house.obstacles(1, 3), [("obstacle-two-stays".to_owned(), 2)]);
    house.ok(Command::CancelAdmission(command::CancelAdmission { admission: admission(2), reason: reason() }));
    assert_eq!(house.obstacles(1, 3), []);
}

#[test]
fn a_corrected_sex_reaches_the_bed_and_wrong_company_is_flagged() {
    let mut house = House::new();
    let wrong = |house: &House, number: usize| {
        house.world.ward(ward(1), house.moment()).expect("the ward").rooms[number - 1].wrong
    };
    house.admit(1, Male, NOTHING, bed(3, 0));
    house.ok(request(2, Female, NOTHING));
    house.refused(assign(2, bed(3, 1)), "room-sex");
    house.known(1, Female, None);
    house.ok(assign(2, bed(3, 1)));
    assert_eq!(wrong(&house, 3), None);
    house.known(1, Male, None);
    assert_eq!(wrong(&house, 3), Some(WrongCompany::Mixed));
    house.admit(3, Female, NOTHING, bed(2, 0));
    house.known(3, Male, None);
    assert_eq!(wrong(&house, 2), Some(WrongCompany::AgainstRoom));
}

#[test]
fn one_wrong_person_does_not_turn_a_room() {
    let mut house = House::new();
    let room_now = |house: &House, ward: WardId, place: usize| {
        let view = house.world.ward(ward, house.moment()).expect("the ward");
        (view.rooms[place].taken_by, view.rooms[place].wrong)
    };
    // A room for women: who is recorded as a man by now is flagged, and women still come.
    house.admit(1, Female, NOTHING, bed(2, 0));
    house.known(1, Male, None);
    assert_eq!(room_now(&house, ward(1), 1), (Some(Female), Some(WrongCompany::AgainstRoom)));
    house.ok(request(2, Male, NOTHING));
    house.refused(assign(2, bed(2, 1)), "room-sex");
    house.ok(request(3, Female, NOTHING));
    house.ok(assign(3, bed(2, 1)));

    // A room for either is whose there are more of, and of as many whose were there first.
    house.ok(Command::OpenWard(WardOpened {
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
        house.now += chrono::Duration::minutes(1);
        house.admit(number, Female, NOTHING, bed(6, place));
    }
    house.known(4, Male, None);
    assert_eq!(room_now(&house, ward(3), 0), (Some(Female), Some(WrongCompany::Mixed)), "two of three");
    house.refused(assign(2, bed(6, 0)), "room-sex");
    house.ok(request(7, Female, NOTHING));
    house.ok(assign(7, bed(6, 0)));
    house.ok(Command::UnassignBed(command::UnassignBed { admission: admission(7), reason: reason() }));
    house.known(5, Male, None);
    house.known(4, Female, None);
    house.ok(Command::Discharge(command::Discharge {
        admission: admission(6),
        settled: model::scheduling::SettledAt::Open,
    }));
    assert_eq!(room_now(&house, ward(3), 0), (Some(Female), Some(WrongCompany::Mixed)), "one of two, and the first");
    house.refused(assign(2, bed(6, 0)), "room-sex");
    house.ok(assign(7, bed(6, 0)));
}

#[test]
fn whose_sex_is_not_known_is_alone_until_it_is_recorded() {
    let mut house = House::new();
    house.ok(request(1, Unknown, NOTHING));
    house.refused(assign(1, bed(1, 0)), "sex-unknown-alone");
    house.ok(assign(1, bed(3, 0)));
    house.ok(request(2, Male, NOTHING));
    let refusal = house.refused(assign(2, bed(3, 1)), "room-sex-unknown");
    assert_eq!(refusal.obstacles[0].subjects, [model::journey::Subject::Admission(admission(1))]);
    house.known(1, Male, None);
    house.ok(assign(2, bed(3, 1)));
}

#[test]
fn a_newborn_boy_lies_with_his_mother_and_counts_for_nobody_else() {
    let mut house = House::new();
    house.ok(request(2, Male, NOTHING));
    house.known(2, Male, Some(9));
    house.refused(assign(2, bed(2, 1)), "room-sex");
    // The mother is known under another record by now.
    house.merge(9, 1);
    house.admit(1, Female, NOTHING, bed(2, 0));
    house.ok(assign(2, bed(2, 1)));
    let wrong = |house: &House| house.world.ward(ward(1), house.moment()).expect("the ward").rooms[1].wrong;
    assert_eq!(wrong(&house), None);
    // Left alone in the room for women, he is to be moved.
    house.ok(Command::Transfer(command::Transfer { admission: admission(1), bed: bed(3, 0), reason: reason() }));
    assert_eq!(wrong(&house), Some(WrongCompany::AgainstRoom));
    house.ok(Command::UnassignBed(command::UnassignBed { admission: admission(2), reason: reason() }));
    house.ok(assign(2, bed(3, 1)));
}

#[test]
fn another_ward_is_asked_before_somebody_moves_into_it() {
    let mut house = House::new();
    house.open_second_ward();
    house.admit(1, Male, NOTHING, bed(1, 0));
    let state = |house: &House, bed| house.world.bed(bed, house.moment()).expect("a bed").state;
    let lies = |house: &House| house.world.admission(admission(1)).and_then(|stay| stay.bed).map(|place| place.bed);
    let ask = || Command::Transfer(command::Transfer { admission: admission(1), bed: bed(5, 0), reason: reason() });
    let off =
        |how| Command::CallOffTransfer(command::CallOffTransfer { admission: admission(1), how, reason: reason() });
    let accept = || Command::AcceptTransfer(command::AcceptTransfer { admission: admission(1) });
    let undo = || Command::UndoTransfer(command::UndoTransfer { admission: admission(1), reason: reason() });
    house.refused(accept(), "no-transfer-pending");
    house.refused(undo(), "not-transferred");
    for how in [CalledOff::Declined, CalledOff::Withdrawn] {
        house.ok(ask());
        assert_eq!((lies(&house), state(&house, bed(1, 0))), (Some(bed(1, 0)), BedState::Occupied));
        assert_eq!(state(&house, bed(5, 0)), BedState::Reserved);
        assert_eq!(house.world.transfers_into(ward(2)).len(), 1);
        house.refused(ask(), "transfer-pending");
        house.ok(off(how));
        assert_eq!((lies(&house), state(&house, bed(5, 0))), (Some(bed(1, 0)), BedState::Free));
        house.refused(accept(), "no-transfer-pending");
    }
    house.ok(ask());
    house.ok(accept());
    assert_eq!((lies(&house), state(&house, bed(5, 0))), (Some(bed(5, 0)), BedState::Occupied));
    assert_eq!((state(&house, bed(1, 0)), house.world.transfers_into(ward(2)).len()), (BedState::Cleaning, 0));
    // The way back is a transfer, which the ward before accepts, into a bed that is clean by then.
    house.refused(undo(), "undo-other-ward");
    let back = |bed| Command::Transfer(command::Transfer { admission: admission(1), bed, reason: reason() });
    house.refused(back(bed(1, 0)), "bed-not-free");
    house.ok(Command::ReadyBed(command::ReadyBed { bed: bed(1, 0) }));
    house.refused(undo(), "undo-other-ward");
    house.ok(back(bed(1, 0)));
    assert_eq!(lies(&house), Some(bed(5, 0)));
    house.ok(accept());
    assert_eq!((lies(&house), state(&house, bed(5, 0))), (Some(bed(1, 0)), BedState::Cleaning));
    house.refused(undo(), "undo-other-ward");
    // Within the ward it is one step, and taken back while the bed is as it was left; and who leaves keeps nothing.
    house.ok(back(bed(1, 1)));
    house.ok(undo());
    assert_eq!((lies(&house), state(&house, bed(1, 1))), (Some(bed(1, 0)), BedState::Cleaning));
    house.refused(undo(), "not-transferred");
    house.ok(Command::ReadyBed(command::ReadyBed { bed: bed(1, 1) }));
    house.now += chrono::Duration::minutes(1);
    house.ok(back(bed(1, 1)));
    assert_eq!(lies(&house), Some(bed(1, 1)));
    // Somebody else lay in it meanwhile: it is not clean, though nobody is in it.
    house.ok(Command::ReadyBed(command::ReadyBed { bed: bed(1, 0) }));
    house.admit(2, Male, NOTHING, bed(1, 0));
    house.refused(undo(), "bed-taken-meanwhile");
    house.now += chrono::Duration::minutes(1);
    house.ok(Command::Discharge(command::Discharge {
        admission: admission(2),
        settled: model::scheduling::SettledAt::Open,
    }));
    house.refused(undo(), "bed-taken-meanwhile");
    house.ok(Command::ReadyBed(command::ReadyBed { bed: bed(1, 0) }));
    house.ok(Command::Transfer(command::Transfer { admission: admission(1), bed: bed(5, 1), reason: reason() }));
    house.ok(Command::Discharge(command::Discharge {
        admission: admission(1),
        settled: model::scheduling::SettledAt::Open,
    }));
    assert_eq!(state(&house, bed(5, 1)), BedState::Free);
}

/// The company has changed between asking and accepting.
#[test]
fn a_transfer_that_fits_no_longer_is_not_accepted() {
    let mut house = House::new();
    house.open_second_ward();
    house.admit(1, Male, NOTHING, bed(1, 0));
    house.admit(2, Male, NOTHING, bed(5, 1));
    house.ok(Command::Transfer(command::Transfer { admission: admission(1), bed: bed(5, 0), reason: reason() }));
    house.known(2, Female, None);
    house.refused(Command::AcceptTransfer(command::AcceptTransfer { admission: admission(1) }), "room-sex");
}
