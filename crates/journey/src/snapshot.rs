//! Snapshots: only the rows, ordered by id. The same log gives the same bytes.

use crate::{Coverage, Journey, Person, World, transition};
use model::{decide::Decider, id::PersonId};
use serde::{Deserialize, Serialize};

/// Everything that a [`World`] holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    people: Vec<Person>,
    coverages: Vec<Coverage>,
    relatives: Vec<(PersonId, PersonId)>,
    journeys: Vec<Journey>,
}

impl World {
    /// The rows, ordered by id.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            people: self.people.iter().map(|(_, row)| row.clone()).collect(),
            coverages: self.coverages.iter().map(|(_, row)| row.clone()).collect(),
            relatives: self.relatives.iter().map(|(pair, ())| *pair).collect(),
            journeys: self.journeys.iter().map(|(_, row)| row.clone()).collect(),
        }
    }

    /// The world of a snapshot, with its indexes; its state counts as durable.
    pub fn restore(snapshot: Snapshot) -> Self {
        let mut world = Self::default();
        index(&mut world, &snapshot.people, transition::index_person);
        index(&mut world, &snapshot.coverages, transition::index_coverage);
        // All at once: one after the other, they take half as much memory again. There are more journeys than people.
        world.journeys_of = snapshot.journeys.iter().map(|row| (transition::of_person(row), ())).collect();
        world.due = snapshot.journeys.iter().flat_map(transition::due_of).map(|key| (key, ())).collect();
        world.people = snapshot.people.into_iter().map(|row| (row.id, row)).collect();
        world.coverages = snapshot.coverages.into_iter().map(|row| (row.id, row)).collect();
        world.relatives = snapshot.relatives.into_iter().map(|pair| (pair, ())).collect();
        world.journeys = snapshot.journeys.into_iter().map(|row| (row.id, row)).collect();
        world
    }
}

/// Puts rows into the indexes. No before-image stays: those of a million rows would take more memory than the rows.
fn index<R>(world: &mut World, rows: &[R], index: impl Fn(&mut World, &R)) {
    for row in rows {
        index(world, row);
        world.durable();
    }
}
