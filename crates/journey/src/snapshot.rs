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
        for row in snapshot.people {
            transition::index_person(&mut world, &row);
            world.people.insert(row.id, row);
        }
        for row in snapshot.coverages {
            transition::index_coverage(&mut world, &row);
            world.coverages.insert(row.id, row);
        }
        for pair in snapshot.relatives {
            world.relatives.insert(pair, ());
        }
        for row in snapshot.journeys {
            transition::index_journey(&mut world, &row);
            world.journeys.insert(row.id, row);
        }
        world.durable();
        world
    }
}
