//! Ids: UUIDv7 from an injected generator. Only `hospital` makes them.

use model::time::Instant;
use rand::{Rng as _, SeedableRng};
use rand_pcg::Pcg64;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Makes ids. A cheap clone; clones draw from the same generator.
#[derive(Clone, Debug)]
pub struct IdSource {
    generator: Arc<Mutex<Pcg64>>,
}

impl IdSource {
    /// A generator that nobody can predict.
    #[must_use]
    pub fn random() -> Self {
        Self { generator: Arc::new(Mutex::new(Pcg64::from_rng(&mut rand::rng()))) }
    }

    /// A generator that makes the same ids for the same seed and times.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self { generator: Arc::new(Mutex::new(Pcg64::seed_from_u64(seed))) }
    }

    /// A new id, made at `now`.
    #[must_use]
    pub fn next(&self, now: Instant) -> Uuid {
        let mut tail = [0; 10];
        self.generator.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut tail);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_ids() {
        let now = "2026-11-24T00:00:00Z".parse().unwrap();
        let (one, other) = (IdSource::seeded(7), IdSource::seeded(7));
        let ids: Vec<_> = (0..3).map(|_| one.next(now)).collect();
        assert_eq!(ids, (0..3).map(|_| other.next(now)).collect::<Vec<_>>());
        assert_eq!(ids[0].get_version_num(), 7);
        assert_ne!(ids[0], ids[1]);
        assert_ne!(IdSource::random().next(now), IdSource::random().next(now));
    }
}
