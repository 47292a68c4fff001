//! The only code that changes rows and indexes. It cannot fail: an event that was decided fits the world.

use crate::{Coverage, Erasure, Journey, Person, World};
use model::{
    decide::Stamp,
    id::{JourneyId, PersonId},
    journey::{CoverageAdded, Event, Identity, JourneyMoved, PersonCorrected, PersonErased, PersonRegistered},
    person::Sex,
    time::Instant,
};

pub(crate) fn apply(world: &mut World, event: &Event, stamp: Stamp) {
    match event {
        Event::PersonRegistered(event) => registered(world, event, stamp),
        Event::PersonCorrected(event) => corrected(world, event, stamp),
        Event::SexRecorded(event) => change(world, event.person, stamp, |row| row.sex = event.sex),
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
        Event::JourneyMoved(event) => moved(world, event, stamp),
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

fn registered(world: &mut World, event: &PersonRegistered, stamp: Stamp) {
    let mother = match event.identity {
        Identity::Newborn { mother } => Some(mother),
        Identity::Known | Identity::Unidentified => None,
    };
    let row = Person {
        id: event.person,
        sex: event.sex,
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
            row.sex = Sex::Unknown;
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

fn moved(world: &mut World, event: &JourneyMoved, stamp: Stamp) {
    let before = world.journeys.get(&event.journey).cloned();
    let was_due = before.as_ref().map(due_of);
    let go_on = |row, step| Some(Journey::moved(row, event.journey, step, stamp));
    let Some(row) = event.moves.iter().fold(before, go_on) else { return };
    let Some(was_due) = was_due else {
        index_journey(world, &row);
        return world.journeys.insert(row.id, row);
    };
    let is_due = due_of(&row);
    was_due.iter().filter(|key| !is_due.contains(key)).for_each(|key| world.due.remove(key));
    is_due.into_iter().filter(|key| !was_due.contains(key)).for_each(|key| world.due.insert(key, ()));
    world.journeys.update(&event.journey, |place| *place = row);
}

/// What the index of due steps has of a journey.
fn due_of(row: &Journey) -> Vec<(Instant, JourneyId, usize)> {
    let open = row.steps.iter().enumerate().filter(|(_, step)| step.is_open());
    open.filter_map(|(position, step)| Some((step.due?, row.id, position))).collect()
}

pub(crate) fn index_journey(world: &mut World, row: &Journey) {
    world.journeys_of.insert((row.person, row.id), ());
    due_of(row).into_iter().for_each(|key| world.due.insert(key, ()));
}
