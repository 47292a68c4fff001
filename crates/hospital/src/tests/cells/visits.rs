//! Departments, clinicians, sessions, appointments.

use super::{Said, Witness, at, both, fen, named, shown};
use model::{
    id::{DepartmentId, PersonId, Seq, SessionId, SlotId},
    scheduling::Pool,
    time::Instant,
};
use scheduling::read::AppointmentView;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Sessions are looked for so many days before and after the present day.
const DAYS: i64 = 400;

/// A window as plain data: nothing that can be read says to which pools its seats belong.
#[derive(Deserialize)]
struct PlainSlot {
    id: SlotId,
    session: SessionId,
}

/// The seats of each pool, a bit for each.
#[derive(Deserialize)]
struct PlainSeats {
    pools: [u64; Pool::ALL.len()],
}

pub(super) fn put(said: &mut Said, witness: &Witness) {
    let world = &witness.worlds.scheduling;
    for one in world.departments() {
        let row = [("id", shown(one.id)), ("code", shown(&one.code))].into_iter();
        let labels =
            both(["name_zh", "name_en"], &one.name).into_iter().chain(both(["place_zh", "place_en"], &one.place));
        said.put("department", row.chain(labels));
        for one in world.clinicians(one.id) {
            let row = [
                ("id", shown(one.id)),
                ("department", shown(one.department)),
                ("person", shown(one.person)),
                ("title", named(one.title)),
                ("fee_fen", fen(one.fee)),
            ];
            said.put("clinician", row);
        }
    }
    let (today, moment) = (witness.moment().today(), witness.moment());
    for session in world.sessions_between(today.plus_days(-DAYS), today.plus_days(DAYS), moment) {
        put_session(said, witness, session.id, false);
    }
    let given_back: Vec<(PersonId, Instant, Seq, DepartmentId)> = witness.plain("/scheduling/given_back");
    let by_patient = given_back.into_iter().map(|(patient, at, ..)| (patient, at)).collect();
    for person in witness.worlds.journey.people() {
        for one in world.appointments_of(person.id) {
            put_appointment(said, &one, &by_patient);
        }
    }
}

/// A session with its windows, as the worlds have it now.
pub(super) fn put_session(said: &mut Said, witness: &Witness, id: SessionId, withdrawn: bool) {
    let Some(one) = witness.worlds.scheduling.session(id, witness.moment()) else { return };
    let row = [
        ("id", shown(id)),
        ("clinician", shown(one.clinician)),
        ("department", shown(one.department)),
        ("date", shown(one.date)),
        ("from_minute", shown(one.from.0)),
        ("until_minute", shown(one.until.0)),
        ("fee_fen", fen(one.fee)),
        ("withdrawn", shown(withdrawn)),
    ];
    said.put("session", row.into_iter().chain(both(["room_zh", "room_en"], &one.room.name)));
    for slot in one.slots {
        let row = [
            ("id", shown(slot.id)),
            ("session", shown(slot.session)),
            ("from_at", at(slot.from)),
            ("until_at", at(slot.until)),
            ("capacity", shown(slot.capacity)),
        ];
        said.put("slot", row);
    }
    let plain: Vec<(PlainSlot, PlainSeats)> = witness.plain("/scheduling/slots");
    for (slot, seats) in plain.into_iter().filter(|(slot, _)| slot.session == id) {
        let counts = Pool::ALL.into_iter().zip(seats.pools).map(|(pool, bits)| (pool, bits.count_ones()));
        for (pool, seats) in counts.filter(|(_, seats)| *seats > 0) {
            said.put("slot_pool", [("slot", shown(slot.id)), ("pool", named(pool)), ("seats", shown(seats))]);
        }
    }
}

fn put_appointment(said: &mut Said, one: &AppointmentView, by_patient: &BTreeSet<(PersonId, Instant)>) {
    let cancelled = one.cancelled_at;
    let row = [
        ("id", shown(one.id)),
        ("slot", shown(one.slot)),
        ("patient", shown(one.patient)),
        ("journey", shown(one.journey)),
        ("channel", named(one.channel)),
        ("seat", shown(one.seat)),
        ("expected_at", at(one.expected_at)),
        ("state", named(one.state)),
        ("booked_at", at(one.booked_at)),
        ("ticket", one.ticket.and_then(shown)),
        ("checked_in_at", one.checked_in_at.and_then(at)),
        ("called_at", one.called_at.and_then(at)),
        ("started_at", one.started_at.and_then(at)),
        ("finished_at", one.finished_at.and_then(at)),
        ("cancelled_at", cancelled.and_then(at)),
        ("cancel_reason", one.cancelled_for.and_then(named)),
        // The worlds remember whose seats were given back by patients themselves, for the limit on that.
        ("cancelled_by_hospital", cancelled.and_then(|at| shown(!by_patient.contains(&(one.patient, at))))),
    ];
    said.put("appointment", row);
}
