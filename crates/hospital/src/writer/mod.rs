//! The one writer (decisions.md D3): takes what waits, takes the write lock, decides and applies it, appends all
//! events in one transaction, and only then answers.

mod ask;
mod batch;
mod commit;
mod core;
pub(crate) mod keys;
mod log;
mod unknown;

pub(crate) use self::{
    batch::{Batch, Job, decide_job},
    core::{Core, Parts},
    log::{History, Log},
};
use crate::deciding::Decision;
use std::{sync::Arc, time::Duration};
use tokio::sync::{mpsc, oneshot};

/// The most commands that may wait; further ones are turned away at once.
pub(crate) const QUEUE_MAX: usize = 4096;
/// The most commands that are decided before a commit.
const BATCH_MAX: usize = 1024;
/// How often the writer lets others run and looks again, so that clients that were just answered can join the batch.
const ROUNDS: usize = 3;
/// An answer that cannot become durable within this time is given up.
pub(crate) const WAIT_MAX: Duration = Duration::from_secs(2);
/// When a client that was turned away may come back.
pub(crate) const RETRY_AFTER: Duration = Duration::from_millis(500);

/// What the writer is asked to do.
pub(crate) enum Work {
    /// To decide something.
    Do(Box<Job>),
    /// To do what is due by itself, as this finds it.
    Due(fn(&Core) -> Vec<Decision>),
    /// To stop, when all before is done.
    Stop(oneshot::Sender<()>),
}

/// Runs until it is told to stop.
pub(crate) async fn run<L: Log>(core: Arc<Core>, log: L, mut queue: mpsc::Receiver<Work>) {
    while let Some(first) = queue.recv().await {
        let mut stop = None;
        let mut jobs = Vec::new();
        let mut due = None;
        let mut take = |work: Work| match work {
            Work::Do(job) => jobs.push(*job),
            Work::Due(look) => due = Some(look),
            Work::Stop(done) => stop = Some(done),
        };
        core.figures.gauge("onething_queue_waiting", &[]).set(queue.len() as f64);
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
        if due.is_some() || !jobs.is_empty() {
            let _writing = core.writing.lock().await;
            // Looked for under the lock under which it is decided: whoever holds that lock may say what has to wait.
            if let Some(look) = due {
                jobs.extend(look(&core).into_iter().map(Job::due));
            }
            if !jobs.is_empty() {
                commit::write(&core, &log, jobs, &mut queue).await;
            }
        }
        if let Some(done) = stop {
            let _ = done.send(());
            return;
        }
    }
}
