//! Departments, clinicians, devices, sessions, appointments.

use super::{Witness, at, both, fen, named, optional, row, shown};
use journal::{Said, SaidRow};
use model::{id::SessionId, scheduling::Pool};
use scheduling::read::{AppealStage, AppointmentView, SlotView};
use std::collections::BTreeMap;

pub(super) fn say(said: &mut dyn Said, witness: &Witness) {
    let world = &witness.worlds.scheduling;
    for one in world.departments() {
        let facts = [("id", shown(one.id)), ("code", shown(&one.code))];
        let labels = [both(["name_zh", "name_en"], &one.name), both(["place_zh", "place_en"], &one.place)];
        said.row("department", row([&facts, labels.as_flattened()]));
        for one in world.clinicians(one.id) {
            let row = [
                ("id", shown(one.id)),
                ("department", shown(one.department)),
                ("person", shown(one.person)),
                ("title", named(one.title)),
                ("fee_fen", fen(one.fee)),
            ];
            said.row("clinician", row.into());
        }
    }
    for one in world.devices() {
        let room = one.room.as_ref();
        let row = [
            ("id", shown(one.id)),
            ("department", shown(one.department)),
            ("code", shown(&one.code)),
            ("name_zh", shown(&one.name.zh)),
            ("name_en", shown(&one.name.en)),
            ("kind", named(one.kind)),
            ("room_zh", optional(room, |room| shown(&room.zh))),
            ("room_en", optional(room, |room| shown(&room.en))),
            ("out_since", optional(one.outage, |(since, _)| at(since))),
            ("out_reason", optional(one.outage, |(_, reason)| named(reason))),
        ];
        said.row("device", row.into());
    }
    let present = world.all_sessions().flat_map(|id| session(witness, id, false));
    present.for_each(|(table, row)| said.row(table, row));
    witness.withdrawn.iter().cloned().for_each(|(table, row)| said.row(table, row));
    world.each_appointment(|one| appointment(said, &one, witness));
    for one in world.all_exemptions() {
        let row = [
            ("id", shown(one.id)),
            ("patient", shown(one.patient)),
            ("exempt_from", named(one.exempt_from)),
            ("department", optional(one.department, shown)),
            ("from_date", shown(one.from)),
            ("until_date", shown(one.until)),
            ("reason", named(one.reason)),
            ("granted_at", at(one.granted_at)),
            ("ended_at", optional(one.ended_at, at)),
        ];
        said.row("exemption", row.into());
    }
}

/// A session with its windows, as the world has it now: rows, each with its table.
pub(super) fn session(witness: &Witness, id: SessionId, is_withdrawn: bool) -> Vec<(&'static str, SaidRow)> {
    let Some(one) = witness.worlds.scheduling.session(id, witness.moment()) else { return Vec::new() };
    let facts = [
        ("id", shown(id)),
        ("clinician", shown(one.clinician)),
        ("department", shown(one.department)),
        ("device", optional(one.device_id, shown)),
        ("date", shown(one.date)),
        ("from_minute", one.from.0.into()),
        ("until_minute", one.until.0.into()),
        ("fee_fen", fen(one.fee)),
        ("withdrawn", is_withdrawn.into()),
    ];
    let mut rows = vec![("session", row([&facts, &both(["room_zh", "room_en"], &one.room.name)]))];
    rows.extend(one.slots.iter().flat_map(|slot| window(witness, slot, slot.capacity)));
    rows
}

/// A window with so many seats, and those of its pools; one that is gone has none.
pub(super) fn window(witness: &Witness, slot: &SlotView, capacity: u16) -> Vec<(&'static str, SaidRow)> {
    let facts = [
        ("id", shown(slot.id)),
        ("session", shown(slot.session)),
        ("from_at", at(slot.from)),
        ("until_at", at(slot.until)),
        ("capacity", capacity.into()),
    ];
    let pools = witness.worlds.scheduling.pools(slot.id).filter(|_| capacity > 0);
    let seats: BTreeMap<Pool, u32> = pools.collect();
    let is_resized = capacity == 0 || witness.resized.contains(&slot.id);
    let shown_pools = Pool::ALL.into_iter().filter(|pool| is_resized || seats.contains_key(pool));
    let mut rows: Vec<(&'static str, SaidRow)> = vec![("slot", facts.into())];
    rows.extend(shown_pools.map(|pool| {
        let seats = seats.get(&pool).copied().unwrap_or(0);
        ("slot_pool", [("slot", shown(slot.id)), ("pool", named(pool)), ("seats", seats.into())].into())
    }));
    rows
}

fn appointment(said: &mut dyn Said, one: &AppointmentView, witness: &Witness) {
    let row = [
        ("id", shown(one.id)),
        ("slot", shown(one.slot)),
        ("patient", shown(one.patient)),
        ("journey", shown(one.journey)),
        ("channel", named(one.channel)),
        ("seat", one.seat.into()),
        ("expected_at", at(one.expected_at)),
        ("state", named(one.state)),
        ("excused", one.appeal.as_ref().is_some_and(|appeal| appeal.stage == AppealStage::Excused).into()),
        ("booked_at", at(one.booked_at)),
        ("ticket", optional(one.ticket, shown)),
        ("checked_in_at", optional(one.checked_in_at, at)),
        ("called_at", optional(one.called_at, at)),
        ("started_at", optional(one.started_at, at)),
        ("finished_at", optional(one.finished_at, at)),
        ("cancelled_at", optional(one.cancelled_at, at)),
        ("cancel_reason", optional(one.cancelled_for, named)),
        (
            "cancelled_by_hospital",
            optional(one.cancelled_at, |_| (!witness.cancelled_by_patient.contains(&one.id)).into()),
        ),
    ];
    said.row("appointment", row.into());
}
