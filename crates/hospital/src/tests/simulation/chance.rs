//! Everything random in a simulation, from one seed.

use rand::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

/// A generator that everybody in a simulation draws from; on one thread they draw in the same order each time.
#[derive(Clone, Debug)]
pub(super) struct Chance(Arc<Mutex<Pcg64>>);

impl Chance {
    pub(super) fn of(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(Pcg64::seed_from_u64(seed))))
    }

    /// Any number below a bound.
    pub(super) fn below(&self, bound: u64) -> u64 {
        self.0.lock().unwrap().next_u64() % bound.max(1)
    }

    /// True this often in a thousand. What can never happen draws nothing.
    pub(super) fn hits(&self, per_mille: u64) -> bool {
        per_mille > 0 && self.below(1000) < per_mille
    }

    /// Any of these.
    pub(super) fn pick<'a, T>(&self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }

    /// A time of at most this many milliseconds.
    pub(super) fn millis(&self, most: u64) -> Duration {
        Duration::from_millis(self.below(most + 1))
    }

    /// Lets others go first: not at all, once, or for a time of at most this many milliseconds.
    pub(super) async fn pause(&self, most: u64) {
        match self.below(4) {
            0 => {}
            1 => tokio::task::yield_now().await,
            _ => tokio::time::sleep(self.millis(most)).await,
        }
    }
}
