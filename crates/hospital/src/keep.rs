//! Snapshots, made without keeping anybody waiting.
//!
//! While the hospital runs, a snapshot is not taken from the worlds that it decides with: copying a million
//! appointments would hold up everybody for a second. The journal is played again instead, from the snapshot before, on
//! a thread that gives way to all others.

use crate::{
    aside::{Priority, aside},
    hospital::Hospital,
    load::load,
    snapshot::{Loaded, SCHEMA, encode},
};
use journal::Journal;
use model::id::Seq;
use std::time::Duration;

/// A snapshot is worth the work after this many events; replaying them takes a second or two.
const EVENTS: u64 = 100_000;
/// How often it is checked whether one is due.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After a snapshot, the pause before the next is this many times as long as it took: a rush writes 100,000 events in
/// seconds.
const PAUSE: u32 = 10;

impl Hospital {
    /// Keeps a snapshot of what is durable, once nothing is decided any more.
    pub(crate) async fn keep_last_snapshot(&self) {
        let _alone = self.inner.snapshots.lock().await;
        let (journal, seq) = (self.journal(), self.worlds().seq);
        if seq == 0 || matches!(journal.snapshot_seq(SCHEMA).await, Ok(Some(kept)) if kept == seq) {
            return;
        }
        let bytes = encode(&self.worlds(), &self.inner.core.keys());
        keep(journal, seq, bytes).await;
    }

    /// Keeps a snapshot of what is durable, without touching the worlds that decisions use. Ends early when the
    /// hospital closes.
    pub async fn keep_snapshot(&self) {
        let _alone = self.inner.snapshots.lock().await;
        let (journal, mut closing) = (self.journal().clone(), self.closing());
        let made = {
            let journal = journal.clone();
            aside("snapshot", Priority::Lowest, async move { from_journal(&journal).await })
        };
        let made = tokio::select! {
            made = made => made,
            _ = closing.wait_for(|closing| *closing) => return,
        };
        // Not aside: this takes turns with those who book.
        match made {
            Ok(Some((seq, bytes))) => keep(&journal, seq, bytes).await,
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "a snapshot cannot be made"),
        }
    }
}

/// Keeps a snapshot whenever one is worth the work, until the hospital closes. `kept`: the one that was loaded.
pub(crate) async fn run(hospital: Hospital, mut kept: Seq) {
    let mut closing = hospital.closing();
    let mut pause = LOOK_EVERY;
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = closing.changed() => return,
        }
        pause = LOOK_EVERY;
        let seq = hospital.worlds().seq;
        if seq < kept + EVENTS {
            continue;
        }
        hospital.inner.core.keys().forget_old(hospital.now());
        let began = tokio::time::Instant::now();
        hospital.keep_snapshot().await;
        kept = seq;
        pause = pause.max(began.elapsed() * PAUSE);
    }
}

async fn from_journal(journal: &Journal) -> Option<(Seq, Result<Vec<u8>, postcard::Error>)> {
    match load(journal).await {
        Ok(Loaded { worlds, keys, .. }) => Some((worlds.seq, encode(&worlds, &keys))),
        Err(error) => {
            tracing::error!(%error, "a snapshot cannot be made from the journal");
            None
        }
    }
}

async fn keep(journal: &Journal, seq: Seq, bytes: Result<Vec<u8>, postcard::Error>) {
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return tracing::error!(%error, "a snapshot cannot be written as bytes"),
    };
    match journal.save_snapshot(seq, SCHEMA, &bytes).await {
        Ok(true) => tracing::info!(seq, bytes = bytes.len(), "a snapshot is kept"),
        Ok(false) => tracing::warn!(seq, "another process keeps a snapshot; this one is dropped"),
        Err(error) => tracing::error!(%error, "a snapshot cannot be kept"),
    }
}
