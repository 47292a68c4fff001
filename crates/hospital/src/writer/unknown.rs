//! A commit whose answer was lost is settled by looking at what is in: until then nobody is told that it was not done.

use super::{Batch, Log, Work};
use crate::failure::Failure;
use journal::{AppendError, Settled};
use std::time::Duration;
use tokio::{sync::mpsc, time::Instant};

/// Callers are kept waiting for so long; then they are told that the outcome is unknown.
const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// Finds out whether the batch is in, and appends the same events again where it is not.
pub(super) async fn settle<L: Log>(
    log: &L,
    batch: &mut Batch,
    queue: &mut mpsc::Receiver<Work>,
) -> Result<(), AppendError> {
    let since = Instant::now();
    let first = batch.entries.first().map_or(0, |entry| entry.seq);
    let mut pause = Duration::from_millis(20);
    tracing::warn!(first, "the outcome of a commit is unknown; looking");
    loop {
        match log.settle(&batch.entries).await {
            Ok(Settled::In) => return Ok(()),
            Ok(Settled::Another) => return Err(AppendError::Conflict),
            Ok(Settled::NotIn) => match log.append(&batch.entries, &batch.side).await {
                Err(AppendError::OutcomeUnknown) => {}
                settled => return settled,
            },
            Err(error) => tracing::warn!(%error, "the journal cannot be asked; trying again"),
        }
        if since.elapsed() > PATIENCE {
            batch.answer_unknown();
            turn_away(queue);
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// Who comes now may have come before: nothing can be said until the outcome is known.
fn turn_away(queue: &mut mpsc::Receiver<Work>) {
    while let Ok(work) = queue.try_recv() {
        match work {
            Work::Do(job) => {
                if let Some(reply) = job.reply {
                    let _ = reply.send(Err(Failure::OutcomeUnknown));
                }
            }
            Work::Tick | Work::Stop(_) => {}
        }
    }
}
