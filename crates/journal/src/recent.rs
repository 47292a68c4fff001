//! What this process wrote last, so that the projected tables need not read it back from the database.

use crate::{Entry, write_lock::Head};
use model::{event::Event, id::Seq, time::Instant};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// More events are not kept, some tens of megabytes by an estimate; whoever is further behind reads them.
const EVENTS_MAX: usize = 65_536;

/// Events with their times, in order.
pub(crate) type Events = Vec<(Instant, Event)>;

/// What this process wrote last: batches, each after the one before. A cheap clone.
#[derive(Clone, Debug, Default)]
pub struct Recent(Arc<Mutex<Batches>>);

#[derive(Debug, Default)]
struct Batches {
    batches: VecDeque<Batch>,
    /// Events of all batches.
    events: usize,
}

#[derive(Debug)]
struct Batch {
    before: Head,
    last: Head,
    events: Arc<Events>,
}

/// Some events of the journal, in order.
#[derive(Debug)]
pub(crate) struct Part {
    /// The last of them.
    pub(crate) last: Head,
    pub(crate) batches: Vec<Arc<Events>>,
    /// Nothing that is known comes after them.
    pub(crate) to_the_end: bool,
}

impl Recent {
    /// Adds a batch that is durable, and the last event before it and of it. One that is larger than all that is kept is
    /// not kept.
    pub fn add(&self, before: Head, last: Head, entries: &[Entry]) {
        if entries.len() > EVENTS_MAX {
            *self.batches() = Batches::default();
            return;
        }
        let added: Arc<Events> = Arc::new(entries.iter().map(|entry| (entry.at, entry.event.clone())).collect());
        // Freed when the lock is given back.
        let mut forgotten = Vec::new();
        let mut recent = self.batches();
        let Batches { batches, events } = &mut *recent;
        if batches.back().is_some_and(|batch| batch.last != before) {
            // Others wrote in between.
            forgotten.extend(batches.drain(..));
            *events = 0;
        }
        *events += added.len();
        batches.push_back(Batch { before, last, events: added });
        while *events > EVENTS_MAX
            && let Some(oldest) = batches.pop_front()
        {
            *events -= oldest.events.len();
            forgotten.push(oldest);
        }
        drop(recent);
    }

    /// Forgets what the tables have, up to an event.
    pub(crate) fn forget(&self, until: Seq) {
        let mut forgotten = Vec::new();
        let mut recent = self.batches();
        let Batches { batches, events } = &mut *recent;
        while let Some(oldest) = batches.pop_front_if(|batch| batch.last.seq <= until) {
            *events -= oldest.events.len();
            forgotten.push(oldest);
        }
        drop(recent);
    }

    /// Whole batches after an event, of up to `limit` events, but one at least; `None` where it is not known what comes
    /// after it.
    pub(crate) fn after(&self, seq: Seq, hash: &str, limit: usize) -> Option<Part> {
        let Batches { batches, .. } = &*self.batches();
        let first = batches.iter().position(|batch| batch.before.seq == seq && batch.before.hash == hash)?;
        let mut part = Part { last: Head::default(), batches: Vec::new(), to_the_end: true };
        let mut events = 0;
        for batch in batches.range(first..) {
            events += batch.events.len();
            if events > limit && !part.batches.is_empty() {
                part.to_the_end = false;
                break;
            }
            part.last.clone_from(&batch.last);
            part.batches.push(batch.events.clone());
        }
        Some(part)
    }

    fn batches(&self) -> MutexGuard<'_, Batches> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{
        actor::Actor,
        id::JourneyId,
        journey::{self, Effort, JourneyMoved, Move},
    };

    fn head(seq: Seq) -> Head {
        Head { seq, hash: format!("hash {seq}") }
    }

    /// Adds so many events after an event.
    fn add(recent: &Recent, after: Seq, count: u64) -> Seq {
        let entry = |seq| Entry {
            seq,
            at: Instant::default(),
            actor: Actor::system(),
            on_behalf_of: None,
            reason: None,
            key: None,
            goes_on: false,
            event: journey::Event::from(JourneyMoved {
                journey: JourneyId(uuid::Uuid::nil()),
                moves: vec![Move::EffortCounted(Effort { trips: seq as u32, ..Effort::default() })],
            })
            .into(),
        };
        let entries: Vec<Entry> = (after + 1..=after + count).map(entry).collect();
        recent.add(head(after), head(after + count), &entries);
        after + count
    }

    /// The number of the last event, how many there are, and whether there are more.
    fn after(recent: &Recent, seq: Seq, limit: usize) -> Option<(Seq, usize, bool)> {
        let part = recent.after(seq, &head(seq).hash, limit)?;
        assert_eq!(part.last, head(part.last.seq));
        Some((part.last.seq, part.batches.iter().map(|events| events.len()).sum(), part.to_the_end))
    }

    #[test]
    fn whole_batches_come_after_an_event_until_there_are_enough() {
        let recent = Recent::default();
        assert_eq!(after(&recent, 0, 10), None, "nothing was written");
        for (before, count) in [(0, 3), (3, 2), (5, 4)] {
            add(&recent, before, count);
        }
        assert_eq!(after(&recent, 0, 100), Some((9, 9, true)));
        assert_eq!(after(&recent, 0, 8), Some((5, 5, false)));
        assert_eq!(after(&recent, 3, 3), Some((5, 2, false)));
        assert_eq!(after(&recent, 0, 1), Some((3, 3, false)));
        assert_eq!(after(&recent, 4, 3), None, "that is within a batch");
        assert_eq!(after(&recent, 9, 3), None, "nothing is known to come after it");
        assert!(recent.after(3, "another journal's", 3).is_none());
    }

    #[test]
    fn what_stood_before_somebody_else_wrote_is_forgotten() {
        let recent = Recent::default();
        add(&recent, 0, 3);
        add(&recent, 5, 2);
        assert_eq!((after(&recent, 0, 9), after(&recent, 5, 9)), (None, Some((7, 2, true))));
    }

    #[test]
    fn what_the_tables_have_is_forgotten() {
        let recent = Recent::default();
        for (before, count) in [(0, 3), (3, 2), (5, 4)] {
            add(&recent, before, count);
        }
        recent.forget(4);
        assert_eq!((after(&recent, 0, 9), after(&recent, 3, 9)), (None, Some((9, 6, true))));
        recent.forget(9);
        assert_eq!((after(&recent, 3, 9), recent.batches().events), (None, 0));
        add(&recent, 9, 1);
        assert_eq!(after(&recent, 9, 9), Some((10, 1, true)));
    }

    #[test]
    fn the_oldest_are_forgotten_when_there_are_too_many() {
        let recent = Recent::default();
        let batch = EVENTS_MAX as u64 / 4;
        let last = (0..5).fold(0, |before, _| add(&recent, before, batch));
        assert_eq!(after(&recent, 0, 1), None);
        assert_eq!(after(&recent, batch, usize::MAX), Some((last, EVENTS_MAX, true)));
        add(&recent, last, EVENTS_MAX as u64 + 1);
        assert_eq!(after(&recent, last, 1), None, "a batch that is larger than all that is kept");
        add(&recent, last + EVENTS_MAX as u64 + 1, 1);
        assert_eq!(after(&recent, batch, usize::MAX), None, "it came in between");
    }
}
