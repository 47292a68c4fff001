//! Beds: who may lie where, and the way into and out of them.

use crate::house::*;
use model::{
    message::Value,
    person::Sex::{Female, Male, Unknown},
    scheduling::{Command, Event, Formality, Needs, SettledAt, command},
};
use scheduling::view::{AdmissionState, AdmissionStep, BedState};

const NOTHING: Needs = Needs { oxygen: false, isolation: false };
const OXYGEN: Needs = Needs { oxygen: true, isolation: false };
const ISOLATION: Needs = Needs { oxygen: false, isolation: true };

fn occupy(number: u32) -> Command {
    Command::OccupyBed(command::OccupyBed { admission: admission(number) })
}

fn discharge(number: u32) -> Command {
    Command::Discharge(command::Discharge { admission: admission(number), settled: SettledAt::Bedside })
}

fn bed_state(house: &House, bed: model::id::BedId) -> BedState {
    house.world.bed(bed, house.moment()).expect("a bed").state
}

#[test]
fn a_bed_has_one_person() {
    let mut house = House::new();
    house.ok(request(1, Male, NOTHING));
    house.ok(request(2, Male, NOTHING));
    house.ok(assign(1, bed(1, 0)));
    let refusal = house.refused(assign(2, bed(1, 0)), "bed-not-free");
    assert_eq!((refusal.field, arg(&refusal, "bed")), (Some("bed"), Some(Value::Text("10".into()))));
    house.refused(assign(1, bed(1, 1)), "bed-already-assigned");
    house.ok(Command::UnassignBed(command::UnassignBed { admission: admission(1), reason: reason() }));
    house.refused(
        Command::UnassignBed(command::UnassignBed { admission: admission(1), reason: reason() }),
        "no-bed-assigned",
    );
    house.ok(assign(2, bed(1, 0)));
}

#[test]
fn rooms_have_a_sex_and_either_means_whichever_is_first() {
    let mut house = House::new();
    for (number, sex) in [(1, Male), (2, Female), (3, Female), (4, Unknown), (5, Male)] {
        house.ok(request(number, sex, NOTHING));
    }
    house.refused(assign(2, bed(1, 0)), "room-sex");
    house.refused(assign(1, bed(2, 0)), "room-sex");
    house.ok(assign(2, bed(3, 0)));
    let refusal = house.refused(assign(1, bed(3, 1)), "room-sex");
    assert_eq!(arg(&refusal, "room_sex"), Some(Value::Message("sex-female".into())));
    house.refused(assign(4, bed(3, 1)), "sex-unknown-alone");
    house.ok(assign(3, bed(3, 1)));
    house.refused(assign(4, bed(1, 0)), "sex-unknown-alone");
    house.ok(assign(4, bed(4, 0)));
    house.refused(assign(5, bed(4, 1)), "room-sex-unknown");
}

#[test]
fn isolation_is_a_room_of_ones_own_and_oxygen_is_at_the_wall() {
    let mut house = House::new();
    for (number, needs) in [(1, OXYGEN), (2, ISOLATION), (3, NOTHING), (4, NOTHING)] {
        house.ok(request(number, Male, needs));
    }
    house.refused(assign(1, bed(1, 0)), "room-without-oxygen");
    house.refused(assign(2, bed(3, 0)), "room-not-for-isolation");
    house.ok(assign(1, bed(4, 0)));
    house.refused(assign(2, bed(4, 1)), "isolation-needs-room-alone");
    house.ok(Command::UnassignBed(command::UnassignBed { admission: admission(1), reason: reason() }));
    house.ok(assign(2, bed(4, 1)));
    house.refused(assign(3, bed(4, 0)), "room-isolated");
}

#[test]
fn all_formalities_come_before_the_bed() {
    let mut house = House::new();
    house.refused(arrive(1), "not-there");
    house.ok(request(1, Male, NOTHING));
    house.refused(request_again(), "admission-open");
    house.refused(formality_done(1, Formality::Form), "not-arrived");
    house.refused(occupy(1), "not-arrived");
    house.set("08:00").ok(arrive(1));
    house.refused(arrive(1), "admission-state");
    house.refused(occupy(1), "no-bed-assigned");
    house.set("08:03").ok(assign(1, bed(1, 0)));
    for formality in Formality::ALL.into_iter().rev().skip(1) {
        house.ok(formality_done(1, formality));
    }
    let refusal = house.refused(occupy(1), "formalities-open");
    assert_eq!(arg(&refusal, "formality"), Some(Value::Message("formality-handover".into())));
    house.refused(formality_done(1, Formality::Form), "formality-done");
    let undo = |formality| {
        Command::UndoFormality(command::UndoFormality { admission: admission(1), formality, reason: reason() })
    };
    house.ok(undo(Formality::Form));
    house.refused(undo(Formality::Form), "formality-not-done");
    house.set("08:10").ok(formality_done(1, Formality::Form));
    house.set("08:20").ok(formality_done(1, Formality::Handover));
    house.set("08:24").ok(occupy(1));
    house.refused(occupy(1), "admission-state");

    let view = house.world.admission(admission(1)).expect("there");
    assert_eq!((view.state, view.minutes_to_bed()), (AdmissionState::InBed, Some(24.0)));
    let minutes = |step| view.steps.iter().find(|view| view.step == step).and_then(|view| view.seconds);
    assert_eq!(minutes(AdmissionStep::Bed), Some(180));
    assert_eq!(minutes(AdmissionStep::Formality(Formality::Form)), Some(420));
    assert_eq!(minutes(AdmissionStep::Formality(Formality::Handover)), Some(600));
    assert_eq!(minutes(AdmissionStep::ToBed), Some(240));
    assert_eq!(view.steps.iter().filter_map(|step| step.seconds).sum::<i64>(), 24 * 60);
}

fn request_again() -> Command {
    match request(1, Male, NOTHING) {
        Command::RequestAdmission(mut event) => {
            event.admission = admission(77);
            Command::RequestAdmission(event)
        }
        other => other,
    }
}

#[test]
fn a_bed_is_cleaned_after_its_patient_and_the_tick_readies_it() {
    let mut house = House::new();
    house.admit(1, Male, NOTHING, bed(1, 0));
    house.refused(Command::ReadyBed(command::ReadyBed { bed: bed(1, 0) }), "bed-not-cleaning");
    house.refused(discharge(2), "not-there");
    house.set("10:00").ok(discharge(1));
    house.refused(discharge(1), "not-in-bed");
    assert_eq!(bed_state(&house, bed(1, 0)), BedState::Cleaning);
    house.ok(request(2, Male, NOTHING));
    house.refused(assign(2, bed(1, 0)), "bed-not-free");
    house.set("10:29");
    assert_eq!(house.due(), []);
    house.set("10:30");
    let due = house.due();
    assert_eq!(due, [Command::ReadyBed(command::ReadyBed { bed: bed(1, 0) })]);
    house.ok(due[0].clone());
    house.ok(assign(2, bed(1, 0)));
}

#[test]
fn a_discharge_is_taken_back_while_the_bed_is_nobodys() {
    let mut house = House::new();
    house.admit(1, Male, NOTHING, bed(3, 0));
    let undo = Command::UndoDischarge(command::UndoDischarge { admission: admission(1), reason: reason() });
    house.refused(undo.clone(), "admission-state");
    house.set("10:00").ok(discharge(1));
    house.set("10:20").ok(undo.clone());
    assert_eq!(bed_state(&house, bed(3, 0)), BedState::Occupied);
    house.set("10:30").ok(discharge(1));
    // The room is women's by now.
    house.admit(2, Female, NOTHING, bed(3, 1));
    house.refused(undo.clone(), "room-sex");
    house.ok(Command::ReadyBed(command::ReadyBed { bed: bed(3, 0) }));
    house.ok(request(3, Female, NOTHING));
    house.ok(assign(3, bed(3, 0)));
    house.refused(undo.clone(), "bed-taken-meanwhile");
    house.ok(Command::CancelAdmission(command::CancelAdmission { admission: admission(3), reason: reason() }));
    house.set("11:31").refused(undo, "undo-too-late");
}

#[test]
fn a_transfer_asks_the_same_questions_and_leaves_the_old_bed_to_be_cleaned() {
    let mut house = House::new();
    house.admit(1, Male, OXYGEN, bed(3, 0));
    let transfer = |bed| Command::Transfer(command::Transfer { admission: admission(1), bed, reason: reason() });
    house.refused(transfer(bed(3, 0)), "same-bed");
    house.refused(transfer(bed(1, 0)), "room-without-oxygen");
    house.ok(transfer(bed(3, 1)));
    assert_eq!((bed_state(&house, bed(3, 0)), bed_state(&house, bed(3, 1))), (BedState::Cleaning, BedState::Occupied));
    house.ok(request(2, Male, NOTHING));
    let refusal = house.refused(
        Command::Transfer(command::Transfer { admission: admission(2), bed: bed(1, 0), reason: reason() }),
        "not-in-bed",
    );
    assert_eq!(refusal.field, Some("admission"));
}

#[test]
fn a_request_taken_back_frees_its_bed() {
    let mut house = House::new();
    house.ok(request(1, Male, NOTHING));
    house.ok(assign(1, bed(1, 0)));
    let events =
        house.ok(Command::CancelAdmission(command::CancelAdmission { admission: admission(1), reason: reason() }));
    assert!(matches!(&events[..], [Event::BedUnassigned(_), Event::AdmissionCancelled(_)]));
    assert_eq!(bed_state(&house, bed(1, 0)), BedState::Free);
    house.refused(assign(1, bed(1, 0)), "admission-state");
    house.refused(
        Command::CancelAdmission(command::CancelAdmission { admission: admission(1), reason: reason() }),
        "admission-state",
    );
}

#[test]
fn a_request_has_a_diagnosis_and_comes_from_the_own_consultation() {
    let mut house = House::with_session(3);
    house.ok(book(1, 1, slot(1, 0)));
    house.ok(book(2, 2, slot(1, 0)));
    house.set("07:50").check_in(1);
    let from = |number: u32, who: u32, diagnosis: &str| match request(who, Male, NOTHING) {
        Command::RequestAdmission(mut event) => {
            event.appointment = Some(appointment(number));
            event.diagnosis = diagnosis.into();
            Command::RequestAdmission(event)
        }
        other => other,
    };
    house.refused(from(1, 1, "J18.900"), "not-seen-yet");
    house.consult(1, "08:00", "08:05");
    assert_eq!(house.refused(from(1, 1, "pneumonia"), "diagnosis-code").field, Some("diagnosis"));
    house.refused(from(1, 2, "J18.900"), "other-patient");
    house.ok(from(1, 1, "J18.900"));
}
