//! Is the journal as it was written? The newest events are checked before a start, because what is decided rests on
//! them; the others slowly, while the hospital serves. If damage is found then, writing stops.

use crate::{
    StartError,
    aside::{Priority, aside},
    hospital::Hospital,
};
use journal::{Broken, Journal, StoreError};
use model::id::Seq;
use std::time::{Duration, Instant};

/// A start checks no more than this many events, or one row more; only after a crash or a new version are there more after the snapshot.
const AT_START_MAX: Seq = 200_000;
const PAGE: u32 = 2_000;
/// For each part of the time that is spent on checking, this many parts are spent on waiting.
const REST: u32 = 9;
const REST_MIN: Duration = Duration::from_millis(20);
/// Much of a long time was spent on waiting for the processor.
const REST_MAX: Duration = Duration::from_secs(5);
/// Pause after a read that failed.
const PAUSE: Duration = Duration::from_secs(5);

/// Checks the events after the snapshot up to the last. Returns the event up to which nothing was checked here; that no
/// number is missing is looked for beside the loading.
///
/// # Errors
/// [`StartError::Broken`] with what is wrong.
pub(crate) async fn at_start(journal: &Journal, kept: Seq, last: Seq) -> Result<Seq, StartError> {
    newest(journal, kept, last, AT_START_MAX).await
}

/// The same, with the number of events that it checks at most.
pub(crate) async fn newest(journal: &Journal, kept: Seq, last: Seq, most: Seq) -> Result<Seq, StartError> {
    // That many events before the last may be within a row.
    let from = match last.saturating_sub(most) {
        from if from > kept => journal.end_before(from + 1).await?.max(kept),
        _ => kept,
    };
    let mut after = from;
    while let Some(checked) = journal.check(after, PAGE).await?? {
        after = checked;
        if after >= last {
            break;
        }
    }
    Ok(from)
}

/// Checks the events up to `until` while the hospital serves.
pub(crate) async fn run(hospital: Hospital, until: Seq) {
    let mut closing = hospital.closing();
    let checked = async {
        let mut after = 0;
        while after < until {
            let began = Instant::now();
            let journal = hospital.journal().clone();
            match aside("check", Priority::Lowest, async move { page(&journal, after, until).await }).await {
                Ok(Ok(Ok(checked))) => after = checked,
                Ok(Ok(Err(broken))) => {
                    tracing::error!(%broken, "the journal is damaged; `onething journal verify` names every row");
                    return hospital.stop_for_damage();
                }
                Ok(Err(error)) => pause_after(&error).await,
                Err(error) => pause_after(&error).await,
            }
            hospital.figures().gauge("onething_journal_checked", &[]).set(after as f64);
            tokio::time::sleep((began.elapsed() * REST).clamp(REST_MIN, REST_MAX)).await;
        }
        tracing::info!(events = until, "the journal is as it was written");
    };
    tokio::select! {
        () = checked => {}
        _ = closing.wait_for(|closing| *closing) => {}
    }
}

async fn pause_after(error: &impl std::fmt::Display) {
    tracing::warn!(%error, "the journal cannot be checked now");
    tokio::time::sleep(PAUSE).await;
}

async fn page(journal: &Journal, after: Seq, until: Seq) -> Result<Result<Seq, Broken>, StoreError> {
    let limit = u32::try_from(until - after).unwrap_or(PAGE).min(PAGE);
    Ok(match journal.check(after, limit).await? {
        Ok(Some(checked)) => Ok(checked),
        // The events were there at the start.
        Ok(None) => Err(Broken::Missing(after + 1)),
        Err(broken) => Err(broken),
    })
}
