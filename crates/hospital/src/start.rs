//! Start and end: the newest snapshot, the events after it, and the tasks that keep a hospital running.

use crate::{
    clock::Clock,
    hospital::{Config, Hospital, Inner, Parts},
    ids::IdSource,
    worlds::{Snapshot, Worlds},
    writer::{
        self, History, Log, Work,
        keys::{DAYS, KeyMemory, KeyUse},
    },
};
use chrono::Duration;
use journal::{Journal, StoreError};
use model::time::Instant;
use std::{sync::Arc, time::Duration as RealDuration};
use tokio::sync::oneshot;

/// The form of a snapshot; another one is ignored, not migrated.
const SNAPSHOT_SCHEMA: u32 = 1;
/// A snapshot is made after so many events: replaying them takes some two seconds, and writing waits while one is taken,
/// which a rush must not feel every second.
const SNAPSHOT_EVENTS: u64 = 100_000;
/// Events are read in pages of this size.
const PAGE: u32 = 4096;
/// What is due by itself is looked for so often.
const TICK_EVERY: RealDuration = RealDuration::from_secs(1);
/// A shutdown waits no longer for the writer.
const STOP_WITHIN: RealDuration = RealDuration::from_secs(10);

/// Why a hospital cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The journal cannot be read.
    #[error("the journal cannot be read: {0}")]
    Journal(#[from] StoreError),
    /// An event is missing between two.
    #[error("event {expected} is missing from the journal")]
    Gap {
        /// The number that should come.
        expected: u64,
    },
}

impl Hospital {
    /// Loads the newest snapshot and the events after it, and starts the writer, the tick and the exchange.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn open(
        config: Config,
        journal: Journal,
        clock: Arc<dyn Clock>,
        ids: IdSource,
        platform: Arc<dyn payer::Platform>,
    ) -> Result<Self, StartError> {
        let log = journal.clone();
        Self::open_with(config, journal, clock, ids, platform, log).await
    }

    /// The same with another place for events; tests put one that fails.
    pub(crate) async fn open_with<L: Log>(
        config: Config,
        journal: Journal,
        clock: Arc<dyn Clock>,
        ids: IdSource,
        platform: Arc<dyn payer::Platform>,
        log: L,
    ) -> Result<Self, StartError> {
        let worlds = load(&journal).await?;
        // What was made or destroyed since the journal was opened is in these worlds too.
        journal.refresh_keys().await?;
        let keys = load_keys(&journal, worlds.at).await?;
        tracing::info!(events = worlds.seq, "the hospital is loaded");
        let (inner, waiting) =
            Inner::new(Parts { config, clock, ids, journal: journal.clone(), platform, worlds, keys });
        let inner = Arc::new(inner);
        tokio::spawn(writer::run(inner.core.clone(), log, waiting));
        let hospital = Self { inner: inner.clone() };
        tokio::spawn(tick(hospital.clone()));
        tokio::spawn(crate::exchange::run(hospital.clone()));
        if journal.is_shared() {
            tokio::spawn(crate::follow::run(inner.core.clone(), journal, hospital.closing()));
        }
        Ok(hospital)
    }

    /// Ends: live pages close, what waits is done, a snapshot is kept.
    pub async fn shutdown(&self) {
        self.inner.closing.send_replace(true);
        let (done, stopped) = oneshot::channel();
        if self.inner.core.queue.send(Work::Stop(done)).await.is_ok()
            && tokio::time::timeout(STOP_WITHIN, stopped).await.is_err()
        {
            tracing::error!("the writer did not stop in time");
        }
        self.inner.audit.flush().await;
        self.keep_snapshot().await;
    }

    /// Keeps a snapshot of what is durable. Writing waits only while it is taken, not while it is written.
    pub async fn keep_snapshot(&self) {
        let snapshot = self.inner.core.snapshot().await;
        let written = tokio::task::spawn_blocking(move || (snapshot.seq(), serde_json::to_vec(&snapshot))).await;
        let (seq, bytes) = match written {
            Ok((seq, Ok(bytes))) => (seq, bytes),
            Ok((_, Err(error))) => return tracing::error!(%error, "a snapshot cannot be written as JSON"),
            Err(error) => return tracing::error!(%error, "a snapshot cannot be written"),
        };
        if let Err(error) = self.journal().save_snapshot(seq, SNAPSHOT_SCHEMA, &bytes).await {
            tracing::error!(%error, "a snapshot cannot be kept");
        }
    }
}

/// The worlds as the journal tells: the newest snapshot that can be read, and the events after it.
pub(crate) async fn load<H: History>(history: &H) -> Result<Worlds, StartError> {
    let mut worlds = match history.load_snapshot(SNAPSHOT_SCHEMA).await? {
        Some((_, bytes)) => match serde_json::from_slice::<Snapshot>(&bytes) {
            Ok(snapshot) => Worlds::restore(snapshot),
            Err(error) => {
                tracing::warn!(%error, "the snapshot cannot be read and is ignored");
                Worlds::default()
            }
        },
        None => Worlds::default(),
    };
    replay(history, &mut worlds).await?;
    Ok(worlds)
}

/// Applies all events after those that the worlds have.
pub(crate) async fn replay<H: History>(history: &H, worlds: &mut Worlds) -> Result<(), StartError> {
    loop {
        let page = history.load(worlds.seq + 1, PAGE).await?;
        if page.is_empty() {
            return Ok(());
        }
        for entry in page {
            if entry.seq != worlds.seq + 1 {
                return Err(StartError::Gap { expected: worlds.seq + 1 });
            }
            worlds.apply(&entry.event, entry.at);
        }
        worlds.durable();
    }
}

/// The keys of the last days before a time.
pub(crate) async fn load_keys<H: History>(history: &H, now: Instant) -> Result<KeyMemory, StartError> {
    let since = now.checked_sub_signed(Duration::days(DAYS)).unwrap_or_default();
    let mut memory = KeyMemory::default();
    for found in history.keys_since(since).await? {
        if let Ok(answer) = serde_json::from_str(&found.key.answer) {
            let key = KeyUse { user: found.user, key: found.key.key, body_hash: found.key.body_hash };
            memory.remember(key, answer, found.at);
        }
    }
    Ok(memory)
}

/// Each second: what is due by itself; now and then a snapshot and old keys.
async fn tick(hospital: Hospital) {
    let mut closing = hospital.closing();
    let mut every = tokio::time::interval(TICK_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut kept = hospital.worlds().seq;
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = closing.changed() => return,
        }
        // A full queue has work enough; the next second comes.
        let _ = hospital.inner.core.queue.try_send(Work::Tick);
        let now = hospital.worlds().seq;
        if now >= kept + SNAPSHOT_EVENTS {
            kept = now;
            hospital.inner.core.keys().forget_old(hospital.now());
            hospital.keep_snapshot().await;
        }
    }
}
