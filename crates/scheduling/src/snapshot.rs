//! The whole world as plain data, ordered by id: the same log gives the same bytes.

use crate::{
    World,
    component::{
        Admission, Appointment, Bed, Clinician, Department, DepartmentState, HeldIn, Occupancy, Room, Seat, Seats,
        Session, SessionState, SharedAppointment, Slot, Stay, Visit, Ward,
    },
    index::Pair,
    row::Row,
    rules::Rules,
    tx::{self, Tx},
};
use bevy_ecs::{query::ReadOnlyQueryData, world::World as Ecs};
use model::{
    id::{DepartmentId, PersonId, Seq},
    scheduling::{BookingRules, Formality, RulesScope},
    time::Instant,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything that a [`World`] holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    seq: Seq,
    rules: Vec<(RulesScope, BookingRules)>,
    departments: Vec<(Department, DepartmentState)>,
    clinicians: Vec<Clinician>,
    wards: Vec<Ward>,
    rooms: Vec<Room>,
    beds: Vec<(Bed, Occupancy)>,
    sessions: Vec<(Session, SessionState, HeldIn)>,
    slots: Vec<(Slot, Seats)>,
    appointments: Vec<Arc<(Appointment, Seat, Visit)>>,
    admissions: Vec<(Admission, Stay)>,
    /// (alias, who the person is).
    aliases: Vec<(PersonId, PersonId)>,
    /// Seats that patients gave back themselves.
    given_back: Vec<(PersonId, Instant, Seq, DepartmentId)>,
}

// The array of a stay's formalities has one place for each of them.
const _: () = assert!(Formality::ALL.len() == Formality::Handover as usize + 1);

/// Every row of a query, in the order of a key.
fn rows<'w, D, R, K>(ecs: &'w Ecs, copy: impl Fn(D::Item<'w, '_>) -> R, key: impl Fn(&R) -> K) -> Vec<R>
where
    D: ReadOnlyQueryData + 'static,
    K: Ord,
{
    let mut rows: Vec<R> =
        ecs.try_query::<D>().map(|mut query| query.iter(ecs).map(&copy).collect()).unwrap_or_default();
    rows.sort_by_key(key);
    rows
}

impl World {
    /// The whole world as plain data.
    pub fn snapshot(&self) -> Snapshot {
        let ecs = &self.ecs;
        Snapshot {
            seq: self.seq,
            rules: ecs.resource::<Rules>().0.iter().map(|((scope, _), set)| (*scope, set.clone())).collect(),
            departments: rows::<(&Department, &DepartmentState), _, _>(
                ecs,
                |(fixed, state)| (fixed.clone(), state.clone()),
                |row| row.0.id,
            ),
            clinicians: rows::<&Clinician, _, _>(ecs, Clone::clone, |row| row.id),
            wards: rows::<&Ward, _, _>(ecs, Clone::clone, |row| row.id),
            rooms: rows::<&Room, _, _>(ecs, Clone::clone, |row| row.id),
            beds: rows::<(&Bed, &Occupancy), _, _>(ecs, |(fixed, state)| (fixed.clone(), *state), |row| row.0.id),
            sessions: rows::<(&Session, &SessionState, &HeldIn), _, _>(
                ecs,
                |(fixed, state, held)| (fixed.clone(), state.clone(), held.clone()),
                |row| row.0.id,
            ),
            slots: rows::<(&Slot, &Seats), _, _>(ecs, |(fixed, state)| (*fixed, *state), |row| row.0.id),
            appointments: rows::<&SharedAppointment, _, _>(ecs, |shared| Arc::clone(&shared.0), |row| row.0.id),
            admissions: rows::<(&Admission, &Stay), _, _>(
                ecs,
                |(fixed, state)| (fixed.clone(), *state),
                |row| row.0.id,
            ),
            aliases: self.index().alias_of.iter().map(|(alias, whom)| (*alias, *whom)).collect(),
            given_back: self.index().given_back.iter().copied().collect(),
        }
    }

    /// The world of a snapshot, with its indexes built anew.
    pub fn restore(snapshot: Snapshot) -> Self {
        let mut world = Self::default();
        world.spawn(snapshot.departments);
        world.spawn(snapshot.clinicians);
        world.spawn(snapshot.wards);
        world.spawn(snapshot.rooms);
        world.spawn(snapshot.beds);
        world.spawn(snapshot.sessions);
        world.spawn(snapshot.slots);
        world.spawn(snapshot.appointments.into_iter().map(SharedAppointment));
        world.spawn(snapshot.admissions);
        let mut tx = Tx::new(&mut world.ecs, &mut world.log);
        for (scope, rules) in snapshot.rules {
            tx.insert_rules(scope, rules);
        }
        for (alias, whom) in snapshot.aliases {
            tx.index(Pair::Alias(whom, alias));
        }
        for (record, at, seq, department) in snapshot.given_back {
            tx.index(Pair::GivenBack(record, at, seq, department));
        }
        world.begin_at(snapshot.seq);
        world
    }

    /// Spawns rows. No before-image stays: those of a million rows would take as much memory as the rows.
    fn spawn<R: Row>(&mut self, rows: impl IntoIterator<Item = R>) {
        for row in rows {
            Tx::new(&mut self.ecs, &mut self.log).spawn(row);
            tx::durable(&mut self.ecs, &mut self.log);
        }
    }
}
