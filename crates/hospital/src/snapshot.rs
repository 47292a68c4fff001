//! Snapshots: what the hospital knows, as bytes.

use crate::{
    worlds::Worlds,
    writer::keys::{KeyMemory, KeyRow},
};
use model::{id::Seq, time::Instant};
use serde::{Serialize, de::DeserializeOwned};
use std::{panic::resume_unwind, thread};

/// The form of a snapshot; a snapshot of another form is ignored, not migrated. Its bytes contain neither names nor
/// types: any change of what the worlds' rows hold, or of the order of fields and variants, needs another number here.
pub const SCHEMA: u32 = 19;

/// What is wrong with bytes that are as they were saved.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// They end too early.
    #[error("it ends too early")]
    Short,
    /// A row does not have the form that the schema's number promises.
    #[error(transparent)]
    Row(#[from] postcard::Error),
}

/// The hospital's state, as loaded from its journal.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// The number of the snapshot that was there; 0 = none.
    pub(crate) kept: Seq,
    pub(crate) worlds: Worlds,
    /// The idempotency keys of the last days.
    pub(crate) keys: KeyMemory,
}

/// Number and time of the last event, which come before everything else.
type Mark = (Seq, i64);

/// The worlds and the keys of the last days as bytes: sections, each preceded by its length.
pub(crate) fn encode(worlds: &Worlds, keys: &KeyMemory) -> Result<Vec<u8>, postcard::Error> {
    let mark: Mark = (worlds.seq, worlds.at.timestamp_micros());
    let mut bytes = Vec::new();
    section(&mut bytes, &mark)?;
    section(&mut bytes, &worlds.scheduling.snapshot())?;
    section(&mut bytes, &worlds.settlement.snapshot())?;
    section(&mut bytes, &worlds.journey.snapshot())?;
    section(&mut bytes, &keys.rows())?;
    Ok(bytes)
}

fn section(bytes: &mut Vec<u8>, part: &impl Serialize) -> Result<(), postcard::Error> {
    let part = postcard::to_allocvec(part)?;
    bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&part);
    Ok(())
}

/// Reads what [`encode`] wrote. The worlds are built in parallel.
pub(crate) fn decode(mut bytes: &[u8]) -> Result<Loaded, FormError> {
    let mut next = || -> Result<&[u8], FormError> {
        let (length, rest) = bytes.split_first_chunk().ok_or(FormError::Short)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| FormError::Short)?;
        let (part, rest) = rest.split_at_checked(length).ok_or(FormError::Short)?;
        bytes = rest;
        Ok(part)
    };
    let [mark, scheduling, settlement, journey, keys] = [next()?, next()?, next()?, next()?, next()?];
    let (seq, at): Mark = read(mark)?;
    let (scheduling, others) = thread::scope(|scope| {
        let scheduling = scope.spawn(|| Ok::<_, FormError>(scheduling::World::restore(read(scheduling)?)));
        let others = || {
            let settlement = settlement::World::restore(read(settlement)?);
            let journey = journey::World::restore(read(journey)?);
            Ok::<_, FormError>((settlement, journey, KeyMemory::of(read::<Vec<KeyRow>>(keys)?)))
        };
        let others = others();
        (scheduling.join().unwrap_or_else(|panic| resume_unwind(panic)), others)
    });
    let (settlement, journey, keys) = others?;
    let worlds =
        Worlds::of(scheduling?, settlement, journey, (seq, Instant::from_timestamp_micros(at).unwrap_or_default()));
    Ok(Loaded { kept: seq, worlds, keys })
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FormError> {
    Ok(postcard::from_bytes(bytes)?)
}
