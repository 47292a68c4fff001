//! One use case being decided: it asks the deciders and collects their events. Each decision is applied at once, so
//! that the next one sees it; a refusal takes them all back, so that nothing changes.

use crate::{failure::Failure, ids::IdSource, request::Answer, worlds::Worlds};
use ::scheduling::read::Moment;
use journal::SealedRow;
use model::{
    actor::Actor,
    decide::{Context, Decider},
    event::Event,
    id::PersonId,
    journey, scheduling, settlement,
    time::{BusinessDate, Instant, Zone},
};
use uuid::Uuid;

#[cfg(test)]
mod tests;

/// A decision: run by the writer, and run anew each time it is decided again. It must decide everything from what it is
/// given.
pub(crate) type Decision = Box<dyn FnMut(&mut Deciding<'_>) -> Result<Answer, Failure> + Send>;

/// What a decision knows and collects.
pub(crate) struct Deciding<'a> {
    worlds: &'a mut Worlds,
    now: Instant,
    zone: Zone,
    seed: u64,
    ids: &'a IdSource,
    actor: &'a Actor,
    decided: Decided,
}

/// What was decided; its events are applied.
#[derive(Debug, Default)]
pub(crate) struct Decided {
    pub(crate) events: Vec<Event>,
    pub(crate) side: Vec<SealedRow>,
    pub(crate) on_behalf_of: Option<PersonId>,
    pub(crate) reason: Option<scheduling::ReasonCode>,
}

impl<'a> Deciding<'a> {
    pub(crate) fn new(
        worlds: &'a mut Worlds,
        now: Instant,
        (zone, seed): (Zone, u64),
        ids: &'a IdSource,
        actor: &'a Actor,
    ) -> Self {
        Self { worlds, now, zone, seed, ids, actor, decided: Decided::default() }
    }

    pub(crate) fn done(self) -> Decided {
        self.decided
    }

    /// Decides all of something or nothing: on an error, everything that it decided, kept and noted is taken back.
    ///
    /// # Errors
    /// Those of `decide`.
    pub(crate) fn attempt<R>(&mut self, decide: impl FnOnce(&mut Self) -> Result<R, Failure>) -> Result<R, Failure> {
        let mark = self.worlds.mark();
        let Decided { events, side, on_behalf_of, reason } = &self.decided;
        let (events, side, on_behalf_of, reason) = (events.len(), side.len(), *on_behalf_of, *reason);
        let result = decide(self);
        if result.is_err() {
            self.worlds.take_back_to(mark);
            self.decided.events.truncate(events);
            self.decided.side.truncate(side);
            (self.decided.on_behalf_of, self.decided.reason) = (on_behalf_of, reason);
        }
        result
    }

    /// The worlds as they are after what was decided so far.
    pub(crate) fn worlds(&self) -> &Worlds {
        self.worlds
    }

    /// Who asks.
    pub(crate) fn actor(&self) -> &Actor {
        self.actor
    }

    /// max(clock, time of the last event).
    pub(crate) fn now(&self) -> Instant {
        self.now
    }

    /// Today in the hospital's zone.
    pub(crate) fn today(&self) -> BusinessDate {
        self.zone.date(self.now)
    }

    /// The hospital's zone.
    pub(crate) fn zone(&self) -> Zone {
        self.zone
    }

    /// This moment, for scheduling's reads.
    pub(crate) fn moment(&self) -> Moment {
        Moment { now: self.now, zone: self.zone }
    }

    /// A new id.
    pub(crate) fn id(&self) -> Uuid {
        self.ids.next(self.now)
    }

    /// What the next decision may know.
    pub(crate) fn context(&self) -> Context {
        Context { now: self.now, seq: self.worlds.seq + 1, seed: self.seed, zone: self.zone }
    }

    /// Asks scheduling.
    ///
    /// # Errors
    /// Its refusal.
    pub(crate) fn scheduling(
        &mut self,
        command: impl Into<scheduling::Command>,
    ) -> Result<Vec<scheduling::Event>, Failure> {
        let events = self.worlds.scheduling.decide(&command.into(), &self.context())?;
        Ok(self.applied(events))
    }

    /// Asks settlement.
    ///
    /// # Errors
    /// Its refusal.
    pub(crate) fn settlement(
        &mut self,
        command: impl Into<settlement::Command>,
    ) -> Result<Vec<settlement::Event>, Failure> {
        let events = self.worlds.settlement.decide(&command.into(), &self.context())?;
        Ok(self.applied(events))
    }

    /// Asks journey.
    ///
    /// # Errors
    /// Its refusal.
    pub(crate) fn journey(&mut self, command: impl Into<journey::Command>) -> Result<Vec<journey::Event>, Failure> {
        let events = self.worlds.journey.decide(&command.into(), &self.context())?;
        Ok(self.applied(events))
    }

    fn applied<E: Clone + Into<Event>>(&mut self, decided: Vec<E>) -> Vec<E> {
        for event in decided.iter().cloned().map(Into::into) {
            self.worlds.apply_or_end(&event, self.now);
            self.decided.events.push(event);
        }
        decided
    }

    /// Keeps a sealed row with the events, in the same transaction.
    pub(crate) fn keep(&mut self, row: SealedRow) {
        self.decided.side.push(row);
    }

    /// Notes the person for whom it is done, when that is not the actor.
    pub(crate) fn on_behalf_of(&mut self, person: PersonId) {
        let canonical = |person| self.worlds.journey.canonical(person);
        if self.actor.person.map(canonical) != Some(canonical(person)) {
            self.decided.on_behalf_of = Some(person);
        }
    }

    /// Notes why it is done, for the audit trail.
    pub(crate) fn because(&mut self, reason: scheduling::ReasonCode) {
        self.decided.reason = Some(reason);
    }
}
