//! People, their insurance, their journeys.

use super::{Said, Witness, at, named, shown};
use journey::{Journey, Step};
use model::{
    id::PersonId,
    journey::{Identity, Subject},
};

pub(super) fn put(said: &mut Said, witness: &Witness) {
    let world = &witness.worlds.journey;
    for person in world.people() {
        for record in world.aliases_of(person.id).into_iter().filter_map(|record| world.record(record)) {
            let identity = match record.identity {
                Identity::Known => "known",
                Identity::Newborn { .. } => "newborn",
                Identity::Unidentified => "unidentified",
            };
            let row = [
                ("id", shown(record.id)),
                ("sex", named(record.sex)),
                ("identity", shown(identity)),
                ("erased", shown(record.erased.is_some())),
                ("alias_of", record.alias_of.and_then(shown)),
            ];
            said.put("person", row);
        }
        for one in world.coverages_of(person.id) {
            let row = [
                ("id", shown(one.id)),
                ("person", shown(one.person)),
                ("insurance", named(one.insurance)),
                ("class", named(one.class)),
                ("region", shown(&one.region)),
            ];
            said.put("coverage", row);
        }
        for one in world.journeys_of(person.id) {
            put_journey(said, one);
        }
    }
    // The reading side says who may act for whom only after all merges; the tables have the records that were named.
    for (relative, person) in witness.plain::<Vec<(PersonId, PersonId)>>("/journey/relatives") {
        let since = at(witness.relatives[&(relative, person)]);
        said.put("relative", [("relative", shown(relative)), ("person", shown(person)), ("since", since)]);
    }
}

fn put_journey(said: &mut Said, one: &Journey) {
    let row = [
        ("id", shown(one.id)),
        ("person", shown(one.person)),
        ("department", one.department.and_then(shown)),
        ("opened_at", at(one.opened)),
        ("closed_at", one.closed.and_then(at)),
        ("trips", shown(one.effort.trips)),
        ("documents", shown(one.effort.documents)),
        ("typed_twice", shown(one.effort.typed_twice)),
        ("waiting_minutes", shown(one.effort.waiting_minutes)),
        ("procedure_minutes", shown(one.effort.procedure_minutes)),
    ];
    said.put("journey", row);
    // The worlds keep each time that a step was opened, the tables only the last.
    let is_last =
        |(place, step): &(usize, &Step)| !one.steps[place + 1..].iter().any(|it| it.is(step.kind, step.subject));
    for (_, step) in one.steps.iter().enumerate().filter(is_last) {
        let subject = match step.subject {
            Subject::Appointment(id) => shown(id),
            Subject::Admission(id) => shown(id),
            Subject::Settlement(id) => shown(id),
        };
        let row = [
            ("journey", shown(one.id)),
            ("kind", named(step.kind)),
            ("subject", subject),
            ("owner", named(step.owner)),
            ("due_at", step.due.and_then(at)),
            ("opened_at", at(step.opened)),
            ("closed_at", step.closed.and_then(at)),
            ("done", step.closed.and_then(|_| shown(step.done))),
        ];
        said.put("journey_step", row);
    }
}
