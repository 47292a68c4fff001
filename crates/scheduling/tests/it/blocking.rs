//! Beds that are out of use: nobody gets into one, whoever is in one is shown, and they come back by themselves.

use crate::harness::*;
use chrono::Duration;
use model::{
    id::BedId,
    message::Value,
    person::Sex::{Female, Male},
    scheduling::{BlockReason, Command, Event, Formality, Needs, SettledAt, command},
};
use proptest::prelude::*;
use scheduling::read::{BedState, BlockView};
use std::collections::BTreeSet;

const NOTHING: Needs = Needs { oxygen: false, isolation: false };

/// Out of use; for so many minutes after eight, or until somebody says so.
pub(crate) fn block(bed: BedId, minutes: Option<i64>) -> Command {
    let until = minutes.map(|minutes| at("08:00") + Duration::minutes(minutes));
    Command::BlockBed(command::BlockBed { bed, reason: BlockReason::Broken, until })
}

pub(crate) fn unblock(bed: BedId) -> Command {
    Command::UnblockBed(command::UnblockBed { bed })
}

/// Nobody was given a bed, or came into one, that was out of use then: by what was told alone.
pub(crate) fn blocked_beds_take_nobody(harness: &Harness) -> Result<(), TestCaseError> {
    let mut blocked: BTreeSet<BedId> = BTreeSet::new();
    for (told, _) in &harness.log {
        let Told::Event(event) = told else { continue };
        let taken = match event {
            Event::BedBlocked(it) => {
                prop_assert!(blocked.insert(it.bed), "out of use twice");
                None
            }
            Event::BedUnblocked(it) => {
                prop_assert!(blocked.remove(&it.bed), "in use again, and never out of it");
                None
            }
            Event::BedAssigned(it) => Some(it.bed),
            Event::PatientInBed(it) => Some(it.bed),
            Event::TransferRequested(it) => Some(it.bed),
            Event::PatientTransferred(it) => Some(it.bed),
            Event::TransferUndone(it) => Some(it.bed),
            Event::DischargeUndone(it) => Some(it.bed),
            _ => None,
        };
        prop_assert!(taken.is_none_or(|bed| !blocked.contains(&bed)), "{:?} is out of use", event);
    }
    Ok(())
}

fn shown(harness: &Harness, bed: BedId) -> (BedState, Option<BlockView>) {
    let view = harness.world.bed(bed, harness.moment()).expect("a bed");
    (view.state, view.blocked)
}

#[test]
fn a_bed_out_of_use_is_given_to_nobody() {
    let mut harness = Harness::new();
    harness.ok(request(1, Male, NOTHING));
    harness.refused(unblock(bed(1, 0)), "bed-not-blocked");
    harness.set("08:00").ok(block(bed(1, 0), None));
    let refusal = harness.refused(assign(1, bed(1, 0)), "bed-blocked");
    assert_eq!((refusal.field, arg(&refusal, "bed")), (Some("bed"), Some(Value::Text("10".into()))));
    assert_eq!(arg(&refusal, "reason"), Some(Value::Message("bed-block-broken".into())));
    harness.refused(block(bed(1, 0), Some(60)), "bed-blocked");
    let listed = harness.world.suggest_beds(admission(1), usize::MAX);
    assert!(listed.iter().all(|suggestion| suggestion.place.bed != bed(1, 0)));
    let ward = harness.world.ward(ward(1), harness.moment()).expect("a ward");
    let all: usize = ward.rooms.iter().map(|room| room.beds.len()).sum();
    assert_eq!((ward.blocked(), ward.count(BedState::Free)), (1, all - 1));
    harness.ok(unblock(bed(1, 0)));
    harness.ok(assign(1, bed(1, 0)));
}

#[test]
fn whoever_has_a_bed_that_is_out_of_use_needs_another() {
    let mut harness = Harness::new();
    harness.ok(request(1, Male, NOTHING));
    harness.ok(assign(1, bed(1, 0)));
    harness.set("08:00").ok(block(bed(1, 0), None));
    let block_now = Some(BlockView { reason: BlockReason::Broken, until: None });
    assert_eq!(shown(&harness, bed(1, 0)), (BedState::Reserved, block_now));
    harness.ok(arrive(1));
    for formality in Formality::ALL {
        harness.ok(formality_done(1, formality));
    }
    let occupy = Command::OccupyBed(command::OccupyBed { admission: admission(1) });
    assert_eq!(harness.refused(occupy.clone(), "bed-blocked").field, Some("admission"));
    harness.ok(Command::UnassignBed(command::UnassignBed { admission: admission(1), reason: reason() }));
    assert_eq!(shown(&harness, bed(1, 0)), (BedState::Free, block_now));
    harness.ok(assign(1, bed(1, 1)));
    harness.ok(occupy);
    // The bed breaks under the patient, who leaves: neither the bed nor the way back is open.
    harness.ok(block(bed(1, 1), None));
    let discharge = command::Discharge { admission: admission(1), settled: SettledAt::Bedside };
    harness.ok(Command::Discharge(discharge));
    assert_eq!(shown(&harness, bed(1, 1)), (BedState::Cleaning, block_now));
    let undo = command::UndoDischarge { admission: admission(1), reason: reason() };
    harness.refused(Command::UndoDischarge(undo.clone()), "bed-blocked");
    harness.ok(unblock(bed(1, 1)));
    harness.ok(Command::UndoDischarge(undo));
}

#[test]
fn a_bed_comes_back_into_use_when_its_time_is_over() {
    let mut harness = Harness::new();
    harness.set("08:00");
    assert_eq!(harness.refused(block(bed(1, 0), Some(0)), "bed-block-until").field, Some("until"));
    harness.refused(block(bed(1, 0), Some(366 * 24 * 60 + 1)), "bed-block-until");
    harness.ok(block(bed(1, 0), Some(60)));
    harness.ok(request(1, Female, NOTHING));
    let until = harness.refused(assign(1, bed(1, 0)), "bed-blocked-until");
    assert_eq!(arg(&until, "until"), Some(Value::At(at("09:00"))));
    harness.set("08:59");
    assert_eq!(harness.due(), []);
    harness.set("09:00");
    let due = harness.due();
    assert_eq!(due, [unblock(bed(1, 0))]);
    harness.ok(due[0].clone());
    assert_eq!(shown(&harness, bed(1, 0)), (BedState::Free, None));
    assert_eq!(harness.due(), []);
}
