//! How often a clinic may say a person whom nobody here is: who guesses numbers and names does not get far. In memory, per
//! node; there is an entry for each clinic at most.

use model::{id::ClinicId, message::Refusal, time::Instant};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, PoisonError},
};

/// How many within [`WITHIN_MINUTES`], each person who is registered included.
const TRIES_MAX: usize = 30;
const WITHIN_MINUTES: i64 = 60;

/// When each clinic said somebody who was not found.
#[derive(Debug, Default)]
pub(crate) struct Tries(Mutex<BTreeMap<ClinicId, VecDeque<Instant>>>);

impl Tries {
    /// Counts a try before it is looked at, so that many at once get no further than one after the other.
    ///
    /// # Errors
    /// `referral-tries`.
    pub(crate) fn begin(&self, clinic: ClinicId, now: Instant) -> Result<(), Refusal> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = all.entry(clinic).or_default();
        tries.retain(|at| (now - *at).num_minutes() < WITHIN_MINUTES);
        if tries.len() >= TRIES_MAX {
            return Refusal::new("referral-tries")
                .field("credential")
                .with("limit", TRIES_MAX as i64)
                .with("within", WITHIN_MINUTES)
                .err();
        }
        tries.push_back(now);
        Ok(())
    }

    /// The last one was somebody.
    pub(crate) fn was_right(&self, clinic: ClinicId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tries) = all.get_mut(&clinic) {
            tries.pop_back();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn who_guesses_is_stopped_for_an_hour_and_who_is_right_never() {
        let (tries, clinic) = (Tries::default(), ClinicId(uuid::Uuid::from_u128(1)));
        let now = Instant::UNIX_EPOCH;
        for _ in 0..TRIES_MAX * 2 {
            tries.begin(clinic, now).unwrap();
            tries.was_right(clinic);
        }
        for _ in 0..TRIES_MAX {
            tries.begin(clinic, now).unwrap();
        }
        assert_eq!(tries.begin(clinic, now).unwrap_err().code, "referral-tries");
        tries.begin(ClinicId(uuid::Uuid::from_u128(2)), now).unwrap();
        assert!(tries.begin(clinic, now + Duration::minutes(59)).is_err());
        assert!(tries.begin(clinic, now + Duration::minutes(60)).is_ok());
    }
}
