//! What will happen, ordered by (time, insertion number): ties are resolved in the order in which they were made.

use model::time::Instant;
use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

#[derive(Clone, Debug)]
struct Entry<T> {
    at: Instant,
    number: u64,
    what: T,
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}
impl<T> Eq for Entry<T> {}
impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

/// An event queue in virtual time.
#[derive(Clone, Debug)]
pub struct Agenda<T> {
    entries: BinaryHeap<Reverse<Entry<T>>>,
    number: u64,
}

impl<T> Default for Agenda<T> {
    fn default() -> Self {
        Self { entries: BinaryHeap::new(), number: 0 }
    }
}

impl<T> Agenda<T> {
    /// Puts something on the agenda.
    pub fn add(&mut self, at: Instant, what: T) {
        self.number += 1;
        self.entries.push(Reverse(Entry { at, number: self.number, what }));
    }

    /// When the next thing happens.
    pub fn next_at(&self) -> Option<Instant> {
        self.entries.peek().map(|Reverse(entry)| entry.at)
    }

    /// Takes the next thing that is due at or before a moment.
    pub fn take_until(&mut self, until: Instant) -> Option<(Instant, T)> {
        if self.next_at()? > until {
            return None;
        }
        self.entries.pop().map(|Reverse(entry)| (entry.at, entry.what))
    }

    /// How many things lie ahead.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Is nothing ahead?
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, TimeZone, Utc};

    #[test]
    fn earlier_first_and_ties_in_the_order_in_which_they_were_made() {
        let start = Utc.timestamp_opt(0, 0).unwrap();
        let mut agenda = Agenda::default();
        for (seconds, what) in [(5, 'c'), (1, 'a'), (5, 'd'), (1, 'b'), (9, 'e')] {
            agenda.add(start + Duration::seconds(seconds), what);
        }
        let mut seen = String::new();
        while let Some((_, what)) = agenda.take_until(start + Duration::seconds(5)) {
            seen.push(what);
        }
        assert_eq!((seen.as_str(), agenda.len()), ("abcd", 1));
    }
}
