//! The one writer (design D3): takes what waits, decides and applies it, appends all events in one transaction, and only
//! then answers.

mod batch;
pub(crate) mod keys;
mod unknown;

use crate::{
    deciding::Decision,
    failure::Failure,
    hospital::Inner,
    request::{Answer, Request},
};
pub(crate) use batch::{Batch, Job, decide_job, now_of};
use journal::{AppendError, Entry, Journal, SealedRow, Settled, StoreError};
use keys::KeyUse;
use model::{actor::Actor, scheduling::Command, time::Instant};
use scheduling::view::Moment;
use std::{future::Future, sync::Arc, time::Duration};
use tokio::sync::{mpsc, oneshot};

/// So many commands may wait; the next is turned away at once.
pub(crate) const QUEUE_MAX: usize = 4096;
/// So many commands are decided before a commit at most.
const BATCH_MAX: usize = 1024;
/// So often the writer lets others run and looks again, so that those just answered can join the batch.
const ROUNDS: usize = 3;
/// Who is turned away may come back after this time.
pub(crate) const RETRY_AFTER: Duration = Duration::from_millis(500);

/// What the writer is asked.
pub(crate) enum Work {
    /// To decide something.
    Do(Job),
    /// To do what is due by itself.
    Tick,
    /// To stop, when all before is done.
    Stop(oneshot::Sender<()>),
}

/// Where events go. The journal, or in tests one that fails.
pub(crate) trait Log: Clone + Send + Sync + 'static {
    /// Appends in one transaction.
    fn append(&self, entries: &[Entry], side: &[SealedRow]) -> impl Future<Output = Result<(), AppendError>> + Send;

    /// Finds out whether a batch is in whose commit gave no answer.
    fn settle(&self, entries: &[Entry]) -> impl Future<Output = Result<Settled, StoreError>> + Send;
}

impl Log for Journal {
    async fn append(&self, entries: &[Entry], side: &[SealedRow]) -> Result<(), AppendError> {
        Journal::append(self, entries, side).await
    }

    async fn settle(&self, entries: &[Entry]) -> Result<Settled, StoreError> {
        Journal::settle(self, entries).await
    }
}

/// Runs until it is told to stop.
pub(crate) async fn run<L: Log>(inner: Arc<Inner>, log: L, mut queue: mpsc::Receiver<Work>) {
    while let Some(first) = queue.recv().await {
        let mut stop = None;
        let mut jobs = Vec::new();
        let mut tick = false;
        let mut take = |work: Work| match work {
            Work::Do(job) => jobs.push(job),
            Work::Tick => tick = true,
            Work::Stop(done) => stop = Some(done),
        };
        metrics::gauge!("onething_queue_waiting").set(queue.len() as f64);
        take(first);
        let mut taken = 1;
        for _ in 0..ROUNDS {
            while taken < BATCH_MAX {
                let Ok(work) = queue.try_recv() else { break };
                take(work);
                taken += 1;
            }
            tokio::task::yield_now().await;
        }
        if tick {
            let now = inner.clock.now();
            jobs.extend(inner.due(now).into_iter().map(Job::due));
        }
        if !jobs.is_empty() {
            let _writing = inner.writing.lock().await;
            let batch = batch::decide(&inner, jobs);
            commit(&inner, &log, batch, &mut queue).await;
        }
        if let Some(done) = stop {
            let _ = done.send(());
            return;
        }
    }
}

/// Appends a batch and answers.
async fn commit<L: Log>(inner: &Inner, log: &L, mut batch: Batch, queue: &mut mpsc::Receiver<Work>) {
    if batch.entries.is_empty() {
        // Nothing was written, and what was seen is durable: batches go one at a time.
        return batch.answer();
    }
    metrics::counter!("onething_commits_total").increment(1);
    metrics::counter!("onething_events_total").increment(batch.entries.len() as u64);
    metrics::histogram!("onething_commit_commands").record(batch.len() as f64);
    let began = tokio::time::Instant::now();
    let mut result = log.append(&batch.entries, &batch.side).await;
    metrics::histogram!("onething_commit_seconds").record(began.elapsed().as_secs_f64());
    if matches!(result, Err(AppendError::OutcomeUnknown)) {
        result = unknown::settle(log, &mut batch, queue).await;
    }
    match result {
        Ok(()) => {
            inner.durable(batch.last());
            batch.answer();
        }
        Err(error) => {
            tracing::error!(%error, events = batch.entries.len(), "a batch was not written and is taken back");
            inner.take_back(batch.keys());
            batch.fail(match error {
                AppendError::Full => Failure::Full,
                AppendError::Conflict | AppendError::PersonKeyTaken | AppendError::Interrupted(_) => {
                    Failure::Busy { retry_after: RETRY_AFTER }
                }
                AppendError::KeyUsed => Failure::Conflict,
                AppendError::OutcomeUnknown => Failure::OutcomeUnknown,
                AppendError::Failed(_) => Failure::Broken,
            });
            if matches!(error, AppendError::Conflict) {
                // Somebody else wrote into our journal: what we know is not what is there.
                tracing::error!("another process writes this hospital's journal; ending");
                std::process::abort();
            }
        }
    }
}

impl Inner {
    /// What is due by itself at this time, or at that of the last event.
    pub(crate) fn due(&self, now: Instant) -> Vec<Request> {
        let mut worlds = self.worlds_mut();
        let now = now.max(worlds.at);
        let due = worlds.scheduling.due(Moment { now, zone: self.config.zone });
        let request = |command| match command {
            Command::MarkMissed { appointment } => Some(Request::MarkMissed { appointment }),
            Command::ReadyBed { bed } => Some(Request::ReadyBed { bed }),
            _ => None,
        };
        due.into_iter().filter_map(request).collect()
    }

    /// Puts something into the writer's queue and waits for the answer.
    pub(crate) async fn ask(&self, actor: Actor, key: Option<KeyUse>, decide: Decision) -> Result<Answer, Failure> {
        let (reply, answer) = oneshot::channel();
        let job = Job { actor, key, decide, reply: Some(reply) };
        self.queue.try_send(Work::Do(job)).map_err(|_| Failure::Busy { retry_after: RETRY_AFTER })?;
        answer.await.unwrap_or(Err(Failure::Busy { retry_after: RETRY_AFTER }))
    }
}
