//! What came of a rush: counted for each connection by itself, then added up.

use hdrhistogram::Histogram;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// The longest latency that can be told from longer ones, in microseconds.
const LATENCY_MAX_US: u64 = 3_600_000_000;
/// The number of digits that are kept of latencies.
const DIGITS: u8 = 3;

/// How an arrival ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With an appointment.
    Booked(String),
    /// The rules said no, with this code.
    Refused(String),
    /// Without an answer that says either. `unsure`: it may be booked all the same.
    Failed { kind: String, unsure: bool },
}

/// What an arrival left in the hospital, or may have left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// Index of the patient.
    pub(super) patient: usize,
    /// Index of the window.
    pub(super) window: usize,
    /// Acknowledged; `None` = it may exist or not.
    pub(super) appointment: Option<String>,
}

/// Counts and latencies.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    pub(super) arrivals: u64,
    pub(super) refusals: BTreeMap<String, u64>,
    pub(super) errors: BTreeMap<String, u64>,
    pub(super) retries: u64,
    pub(super) booked: Histogram<u64>,
    pub(super) refused: Histogram<u64>,
    pub(super) took: Duration,
    ends: Vec<Ended>,
    came: BTreeSet<usize>,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self {
            arrivals: 0,
            refusals: BTreeMap::new(),
            errors: BTreeMap::new(),
            retries: 0,
            booked: histogram(),
            refused: histogram(),
            took: Duration::ZERO,
            ends: Vec::new(),
            came: BTreeSet::new(),
        }
    }

    /// Counts an arrival that ended this long after the patient came.
    pub(super) fn note(&mut self, patient: usize, window: usize, end: End, latency: Duration) {
        let us = u64::try_from(latency.as_micros()).unwrap_or(LATENCY_MAX_US);
        self.arrivals += 1;
        self.came.insert(patient);
        match end {
            End::Booked(appointment) => {
                self.booked.saturating_record(us);
                self.ends.push(Ended { patient, window, appointment: Some(appointment) });
            }
            End::Refused(code) => {
                self.refused.saturating_record(us);
                *self.refusals.entry(code).or_default() += 1;
            }
            End::Failed { kind, unsure } => {
                *self.errors.entry(kind).or_default() += 1;
                if unsure {
                    self.ends.push(Ended { patient, window, appointment: None });
                }
            }
        }
    }

    /// Adds another's counts. The longest duration of both is kept.
    pub(super) fn add(&mut self, other: Self) {
        self.arrivals += other.arrivals;
        self.retries += other.retries;
        for (mine, others) in [(&mut self.refusals, other.refusals), (&mut self.errors, other.errors)] {
            for (name, count) in others {
                *mine.entry(name).or_default() += count;
            }
        }
        for (mine, others) in [(&mut self.booked, other.booked), (&mut self.refused, other.refused)] {
            // Both have the same bounds, so that nothing is left out.
            mine.add(&others).unwrap_or_default();
        }
        self.took = self.took.max(other.took);
        self.ends.extend(other.ends);
        self.came.extend(other.came);
    }

    /// Which patients came at all, by index.
    pub(super) const fn came(&self) -> &BTreeSet<usize> {
        &self.came
    }

    /// What is, or may be, in the hospital.
    pub(super) fn ends(&self) -> &[Ended] {
        &self.ends
    }
}

/// Latencies in microseconds.
fn histogram() -> Histogram<u64> {
    Histogram::new_with_max(LATENCY_MAX_US, DIGITS).unwrap_or_else(|_| unreachable!("these bounds are valid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tallies_are_one() {
        let ms = Duration::from_millis;
        let (mut one, mut other) = (Tally::new(), Tally::new());
        one.note(0, 0, End::Booked("a".into()), ms(3));
        one.note(1, 0, End::Refused("slot-full".into()), ms(2));
        other.note(2, 0, End::Refused("slot-full".into()), ms(4));
        other.note(2, 1, End::Failed { kind: "busy".into(), unsure: false }, ms(4));
        other.note(3, 1, End::Failed { kind: "no-answer-in-time".into(), unsure: true }, ms(4));
        one.took = ms(9);
        one.add(other);
        assert_eq!((one.arrivals, one.took, one.booked.len(), one.refused.len()), (5, ms(9), 1, 2));
        assert_eq!(one.refusals, BTreeMap::from([("slot-full".into(), 2)]));
        assert_eq!(one.errors.values().sum::<u64>(), 2);
        assert_eq!(one.ends().len(), 2, "what is booked, and what may be");
        assert_eq!(one.came().len(), 4);
        assert!((3_995..=4_005).contains(&one.refused.max()), "{}", one.refused.max());
    }
}
