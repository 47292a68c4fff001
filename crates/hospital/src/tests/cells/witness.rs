//! The worlds, played from the journal to where the tables stand, and the few facts that the worlds do not keep.

use super::{Cell, Said, at, money, people, shown, stays, visits};
use crate::worlds::Worlds;
use ::scheduling::read::Moment;
use journal::{Entry, Journal};
use model::{
    event::Event,
    id::{ExchangeId, PersonId, Seq},
    journey, scheduling,
    settlement::{self, Posting},
    time::{Instant, Zone},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Plays the journal, in the order in which it was written, as far as the tables have come.
#[derive(Debug, Default)]
pub(in crate::tests) struct Witness {
    pub(super) worlds: Worlds,
    /// The same as plain data, as of when it was last looked at.
    snapshot: Value,
    /// When each event happened; of policies and profiles the worlds keep only the number.
    at: Vec<Instant>,
    /// The last one's place in the chain of hashes.
    hash: String,
    /// Sessions that were withdrawn, as the worlds had them last. The worlds forget them, the tables do not.
    withdrawn: Said,
    /// Since when somebody may act for somebody: the worlds keep only the pair.
    pub(super) relatives: BTreeMap<(PersonId, PersonId), Instant>,
    /// When each exchange was last answered: the worlds keep only the answer.
    pub(super) answered: BTreeMap<ExchangeId, Instant>,
    /// Exchanges whose last answer was set aside: the worlds keep it beside an earlier or a later one.
    pub(super) set_aside: BTreeSet<ExchangeId>,
    /// The lines of the ledger: the worlds keep only sums.
    pub(super) ledger: Vec<(Seq, Vec<Posting>)>,
}

impl Witness {
    pub(super) async fn read_to(&mut self, journal: &Journal, last: Seq, hash: String) {
        let left = u32::try_from(last - self.worlds.seq).unwrap();
        // So many rows may be more events than that.
        let mut entries = journal.load(self.worlds.seq + 1, left).await.unwrap();
        entries.retain(|entry| entry.seq <= last);
        for Entry { at, event, .. } in entries {
            self.note(&event, at);
            self.worlds.apply(&event, at);
            self.at.push(at);
        }
        self.worlds.durable();
        self.look();
        assert_eq!(self.worlds.seq, last);
        self.hash = hash;
    }

    /// Notes what the worlds will not keep of an event that they are about to learn.
    fn note(&mut self, event: &Event, at: Instant) {
        use settlement::Event::{AnswerSetAside, ExchangeAnswered};
        match event {
            Event::Scheduling(scheduling::Event::SessionWithdrawn(withdrawn)) => {
                self.look();
                let mut forgotten = std::mem::take(&mut self.withdrawn);
                visits::put_session(&mut forgotten, self, withdrawn.session, true);
                self.withdrawn = forgotten;
            }
            Event::Journey(journey::Event::RelativeAdded(added)) => {
                self.relatives.insert((added.relative, added.person), at);
            }
            Event::Settlement(ExchangeAnswered(answered)) => {
                self.answered.insert(answered.exchange, at);
                self.set_aside.remove(&answered.exchange);
            }
            Event::Settlement(AnswerSetAside(aside)) => drop(self.set_aside.insert(aside.exchange)),
            Event::Settlement(event) => self.ledger.push((self.worlds.seq + 1, postings(event).to_vec())),
            Event::Scheduling(_) | Event::Journey(_) => {}
        }
    }

    fn look(&mut self) {
        self.snapshot = serde_json::to_value(self.worlds.snapshot()).unwrap();
    }

    /// Everything that the tables must hold.
    pub(super) fn said(&self) -> Said {
        let mut said = self.withdrawn.clone();
        visits::put(&mut said, self);
        stays::put(&mut said, self);
        people::put(&mut said, self);
        money::put(&mut said, self);
        said.put("table_position", [("seq", shown(self.worlds.seq)), ("hash", shown(&self.hash))]);
        said
    }

    pub(super) fn moment(&self) -> Moment {
        Moment { now: self.worlds.at, zone: Zone::SHANGHAI }
    }

    /// When an event happened.
    pub(super) fn time_of(&self, seq: Seq) -> Cell {
        at(self.at[usize::try_from(seq - 1).unwrap()])
    }

    /// A part of the worlds as plain data, for the few facts for which there is no reading.
    pub(super) fn plain<T: DeserializeOwned>(&self, part: &str) -> T {
        T::deserialize(self.snapshot.pointer(part).unwrap()).unwrap()
    }
}

/// What an event posts to the ledger.
fn postings(event: &settlement::Event) -> &[Posting] {
    use settlement::Event::{
        ChargePosted, ChargeRefunded, DepositReturned, DepositTaken, SettlementPaid, SettlementSettled,
    };
    match event {
        ChargePosted(event) => &event.postings,
        ChargeRefunded(event) => &event.postings,
        DepositTaken(event) => &event.postings,
        DepositReturned(event) => &event.postings,
        SettlementSettled(event) => &event.postings,
        SettlementPaid(event) => &event.postings,
        _ => &[],
    }
}
