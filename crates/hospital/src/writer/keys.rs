//! Idempotency keys: the same key and body get the same answer; the same key with another body is a conflict.

use crate::{failure::Failure, request::Answer};
use chrono::Duration;
use model::{
    id::UserId,
    time::{Instant, compact},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// For how many days keys are remembered; older ones that moved money are looked up.
pub(crate) const DAYS: i64 = 7;

/// A key as a caller used it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyUse {
    pub(crate) user: Option<UserId>,
    pub(crate) key: String,
    /// The hash of the request under the hospital's key: a request may contain a number that could be guessed from a
    /// plain hash.
    pub(crate) body_hash: [u8; 32],
    /// The hash as it was made before a key was used.
    pub(crate) body_hash_before: [u8; 32],
}

impl KeyUse {
    /// Is the kept hash that of the same request?
    pub(crate) fn is_of(&self, kept: &[u8; 32]) -> bool {
        self.body_hash == *kept || self.body_hash_before == *kept
    }
}

#[derive(Debug, PartialEq)]
struct Known {
    body_hash: [u8; 32],
    answer: Answer,
    at: Instant,
}

/// A key as a snapshot has it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KeyRow {
    user: Option<UserId>,
    key: String,
    body_hash: [u8; 32],
    /// As in the journal: JSON, in which answers are tagged with their kind.
    answer: String,
    #[serde(with = "compact")]
    at: Instant,
}

/// The keys of the last days.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct KeyMemory {
    known: HashMap<(Option<UserId>, String), Known>,
}

impl KeyMemory {
    /// The answer that this key got before; a conflict if it was for another body.
    pub(crate) fn look(&self, key: &KeyUse) -> Option<Result<Answer, Failure>> {
        let known = self.known.get(&(key.user, key.key.clone()))?;
        Some(if key.is_of(&known.body_hash) { Ok(known.answer.clone()) } else { Err(Failure::Conflict) })
    }

    /// Remembers an answer.
    pub(crate) fn remember(&mut self, key: KeyUse, answer: Answer, at: Instant) {
        self.known.insert((key.user, key.key), Known { body_hash: key.body_hash, answer, at });
    }

    /// All of them, for a snapshot.
    pub(crate) fn rows(&self) -> Vec<KeyRow> {
        let row = |((user, key), known): (&(Option<UserId>, String), &Known)| {
            let answer = serde_json::to_string(&known.answer).ok()?;
            Some(KeyRow { user: *user, key: key.clone(), body_hash: known.body_hash, answer, at: known.at })
        };
        self.known.iter().filter_map(row).collect()
    }

    /// The keys of a snapshot.
    pub(crate) fn of(rows: Vec<KeyRow>) -> Self {
        let known = |row: KeyRow| {
            let answer = serde_json::from_str(&row.answer).ok()?;
            Some(((row.user, row.key), Known { body_hash: row.body_hash, answer, at: row.at }))
        };
        Self { known: rows.into_iter().filter_map(known).collect() }
    }

    /// Forgets keys whose events were taken back.
    pub(crate) fn forget(&mut self, keys: &[KeyUse]) {
        for key in keys {
            self.known.remove(&(key.user, key.key.clone()));
        }
    }

    /// Forgets what is older than seven days.
    pub(crate) fn forget_old(&mut self, now: Instant) {
        self.known.retain(|_, known| now - known.at < Duration::days(DAYS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_answers_the_same_until_it_is_old() {
        let now: Instant = "2026-11-24T00:00:00Z".parse().unwrap();
        let key = KeyUse { user: None, key: "k".into(), body_hash: [1; 32], body_hash_before: [3; 32] };
        let mut memory = KeyMemory::default();
        assert!(memory.look(&key).is_none());
        memory.remember(key.clone(), Answer::Done, now);
        assert!(matches!(memory.look(&key), Some(Ok(Answer::Done))));
        let other = KeyUse { body_hash: [2; 32], ..key.clone() };
        assert!(matches!(memory.look(&other), Some(Err(Failure::Conflict))));
        // As kept before hashes were made under a key.
        memory.remember(KeyUse { key: "old".into(), body_hash: [3; 32], ..key.clone() }, Answer::Done, now);
        assert!(matches!(memory.look(&KeyUse { key: "old".into(), ..key.clone() }), Some(Ok(Answer::Done))));
        memory.forget_old(now + Duration::days(6));
        assert!(memory.look(&key).is_some());
        memory.forget_old(now + Duration::days(7));
        assert!(memory.look(&key).is_none());
    }
}
