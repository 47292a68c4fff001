//! Start and end: the newest snapshot, the events after it, and the tasks that keep a hospital running.

use crate::{
    clock::Clock,
    hospital::{Config, Hospital, Inner, Parts},
    ids::IdSource,
    load::{Loaded, StartError, load},
    names::index_names,
    snapshot, watch,
    writer::{self, Log, Work},
};
use journal::Journal;
use std::{sync::Arc, time::Duration as RealDuration};
use tokio::sync::oneshot;

/// What is due by itself is looked for so often.
const TICK_EVERY: RealDuration = RealDuration::from_secs(1);
/// A shutdown waits no longer for the writer.
const STOP_WITHIN: RealDuration = RealDuration::from_secs(10);

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
        let Loaded { kept, worlds, keys } = load(&journal).await?;
        let unchecked = watch::at_start(&journal, kept, worlds.seq).await?;
        // What was made or destroyed since the journal was opened is in these worlds too.
        journal.refresh_keys().await?;
        if journal.lacks_names().await? {
            let people = index_names(&journal, &journal.keys().clone()).await?;
            tracing::info!(people, "the index of names is made");
        }
        tracing::info!(events = worlds.seq, "the hospital is loaded");
        let (inner, waiting) =
            Inner::new(Parts { config, clock, ids, journal: journal.clone(), platform, worlds, keys });
        let inner = Arc::new(inner);
        tokio::spawn(writer::run(inner.core.clone(), log, waiting));
        let hospital = Self { inner: inner.clone() };
        tokio::spawn(tick(hospital.clone()));
        tokio::spawn(snapshot::run(hospital.clone(), kept));
        tokio::spawn(crate::exchange::run(hospital.clone()));
        tokio::spawn(watch::run(hospital.clone(), unchecked));
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
        self.keep_last_snapshot().await;
    }
}

/// Each second: what is due by itself.
async fn tick(hospital: Hospital) {
    let mut closing = hospital.closing();
    let mut every = tokio::time::interval(TICK_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = closing.changed() => return,
        }
        // A full queue has work enough; the next second comes.
        let _ = hospital.inner.core.queue.try_send(Work::Tick);
    }
}
