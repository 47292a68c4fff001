//! The only code that changes rows and indexes. It cannot fail: an event that was decided fits the world.

use crate::{Coverage, Erasure, Journey, Person, Step, World};
use model::{
    decide::Stamp,
    id::{JourneyId, PersonId},
    journey::{CoverageAdded, Effort, Event, Identity, Move, PersonCorrected, PersonErased, PersonRegistered},
};

pub(crate) fn apply(world: &mut World, event: &Event, stamp: Stamp) {
    match event {
        Event::PersonRegistered(event) => registered(world, event, stamp),
        Event::PersonCorrected(event) => corrected(world, event, stamp),
        Event::PersonErased(event) => erased(world, event, stamp),
        Event::PersonsMerged(event) => {
            change(world, event.from, stamp, |row| row.alias_of = Some(event.into));
            change(world, event.into, stamp, |_| {});
            world.aliases.insert((event.into, event.from), ());
        }
        Event::MergeUndone(event) => {
            change(world, event.from, stamp, |row| row.alias_of = None);
            change(world, event.into, stamp, |_| {});
            world.aliases.remove(&(event.into, event.from));
        }
        Event::CoverageAdded(event) => covered(world, event, stamp),
        Event::RelativeAdded(event) => {
            change(world, event.person, stamp, |_| {});
            world.relatives.insert((event.relative, event.person), ());
        }
        Event::JourneyMoved(event) => {
            event.moves.iter().for_each(|step| moved(world, event.journey, step, stamp));
        }
    }
}

/// Changes a person's row. The event was decided, so the row is there; if not, the world is not what the journal says.
fn change(world: &mut World, person: PersonId, stamp: Stamp, change: impl FnOnce(&mut Person)) {
    assert!(world.people.contains(&person), "event {} is about a person who is not there", stamp.seq);
    world.people.update(&person, |row| {
        change(row);
        row.seq = stamp.seq;
    });
}

fn change_journey(world: &mut World, journey: JourneyId, stamp: Stamp, change: impl FnOnce(&mut Journey)) {
    assert!(world.journeys.contains(&journey), "event {} is about a journey that is not there", stamp.seq);
    world.journeys.update(&journey, |row| {
        change(row);
        row.seq = stamp.seq;
    });
}

fn registered(world: &mut World, event: &PersonRegistered, stamp: Stamp) {
    let mother = match event.identity {
        Identity::Newborn { mother } => Some(mother),
        Identity::Known | Identity::Unidentified => None,
    };
    let row = Person {
        id: event.person,
        sex: event.sex,
        birth: event.birth,
        identity: if event.credentials.is_empty() { event.identity } else { Identity::Known },
        mother,
        credentials: event.credentials.clone(),
        record: Some(event.record.clone()),
        name_lookup: event.name_lookup.clone(),
        phone_lookup: event.phone_lookup.clone(),
        registered: stamp.at,
        alias_of: None,
        erased: None,
        seq: stamp.seq,
    };
    index_person(world, &row);
    world.people.insert(row.id, row);
}

/// What can be looked up of a person. Also used when a snapshot is restored.
pub(crate) fn index_person(world: &mut World, row: &Person) {
    for credential in &row.credentials {
        world.credentials.insert(credential.clone(), row.id);
    }
    if let Some(name) = &row.name_lookup {
        world.names.insert((name.clone(), row.id), ());
    }
    if let Some(phone) = &row.phone_lookup {
        world.phones.insert((phone.clone(), row.id), ());
    }
    if let Some(mother) = &row.mother {
        world.newborns.insert((*mother, row.id), ());
    }
    if let Some(whom) = &row.alias_of {
        world.aliases.insert((*whom, row.id), ());
    }
}

/// Takes a person out of what can be looked up.
fn forget_lookups(world: &mut World, person: PersonId) {
    let Some(row) = world.people.get(&person).cloned() else { return };
    row.credentials.iter().for_each(|credential| world.credentials.remove(credential));
    row.name_lookup.into_iter().for_each(|name| world.names.remove(&(name, person)));
    row.phone_lookup.into_iter().for_each(|phone| world.phones.remove(&(phone, person)));
}

fn corrected(world: &mut World, event: &PersonCorrected, stamp: Stamp) {
    forget_lookups(world, event.person);
    change(world, event.person, stamp, |row| {
        row.sex = event.sex;
        row.birth = event.birth;
        row.credentials.clone_from(&event.credentials);
        row.record = Some(event.record.clone());
        row.name_lookup.clone_from(&event.name_lookup);
        row.phone_lookup.clone_from(&event.phone_lookup);
        if !row.credentials.is_empty() {
            row.identity = Identity::Known;
        }
    });
    if let Some(row) = world.people.get(&event.person).cloned() {
        index_person(world, &row);
    }
}

fn erased(world: &mut World, event: &PersonErased, stamp: Stamp) {
    for person in world.aliases_of(event.person) {
        forget_lookups(world, person);
        change(world, person, stamp, |row| {
            let before = row.erased.take();
            let mut destroyed = before.map_or_else(Vec::new, |erasure| erasure.destroyed);
            destroyed.extend(&event.destroyed);
            row.birth = None;
            row.credentials.clear();
            row.record = None;
            row.name_lookup = None;
            row.phone_lookup = None;
            row.erased = Some(Erasure { at: stamp.at, destroyed, kept: event.kept.clone() });
        });
    }
}

fn covered(world: &mut World, event: &CoverageAdded, stamp: Stamp) {
    let row = Coverage {
        id: event.coverage,
        person: event.person,
        insurance: event.insurance,
        class: event.class,
        region: event.region.clone(),
        record: event.record.clone(),
        added: stamp.at,
        seq: stamp.seq,
    };
    change(world, event.person, stamp, |_| {});
    index_coverage(world, &row);
    world.coverages.insert(row.id, row);
}

pub(crate) fn index_coverage(world: &mut World, row: &Coverage) {
    world.covered.insert((row.person, row.seq, row.id), ());
}

/// One thing that happens to a journey. One that is there is changed; all else is a world that the journal does not tell of.
pub(crate) fn moved(world: &mut World, journey: JourneyId, step: &Move, stamp: Stamp) {
    let mut was_due = None;
    let mut due = None;
    match step {
        Move::Opened { person, department } => {
            let row = Journey {
                id: journey,
                person: *person,
                department: *department,
                opened: stamp.at,
                closed: None,
                steps: Vec::new(),
                effort: Effort::default(),
                seq: stamp.seq,
            };
            index_journey(world, &row);
            world.journeys.insert(row.id, row);
        }
        Move::StepOpened { kind, subject, owner, due: by } => change_journey(world, journey, stamp, |row| {
            due = by.map(|by| (by, journey, row.steps.len()));
            row.closed = None;
            row.steps.push(Step {
                kind: *kind,
                subject: *subject,
                owner: *owner,
                due: *by,
                opened: stamp.at,
                closed: None,
                done: false,
            });
        }),
        Move::StepClosed { kind, subject, done } => change_journey(world, journey, stamp, |row| {
            let open = |step: &Step| step.is_open() && step.is(*kind, *subject);
            let found = row.steps.iter_mut().enumerate().find(|(_, step)| open(step));
            let Some((position, step)) = found else { panic!("event {} closes a step that is not open", stamp.seq) };
            step.closed = Some(stamp.at);
            step.done = *done;
            was_due = step.due.map(|by| (by, journey, position));
        }),
        Move::EffortCounted(more) => change_journey(world, journey, stamp, |row| count(&mut row.effort, *more)),
        Move::Closed => change_journey(world, journey, stamp, |row| row.closed = Some(stamp.at)),
    }
    was_due.iter().for_each(|key| world.due.remove(key));
    due.into_iter().for_each(|key| world.due.insert(key, ()));
}

fn count(effort: &mut Effort, more: Effort) {
    effort.trips = effort.trips.saturating_add(more.trips);
    effort.documents = effort.documents.saturating_add(more.documents);
    effort.typed_twice = effort.typed_twice.saturating_add(more.typed_twice);
    effort.waiting_minutes = effort.waiting_minutes.saturating_add(more.waiting_minutes);
    effort.procedure_minutes = effort.procedure_minutes.saturating_add(more.procedure_minutes);
}

pub(crate) fn index_journey(world: &mut World, row: &Journey) {
    world.journeys_of.insert((row.person, row.id), ());
    for (position, step) in row.steps.iter().enumerate().filter(|(_, step)| step.is_open()) {
        if let Some(due) = &step.due {
            world.due.insert((*due, row.id, position), ());
        }
    }
}
