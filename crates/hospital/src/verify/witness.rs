//! The worlds, played from the journal, and the few facts that the worlds do not keep.

use super::{money, people, stays, visits};
use crate::worlds::Worlds;
use ::scheduling::read::Moment;
use journal::{Said, SaidRow};
use model::{
    event::Event,
    id::{AppointmentId, ExchangeId, PersonId, Seq, SlotId},
    journey, scheduling,
    settlement::{self, Posting},
    time::{Instant, Zone},
};
use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// So many events are applied before their before-images are forgotten.
const DURABLE_EACH: Seq = 4096;

/// What the worlds say about a journal that it learns event by event.
#[derive(Debug, Default)]
pub(crate) struct Witness {
    pub(crate) worlds: Worlds,
    /// Sessions that were withdrawn, and windows of changed ones that are gone, as the worlds had them last. The worlds
    /// forget them, the tables do not.
    pub(super) withdrawn: Vec<(&'static str, SaidRow)>,
    /// Windows whose seats were changed: the tables have a row for each pool, also for one without a seat.
    pub(super) resized: BTreeSet<SlotId>,
    /// Appointments that patients cancelled themselves: the worlds know it for some days only.
    pub(super) cancelled_by_patient: HashSet<AppointmentId>,
    /// Since when somebody may act for somebody: the worlds keep only the pair.
    pub(super) relatives: BTreeMap<(PersonId, PersonId), Instant>,
    /// Since when and until when somebody might act who may not any more: the worlds forget the pair.
    pub(super) relatives_ended: BTreeMap<(PersonId, PersonId), (Instant, Instant)>,
    /// When each policy and profile was adopted: the worlds keep only the number of the event.
    pub(super) adopted: BTreeMap<Seq, Instant>,
    /// When each exchange was last answered: the worlds keep only the answer.
    pub(super) answered: HashMap<ExchangeId, Instant>,
    /// Exchanges whose last answer was set aside: the worlds keep it beside an earlier or a later one.
    pub(super) set_aside: HashSet<ExchangeId>,
    /// The lines of the ledger: the worlds keep only sums.
    pub(super) ledger: Vec<(Seq, Vec<Posting>)>,
}

impl journal::Witness for Witness {
    /// Worlds assume that what they learn was decided, and panic over what cannot have been.
    fn learn(&mut self, event: &Event, at: Instant) -> Result<(), String> {
        let learnt = catch_unwind(AssertUnwindSafe(|| {
            self.note_before(event, at);
            self.worlds.apply(event, at);
            self.note_after(event);
        }));
        if self.worlds.seq.is_multiple_of(DURABLE_EACH) {
            self.worlds.durable();
        }
        learnt.map_err(|panic| format!("the worlds cannot learn it: {}", message(&*panic)))
    }

    fn say(&self, said: &mut dyn Said) {
        visits::say(said, self);
        stays::say(said, self);
        people::say(said, self);
        money::say(said, self);
    }
}

impl Witness {
    /// Notes what the worlds will not keep of an event that they are about to learn.
    fn note_before(&mut self, event: &Event, at: Instant) {
        use settlement::Event::{AnswerSetAside, ExchangeAnswered, PolicyAdopted, ProfileAdopted};
        let seq = self.worlds.seq + 1;
        match event {
            Event::Scheduling(scheduling::Event::SessionWithdrawn(withdrawn)) => {
                let rows = visits::session(self, withdrawn.session, true);
                self.withdrawn.extend(rows);
            }
            Event::Scheduling(scheduling::Event::SessionChanged(changed)) => {
                let dropped = changed.dropped.iter().filter_map(|id| self.worlds.scheduling.slot(*id, self.moment()));
                let rows: Vec<_> = dropped.flat_map(|slot| visits::window(self, &slot, 0)).collect();
                self.withdrawn.extend(rows);
                self.resized.extend(changed.resized.iter().map(|of| of.slot));
            }
            Event::Journey(journey::Event::RelativeAdded(added)) => {
                let pair = (added.relative, added.person);
                self.relatives.insert(pair, at);
                self.relatives_ended.remove(&pair);
            }
            Event::Journey(journey::Event::RelativeRemoved(removed)) => {
                let pair = (removed.relative, removed.person);
                if let Some(since) = self.relatives.remove(&pair) {
                    self.relatives_ended.insert(pair, (since, at));
                }
            }
            Event::Settlement(PolicyAdopted(_) | ProfileAdopted(_)) => drop(self.adopted.insert(seq, at)),
            Event::Settlement(ExchangeAnswered(answered)) => {
                self.answered.insert(answered.exchange, at);
                self.set_aside.remove(&answered.exchange);
            }
            Event::Settlement(AnswerSetAside(aside)) => drop(self.set_aside.insert(aside.exchange)),
            Event::Settlement(event) => {
                let postings = postings(event);
                self.ledger.extend((!postings.is_empty()).then(|| (seq, postings.to_vec())));
            }
            Event::Scheduling(_) | Event::Journey(_) => {}
        }
    }

    /// Notes what the worlds will soon forget of an event that they have just learnt.
    fn note_after(&mut self, event: &Event) {
        let (world, seq) = (&self.worlds.scheduling, self.worlds.seq);
        if let Event::Scheduling(scheduling::Event::AppointmentCancelled(cancelled)) = event
            && world.appointment(cancelled.appointment).is_some_and(|one| world.gave_back(one.patient, seq))
        {
            self.cancelled_by_patient.insert(cancelled.appointment);
        }
        if let Event::Scheduling(scheduling::Event::CancellationUndone(undone)) = event {
            self.cancelled_by_patient.remove(&undone.appointment);
        }
    }

    /// In any zone: nothing that is said depends on the day.
    pub(super) fn moment(&self) -> Moment {
        Moment { now: self.worlds.at, zone: Zone::SHANGHAI }
    }
}

/// What a panic says.
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref().copied()).unwrap_or("a panic that says nothing")
}

/// What an event posts to the ledger.
fn postings(event: &settlement::Event) -> &[Posting] {
    use settlement::Event::{
        AnswerSetAside, BillCancelled, BillInsured, BillOpened, ChargePosted, ChargeRefunded, ConsentGiven,
        DepositReturned, DepositTaken, DifferenceConfirmed, ExchangeAnswered, ExchangeIntended, ExchangeUnknown,
        ItemPriced, PaymentTaken, PolicyAdopted, Presettled, ProfileAdopted, RegistrationClosed, SettlementKept,
        SettlementPaid, SettlementReopened, SettlementSettled, SettlementSubmitted, SettlementTakenBack,
        SettlementTakingBack, TillClosed, TillMoved,
    };
    match event {
        ChargePosted(event) => &event.postings,
        ChargeRefunded(event) => &event.postings,
        DepositTaken(event) => &event.postings,
        DepositReturned(event) => &event.postings,
        SettlementSettled(event) => &event.postings,
        PaymentTaken(event) => &event.postings,
        SettlementPaid(event) => &event.postings,
        SettlementTakenBack(event) => &event.postings,
        PolicyAdopted(_)
        | ProfileAdopted(_)
        | ItemPriced(_)
        | BillOpened(_)
        | BillInsured(_)
        | BillCancelled(_)
        | ExchangeIntended(_)
        | ExchangeAnswered(_)
        | AnswerSetAside(_)
        | ExchangeUnknown(_)
        | Presettled(_)
        | DifferenceConfirmed(_)
        | RegistrationClosed(_)
        | ConsentGiven(_)
        | SettlementSubmitted(_)
        | SettlementReopened(_)
        | SettlementTakingBack(_)
        | SettlementKept(_)
        | TillMoved(_)
        | TillClosed(_) => &[],
    }
}
