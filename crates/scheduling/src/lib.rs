//! The scheduling core: which seat, whose turn, which bed. No I/O, no clock: time is an argument.
//!
//! [`World`] is a `bevy_ecs` world of departments, clinicians, templates, sessions, slots, appointments, draws, wards, rooms, beds
//! and admissions, with its indexes as a resource (decisions.md D2). It is a [`Decider`]: `decide` reads and changes
//! nothing, `apply` changes the world and cannot fail, and what was applied since a mark can be taken back in
//! microseconds, until it is durable.
//!
//! How data flows: each transition is one place in `transition`. There a [`Command`] is decided, which gives [`Event`]s
//! or a refusal that carries the rule's values; beside it each event is applied as changes of components and indexes,
//! all of them through `tx::Tx`, which keeps before-images. [`World::due`] finds what is due by itself; its systems
//! write nothing but an outbox. [`read`] holds what can be read; a slot that is listed as open can be booked, because
//! listing and booking ask the same function. [`World::copy`] makes a world of some days of one department, in which
//! one can try "what if". `Entity` values stay inside.

#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

mod bed_rules;
mod calendar;
mod component;
mod copy;
mod due;
mod id_map;
mod index;
mod overlap;
mod queue;
pub mod read;
mod row;
mod rules;
mod services;
mod snapshot;
mod transition;
mod tx;

pub use copy::DepartmentDays;
pub use due::Due;
pub use rules::{Caps, NoShowBlock, RulesInForce};
pub use snapshot::Snapshot;

use bevy_ecs::{query::ReadOnlyQueryData, schedule::Schedule, world::World as Ecs};
use component::Part;
use index::Index;
use model::{
    decide::{Context, Decider, Stamp},
    id::{PersonId, Seq},
    message::Refusal,
    scheduling::{Command, Event, PersonFact},
    time::Instant,
};
use read::Moment;
use std::fmt;
use tx::{Tx, Undo};
use uuid::Uuid;

/// Everything that is scheduled in one hospital.
pub struct World {
    ecs: Ecs,
    due: Schedule,
    log: Vec<Undo>,
    seq: Seq,
}

/// A point to which a [`World`] can be taken back.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark {
    seq: Seq,
    changes: usize,
}

impl Default for World {
    /// An empty world.
    fn default() -> Self {
        let mut ecs = Ecs::new();
        tx::register(&mut ecs);
        let due = due::schedule(&mut ecs);
        Self { ecs, due, log: Vec::new(), seq: 0 }
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").field("seq", &self.seq).field("not_durable", &self.log.len()).finish_non_exhaustive()
    }
}

impl World {
    /// The number of the last event that was applied here; 0 if there was none.
    pub const fn seq(&self) -> Seq {
        self.seq
    }

    /// What is due by itself at this moment and since when, in the order (due time, kind, id). Changes nothing: decide
    /// and apply each of them like any other command.
    pub fn due(&mut self, moment: Moment) -> Vec<(Instant, Due)> {
        due::run(&mut self.due, &mut self.ecs, moment)
    }

    /// Takes in what one of journey's events says about people. Like [`apply`](Decider::apply) it cannot fail and is
    /// taken back with the rest.
    pub fn learn(&mut self, fact: &PersonFact, stamp: Stamp) {
        transition::learn(&mut Tx::new(&mut self.ecs, &mut self.log), fact, stamp);
    }

    /// Do these two records belong to one person?
    pub fn is_same_person(&self, one: PersonId, other: PersonId) -> bool {
        one == other || self.index().canonical(one) == self.index().canonical(other)
    }

    fn index(&self) -> &Index {
        self.ecs.resource::<Index>()
    }

    /// A part of the entity that has this id.
    fn get<C: Part>(&self, id: Uuid) -> Option<&C> {
        self.ecs.get::<C::Component>(self.index().entity(C::KIND, id)?).map(C::of)
    }

    /// Shows whatever has these components, in an order that means nothing: what is made of it is a sum, or is sorted by a key.
    fn each<'w, D: ReadOnlyQueryData>(&'w self, look: impl FnMut(D::Item<'w, '_>)) {
        if let Some(mut query) = self.ecs.try_query::<D>() {
            query.iter(&self.ecs).for_each(look);
        }
    }
}

impl Decider for World {
    type Command = Command;
    type Event = Event;
    type Mark = Mark;

    fn decide(&self, command: &Command, context: &Context) -> Result<Vec<Event>, Refusal> {
        transition::decide(self, command, context)
    }

    fn apply(&mut self, event: &Event, stamp: Stamp) {
        transition::apply(&mut Tx::new(&mut self.ecs, &mut self.log), event, stamp);
        self.seq = stamp.seq;
    }

    fn durable(&mut self) {
        tx::durable(&mut self.ecs, &mut self.log);
    }

    fn mark(&self) -> Mark {
        Mark { seq: self.seq, changes: self.log.len() }
    }

    fn take_back_to(&mut self, mark: Mark) {
        tx::take_back(&mut self.ecs, &mut self.log, mark.changes);
        self.seq = mark.seq;
    }
}
