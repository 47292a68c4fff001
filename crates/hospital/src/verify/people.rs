//! People, their insurance, their journeys.

use super::{Witness, at, named, optional, shown};
use journal::Said;
use journey::{Journey, Step};
use model::{
    id::PersonId,
    journey::{Identity, Subject},
    time::Instant,
};

pub(super) fn say(said: &mut dyn Said, witness: &Witness) {
    let world = &witness.worlds.journey;
    for one in world.records() {
        let identity = match one.identity {
            Identity::Known => "known",
            Identity::Newborn { .. } => "newborn",
            Identity::Unidentified => "unidentified",
        };
        let row = [
            ("id", shown(one.id)),
            ("sex", named(one.sex)),
            ("identity", shown(identity)),
            ("erased", one.erased.is_some().into()),
            ("alias_of", optional(one.alias_of, shown)),
        ];
        said.row("person", row.into());
    }
    for one in world.coverages() {
        let row = [
            ("id", shown(one.id)),
            ("person", shown(one.person)),
            ("insurance", named(one.insurance)),
            ("class", named(one.class)),
            ("region", shown(&one.region)),
        ];
        said.row("coverage", row.into());
    }
    for pair in world.relatives() {
        relative(said, pair, witness.relatives.get(&pair).copied(), None);
    }
    for (pair, (since, until)) in &witness.relatives_ended {
        relative(said, *pair, Some(*since), Some(*until));
    }
    world.journeys().for_each(|one| journey(said, one));
}

fn relative(said: &mut dyn Said, pair: (PersonId, PersonId), since: Option<Instant>, until: Option<Instant>) {
    let row = [
        ("relative", shown(pair.0)),
        ("person", shown(pair.1)),
        ("since", optional(since, at)),
        ("ended_at", optional(until, at)),
    ];
    said.row("relative", row.into());
}

fn journey(said: &mut dyn Said, one: &Journey) {
    let row = [
        ("id", shown(one.id)),
        ("person", shown(one.person)),
        ("department", optional(one.department, shown)),
        ("opened_at", at(one.opened)),
        ("closed_at", optional(one.closed, at)),
        ("trips", one.effort.trips.into()),
        ("documents", one.effort.documents.into()),
        ("typed_twice", one.effort.typed_twice.into()),
        ("waiting_minutes", one.effort.waiting_minutes.into()),
        ("procedure_minutes", one.effort.procedure_minutes.into()),
    ];
    said.row("journey", row.into());
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
            ("due_at", optional(step.due, at)),
            ("opened_at", at(step.opened)),
            ("closed_at", optional(step.closed, at)),
            ("done", optional(step.closed, |_| step.done.into())),
        ];
        said.row("journey_step", row.into());
    }
}
