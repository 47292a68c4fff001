//! Who someone is, and the one thing (一件事) that is followed until it is closed. No I/O, no clock.
//!
//! * [`World`]: the state; a [`Decider`] over [`model::journey::Command`] and [`model::journey::Event`].
//! * [`Person`], [`Coverage`]: people, by keyed hashes only. Names and numbers are in side tables (decisions.md D12),
//!   to which a person's [`record`](Person::record) points.
//! * [`Journey`], [`Step`]: the unit that a patient cares about, with its effort ledger.
//! * [`retention`]: what must outlive an erasure, and for how long, as dated data.
//! * [`Snapshot`]: the rows, ordered by id; the indexes are rebuilt from them.
//!
//! How data flows: a transition (module `transition`) reads the rows and answers with events or a refusal, and beside
//! it is the only code that changes rows and indexes; reads (module `read`) return references to rows.
//!
//! A merge moves nothing: it makes one record the *alias* of another, and every read resolves aliases. So undoing a
//! merge restores both records as they were. The records that resolve to one person are its *family of aliases*
//! ([`World::aliases_of`]).
//!
//! What one use case does to a journey (open it *and* its first step) is one command and one event; each move is
//! decided on the result of those before it.

#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

mod read;
pub mod retention;
mod rows;
mod snapshot;
#[cfg(test)]
mod tests;
mod transition;

pub use read::Overdue;
pub use rows::{Coverage, Erasure, Journey, Person, Step};
pub use snapshot::Snapshot;
pub use transition::limits;

use model::{
    decide::{Context, Decider, Stamp},
    id::{CoverageId, JourneyId, PersonId},
    journey::{Command, CredentialRef, Event},
    message::Refusal,
    table::Table,
    time::Instant,
};

/// People, their insurance and their journeys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    people: Table<PersonId, Person>,
    coverages: Table<CoverageId, Coverage>,
    /// (who may act, for whom), as named; both may have become aliases since.
    relatives: Table<(PersonId, PersonId), ()>,
    journeys: Table<JourneyId, Journey>,

    // Indexes: all of them follow from the rows above.
    credentials: Table<CredentialRef, PersonId>,
    names: Table<(String, PersonId), ()>,
    phones: Table<(String, PersonId), ()>,
    /// (who the person is, alias).
    aliases: Table<(PersonId, PersonId), ()>,
    /// (mother, newborn).
    newborns: Table<(PersonId, PersonId), ()>,
    /// (person, event number, insurance): the last is in force.
    covered: Table<(PersonId, u64, CoverageId), ()>,
    journeys_of: Table<(PersonId, JourneyId), ()>,
    /// (due, journey, position of the step): open steps only.
    due: Table<(Instant, JourneyId, usize), ()>,
}

/// Calls the same method of every table.
macro_rules! each_table {
    ($world:ident.$method:ident $arguments:tt) => {
        each_table!($world.$method $arguments; people coverages relatives journeys credentials names phones aliases
            newborns covered journeys_of due)
    };
    ($world:ident.$method:ident $arguments:tt; $($name:ident)*) => {
        [$($world.$name.$method $arguments),*]
    };
}

impl Decider for World {
    type Command = Command;
    type Event = Event;
    type Mark = [usize; 12];

    fn decide(&self, command: &Command, context: &Context) -> Result<Vec<Event>, Refusal> {
        transition::decide(self, command, context)
    }

    fn apply(&mut self, event: &Event, stamp: Stamp) {
        transition::apply(self, event, stamp);
    }

    fn durable(&mut self) {
        each_table!(self.durable());
    }

    fn mark(&self) -> Self::Mark {
        each_table!(self.mark())
    }

    fn take_back_to(&mut self, mark: Self::Mark) {
        let mut marks = mark.into_iter();
        each_table!(self.take_back_to(marks.next().unwrap_or_default()));
    }
}
