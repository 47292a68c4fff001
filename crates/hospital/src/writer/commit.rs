//! One batch: take the write lock, catch up with other nodes, decide, commit, answer; and start again when the lock was
//! lost.

use super::{
    Core, History as _, Job, Log, RETRY_AFTER, Work,
    batch::{self, Round},
    keys::KeyUse,
    unknown::{self, Outcome},
};
use crate::{failure::Failure, worlds::end_process};
use journal::AppendError;
use std::time::Duration;
use tokio::sync::mpsc;

/// How often a batch is decided when its write lock keeps being lost.
const TRIES: u32 = 3;
/// Pause between two tries.
const PAUSE: Duration = Duration::from_millis(50);

/// Decides jobs and commits what they wrote.
pub(super) async fn write<L: Log>(core: &Core, log: &L, mut jobs: Vec<Job>, queue: &mut mpsc::Receiver<Work>) {
    for tries in 1.. {
        let (round, error) = match once(core, log, jobs, queue).await {
            Ok(()) => return,
            Err(lost) => lost,
        };
        core.take_back(round.batch.keys());
        let recalled = match error {
            AppendError::KeyUsed => recall(core, log, round.batch.keys()).await,
            AppendError::Conflict
            | AppendError::PersonKeyTaken
            | AppendError::Full
            | AppendError::Interrupted(_)
            | AppendError::OutcomeUnknown
            | AppendError::Failed(_) => false,
        };
        let again = matches!(error, AppendError::Interrupted(_) | AppendError::Conflict) || recalled;
        if again && tries < TRIES {
            tracing::warn!(%error, "the write lock was lost; it is decided again");
            jobs = round.again();
            tokio::time::sleep(PAUSE * (tries - 1)).await;
            continue;
        }
        tracing::error!(%error, events = round.batch.entries.len(), "a batch was not written and is taken back");
        round.fail(&match error {
            AppendError::Full => Failure::Full,
            AppendError::OutcomeUnknown => Failure::OutcomeUnknown,
            AppendError::Failed(_) => Failure::Broken,
            AppendError::Conflict
            | AppendError::KeyUsed
            | AppendError::PersonKeyTaken
            | AppendError::Interrupted(_) => Failure::Busy { retry_after: RETRY_AFTER },
        });
        return;
    }
}

/// Takes the write lock, decides and commits; what was decided comes back when that failed.
async fn once<L: Log>(
    core: &Core,
    log: &L,
    jobs: Vec<Job>,
    queue: &mut mpsc::Receiver<Work>,
) -> Result<(), (Round, AppendError)> {
    let after = core.worlds().seq;
    let (lock, missed) = match log.write_lock(after).await {
        Ok(lock) => lock,
        Err(AppendError::Conflict) => end_for_good(),
        Err(error) => return Err((Round::undecided(jobs), error)),
    };
    core.follow(missed);
    if let Some(server) = log.server_shows(&lock) {
        core.watch.server_shows(server);
    }
    if let Some(why) = core.stopped() {
        log.end(lock).await;
        batch::refuse(core, jobs, why);
        return Ok(());
    }
    let mut round = batch::decide(core, jobs);
    if round.batch.entries.is_empty() {
        // Nothing was written, and what was seen is durable, because there is one batch at a time.
        log.end(lock).await;
        round.answer();
        return Ok(());
    }
    core.figures.counter("onething_commits_total", &[]).increment(1);
    core.figures.counter("onething_events_total", &[]).increment(round.batch.entries.len() as u64);
    core.figures.histogram("onething_commit_commands", &[]).record(round.len() as f64);
    let began = tokio::time::Instant::now();
    let appended = log.append(lock, &round.batch.entries, &round.batch.side).await;
    core.figures.histogram("onething_commit_seconds", &[]).record(began.elapsed().as_secs_f64());
    let error = match appended {
        Ok(()) => {
            core.durable(round.batch.last());
            round.answer();
            return Ok(());
        }
        // The numbers were free when the lock was taken.
        Err(AppendError::Conflict) => end_for_good(),
        Err(AppendError::OutcomeUnknown) => match unknown::settle(core, log, &mut round, queue).await {
            Outcome::In => {
                core.durable(round.batch.last());
                round.answer();
                return Ok(());
            }
            Outcome::Another => AppendError::Conflict,
            Outcome::Failed(error) => error,
        },
        Err(error) => error,
    };
    Err((round, error))
}

/// Looks up keys that are older than memory: whoever uses one again gets the answer of that time.
async fn recall<L: Log>(core: &Core, log: &L, keys: &[KeyUse]) -> bool {
    let mut recalled = false;
    for key in keys {
        let Ok(Some(found)) = log.history().find_key(key.user, &key.key).await else { continue };
        core.recall(found);
        recalled = true;
    }
    recalled
}

/// Ends the process: somebody else wrote where nobody else may, so what we know is not what the journal has.
fn end_for_good() -> ! {
    tracing::error!("another process writes this hospital's journal; ending");
    end_process()
}
