//! A commit whose answer was lost is settled by looking at what the journal has: until then nobody is told that it was
//! not done.

use super::{Batch, Core, Log, Work, batch::Round};
use crate::failure::Failure;
use journal::{AppendError, Settled};
use std::{sync::atomic::Ordering, time::Duration};
use tokio::{sync::mpsc, time::Instant};

/// How long callers are kept waiting; then they are told that the outcome is unknown.
const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// What became of a batch.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It was written.
    In,
    /// It was not written, and others have written since: it is to be decided again.
    Another,
    /// It was not written, and could not be written again.
    Failed(AppendError),
}

/// Finds out whether the batch was written, and if not, appends the same events again while its callers still wait.
pub(super) async fn settle<L: Log>(
    core: &Core,
    log: &L,
    round: &mut Round,
    queue: &mut mpsc::Receiver<Work>,
) -> Outcome {
    let since = Instant::now();
    let first = round.batch.entries.first().map_or(0, |entry| entry.seq);
    let mut pause = Duration::from_millis(20);
    let mut told = false;
    tracing::warn!(first, "the outcome of a commit is unknown; looking");
    loop {
        let settled = log.settle(&round.batch.entries).await;
        core.away.store(settled.is_err(), Ordering::Relaxed);
        match settled {
            Ok(Settled::In) => return Outcome::In,
            Ok(Settled::Another) => return Outcome::Another,
            // Callers were told that the outcome is unknown, and may have asked another node, which may have refused:
            // so the batch is not written any more.
            Ok(Settled::NotIn) if told => return Outcome::Failed(AppendError::OutcomeUnknown),
            Ok(Settled::NotIn) => match again(log, &round.batch).await {
                Ok(outcome) => return outcome,
                Err(AppendError::OutcomeUnknown) => {}
                Err(error) => return Outcome::Failed(error),
            },
            Err(error) => tracing::warn!(%error, "the journal cannot be asked; trying again"),
        }
        if since.elapsed() > PATIENCE {
            round.answer_unknown();
            turn_away(queue);
            told = true;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// Appends the same events, unless another node was quicker.
async fn again<L: Log>(log: &L, batch: &Batch) -> Result<Outcome, AppendError> {
    let first = batch.entries.first().map_or(1, |entry| entry.seq);
    let (lock, missed) = match log.write_lock(first - 1).await {
        Err(AppendError::Conflict) => return Ok(Outcome::Another),
        lock => lock?,
    };
    if !missed.is_empty() {
        log.end(lock).await;
        return Ok(Outcome::Another);
    }
    log.append(lock, &batch.entries, &batch.side).await.map(|()| Outcome::In)
}

/// Turns away whoever asks now: they may have asked before, and nothing can be said until the outcome is known.
fn turn_away(queue: &mut mpsc::Receiver<Work>) {
    while let Ok(work) = queue.try_recv() {
        match work {
            Work::Do(job) => job.answer(Err(Failure::OutcomeUnknown)),
            Work::Due(_) | Work::Stop(_) => {}
        }
    }
}
