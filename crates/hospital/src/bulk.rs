//! Making a history: the same requests on a virtual clock, with thousands of events per commit.

use crate::{
    deciding::Decision,
    exchange::{self, Exchanges, Numbering, Writes},
    failure::Failure,
    hospital::Hospital,
    request::Answer,
    usecase::Request,
    worlds::Worlds,
    writer::{Batch, decide_job, keys::KeyUse},
};
use journal::AppendError;
use model::{actor::Actor, time::Instant};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::{sync::OwnedMutexGuard, task::JoinHandle};
use tracing::Instrument as _;

/// At most this many events are written at once.
const EVENTS_MAX: usize = 4000;
/// Or what was decided within this time, because whoever reads meanwhile waits for it.
const FLUSH_EVERY: Duration = Duration::from_millis(250);

/// Exclusive writing: while it lives, the writer waits. Nothing is durable before [`flush`](Self::flush).
pub struct Bulk {
    hospital: Hospital,
    batch: Batch,
    flushed: tokio::time::Instant,
    /// The journal was empty: a first history is written while the next part is decided, because nobody waits for an
    /// answer. Nobody is told about it either.
    first: bool,
    under_way: Option<JoinHandle<Result<(), AppendError>>>,
    _numbering: OwnedMutexGuard<()>,
    _writing: OwnedMutexGuard<()>,
}

impl std::fmt::Debug for Bulk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bulk").field("waiting", &self.batch.entries.len()).finish_non_exhaustive()
    }
}

impl Hospital {
    /// Takes the writer's place once no message to the platform is between getting its number and its commit: that
    /// commit needs the writer.
    pub async fn bulk(&self) -> Bulk {
        let numbering = self.inner.exchanges.numbering.clone().lock_owned().await;
        let writing = self.inner.core.writing.clone().lock_owned().await;
        let first = self.worlds().seq == 0;
        self.inner.history.store(first, Ordering::Relaxed);
        Bulk {
            hospital: self.clone(),
            batch: Batch::default(),
            flushed: tokio::time::Instant::now(),
            first,
            under_way: None,
            _numbering: numbering,
            _writing: writing,
        }
    }
}

impl Bulk {
    /// The hospital.
    #[must_use]
    pub fn hospital(&self) -> &Hospital {
        &self.hospital
    }

    /// Does one thing of the history at the time `at`, which is never before that of the last one.
    ///
    /// # Errors
    /// As [`Hospital::execute`]; after anything but a refusal or a denial, give up.
    pub async fn execute(&mut self, at: Instant, actor: &Actor, request: Request) -> Result<Answer, Failure> {
        model::text::check(&request)?;
        let talk = request.talk();
        if talk.speaks() {
            let hospital = self.hospital.clone();
            let decision = hospital.decision(actor, request.clone());
            let spoken = exchange::speak(&mut Backfill { bulk: self, at }, actor, None, talk, decision).await?;
            if let Some(answer) = spoken {
                return Ok(answer);
            }
        }
        let decision = self.hospital.decision(actor, request).await?;
        let answer = self.decide(at, actor, decision).await?;
        exchange::after(&mut Backfill { bulk: self, at }, talk).await;
        Ok(answer)
    }

    /// Looks into the worlds as they are, durable or not.
    pub fn look<R>(&self, look: impl FnOnce(&Worlds) -> R) -> R {
        look(&self.hospital.worlds())
    }

    /// Decides something of the hospital's own.
    ///
    /// # Errors
    /// The decision's own; [`Failure::Broken`] when events cannot be written.
    pub(crate) async fn decide(
        &mut self,
        at: Instant,
        actor: &Actor,
        mut decision: Decision,
    ) -> Result<Answer, Failure> {
        if let Some(why) = self.hospital.stopped() {
            return Err(Failure::Stopped(why));
        }
        let answer = {
            let core = &self.hospital.inner.core;
            let mut worlds = core.worlds_mut();
            let now = at.max(worlds.at);
            decide_job(core, &mut worlds, now, actor, None, &mut decision, &mut self.batch)?
        };
        if self.batch.entries.len() >= EVENTS_MAX || self.flushed.elapsed() >= FLUSH_EVERY {
            if self.first {
                self.write_ahead().await?;
            } else {
                self.flush().await?;
            }
        }
        Ok(answer)
    }

    /// Does what is due by itself until a time of the history.
    ///
    /// # Errors
    /// As [`decide`](Self::decide); refusals of what is due are ignored.
    pub async fn tick(&mut self, at: Instant) -> Result<(), Failure> {
        for request in self.hospital.inner.core.due(at) {
            match self.execute(at, &Actor::system(), request).await {
                Ok(_) | Err(Failure::Refused(_)) => {}
                Err(broken) => return Err(broken),
            }
        }
        Ok(())
    }

    /// Writes what waits while the next part is decided. What is being written cannot be taken back any more: if it
    /// fails, this bulk ends in an error, nothing that came after can be written, and the next start begins with what
    /// the journal has.
    async fn write_ahead(&mut self) -> Result<(), Failure> {
        self.written().await?;
        self.flushed = tokio::time::Instant::now();
        let (entries, side) = self.batch.take();
        let inner = self.hospital.inner.clone();
        inner.core.worlds_mut().durable();
        let written = async move {
            inner.journal.append(&entries, &side).await?;
            inner.core.announce(entries.last().map_or(0, |entry| entry.seq));
            Ok(())
        };
        self.under_way = Some(tokio::spawn(written.in_current_span()));
        Ok(())
    }

    /// Waits for what is being written.
    async fn written(&mut self) -> Result<(), Failure> {
        match self.under_way.take() {
            None => Ok(()),
            Some(task) => match task.await {
                Ok(Ok(())) => Ok(()),
                Ok(Err(error)) => Err(failed(&error)),
                Err(_) => Err(Failure::Broken),
            },
        }
    }

    /// Writes what waits; when this returns, it is durable.
    ///
    /// # Errors
    /// [`Failure::Full`] or [`Failure::Broken`]; then what waited is taken back.
    pub async fn flush(&mut self) -> Result<(), Failure> {
        self.written().await?;
        let written = self.write_batch().await;
        if self.first && written.is_ok() {
            let seq = self.hospital.worlds().seq;
            self.hospital.journal().pass_over_messages(seq).await?;
        }
        written
    }

    async fn write_batch(&mut self) -> Result<(), Failure> {
        if self.batch.entries.is_empty() {
            return Ok(());
        }
        self.flushed = tokio::time::Instant::now();
        let inner = &self.hospital.inner;
        match inner.journal.append(&self.batch.entries, &self.batch.side).await {
            Ok(()) => {
                inner.core.durable(self.batch.last());
                self.batch.take();
                Ok(())
            }
            Err(error) => {
                inner.core.take_back(&[]);
                self.batch.take();
                Err(failed(&error))
            }
        }
    }
}

/// A history being made: an exchange's events become durable with the next flush. Only for a platform that is made
/// together with it.
struct Backfill<'a> {
    bulk: &'a mut Bulk,
    at: Instant,
}

impl Writes for Backfill<'_> {
    fn exchanges(&self) -> &Arc<Exchanges> {
        &self.bulk.hospital.inner.exchanges
    }

    fn now(&self) -> Instant {
        self.at.max(self.bulk.hospital().worlds().at)
    }

    async fn numbering(&self) -> Numbering {
        None
    }

    async fn decide(&mut self, actor: &Actor, _: Option<KeyUse>, decision: Decision) -> Result<Answer, Failure> {
        self.bulk.decide(self.at, actor, decision).await
    }
}

impl Drop for Bulk {
    /// What was not flushed is taken back.
    fn drop(&mut self) {
        if !self.batch.entries.is_empty() {
            tracing::error!(events = self.batch.entries.len(), "a bulk ends unwritten and is taken back");
            self.hospital.inner.core.take_back(&[]);
        }
        if self.first {
            self.hospital.inner.history.store(false, Ordering::Relaxed);
        }
    }
}

fn failed(error: &AppendError) -> Failure {
    tracing::error!(%error, "a bulk cannot be written");
    if matches!(error, AppendError::Full) { Failure::Full } else { Failure::Broken }
}
