//! Beds: who may lie where, and the way into and out of them.

use crate::harness::*;
use model::{
    message::Value,
    person::Sex::{Female, Male, Unknown},
    scheduling::{Command, Event, Formality, Needs, SettledAt, command},
};
use scheduling::read::{AdmissionState, AdmissionStep, BedState};

const NOTHING: Needs = Needs { oxygen: false, isolation: false };
const OXYGEN: Needs = Needs { oxygen: true, isolation: false };
const ISOLATION: Needs = Needs { oxygen: false, isolation: true };

fn occupy(number: u32) -> Command {
    Command::OccupyBed(command::OccupyBed { admission: admission(number) })
}

fn discharge(number: u32) -> Command {
    Command::Discharge(command::Discharge { admission: admission(number), settled: SettledAt::Bedside })
}

fn bed_state(harness: &Harness, bed: model::id::BedId) -> BedState {
    harness.world.bed(bed, harness.moment()).expect("a bed").state
}

#[test]
fn a_bed_has_one_person() {
    let mut harness = Harness::new();
    harness.ok(request(1, Male, NOTHING));
    harness.ok(request(2, Male, NOTHING));
    harness.ok(assign(1, bed(1, 0)));
    let refusal = harness.refused(assign(2, bed(1, 0)), "bed-not-free");
    assert_eq!((refusal.field, arg(&refusal, "bed")), (Some("bed"), Some(Value::Text("10".into()))));
    harness.refused(assign(1, bed(1, 1)), "bed-already-assigned");
    harness.ok(Command::UnassignBed(command::UnassignBed { admission: admission(1), reason: reason() }));
    harness.refused(
        Command::UnassignBed(command::UnassignBed { admission: admission(1), reason: reason() }),
        "no-bed-assigned",
    );
    harness.ok(assign(2, bed(1, 0)));
}

#[test]
fn rooms_have_a_sex_and_either_means_whichever_is_first() {
    let mut harness = Harness::new();
    for (number, sex) in [(1, Male), (2, Female), (3, Female), (4, Unknown), (5, Male)] {
        harness.ok(request(number, sex, NOTHING));
    }
    harness.refused(assign(2, bed(1, 0)), "room-sex");
    harness.refused(assign(1, bed(2, 0)), "room-sex");
    harness.ok(assign(2, bed(3, 0)));
    let refusal = harness.refused(assign(1, bed(3, 1)), "room-sex");
    assert_eq!(arg(&refusal, "room_sex"), Some(Value::Message("sex-female".into())));
    harness.refused(assign(4, bed(3, 1)), "sex-unknown-alone");
    harness.ok(assign(3, bed(3, 1)));
    harness.refused(assign(4, bed(1, 0)), "sex-unknown-alone");
    harness.ok(assign(4, bed(4, 0)));
    harness.refused(assign(5, bed(4, 1)), "room-sex-unknown");
}

#[test]
fn isolation_is_a_room_of_ones_own_and_oxygen_is_at_the_wall() {
    let mut harness = Harness::new();
    for (number, needs) in [(1, OXYGEN), (2, ISOLATION), (3, NOTHING), (4, NOTHING)] {
        harness.ok(request(number, Male, needs));
    }
    harness.refused(assign(1, bed(1, 0)), "room-without-oxygen");
    harness.refused(assign(2, bed(3, 0)), "room-not-for-isolation");
    harness.ok(assign(1, bed(4, 0)));
    harness.refused(assign(2, bed(4, 1)), "isolation-needs-room-alone");
    harness.ok(Command::UnassignBed(command::UnassignBed { admission: admission(1), reason: reason() }));
    harness.ok(assign(2, bed(4, 1)));
    harness.refused(assign(3, bed(4, 0)), "room-isolated");
}

#[test]
fn all_formalities_come_before_the_bed() {
    let mut harness = Harness::new();
    harness.refused(arrive(1), "not-there");
    harness.ok(request(1, Male, NOTHING));
    harness.refused(request_again(), "admission-open");
    harness.refused(formality_done(1, Formality::Form), "not-arrived");
    harness.refused(occupy(1), "not-arrived");
    harness.set("08:00").ok(arrive(1));
    harness.refused(arrive(1), "admission-state");
    harness.refused(occupy(1), "no-bed-assigned");
    harness.set("08:03").ok(assign(1, bed(1, 0)));
    for formality in Formality::ALL.into_iter().rev().skip(1) {
        harness.ok(formality_done(1, formality));
    }
    let refusal = harness.refused(occupy(1), "formalities-open");
    assert_eq!(arg(&refusal, "formality"), Some(Value::Message("formality-handover".into())));
    harness.refused(formality_done(1, Formality::Form), "formality-done");
    let undo = |formality| {
        Command::UndoFormality(command::UndoFormality { admission: admission(1), formality, reason: reason() })
    };
    harness.ok(undo(Formality::Form));
    harness.refused(undo(Formality::Form), "formality-not-done");
    harness.set("08:10").ok(formality_done(1, Formality::Form));
    harness.set("08:20").ok(formality_done(1, Formality::Handover));
    harness.set("08:24").ok(occupy(1));
    harness.refused(occupy(1), "admission-state");

    let view = harness.world.admission(admission(1)).expect("there");
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
    let mut harness = Harness::new();
    harness.admit(1, Male, NOTHING, bed(1, 0));
    harness.refused(Command::ReadyBed(command::ReadyBed { bed: bed(1, 0) }), "bed-not-cleaning");
    harness.refused(discharge(2), "not-there");
    harness.set("10:00").ok(discharge(1));
    harness.refused(discharge(1), "not-in-bed");
    assert_eq!(bed_state(&harness, bed(1, 0)), BedState::Cleaning);
    harness.ok(request(2, Male, NOTHING));
    harness.refused(assign(2, bed(1, 0)), "bed-not-free");
    harness.set("10:29");
    assert_eq!(harness.due(), []);
    harness.set("10:30");
    let due = harness.due();
    assert_eq!(due, [Command::ReadyBed(command::ReadyBed { bed: bed(1, 0) })]);
    harness.ok(due[0].clone());
    harness.ok(assign(2, bed(1, 0)));
}

#[test]
fn a_discharge_is_taken_back_while_the_bed_is_nobodys() {
    let mut harness = Harness::new();
    harness.admit(1, Male, NOTHING, bed(3, 0));
    let undo = Command::UndoDischarge(command::UndoDischarge { admission: admission(1), reason: reason() });
    harness.refused(undo.clone(), "admission-state");
    harness.set("10:00").ok(discharge(1));
    harness.set("10:20").ok(undo.clone());
    assert_eq!(bed_state(&harness, bed(3, 0)), BedState::Occupied);
    harness.set("10:30").ok(discharge(1));
    // By now it is a room for women.
    harness.admit(2, Female, NOTHING, bed(3, 1));
    harness.refused(undo.clone(), "room-sex");
    harness.ok(Command::ReadyBed(command::ReadyBed { bed: bed(3, 0) }));
    harness.ok(request(3, Female, NOTHING));
    harness.ok(assign(3, bed(3, 0)));
    harness.refused(undo.clone(), "bed-taken-meanwhile");
    harness.ok(Command::CancelAdmission(command::CancelAdmission { admission: admission(3), reason: reason() }));
    harness.set("11:31").refused(undo, "undo-too-late");
}

#[test]
fn a_transfer_asks_the_same_questions_and_leaves_the_old_bed_to_be_cleaned() {
    let mut harness = Harness::new();
    harness.admit(1, Male, OXYGEN, bed(3, 0));
    let transfer = |bed| Command::Transfer(command::Transfer { admission: admission(1), bed, reason: reason() });
    harness.refused(transfer(bed(3, 0)), "same-bed");
    harness.refused(transfer(bed(1, 0)), "room-without-oxygen");
    harness.ok(transfer(bed(3, 1)));
    assert_eq!(
        (bed_state(&harness, bed(3, 0)), bed_state(&harness, bed(3, 1))),
        (BedState::Cleaning, BedState::Occupied)
    );
    harness.ok(request(2, Male, NOTHING));
    let refusal = harness.refused(
        Command::Transfer(command::Transfer { admission: admission(2), bed: bed(1, 0), reason: reason() }),
        "not-in-bed",
    );
    assert_eq!(refusal.field, Some("admission"));
}

#[test]
fn a_request_taken_back_frees_its_bed() {
    let mut harness = Harness::new();
    harness.ok(request(1, Male, NOTHING));
    harness.ok(assign(1, bed(1, 0)));
    let events =
        harness.ok(Command::CancelAdmission(command::CancelAdmission { admission: admission(1), reason: reason() }));
    assert!(matches!(&events[..], [Event::BedUnassigned(_), Event::AdmissionCancelled(_)]));
    assert_eq!(bed_state(&harness, bed(1, 0)), BedState::Free);
    harness.refused(assign(1, bed(1, 0)), "admission-state");
    harness.refused(
        Command::CancelAdmission(command::CancelAdmission { admission: admission(1), reason: reason() }),
        "admission-state",
    );
}

#[test]
fn a_request_has_a_diagnosis_and_comes_from_the_own_consultation() {
    let mut harness = Harness::with_session(3);
    harness.ok(book(1, 1, slot(1, 0)));
    harness.ok(book(2, 2, slot(1, 0)));
    harness.set("07:50").check_in(1);
    let from = |number: u32, who: u32, diagnosis: &str| match request(who, Male, NOTHING) {
        Command::RequestAdmission(mut event) => {
            event.appointment = Some(appointment(number));
            event.diagnosis = diagnosis.into();
            Command::RequestAdmission(event)
        }
        other => other,
    };
    harness.refused(from(1, 1, "J18.900"), "not-seen-yet");
    harness.consult(1, "08:00", "08:05");
    assert_eq!(harness.refused(from(1, 1, "pneumonia"), "diagnosis-code").field, Some("diagnosis"));
    harness.refused(from(1, 2, "J18.900"), "other-patient");
    harness.ok(from(1, 1, "J18.900"));
}
