//! How tables follow the journal, whatever database holds them: which statements, in which order, and what is decided
//! between them (decisions.md D22). `tables` runs it in statements of SQL; the simulation of `hospital` runs it on tables
//! in memory, behind a server that fails.
//!
//! Beside the tables stands the number and the hash of an event: the tables say exactly what the journal says up to
//! there. Whoever writes them locks that row, takes the events after it, and moves it in the same transaction.

use crate::{
    EventRow, Head, StoreError,
    changes::Changes,
    project::{self, VERSION},
    recent::{Events, Part, Recent},
};
use model::id::Seq;
use std::{future::Future, sync::Arc};

/// Rows of one transaction, out of memory events; a batch that is larger is not parted.
const PAGE: u32 = 4096;

/// Where the tables stand after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    /// They stand at this event, and no later one is known; other nodes may have written more.
    Head(Seq),
    /// They stand at this event, and there are more.
    More(Seq),
    /// They stand at this event, and another node is writing them just now.
    Elsewhere(Seq),
}

/// A database that holds tables, and the journal that they follow. Each method is one statement or a few; all of them
/// return an error when the database fails.
pub trait Tables: Sync {
    /// A connection on which the tables are written. When it is dropped, what was begun on it is undone.
    type Open: Send;

    /// Connects, and makes what is missing or of an earlier version.
    fn open(&self) -> impl Future<Output = Result<Self::Open, StoreError>> + Send;

    /// Does a connection still lead to the tables that are there now?
    fn is_there(&self, open: &Self::Open) -> bool;

    /// Begins a transaction.
    fn begin(&self, to: &mut Self::Open) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Locks where the tables stand, until the transaction ends. `None`: there is no such row, or another node holds it
    /// and this one does not `wait`.
    fn lock(&self, to: &mut Self::Open, wait: bool) -> impl Future<Output = Result<Option<Head>, StoreError>> + Send;

    /// Where the tables stand, read without a lock.
    fn stand(&self, to: &mut Self::Open) -> impl Future<Output = Result<Option<Head>, StoreError>> + Send;

    /// Which version of the tables is there.
    fn version(&self, to: &mut Self::Open) -> impl Future<Output = Result<i64, StoreError>> + Send;

    /// Deletes all rows of this hospital.
    fn empty(&self, to: &mut Self::Open) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Writes what follows from some events.
    fn write(&self, to: &mut Self::Open, changes: Changes) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Says that the tables stand at another event, if they stand at `from`; returns whether they did.
    fn move_from(
        &self,
        to: &mut Self::Open,
        from: Seq,
        reached: &Head,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Commits the transaction.
    fn commit(&self, to: &mut Self::Open) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Are all tables there, as they should be?
    fn are_whole(&self, to: &mut Self::Open) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Makes what is missing, in a transaction of its own.
    fn make(&self, to: &mut Self::Open) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Makes the views that are missing.
    fn make_views(&self, to: &mut Self::Open) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The hash of the journal's row that ends with an event, as it is committed now.
    fn hash_of(&self, seq: Seq) -> impl Future<Output = Result<Option<String>, StoreError>> + Send;

    /// Up to `limit` rows of the journal from a number on, as they are committed now.
    fn rows(&self, from: Seq, limit: u32) -> impl Future<Output = Result<Vec<EventRow>, StoreError>> + Send;

    /// How much one transaction writes at most: rows of the journal, or out of memory events.
    fn page(&self) -> u32 {
        PAGE
    }
}

/// Brings tables some events further; opens and makes them first where necessary. `place` keeps the connection for the
/// next step. Nothing has changed after an error: try again.
///
/// # Errors
/// When a database fails, or an event cannot be read. [`StoreError::NewerTables`]: a newer program writes them.
pub async fn follow<T: Tables>(
    tables: &T,
    place: &mut Option<T::Open>,
    recent: &Recent,
) -> Result<Followed, StoreError> {
    // Somebody may have removed or replaced SQLite's file while it was open.
    let mut open = match place.take().filter(|open| tables.is_there(open)) {
        Some(open) => open,
        None => tables.open().await?,
    };
    let followed = step(tables, &mut open, recent).await?;
    // Otherwise it is closed, and what was begun is undone.
    *place = Some(open);
    Ok(followed)
}

/// Empties the tables, whoever follows with them; the next step makes them anew from the first event.
///
/// # Errors
/// When the database fails: nothing has changed.
pub async fn empty<T: Tables>(tables: &T) -> Result<(), StoreError> {
    let mut open = tables.open().await?;
    tables.begin(&mut open).await?;
    if let Some(stand) = tables.lock(&mut open, true).await? {
        make_empty(tables, &mut open, stand.seq).await?;
    }
    tables.commit(&mut open).await
}

async fn step<T: Tables>(tables: &T, to: &mut T::Open, recent: &Recent) -> Result<Followed, StoreError> {
    tables.begin(to).await?;
    let Some(stand) = tables.lock(to, false).await? else {
        let found = tables.stand(to).await?;
        tables.commit(to).await?;
        let Head { seq, .. } = found.ok_or_else(no_position)?;
        recent.forget(seq);
        return Ok(Followed::Elsewhere(seq));
    };
    match tables.version(to).await? {
        VERSION => {}
        newer if newer > VERSION => return Err(StoreError::NewerTables),
        _ => return Err(StoreError::Row { table: "table_version", what: "the version".into() }),
    }
    let seq = stand.seq;
    let part = match remembered_after(tables, &stand, recent).await? {
        Some(part) => part,
        None => match read_after(tables, &stand).await? {
            Next::Part(part) => part,
            Next::Another => {
                tracing::warn!(seq, "the tables are of another journal than this; they are made anew");
                make_empty(tables, to, seq).await?;
                tables.commit(to).await?;
                return Ok(Followed::More(0));
            }
            Next::Nothing => return look_at(tables, to, seq).await,
        },
    };
    let mut changes = Changes::default();
    for ((at, event), number) in part.batches.iter().flat_map(|events| events.iter()).zip(seq + 1..) {
        project::changes(event, number, *at).into_iter().for_each(|change| changes.add(change));
    }
    tables.write(to, changes).await?;
    move_to(tables, to, seq, &part.last).await?;
    tables.commit(to).await?;
    let reached = part.last.seq;
    recent.forget(reached);
    Ok(if part.to_the_end { Followed::Head(reached) } else { Followed::More(reached) })
}

/// There is nothing to write: looks whether the tables are still as they should be.
async fn look_at<T: Tables>(tables: &T, to: &mut T::Open, seq: Seq) -> Result<Followed, StoreError> {
    if !tables.are_whole(to).await? {
        tracing::warn!("some of the tables are missing or changed; they are made anew");
        tables.commit(to).await?;
        tables.make(to).await?;
        return Ok(Followed::More(0));
    }
    // Somebody may have made the schema for them meanwhile, or dropped one.
    tables.make_views(to).await?;
    tables.commit(to).await?;
    Ok(Followed::Head(seq))
}

/// What is read after the event at which the tables stand.
enum Next {
    Nothing,
    Part(Part),
    /// That event is not in this journal.
    Another,
}

/// What this process wrote after an event, if that is still in the journal: a server that took another's place may have
/// lost what was acknowledged.
async fn remembered_after<T: Tables>(tables: &T, stand: &Head, recent: &Recent) -> Result<Option<Part>, StoreError> {
    let Some(part) = recent.after(stand.seq, &stand.hash, tables.page() as usize) else { return Ok(None) };
    let stored = tables.hash_of(part.last.seq).await?;
    Ok((stored.as_ref() == Some(&part.last.hash)).then_some(part))
}

/// Reads what comes after an event.
async fn read_after<T: Tables>(tables: &T, stand: &Head) -> Result<Next, StoreError> {
    let (seq, limit) = (stand.seq, tables.page());
    if seq > 0 && tables.hash_of(seq).await?.as_ref() != Some(&stand.hash) {
        return Ok(Next::Another);
    }
    let rows = tables.rows(seq + 1, limit).await?;
    let Some(last) = rows.last() else { return Ok(Next::Nothing) };
    let last = Head { seq: last.last(), hash: last.hash.clone() };
    let mut events = Events::with_capacity(rows.len());
    for row in &rows {
        let number = seq + 1 + events.len() as u64;
        if row.first() != number {
            return Err(StoreError::Row { table: "event", what: format!("number {number}") });
        }
        let at = row.at()?;
        events.extend(row.events()?.into_iter().map(|event| (at, event)));
    }
    Ok(Next::Part(Part { last, batches: vec![Arc::new(events)], to_the_end: rows.len() < limit as usize }))
}

async fn make_empty<T: Tables>(tables: &T, to: &mut T::Open, stand: Seq) -> Result<(), StoreError> {
    tables.empty(to).await?;
    move_to(tables, to, stand, &Head::default()).await
}

async fn move_to<T: Tables>(tables: &T, to: &mut T::Open, from: Seq, reached: &Head) -> Result<(), StoreError> {
    // Nobody else can have moved it: it is locked.
    if tables.move_from(to, from, reached).await? { Ok(()) } else { Err(no_position()) }
}

fn no_position() -> StoreError {
    StoreError::Row { table: "table_position", what: "the hospital".into() }
}
