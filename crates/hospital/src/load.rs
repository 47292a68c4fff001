//! Loading: the newest snapshot, and the events after it.

use crate::{
    snapshot::{self, FormError, Loaded},
    writer::{
        History,
        keys::{DAYS, KeyUse},
    },
};
use chrono::Duration;
use journal::{KnownKey, SnapshotError, StoreError, StoredEvent, StoredRow};
use model::{id::Seq, time::Instant};
use std::{panic::resume_unwind, thread};

/// Rows are read in pages of this size.
const PAGE: u32 = 8192;

/// Why a hospital cannot be opened. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The journal cannot be read.
    #[error("the journal cannot be read: {0}")]
    Journal(#[from] StoreError),
    /// An event is missing between two others.
    #[error("event {expected} is missing from the journal; nothing was changed")]
    Gap {
        /// The number that should come next.
        expected: u64,
    },
    /// An event is missing, or not as it was written.
    #[error("{0}; nothing was changed. `onething journal verify` names every row that is wrong; restore a backup")]
    Broken(#[from] journal::Broken),
    /// The snapshot is not what was saved.
    #[error("{0}; nothing was changed. {FORGET}")]
    Snapshot(SnapshotError),
    /// The snapshot is complete, but of another form.
    #[error("the snapshot after event {seq} cannot be read: {source}; nothing was changed. {FORGET}")]
    Form {
        /// The last event in it.
        seq: Seq,
        /// Why it cannot be read.
        source: FormError,
    },
}

/// What to do about a damaged snapshot.
const FORGET: &str = "`onething journal forget-snapshot` on this database removes the snapshot, and the next start reads \
    the whole journal instead";

impl From<SnapshotError> for StartError {
    fn from(error: SnapshotError) -> Self {
        match error {
            SnapshotError::Store(error) => Self::Journal(error),
            damaged @ (SnapshotError::PartMissing { .. }
            | SnapshotError::PartChanged { .. }
            | SnapshotError::Mixed { .. }
            | SnapshotError::Ahead { .. }) => Self::Snapshot(damaged),
        }
    }
}

/// The hospital as its journal has it: the newest snapshot, and the events after it.
pub(crate) async fn load<H: History>(history: &H) -> Result<Loaded, StartError> {
    let mut loaded = match history.load_snapshot(snapshot::SCHEMA).await? {
        Some((seq, bytes)) => snapshot::decode(&bytes).map_err(|source| StartError::Form { seq, source })?,
        None => Loaded::default(),
    };
    replay(history, &mut loaded).await?;
    Ok(loaded)
}

/// Applies the events after those that the worlds have, up to the one that is the last when this begins: events written
/// meanwhile are not chased.
pub(crate) async fn replay<H: History>(history: &H, loaded: &mut Loaded) -> Result<(), StartError> {
    // Keys that are too old to be remembered are not kept while replaying.
    let (head, at) = history.last().await?.unwrap_or_default();
    let since = at.checked_sub_signed(Duration::days(DAYS)).unwrap_or_default();
    while loaded.worlds.seq < head {
        let after = loaded.worlds.seq;
        let left = u32::try_from(head - after).unwrap_or(u32::MAX);
        let page = history.stored(after + 1, left.min(PAGE)).await?;
        if page.is_empty() {
            return Err(StartError::Gap { expected: after + 1 });
        }
        for part in read(page) {
            for event in part? {
                loaded.apply(event, since)?;
            }
        }
        loaded.worlds.durable();
    }
    loaded.keys.forget_old(loaded.worlds.at);
    Ok(())
}

/// Reads the rows of a page, its two halves in parallel.
fn read(mut page: Vec<StoredRow>) -> [Result<Vec<StoredEvent>, StoreError>; 2] {
    let second = page.split_off(page.len() / 2);
    let read = |rows: Vec<StoredRow>| {
        let mut events = Vec::with_capacity(rows.len());
        for row in rows {
            events.extend(row.read()?);
        }
        Ok(events)
    };
    thread::scope(|scope| {
        let second = scope.spawn(|| read(second));
        let first = read(page);
        [first, second.join().unwrap_or_else(|panic| resume_unwind(panic))]
    })
}

impl Loaded {
    fn apply(&mut self, stored: StoredEvent, since: Instant) -> Result<(), StartError> {
        let expected = self.worlds.seq + 1;
        if stored.seq != expected {
            return Err(StartError::Gap { expected });
        }
        self.worlds.apply(&stored.event, stored.at);
        if let Some(KnownKey { user, at, key }) = stored.key
            && at >= since
            && let Ok(answer) = serde_json::from_str(&key.answer)
        {
            self.keys.remember(
                KeyUse { user, key: key.key, body_hash: key.body_hash, body_hash_before: key.body_hash },
                answer,
                at,
            );
        }
        Ok(())
    }
}
