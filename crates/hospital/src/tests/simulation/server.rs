//! The simulated database server: committed rows in the journal's own form, one lock on their head, and transactions
//! that end when their connection is gone, when they are idle for too long, or when the server goes away.
//!
//! It only has the faults of a server; `connection` has the faults on the way to it.

use super::{
    chance::Chance,
    sides::Sides,
    tables::{Place, Tables},
    trace::Trace,
    weather::Weather,
};
use journal::{AppendError, Entry, EventRow, KnownKey, SealedRow, StoreError};
use model::{
    id::{Seq, UserId},
    time::Instant,
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::sync::{OwnedMutexGuard, oneshot, watch};

/// A transaction that is idle for this long is ended (`idle_in_transaction_session_timeout`).
const IDLE_MAX: Duration = Duration::from_secs(1);
/// Nobody waits longer for the lock (`lock_timeout`).
const LOCK_MAX: Duration = Duration::from_secs(5);
/// The longest time until the server notices that a connection is gone, milliseconds.
const NOTICE_MAX_MILLIS: u64 = 1500;

/// A key as the journal's index has it: each has one effect.
type KeyName = (Option<UserId>, String);

/// A row, and the entries that are read from it.
struct Written {
    row: EventRow,
    entries: Vec<Entry>,
}

/// Committed rows in their order.
#[derive(Clone, Default)]
pub(super) struct Rows {
    rows: Vec<Arc<Written>>,
    keys: BTreeMap<KeyName, Seq>,
    pub(super) sides: Sides,
}

impl Rows {
    /// Adds all rows of a batch and those beside them, or none.
    pub(super) fn add(
        &mut self,
        entries: &[Entry],
        rows: Vec<EventRow>,
        side: Vec<SealedRow>,
    ) -> Result<(), AppendError> {
        self.fits(entries)?;
        for row in side {
            if !self.sides.add(row) {
                return Err(AppendError::Conflict);
            }
        }
        let mut rest = entries;
        for row in rows {
            let read = row.clone().entries()?;
            let Some((written, others)) = rest.split_at_checked(read.len()).filter(|(written, _)| *written == read)
            else {
                let what = format!("event {}", row.first());
                return Err(AppendError::Failed(StoreError::Row { table: "event", what }));
            };
            if let Some(key) = &written[0].key {
                self.keys.insert((written[0].actor.user, key.key.clone()), row.first());
            }
            rest = others;
            self.rows.push(Arc::new(Written { row, entries: read }));
        }
        Ok(())
    }

    /// Checks the unique indexes on numbers and on keys.
    fn fits(&self, entries: &[Entry]) -> Result<(), AppendError> {
        for (seq, entry) in (self.head().0 + 1..).zip(entries) {
            if entry.seq != seq {
                return Err(AppendError::Conflict);
            }
            if entry.key.as_ref().is_some_and(|key| self.keys.contains_key(&(entry.actor.user, key.key.clone()))) {
                return Err(AppendError::KeyUsed);
            }
        }
        Ok(())
    }

    /// Number and hash of the last row.
    pub(super) fn head(&self) -> (Seq, String) {
        self.rows.last().map_or_else(Default::default, |last| (last.row.last(), last.row.hash().to_owned()))
    }

    /// Number and time of the last event.
    pub(super) fn last(&self) -> Option<(Seq, Instant)> {
        let last = self.rows.last()?.entries.last()?;
        Some((last.seq, last.at))
    }

    /// The hash of the row that ends with an event.
    pub(super) fn hash_until(&self, seq: Seq) -> Option<String> {
        self.rows.iter().rev().find(|written| written.row.last() == seq).map(|written| written.row.hash().to_owned())
    }

    /// The hash of the row that begins with an event.
    pub(super) fn hash_from(&self, seq: Seq) -> Option<String> {
        Some(self.from(seq).next().filter(|row| row.first() == seq)?.hash().to_owned())
    }

    /// The rows that begin with an event or later.
    pub(super) fn from(&self, seq: Seq) -> impl Iterator<Item = &EventRow> {
        self.written_from(seq).iter().map(|written| &written.row)
    }

    fn written_from(&self, seq: Seq) -> &[Arc<Written>] {
        &self.rows[self.rows.partition_point(|written| written.row.first() < seq)..]
    }

    /// Entries from a number on, as they are read from their rows.
    pub(super) fn entries(&self, from: Seq) -> Vec<Entry> {
        self.written_from(from).iter().flat_map(|written| written.entries.iter().cloned()).collect()
    }

    /// A key with its answer.
    pub(super) fn key(&self, user: Option<UserId>, key: &str) -> Option<KnownKey> {
        let seq = self.keys.get(&(user, key.to_owned()))?;
        let entry = self.written_from(*seq).first()?.entries.first()?;
        Some(KnownKey { user, at: entry.at, key: entry.key.clone()? })
    }
}

struct State {
    rows: Rows,
    snapshot: Option<(Seq, Vec<u8>)>,
    holder: Option<Arc<Session>>,
    /// How often at once it is away, and its disk is full.
    away: u32,
    full: u32,
}

/// The server, which all nodes share.
pub(super) struct Server {
    head: Arc<tokio::sync::Mutex<()>>,
    state: Mutex<State>,
    pub(super) tables: Place,
    /// Each listener has a channel of its own: a channel wakes several in an order that does not depend on the seed.
    news: Mutex<Vec<watch::Sender<Seq>>>,
    pub(super) chance: Chance,
    weather: Arc<Weather>,
    pub(super) trace: Trace,
}

/// A transaction that has the head row's lock until it is ended.
#[derive(Debug)]
pub(super) struct Session {
    held: Mutex<Option<OwnedMutexGuard<()>>>,
    statements: AtomicU32,
}

impl Session {
    pub(super) fn is_alive(&self) -> bool {
        self.held.lock().unwrap().is_some()
    }

    /// Rolls back what was not committed, and frees the lock.
    pub(super) fn end(&self) {
        self.held.lock().unwrap().take();
    }
}

/// The server does not answer.
#[derive(Debug)]
pub(super) struct Silence;

impl Server {
    pub(super) fn start(
        rows: Rows,
        tables: Arc<Tables>,
        chance: Chance,
        weather: Arc<Weather>,
        trace: Trace,
    ) -> Arc<Self> {
        let state = Mutex::new(State { rows, snapshot: None, holder: None, away: 0, full: 0 });
        let tables = Place::new(tables, weather.nodes == 1);
        Arc::new(Self { head: Arc::default(), state, tables, news: Mutex::default(), chance, weather, trace })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Looks at what is committed, as anybody who can read sees it now.
    pub(super) fn committed<T>(&self, look: impl FnOnce(&Rows) -> T) -> T {
        look(&self.state().rows)
    }

    /// The number of the last committed event.
    pub(super) fn head(&self) -> Seq {
        self.committed(|rows| rows.head().0)
    }

    /// Reads what is committed, unless the server is away.
    pub(super) fn read<T>(&self, look: impl FnOnce(&Rows) -> T) -> Result<T, Silence> {
        let state = self.state();
        if state.away == 0 { Ok(look(&state.rows)) } else { Err(Silence) }
    }

    pub(super) fn snapshot(&self) -> Option<(Seq, Vec<u8>)> {
        self.state().snapshot.clone()
    }

    pub(super) fn keep_snapshot(&self, seq: Seq, bytes: Vec<u8>) {
        self.state().snapshot = Some((seq, bytes));
    }

    pub(super) fn news(&self) -> watch::Receiver<Seq> {
        let (sender, receiver) = watch::channel(0);
        self.news.lock().unwrap().push(sender);
        receiver
    }

    /// `begin; select … for update`: waits for the lock in order of arrival. A client that has gone meanwhile keeps its
    /// place.
    pub(super) async fn lock(self: &Arc<Self>) -> Result<Arc<Session>, Silence> {
        if self.state().away > 0 {
            return Err(Silence);
        }
        let (given, got) = oneshot::channel();
        let server = self.clone();
        tokio::spawn(async move {
            let Ok(guard) = tokio::time::timeout(LOCK_MAX, server.head.clone().lock_owned()).await else { return };
            if server.state().away > 0 {
                return;
            }
            let session = Arc::new(Session { held: Mutex::new(Some(guard)), statements: AtomicU32::new(0) });
            server.state().holder = Some(session.clone());
            server.watch_idle(&session);
            if let Err(session) = given.send(session) {
                server.hang_up(session);
            }
        });
        got.await.map_err(|_| Silence)
    }

    /// Notes that another statement of a transaction has come. `false`: the transaction was ended before.
    pub(super) fn statement(self: &Arc<Self>, session: &Arc<Session>) -> bool {
        session.statements.fetch_add(1, Ordering::Relaxed);
        if session.is_alive() {
            self.watch_idle(session);
        }
        session.is_alive()
    }

    fn watch_idle(self: &Arc<Self>, session: &Arc<Session>) {
        let (session, trace) = (session.clone(), self.trace.clone());
        let seen = session.statements.load(Ordering::Relaxed);
        tokio::spawn(async move {
            tokio::time::sleep(IDLE_MAX).await;
            if session.is_alive() && session.statements.load(Ordering::Relaxed) == seen {
                trace.note("server", "ends a transaction that was idle");
                session.end();
            }
        });
    }

    /// A connection is gone; the transaction ends when that is noticed.
    pub(super) fn hang_up(self: &Arc<Self>, session: Arc<Session>) {
        let notice = self.notice();
        tokio::spawn(async move {
            tokio::time::sleep(notice).await;
            session.end();
        });
    }

    /// After what time it is noticed that a connection is gone.
    pub(super) fn notice(&self) -> Duration {
        let slow = self.weather.strikes(&self.chance, self.weather.slow_notice);
        self.chance.millis(if slow { NOTICE_MAX_MILLIS } else { 2 })
    }

    /// The inserts of a batch, checked against the unique indexes.
    pub(super) fn insert(&self, session: &Session, entries: &[Entry]) -> Result<(), AppendError> {
        if !session.is_alive() {
            return Err(super::connection::interrupted());
        }
        let state = self.state();
        if state.full > 0 {
            return Err(AppendError::Full);
        }
        state.rows.fits(entries)
    }

    /// `commit`, which arrives after a time and takes some time: then all of the batch is written, or nothing if the
    /// transaction was ended before. It cannot be called back.
    pub(super) fn commit(
        self: &Arc<Self>,
        session: Arc<Session>,
        entries: Vec<Entry>,
        (rows, side): (Vec<EventRow>, Vec<SealedRow>),
        after: Duration,
    ) -> oneshot::Receiver<()> {
        session.statements.fetch_add(1, Ordering::Relaxed);
        let (done, answer) = oneshot::channel();
        let server = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            if !session.is_alive() {
                return;
            }
            let (first, last) = (entries[0].seq, entries[entries.len() - 1].seq);
            if let Err(error) = server.state().rows.add(&entries, rows, side) {
                server.trace.wrong(format!("a commit under the lock broke an index: {error}"));
            }
            server.trace.note("server", format!("commits {first} to {last}"));
            session.end();
            if !server.weather.strikes(&server.chance, server.weather.news_lost) {
                server.tell(last);
            }
            let _ = done.send(());
        });
        answer
    }

    /// Tells those who still listen that something was written.
    fn tell(&self, last: Seq) {
        let mut news = self.news.lock().unwrap();
        news.retain(|listener| !listener.is_closed());
        for listener in news.iter() {
            listener.send_replace(last);
        }
    }

    /// Its disk is full for a time: no rows are taken, and everything can be read.
    pub(super) async fn fill(&self, time: Duration) {
        self.trace.note("server", format!("is full for {} ms", time.as_millis()));
        self.state().full += 1;
        tokio::time::sleep(time).await;
        self.state().full -= 1;
    }

    pub(super) fn is_full(&self) -> bool {
        self.state().full > 0
    }

    /// Goes away for a time: all transactions end.
    pub(super) async fn outage(&self, time: Duration) {
        self.trace.note("server", format!("is away for {} ms", time.as_millis()));
        let holder = {
            let mut state = self.state();
            state.away += 1;
            state.holder.take()
        };
        if let Some(session) = holder {
            session.end();
        }
        self.tables.start_again();
        tokio::time::sleep(time).await;
        self.state().away -= 1;
    }
}
