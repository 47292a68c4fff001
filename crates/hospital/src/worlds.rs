//! The three worlds as one: one sequence of events, and one mark to go back to.

use chrono::Duration;
use model::{
    decide::{Decider, Stamp},
    event::Event,
    id::{AdmissionId, AppointmentId, ChargeId, DepositId, ItineraryId, PersonId, Seq, SettlementId},
    journey,
    scheduling::{self, PersonFact},
    time::Instant,
};
use serde::Serialize;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};

/// For this long after it was registered as a newborn, a child may lie with its mother in any room.
const NEWBORN: Duration = Duration::days(365);

/// Everything that the hospital knows, without names.
#[derive(Debug, Default)]
pub struct Worlds {
    /// Seats, queues, beds.
    pub scheduling: ::scheduling::World,
    /// Bills, money, exchanges.
    pub settlement: settlement::World,
    /// People and journeys.
    pub journey: ::journey::World,
    /// The number of the last event that was applied.
    pub seq: Seq,
    /// The time of the last event.
    pub at: Instant,
    /// Raised when events are taken back: what was read before may never have become true.
    pub generation: u64,
    durable: Mark,
}

/// A point to which all three worlds go back together.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark {
    seq: Seq,
    at: Instant,
    scheduling: <::scheduling::World as Decider>::Mark,
    settlement: <settlement::World as Decider>::Mark,
    journey: <::journey::World as Decider>::Mark,
}

/// The payload of the panic that in a test stands for the end of the process.
#[derive(Debug)]
pub(crate) struct ProcessEnds;

/// Ends the process at once: what it knows is not what is written. In a test only the task ends, so that it is clear
/// which test it was.
pub(crate) fn end_process() -> ! {
    if cfg!(test) {
        panic_any(ProcessEnds);
    }
    std::process::abort()
}

/// Everything as plain data; the same log gives the same bytes.
#[derive(Debug, PartialEq, Serialize)]
pub struct Snapshot {
    seq: Seq,
    at: Instant,
    scheduling: ::scheduling::Snapshot,
    settlement: settlement::Snapshot,
    journey: ::journey::Snapshot,
}

impl Worlds {
    /// Applies an event that was decided. A panic would leave a world that nobody may look at, so the process ends, and
    /// the journal has the last word.
    pub(crate) fn apply_or_end(&mut self, event: &Event, at: Instant) {
        if catch_unwind(AssertUnwindSafe(|| self.apply(event, at))).is_err() {
            let (kind, _) = event.kind();
            tracing::error!(kind, "applying an event panicked; ending");
            end_process();
        }
    }

    /// Applies an event. Cannot fail.
    pub fn apply(&mut self, event: &Event, at: Instant) {
        let stamp = Stamp { seq: self.seq + 1, at };
        match event {
            Event::Scheduling(event) => {
                self.scheduling.apply(event, stamp);
                if let scheduling::Event::AdmissionRequested(requested) = event {
                    self.tell(requested.patient, stamp);
                }
            }
            Event::Settlement(event) => self.settlement.apply(event, stamp),
            Event::Journey(event) => {
                self.journey.apply(event, stamp);
                self.tell_scheduling(event, stamp);
            }
        }
        (self.seq, self.at) = (stamp.seq, at);
    }

    /// Journey says which records are one person and how somebody in a bed is known now, and scheduling's rules depend
    /// on it. Scheduling is told as journey's events are applied, so that no events of its own are needed and an older
    /// journal is read correctly.
    fn tell_scheduling(&mut self, event: &journey::Event, stamp: Stamp) {
        match event {
            journey::Event::PersonsMerged(merged) => {
                self.scheduling.learn(&PersonFact::Merged { from: merged.from, into: merged.into }, stamp);
                self.tell(merged.into, stamp);
            }
            journey::Event::MergeUndone(undone) => {
                self.scheduling.learn(&PersonFact::Parted { from: undone.from, into: undone.into }, stamp);
                self.tell(undone.from, stamp);
                self.tell(undone.into, stamp);
            }
            // Nobody lies in a bed before being registered.
            journey::Event::PersonRegistered(registered) => {
                self.born(registered.person, registered.born_in, stamp);
            }
            journey::Event::PersonCorrected(corrected) => {
                self.born(corrected.person, corrected.born_in, stamp);
                self.tell(corrected.person, stamp);
            }
            journey::Event::BirthYearKnown(known) => self.born(known.person, Some(known.born_in), stamp),
            journey::Event::PersonErased(erased) => {
                erased.family().for_each(|record| self.born(record, None, stamp));
            }
            journey::Event::SexRecorded(recorded) => self.tell(recorded.person, stamp),
            // What else happens to a person changes nothing about beds and seats.
            journey::Event::CoverageAdded(_)
            | journey::Event::RelativeAdded(_)
            | journey::Event::RelativeRemoved(_)
            | journey::Event::JourneyMoved(_) => {}
        }
    }

    /// Tells scheduling in which year the owner of a record was born.
    fn born(&mut self, person: PersonId, year: Option<u16>, stamp: Stamp) {
        self.scheduling.learn(&PersonFact::Born { person, year }, stamp);
    }

    /// Tells scheduling how a person is known now.
    fn tell(&mut self, person: PersonId, stamp: Stamp) {
        let newborn = self.journey.newborn_of(person).map(|(mother, since)| (mother, since + NEWBORN));
        let fact = PersonFact::Known { person, sex: self.journey.sex_of(person), newborn };
        self.scheduling.learn(&fact, stamp);
    }

    /// The patient of a visit.
    pub(crate) fn patient_of_visit(&self, appointment: AppointmentId) -> Option<PersonId> {
        self.scheduling.appointment(appointment).map(|visit| visit.patient)
    }

    /// Whose itinerary it is.
    pub(crate) fn patient_of_itinerary(&self, itinerary: ItineraryId) -> Option<PersonId> {
        self.patient_of_visit(self.scheduling.itinerary(itinerary)?.stops.first()?.appointment)
    }

    /// The patient of a stay.
    pub(crate) fn patient_of_stay(&self, admission: AdmissionId) -> Option<PersonId> {
        self.scheduling.admission(admission).map(|stay| stay.patient)
    }

    /// The patient of a settlement.
    pub(crate) fn patient_of_settlement(&self, settlement: SettlementId) -> Option<PersonId> {
        self.patient_of_stay(self.settlement.settlement(settlement)?.admission)
    }

    /// The patient on whose bill a charge is.
    pub(crate) fn patient_of_charge(&self, charge: ChargeId) -> Option<PersonId> {
        self.patient_of_stay(self.settlement.line(charge)?.0)
    }

    /// The patient for whose stay a deposit was taken.
    pub(crate) fn patient_of_deposit(&self, deposit: DepositId) -> Option<PersonId> {
        self.patient_of_stay(self.settlement.deposit(deposit)?.admission)
    }

    /// Notes that what was applied is durable.
    pub fn durable(&mut self) {
        self.scheduling.durable();
        self.settlement.durable();
        self.journey.durable();
        self.durable = self.mark();
    }

    /// Takes back what is not durable.
    pub fn take_back(&mut self) {
        self.take_back_to(self.durable);
        self.generation += 1;
    }

    /// Marks this state of all three; good until the next [`durable`](Self::durable).
    pub(crate) fn mark(&self) -> Mark {
        Mark {
            seq: self.seq,
            at: self.at,
            scheduling: self.scheduling.mark(),
            settlement: self.settlement.mark(),
            journey: self.journey.mark(),
        }
    }

    /// Takes back what was applied since the mark. Only for a caller that has let nobody look since: `generation`
    /// stays.
    pub(crate) fn take_back_to(&mut self, mark: Mark) {
        self.scheduling.take_back_to(mark.scheduling);
        self.settlement.take_back_to(mark.settlement);
        self.journey.take_back_to(mark.journey);
        (self.seq, self.at) = (mark.seq, mark.at);
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
        scheduling: ::scheduling::World,
        settlement: settlement::World,
        journey: ::journey::World,
        last: (Seq, Instant),
    ) -> Self {
        let mut worlds = Self { scheduling, settlement, journey, seq: last.0, at: last.1, ..Self::default() };
        worlds.durable();
        worlds
    }
}
