//! The one writer (design D3): takes what waits, takes its turn to write, decides and applies it, appends all events in one
//! transaction, and only then answers.

mod batch;
pub(crate) mod keys;
mod turn;
mod unknown;

use crate::{
    deciding::Decision,
    failure::Failure,
    hospital::Inner,
    request::{Answer, Request},
};
pub(crate) use batch::{Batch, Job, apply, decide_job, now_of};
use journal::{AppendError, Entry, Journal, SealedRow, Settled, StoreError, Turn};
use keys::KeyUse;
use model::{actor::Actor, id::Seq, scheduling::Command, time::Instant};
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
    /// The turn to write.
    type Turn: Send;

    /// Takes the turn to write after an event, with what other nodes wrote since.
    fn turn(&self, after: Seq) -> impl Future<Output = Result<(Self::Turn, Vec<Entry>), AppendError>> + Send;

    /// Appends in one transaction, in a turn.
    fn append(
        &self,
        turn: Self::Turn,
        entries: &[Entry],
        side: &[SealedRow],
    ) -> impl Future<Output = Result<(), AppendError>> + Send;

    /// Gives a turn back in which nothing was written.
    fn end(&self, turn: Self::Turn) -> impl Future<Output = ()> + Send;

    /// Finds out whether a batch is in whose commit gave no answer.
    fn settle(&self, entries: &[Entry]) -> impl Future<Output = Result<Settled, StoreError>> + Send;
}

impl Log for Journal {
    type Turn = Turn;

    async fn turn(&self, after: Seq) -> Result<(Turn, Vec<Entry>), AppendError> {
        Journal::turn(self, after).await
    }

    async fn append(&self, turn: Turn, entries: &[Entry], side: &[SealedRow]) -> Result<(), AppendError> {
        self.append_in(turn, entries, side).await
    }

    async fn end(&self, turn: Turn) {
        turn.end().await;
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
            turn::write(&inner, &log, jobs, &mut queue).await;
        }
        if let Some(done) = stop {
            let _ = done.send(());
            return;
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
