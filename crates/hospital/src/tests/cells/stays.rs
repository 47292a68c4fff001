//! Wards, rooms, beds, admissions.

use super::{Said, Witness, at, both, named, shown};
use model::{id::BedId, time::Instant};
use scheduling::read::{AdmissionStep, AdmissionView};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A bed as plain data: nothing that can be read says since when it is in its state.
#[derive(Deserialize)]
struct PlainBed {
    id: BedId,
}

#[derive(Deserialize)]
struct PlainOccupancy {
    since: Instant,
}

pub(super) fn put(said: &mut Said, witness: &Witness) {
    let world = &witness.worlds.scheduling;
    let plain: Vec<(PlainBed, PlainOccupancy)> = witness.plain("/scheduling/beds");
    let since: BTreeMap<BedId, Instant> = plain.into_iter().map(|(bed, state)| (bed.id, state.since)).collect();
    for ward in world.wards(witness.moment()) {
        let row = [("id", shown(ward.id)), ("code", shown(&ward.code))];
        said.put("ward", row.into_iter().chain(both(["name_zh", "name_en"], &ward.name)));
        for room in ward.rooms {
            let row = [
                ("id", shown(room.id)),
                ("ward", shown(ward.id)),
                ("number", shown(&room.number)),
                ("sex", named(room.sex)),
                ("oxygen", shown(room.oxygen)),
                ("isolation", shown(room.isolation)),
            ];
            said.put("room", row);
            for bed in room.beds {
                let row = [
                    ("id", shown(bed.place.bed)),
                    ("room", shown(bed.place.room)),
                    ("number", shown(&bed.place.number)),
                    ("state", named(bed.state)),
                    ("state_since", at(since[&bed.place.bed])),
                ];
                said.put("bed", row);
            }
        }
    }
    for person in witness.worlds.journey.people() {
        for one in world.admissions_of(person.id) {
            put_admission(said, &one);
        }
    }
}

fn put_admission(said: &mut Said, one: &AdmissionView) {
    let row = [
        ("id", shown(one.id)),
        ("patient", shown(one.patient)),
        ("journey", shown(one.journey)),
        ("department", shown(one.department)),
        ("appointment", one.appointment.and_then(shown)),
        ("diagnosis", shown(&one.diagnosis)),
        ("urgency", named(one.urgency)),
        ("expected_days", shown(one.expected_days)),
        ("state", named(one.state)),
        ("bed", one.bed.as_ref().and_then(|place| shown(place.bed))),
        ("requested_at", at(one.requested_at)),
        ("bed_assigned_at", one.assigned_at.and_then(at)),
        ("arrived_at", one.arrived_at.and_then(at)),
        ("in_bed_at", one.in_bed_at.and_then(at)),
        ("discharged_at", one.discharged_at.and_then(at)),
        ("settled", one.settled.and_then(named)),
    ];
    said.put("admission", row);
    for step in one.steps.iter().filter(|step| step.done_at.is_some()) {
        if let AdmissionStep::Formality(formality) = step.step {
            let done_at = step.done_at.and_then(at);
            said.put(
                "formality",
                [("admission", shown(one.id)), ("formality", named(formality)), ("done_at", done_at)],
            );
        }
    }
}
