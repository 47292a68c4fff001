//! What other nodes wrote on the same database (decisions.md D4): learnt with each write lock, and by polling in
//! between.

use crate::{
    failure::Failure,
    request::Answer,
    writer::{Core, History, RETRY_AFTER, keys::KeyUse},
};
use journal::{Entry, KnownKey, StoreError};
use model::{event::Event, journey};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::sync::watch;

/// How often other nodes' events are looked for; also at once when another node says that it wrote.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Pause after a look that failed.
const PAUSE: Duration = Duration::from_secs(1);

impl Core {
    /// Applies events of other nodes, in their order. They are durable already.
    pub(crate) fn follow(&self, entries: Vec<Entry>) {
        if entries.is_empty() {
            return;
        }
        let mut erased = false;
        let seq = {
            let mut worlds = self.worlds_mut();
            for entry in entries {
                // A look and a batch may have brought the same.
                if entry.seq != worlds.seq + 1 {
                    continue;
                }
                erased |= matches!(entry.event, Event::Journey(journey::Event::PersonErased(_)));
                worlds.apply_or_end(&entry.event, entry.at);
                if let Some(key) = entry.key {
                    self.recall(KnownKey { user: entry.actor.user, at: entry.at, key });
                }
            }
            worlds.durable();
            worlds.seq
        };
        self.announce(seq);
        if erased {
            self.erased();
        }
    }

    /// Looks up a key that is older than this node's memory.
    pub(crate) async fn look_up<H: History>(
        &self,
        history: &H,
        key: &KeyUse,
    ) -> Result<Option<Result<Answer, Failure>>, Failure> {
        if self.keys().look(key).is_some() {
            return Ok(None);
        }
        let found = history.find_key(key.user, &key.key).await?;
        let Some(found) = found else { return Ok(None) };
        let found = found.key;
        if !key.is_of(&found.body_hash) {
            return Ok(Some(Err(Failure::Conflict)));
        }
        Ok(Some(serde_json::from_str(&found.answer).map_err(|_| Failure::Broken)))
    }

    /// Remembers a key that another node, or this one long ago, answered.
    pub(crate) fn recall(&self, known: KnownKey) {
        let KnownKey { user, at, key } = known;
        if let Ok(answer) = serde_json::from_str(&key.answer) {
            self.keys().remember(
                KeyUse { user, key: key.key, body_hash: key.body_hash, body_hash_before: key.body_hash },
                answer,
                at,
            );
        }
    }
}

impl Core {
    /// Learns at once what other nodes wrote. For a caller whose thing is not found or not allowed here: another node
    /// may just have made it or allowed it, and have told its client so. `false`: there are no other nodes, so looking
    /// again is of no use.
    ///
    /// # Errors
    /// [`Failure::Busy`] when it cannot be known now.
    pub(crate) async fn catch_up<H: History>(&self, history: &H) -> Result<bool, Failure> {
        if !self.shared {
            return Ok(false);
        }
        let _writing = self.writing.lock().await;
        match self.look_for_more(history).await {
            Ok(()) => Ok(true),
            Err(error) => {
                tracing::warn!(%error, "what other nodes wrote cannot be read");
                Err(Failure::Busy { retry_after: RETRY_AFTER })
            }
        }
    }

    /// Reads and applies what other nodes wrote. The caller holds `writing`.
    async fn look_for_more<H: History>(&self, history: &H) -> Result<(), StoreError> {
        let after = self.worlds().seq;
        let missed = history.missed(after).await?;
        self.follow(missed);
        Ok(())
    }
}

/// Looks for what other nodes wrote until the hospital closes.
pub(crate) async fn run<H: History>(core: Arc<Core>, history: H, mut closing: watch::Receiver<bool>) {
    let mut news = history.news();
    loop {
        tokio::select! {
            // In this order, so that a simulation goes the same way each time.
            biased;
            _ = closing.changed() => return,
            seq = news.next() => if seq <= core.worlds().seq {
                continue;
            },
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        // Whoever holds the lock to write learns it anyway.
        let Ok(_writing) = core.writing.try_lock() else { continue };
        let looked = core.look_for_more(&history).await;
        core.away.store(looked.is_err(), Ordering::Relaxed);
        if let Err(error) = looked {
            tracing::warn!(%error, "what other nodes wrote cannot be read");
            tokio::time::sleep(PAUSE).await;
        }
    }
}
