//! Wards, rooms, beds, admissions.

use super::{Witness, at, both, named, optional, row, shown};
use journal::{Said, Value};
use scheduling::read::{AdmissionStep, AdmissionView};

pub(super) fn say(said: &mut dyn Said, witness: &Witness) {
    let world = &witness.worlds.scheduling;
    for ward in world.wards(witness.moment()) {
        let facts = [("id", shown(ward.id)), ("code", shown(&ward.code))];
        said.row("ward", row([&facts, &both(["name_zh", "name_en"], &ward.name)]));
        for room in ward.rooms {
            let row = [
                ("id", shown(room.id)),
                ("ward", shown(ward.id)),
                ("number", shown(&room.number)),
                ("sex", named(room.sex)),
                ("oxygen", room.oxygen.into()),
                ("isolation", room.isolation.into()),
            ];
            said.row("room", row.into());
            for bed in room.beds {
                let row = [
                    ("id", shown(bed.place.bed)),
                    ("room", shown(bed.place.room)),
                    ("number", shown(&bed.place.number)),
                    ("state", named(bed.state)),
                    ("state_since", optional(world.bed_since(bed.place.bed), at)),
                    ("blocked_reason", optional(bed.blocked, |block| named(block.reason))),
                    ("blocked_until", optional(bed.blocked.and_then(|block| block.until), at)),
                ];
                said.row("bed", row.into());
            }
        }
    }
    world.each_admission(|one| admission(said, &one));
}

/// The names of the rules against which a stay's bed was kept.
fn overruled(one: &AdmissionView) -> Value {
    let names =
        one.overruled.iter().filter_map(|rule| if let Value::Text(name) = named(rule) { Some(name) } else { None });
    let names = names.collect::<Vec<_>>().join(" ");
    if names.is_empty() { Value::Null } else { names.into() }
}

fn admission(said: &mut dyn Said, one: &AdmissionView) {
    let row = [
        ("id", shown(one.id)),
        ("patient", shown(one.patient)),
        ("journey", shown(one.journey)),
        ("department", shown(one.department)),
        ("appointment", optional(one.appointment, shown)),
        ("diagnosis", shown(&one.diagnosis)),
        ("urgency", named(one.urgency)),
        ("expected_days", one.expected_days.into()),
        ("state", named(one.state)),
        ("bed", optional(one.bed.as_ref(), |place| shown(place.bed))),
        ("requested_at", at(one.requested_at)),
        ("bed_assigned_at", optional(one.assigned_at, at)),
        ("arrived_at", optional(one.arrived_at, at)),
        ("in_bed_at", optional(one.in_bed_at, at)),
        ("discharged_at", optional(one.discharged_at, at)),
        ("settled", optional(one.settled, named)),
        ("overruled", overruled(one)),
    ];
    said.row("admission", row.into());
    for step in &one.steps {
        let AdmissionStep::Formality(formality) = step.step else { continue };
        let cells = |done| [("admission", shown(one.id)), ("formality", named(formality)), ("done_at", done)].into();
        match step.done_at {
            Some(done) => said.row("formality", cells(at(done))),
            // One that was taken back keeps its row, without a time; to the worlds it was never done.
            None => said.row_if_any("formality", cells(Value::Null)),
        }
    }
}
