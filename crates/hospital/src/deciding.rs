//! One use case being decided: it asks the deciders in a fixed order and collects their events. Nothing is applied until
//! the whole use case has agreed, so that a refusal changes nothing.

use crate::{
    authorize::authorize, failure::Failure, ids::IdSource, prepare::Prepared, request::Answer, scope::Scope,
    usecase::Request, worlds::Worlds,
};
use ::scheduling::view::Moment;
use journal::SealedRow;
use model::{
    actor::Actor,
    decide::{Context, Decider},
    event::Event,
    id::{PersonId, Seq},
    journey, scheduling, settlement,
    time::{BusinessDate, Instant, Zone},
};
use uuid::Uuid;

/// A decision: run by the writer, anew at each re-decision. It must decide everything from what it is given.
pub(crate) type Decision = Box<dyn FnMut(&mut Deciding<'_>) -> Result<Answer, Failure> + Send>;

/// The decision that a request is, with what was prepared for it, if the actor may.
pub(crate) fn of_request(actor: Actor, request: Request, prepared: Prepared) -> Decision {
    Box::new(move |deciding| {
        // The world may have moved on since it was asked.
        let scope = Scope { worlds: deciding.worlds(), actor: &actor, moment: deciding.moment() };
        authorize(&actor, request.action(), &request.resource(&scope)).map_err(|_| Failure::Denied)?;
        request.decide(deciding, &prepared)
    })
}

/// What a decision knows and collects.
pub(crate) struct Deciding<'a> {
    worlds: &'a mut Worlds,
    now: Instant,
    zone: Zone,
    seed: u64,
    ids: &'a IdSource,
    actor: &'a Actor,
    events: Vec<Event>,
    side: Vec<SealedRow>,
    on_behalf_of: Option<PersonId>,
    reason: Option<scheduling::ReasonCode>,
}

/// What was decided.
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
        let (events, side) = (Vec::new(), Vec::new());
        Self { worlds, now, zone, seed, ids, actor, events, side, on_behalf_of: None, reason: None }
    }

    pub(crate) fn done(self) -> Decided {
        Decided { events: self.events, side: self.side, on_behalf_of: self.on_behalf_of, reason: self.reason }
    }

    /// The worlds as they are before this use case.
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
        let seq: Seq = self.worlds.seq + 1 + self.events.len() as u64;
        Context { now: self.now, seq, seed: self.seed, zone: self.zone }
    }

    /// Asks scheduling. It sees the world as before this use case, so ask it once.
    ///
    /// # Errors
    /// Its refusal.
    pub(crate) fn scheduling(
        &mut self,
        command: impl Into<scheduling::Command>,
    ) -> Result<Vec<scheduling::Event>, Failure> {
        let events = self.worlds.scheduling.decide(&command.into(), &self.context())?;
        self.events.extend(events.iter().cloned().map(Event::Scheduling));
        Ok(events)
    }

    /// Asks settlement; each command sees what the ones before it decided. Ask it once, with all commands.
    ///
    /// # Errors
    /// The first refusal.
    pub(crate) fn settlement(&mut self, commands: &[settlement::Command]) -> Result<Vec<settlement::Event>, Failure> {
        let context = self.context();
        let events = self.worlds.settlement.decide_all(commands, &context)?;
        self.events.extend(events.iter().cloned().map(Event::Settlement));
        Ok(events)
    }

    /// Asks journey. It sees the world as before this use case, so ask it once.
    ///
    /// # Errors
    /// Its refusal.
    pub(crate) fn journey(&mut self, command: &journey::Command) -> Result<Vec<journey::Event>, Failure> {
        let events = self.worlds.journey.decide(command, &self.context())?;
        self.events.extend(events.iter().cloned().map(Event::Journey));
        Ok(events)
    }

    /// Keeps a sealed row with the events, in the same transaction.
    pub(crate) fn keep(&mut self, row: SealedRow) {
        self.side.push(row);
    }

    /// Whom it is done for, when that is not the actor.
    pub(crate) fn on_behalf_of(&mut self, person: PersonId) {
        let canonical = |person| self.worlds.journey.canonical(person);
        if self.actor.person.map(canonical) != Some(canonical(person)) {
            self.on_behalf_of = Some(person);
        }
    }

    /// Why it is done, for the audit trail.
    pub(crate) fn because(&mut self, reason: scheduling::ReasonCode) {
        self.reason = Some(reason);
    }
}
