//! The three worlds as one: one sequence of events, one undo mark.

use model::{
    decide::{Decider, Stamp},
    event::Event,
    id::Seq,
    time::Instant,
};
use serde::Serialize;

/// Everything that the hospital knows, without names.
#[derive(Debug, Default)]
pub struct Worlds {
    /// Seats, queues, beds.
    pub scheduling: scheduling::World,
    /// Bills, money, exchanges.
    pub settlement: settlement::World,
    /// People and journeys.
    pub journey: journey::World,
    /// The number of the last event that was applied.
    pub seq: Seq,
    /// The time of the last event.
    pub at: Instant,
    /// Raised when events are taken back: what was read before may never have been.
    pub generation: u64,
    durable: (Seq, Instant),
}

/// Everything as plain data; the same log gives the same bytes.
#[derive(Debug, PartialEq, Serialize)]
pub struct Snapshot {
    seq: Seq,
    at: Instant,
    scheduling: scheduling::Snapshot,
    settlement: settlement::Snapshot,
    journey: journey::Snapshot,
}

impl Worlds {
    /// Applies an event. Cannot fail; a panic in here ends the process.
    pub fn apply(&mut self, event: &Event, at: Instant) {
        let stamp = Stamp { seq: self.seq + 1, at };
        match event {
            Event::Scheduling(event) => self.scheduling.apply(event, stamp),
            Event::Settlement(event) => self.settlement.apply(event, stamp),
            Event::Journey(event) => self.journey.apply(event, stamp),
        }
        (self.seq, self.at) = (stamp.seq, at);
    }

    /// What was applied is durable.
    pub fn durable(&mut self) {
        self.scheduling.durable();
        self.settlement.durable();
        self.journey.durable();
        self.durable = (self.seq, self.at);
    }

    /// Takes back what is not durable.
    pub fn take_back(&mut self) {
        self.scheduling.take_back();
        self.settlement.take_back();
        self.journey.take_back();
        (self.seq, self.at) = self.durable;
        self.generation += 1;
    }

    /// All three as plain data.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            seq: self.seq,
            at: self.at,
            scheduling: self.scheduling.snapshot(),
            settlement: self.settlement.snapshot(),
            journey: self.journey.snapshot(),
        }
    }

    /// The worlds as they were after an event, all of it durable.
    pub(crate) fn of(
        scheduling: scheduling::World,
        settlement: settlement::World,
        journey: journey::World,
        last: (Seq, Instant),
    ) -> Self {
        Self { scheduling, settlement, journey, seq: last.0, at: last.1, generation: 0, durable: last }
    }
}
