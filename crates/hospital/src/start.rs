//! Start and end: the newest snapshot, the events after it, and the tasks that keep a hospital running.

use crate::{
    attended, birth_years,
    clock::Clock,
    directory::{index_names, lacks_names},
    exchange, follow,
    hospital::{Config, Hospital, Inner, Parts},
    ids::IdSource,
    keep,
    load::{StartError, load},
    messages,
    snapshot::Loaded,
    stopped::Stopped,
    tables, watch,
    writer::{self, Log, Work},
};
use journal::Journal;
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration as RealDuration,
};
use tokio::sync::oneshot;
use tracing::Instrument as _;

/// How often it is checked what is due by itself.
const TICK_EVERY: RealDuration = RealDuration::from_secs(1);
/// How often the mark that the hospital runs is renewed, hospital time.
const ATTEND_EVERY: chrono::Duration = chrono::Duration::seconds(10);
/// The longest that a shutdown waits for the writer.
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

    /// The same, but events go to another log; tests pass one that fails.
    ///
    /// What is logged for no request, now and by the tasks that start here, says which hospital it is about.
    #[tracing::instrument(name = "hospital", level = "error", skip_all, fields(id = %journal.keys().hospital()))]
    pub(crate) async fn open_with<L: Log>(
        config: Config,
        journal: Journal,
        clock: Arc<dyn Clock>,
        ids: IdSource,
        platform: Arc<dyn payer::Platform>,
        log: L,
    ) -> Result<Self, StartError> {
        // Counting all events waits for the database, loading mostly computes.
        let (missing, loaded) = tokio::join!(journal.missing(), load(&journal));
        let Loaded { kept, worlds, keys } = loaded?;
        if let Some(broken) = missing? {
            return Err(broken.into());
        }
        let unchecked = watch::at_start(&journal, kept, worlds.seq).await?;
        // People whose keys were made or destroyed since the journal was opened are in these worlds too.
        journal.refresh_keys().await?;
        let keys_of_names = journal.keys().clone();
        if lacks_names(&journal, &keys_of_names).await? {
            let people = index_names(&journal, &keys_of_names).await?;
            tracing::info!(people, "the index of names is made");
        }
        tracing::info!(events = worlds.seq, "the hospital is loaded");
        let (inner, waiting) =
            Inner::new(Parts { config, clock, ids, journal: journal.clone(), platform, worlds, keys });
        let inner = Arc::new(inner);
        tokio::spawn(writer::run(inner.core.clone(), log, waiting).in_current_span());
        let hospital = Self { inner: inner.clone() };
        if let Some(agreed) = journal.agreed().await? {
            inner.core.watch.agreed_before(agreed);
        }
        hospital.attend().await?;
        if let Some(why) = hospital.stopped() {
            tracing::error!(?why, "nothing is written: {}", why.code());
            hospital.count_stopped();
        }
        tokio::spawn(tick(hospital.clone()).in_current_span());
        tokio::spawn(birth_years::run(hospital.clone()).in_current_span());
        tokio::spawn(keep::run(hospital.clone(), kept).in_current_span());
        tokio::spawn(exchange::run(inner.exchanges.clone(), hospital.closing()).in_current_span());
        tokio::spawn(watch::run(hospital.clone(), unchecked).in_current_span());
        tokio::spawn(tables::run(hospital.clone(), hospital.closing()).in_current_span());
        tokio::spawn(messages::make(hospital.clone()).in_current_span());
        tokio::spawn(messages::deliver(hospital.clone()).in_current_span());
        if journal.is_shared() {
            tokio::spawn(follow::run(inner.core.clone(), journal, hospital.closing()).in_current_span());
        }
        Ok(hospital)
    }

    /// Shuts down: live pages close, what waits is done, a snapshot is kept.
    #[tracing::instrument(name = "hospital", level = "error", skip_all, fields(id = %self.id()))]
    pub async fn shutdown(&self) {
        self.inner.closing.send_replace(true);
        let (done, stopped) = oneshot::channel();
        if self.inner.core.queue.send(Work::Stop(done)).await.is_ok()
            && tokio::time::timeout(STOP_WITHIN, stopped).await.is_err()
        {
            tracing::error!("the writer did not stop in time");
        }
        if tokio::time::timeout(STOP_WITHIN, self.inner.audit.end()).await.is_err() {
            tracing::error!("the access log was not written in time");
        }
        if tokio::time::timeout(STOP_WITHIN, self.inner.logins.flush()).await.is_err() {
            tracing::error!("what forms said was not kept in time");
        }
        self.follow_tables_to_the_end().await;
        self.keep_last_snapshot().await;
    }
}

impl Hospital {
    /// Why nothing is written now; `None`: all is well.
    #[must_use]
    pub fn stopped(&self) -> Option<Stopped> {
        self.inner.core.stopped()
    }

    /// Did the shared database not answer when it was last asked? An embedded one is a file and is never away.
    #[must_use]
    pub fn database_is_away(&self) -> bool {
        self.inner.core.away.load(Ordering::Relaxed)
    }

    /// Stops all writing from now on: the journal was found to be damaged.
    pub(crate) fn stop_for_damage(&self) {
        self.inner.core.damaged.store(true, Ordering::Relaxed);
        self.count_stopped();
    }

    /// Updates the metrics that say whether anything is written, for those who watch over the program.
    pub(crate) fn count_stopped(&self) {
        let code = self.stopped().map(|why| why.code());
        for reason in [Stopped::Journal.code(), "clock-implausible"] {
            let holds = f64::from(u8::from(code == Some(reason)));
            self.figures().gauge("onething_writing_stopped", &[("reason", reason)]).set(holds);
        }
    }
}

/// Does each second what is due by itself. A process that stood still first learns how long nobody was there.
async fn tick(hospital: Hospital) {
    let mut closing = hospital.closing();
    let mut every = tokio::time::interval(TICK_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let watch = &hospital.inner.core.watch;
    let (mut stopped, mut attended) = (hospital.stopped(), watch.shows());
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = closing.changed() => return,
        }
        let now = hospital.stopped();
        if now.map(|why| why.code()) != stopped.map(|why| why.code()) {
            tracing::error!(before = ?stopped, ?now, "whether anything is written has changed");
            hospital.count_stopped();
        }
        stopped = now;
        let shows = watch.shows();
        if (shows - attended).abs() >= ATTEND_EVERY {
            if let Err(error) = hospital.attend().await {
                tracing::error!(%error, "the mark that the hospital runs cannot be renewed");
                continue;
            }
            attended = shows;
        }
        attended::open_draws(&hospital).await;
        // When the queue is full there is enough to do; there is another tick in a second.
        let _ = hospital.inner.core.queue.try_send(Work::Due(attended::due));
    }
}
