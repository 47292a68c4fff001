//! What other nodes wrote on the same database (design D4): learnt with each turn to write, and in between by looking.

use crate::{
    failure::Failure,
    hospital::{Hospital, Inner},
    writer::{RETRY_AFTER, apply, keys::KeyUse},
};
use journal::{Entry, KnownKey, StoreError};
use model::{event::Event, journey};
use std::time::Duration;

/// It is looked for so often, and at once when another node says that it wrote.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// After a look that failed.
const PAUSE: Duration = Duration::from_secs(1);

impl Inner {
    /// Applies events of other nodes, in their order. They are durable already.
    pub(crate) fn follow(&self, entries: Vec<Entry>) {
        if entries.is_empty() {
            return;
        }
        let mut erased = false;
        let seq = {
            let mut worlds = self.worlds_mut();
            for entry in entries {
                // A look and a turn may have brought the same.
                if entry.seq != worlds.seq + 1 {
                    continue;
                }
                erased |= matches!(entry.event, Event::Journey(journey::Event::PersonErased(_)));
                apply(&mut worlds, &entry.event, entry.at);
                if let Some(key) = entry.key {
                    self.recall(KnownKey { user: entry.actor.user, at: entry.at, key });
                }
            }
            worlds.durable();
            worlds.seq
        };
        self.announce(seq);
        if erased {
            self.directory.forget();
        }
    }

    /// Remembers a key that another node, or this one long ago, answered.
    pub(crate) fn recall(&self, known: KnownKey) {
        let KnownKey { user, at, key } = known;
        if let Ok(answer) = serde_json::from_str(&key.answer) {
            self.keys().remember(KeyUse { user, key: key.key, body_hash: key.body_hash }, answer, at);
        }
    }
}

impl Hospital {
    /// Learns at once what other nodes wrote. For whoever looks for something that is not here, or is not allowed: another
    /// node may just have made it so, and have said so. `false`: there are no other nodes, looking again is for nothing.
    ///
    /// # Errors
    /// [`Failure::Busy`] when it cannot be known now.
    pub(crate) async fn catch_up(&self) -> Result<bool, Failure> {
        if !self.journal().is_shared() {
            return Ok(false);
        }
        let _writing = self.inner.writing.lock().await;
        match self.inner.look_for_more().await {
            Ok(()) => Ok(true),
            Err(error) => {
                tracing::warn!(%error, "what other nodes wrote cannot be read");
                Err(Failure::Busy { retry_after: RETRY_AFTER })
            }
        }
    }
}

impl Inner {
    /// Reads and applies what other nodes wrote. The caller holds `writing`.
    async fn look_for_more(&self) -> Result<(), StoreError> {
        let after = self.worlds().seq;
        let missed = self.journal.missed(after).await?;
        self.follow(missed);
        Ok(())
    }
}

/// Looks for what other nodes wrote until the hospital closes.
pub(crate) async fn run(hospital: Hospital) {
    let inner = &hospital.inner;
    let mut closing = hospital.closing();
    let mut news = inner.journal.news();
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            seq = news.next() => if seq <= inner.worlds().seq {
                continue;
            },
            _ = closing.changed() => return,
        }
        // Whoever writes learns it with the turn.
        let Ok(_writing) = inner.writing.try_lock() else { continue };
        if let Err(error) = inner.look_for_more().await {
            tracing::warn!(%error, "what other nodes wrote cannot be read");
            tokio::time::sleep(PAUSE).await;
        }
    }
}
