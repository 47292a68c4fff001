//! The simulated server's tables for reports: rows in memory, the row that says where they stand, one lock on it, and
//! transactions of which all is done or nothing. [`harms`]: what is done to them from outside.
//!
//! When a transaction commits, it is checked at once that rows and position moved together, and some states are kept for
//! the checker.

mod harms;

pub(super) use harms::{HARMS, Harm};

use super::{
    follower,
    server::{Server, Silence},
};
use journal::{CellChange, Changes, Head, RowChange, Value};
use model::id::Seq;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock},
    thread,
    time::Duration,
};
use tokio::{
    sync::oneshot,
    time::{Instant, sleep, timeout},
};

/// A transaction that is idle for this long is ended.
const IDLE_MAX: Duration = Duration::from_secs(2);
/// Nobody waits longer for the lock.
const LOCK_MAX: Duration = Duration::from_secs(5);
/// How often whoever waits for the lock looks.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// So many states of a story are kept for the checker at most, besides the last one.
const KEPT_MAX: usize = 3;
/// One of so many commits leaves a state for the checker.
const KEPT_PER_MILLE: u64 = 100;

/// All cells of a row with their columns, those of its key first.
pub(super) type Row = Vec<(&'static str, Value)>;

/// Which tables are not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Missing {
    Nothing,
    One,
    /// Also where they stand.
    #[default]
    All,
}

/// The tables at one moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    rows: BTreeMap<&'static str, BTreeMap<Vec<Value>, Arc<Row>>>,
    position: Option<Head>,
    missing: Missing,
}

impl Tables {
    /// All rows, and their tables.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&'static str, &Row)> {
        self.rows.iter().flat_map(|(name, rows)| rows.values().map(|row| (*name, &**row)))
    }

    /// The event at which they stand; `None`: some of them are missing.
    pub(super) fn stand(&self) -> Option<&Head> {
        self.position.as_ref().filter(|_| self.missing == Missing::Nothing)
    }

    fn make(&mut self) {
        if self.stand().is_none() {
            *self = Self { rows: BTreeMap::new(), position: Some(Head::default()), missing: Missing::Nothing };
        }
    }

    /// As a database does it: all cells change at once.
    fn change(&mut self, table: &'static str, key: Row, change: RowChange) {
        let rows = self.rows.entry(table).or_default();
        let id: Vec<Value> = key.iter().map(|(_, value)| value.clone()).collect();
        match change {
            RowChange::Whole(cells) => drop(rows.insert(id, Arc::new([key, cells].concat()))),
            RowChange::Cells(changes) => {
                let Some(row) = rows.get_mut(&id) else { return };
                let before = row.clone();
                let was = |column: &str| before.iter().find(|(name, _)| *name == column).map(|(_, value)| value);
                for (name, cell) in Arc::make_mut(row).iter_mut() {
                    match changes.iter().find(|(column, _)| column == name) {
                        None => {}
                        Some((_, CellChange::Set(value))) => cell.clone_from(value),
                        Some((_, CellChange::Add(more))) => {
                            *cell = if let Value::Int(old) = cell { Value::Int(*old + more) } else { Value::Null };
                        }
                        Some((_, CellChange::Choose { by, without, with })) => {
                            let text = if was(by) == Some(&Value::Null) { without } else { with };
                            *cell = Value::Text((*text).to_owned());
                        }
                    }
                }
            }
        }
    }
}

/// What a transaction does when it commits.
enum Work {
    Make,
    Empty,
    Write(Changes),
    Move(Head),
}

/// A transaction on the tables. It ends when it is committed, idle, or its connection is gone, and when the server ends.
pub(super) struct Transaction {
    open: Mutex<Option<Open>>,
}

struct Open {
    work: Vec<Work>,
    /// A statement failed: none has any effect now.
    failed: bool,
    heard: Instant,
    /// When it is noticed that its connection is gone.
    gone: Option<Instant>,
}

impl Transaction {
    fn begin() -> Arc<Self> {
        let open = Open { work: Vec::new(), failed: false, heard: Instant::now(), gone: None };
        Arc::new(Self { open: Mutex::new(Some(open)) })
    }

    /// Looks whether it goes on; what has ended has done nothing.
    fn alive(&self) -> MutexGuard<'_, Option<Open>> {
        let (mut open, now) = (self.open.lock().unwrap(), Instant::now());
        if open.as_ref().is_some_and(|open| now > open.heard + IDLE_MAX || open.gone.is_some_and(|gone| now >= gone)) {
            *open = None;
        }
        open
    }

    /// A statement came. `false`: it was ended before.
    pub(super) fn statement(&self) -> bool {
        let mut open = self.alive();
        let Some(open) = &mut *open else { return false };
        open.heard = Instant::now();
        true
    }

    /// The server refused a statement.
    pub(super) fn fail(&self) {
        if let Some(open) = &mut *self.alive() {
            open.failed = true;
        }
    }

    fn add(&self, work: Work) -> Result<(), Silence> {
        match &mut *self.alive() {
            Some(open) if !open.failed => open.work.push(work),
            _ => return Err(Silence),
        }
        Ok(())
    }

    /// Would it change nothing?
    pub(super) fn is_empty(&self) -> bool {
        self.alive().as_ref().is_none_or(|open| open.work.is_empty())
    }

    pub(super) fn end(&self) {
        *self.open.lock().unwrap() = None;
    }
}

/// Where the tables are on the server.
pub(super) struct Place {
    state: Mutex<State>,
    /// A file of its own: whoever begins has locked it.
    pub(super) is_file: bool,
}

struct State {
    tables: Arc<Tables>,
    holder: Option<Arc<Transaction>>,
    /// How often the server has started.
    starts: u32,
    /// How many files there have been, and what was in the last one that was removed.
    files: u32,
    removed: Arc<Tables>,
    kept: Vec<Arc<Tables>>,
}

/// What a connection to the tables leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lead {
    starts: u32,
    files: u32,
}

impl Place {
    pub(super) fn new(tables: Arc<Tables>, is_file: bool) -> Self {
        let removed = Arc::default();
        let state = State { tables, holder: None, starts: 0, files: 0, removed, kept: Vec::new() };
        Self { state: Mutex::new(state), is_file }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn lead(&self) -> Lead {
        let State { starts, files, .. } = *self.state();
        Lead { starts, files }
    }

    /// Is the server that a connection was made to still there?
    pub(super) fn serves(&self, lead: Lead) -> bool {
        self.state().starts == lead.starts
    }

    /// The tables that a connection sees.
    pub(super) fn seen(&self, lead: Lead) -> Arc<Tables> {
        let state = self.state();
        if state.files == lead.files { state.tables.clone() } else { state.removed.clone() }
    }

    pub(super) fn now(&self) -> Arc<Tables> {
        self.state().tables.clone()
    }

    /// The states that were kept, and the last one.
    pub(super) fn kept(&self) -> Vec<Arc<Tables>> {
        let state = self.state();
        state.kept.iter().chain([&state.tables]).cloned().collect()
    }

    pub(super) fn begin(&self) -> Arc<Transaction> {
        Transaction::begin()
    }

    /// Takes the lock, if it is free. What held it and was ended does not hold it any more.
    pub(super) fn lock(&self, transaction: &Arc<Transaction>) -> bool {
        let mut state = self.state();
        let holder = state.holder.as_ref();
        if holder.is_some_and(|holder| !Arc::ptr_eq(holder, transaction) && holder.alive().is_some()) {
            return false;
        }
        state.holder = Some(transaction.clone());
        true
    }

    /// Takes the lock as soon as it is free.
    pub(super) async fn wait(&self, transaction: &Arc<Transaction>) -> Result<(), Silence> {
        let got = async {
            while !self.lock(transaction) {
                // Whoever waits is not idle.
                transaction.statement();
                sleep(LOOK_EVERY).await;
            }
        };
        timeout(LOCK_MAX, got).await.map_err(|_| Silence)?;
        if transaction.statement() { Ok(()) } else { Err(Silence) }
    }

    fn is_held_by(&self, transaction: &Arc<Transaction>) -> bool {
        self.state().holder.as_ref().is_some_and(|holder| Arc::ptr_eq(holder, transaction))
    }

    /// Where the tables stand, for whoever sees them so; `None` where no row says it.
    pub(super) fn position(&self, lead: Lead) -> Result<Option<Head>, Silence> {
        let seen = self.seen(lead);
        if seen.missing == Missing::All { Err(Silence) } else { Ok(seen.position.clone()) }
    }

    /// The connection of a transaction is gone, which is noticed after a time.
    pub(super) fn hang_up(&self, transaction: &Transaction, notice: Duration) {
        if let Some(open) = &mut *transaction.alive() {
            open.gone = Some(Instant::now() + notice);
        }
    }

    /// The server ended: so did all transactions and connections.
    pub(super) fn start_again(&self) {
        let mut state = self.state();
        state.starts += 1;
        if let Some(holder) = state.holder.take() {
            holder.end();
        }
    }
}

/// Statements that change something.
impl Server {
    pub(super) fn make_tables(&self, transaction: &Arc<Transaction>) -> Result<(), Silence> {
        if self.is_full() {
            return Err(Silence);
        }
        transaction.add(Work::Make)
    }

    pub(super) fn empty_tables(&self, transaction: &Arc<Transaction>) -> Result<(), Silence> {
        self.is_locked(transaction);
        transaction.add(Work::Empty)
    }

    pub(super) fn write_tables(
        &self,
        transaction: &Arc<Transaction>,
        lead: Lead,
        changes: Changes,
    ) -> Result<(), Silence> {
        self.is_locked(transaction);
        // Whether the one that is missing is to be written cannot be seen without taking the changes apart: as if it were.
        if self.is_full() || self.tables.seen(lead).missing != Missing::Nothing {
            return Err(Silence);
        }
        transaction.add(Work::Write(changes))
    }

    /// `update … where seq = from`, of which the caller has waited for the lock. Returns whether there was such a row.
    pub(super) fn move_tables(
        &self,
        transaction: &Arc<Transaction>,
        lead: Lead,
        from: Seq,
        to: Head,
    ) -> Result<bool, Silence> {
        let mut stands = self.tables.position(lead)?.map(|head| head.seq);
        if let Some(open) = &*transaction.alive() {
            for work in &open.work {
                match work {
                    Work::Move(head) => stands = Some(head.seq),
                    Work::Make => stands = Some(stands.unwrap_or_default()),
                    Work::Empty | Work::Write(_) => {}
                }
            }
        }
        if stands != Some(from) {
            return Ok(false);
        }
        transaction.add(Work::Move(to))?;
        Ok(true)
    }

    /// One node writes them at a time.
    fn is_locked(&self, transaction: &Arc<Transaction>) {
        if !self.tables.is_held_by(transaction) {
            self.trace.wrong("the tables are written by somebody who has not locked them");
        }
    }

    /// `commit`, which arrives after a time and cannot be called back. It is answered unless the transaction was ended
    /// before.
    pub(super) fn commit_tables(
        self: &Arc<Self>,
        transaction: Arc<Transaction>,
        lead: Lead,
        after: Duration,
    ) -> oneshot::Receiver<()> {
        let (done, answer) = oneshot::channel();
        let server = self.clone();
        tokio::spawn(async move {
            sleep(after).await;
            if server.commit_tables_now(&transaction, lead) {
                let _ = done.send(());
            }
        });
        answer
    }

    pub(super) fn commit_tables_now(&self, transaction: &Transaction, lead: Lead) -> bool {
        if !self.tables.serves(lead) {
            return false;
        }
        let Some(open) = transaction.alive().take() else { return false };
        // A transaction that failed ends without any effect, and so does what is done in a file that is removed.
        if open.failed || lead != self.tables.lead() || open.work.is_empty() {
            return true;
        }
        let mut state = self.tables.state();
        let before = state.tables.position.clone();
        let tables = Arc::make_mut(&mut state.tables);
        let (mut made, mut emptied, mut written, mut moved) = (false, false, false, false);
        for work in open.work {
            match work {
                Work::Make => {
                    made = tables.stand().is_none();
                    tables.make();
                }
                Work::Empty => {
                    tables.rows.clear();
                    emptied = true;
                }
                Work::Write(changes) => {
                    for (table, key, change) in changes.into_rows() {
                        tables.change(table, key, change);
                    }
                    written = true;
                }
                Work::Move(head) => {
                    tables.position = Some(head);
                    moved = true;
                }
            }
        }
        let after = tables.position.clone();
        let stands = |head: &Option<Head>| head.as_ref().map_or(0, |head| head.seq);
        let (from, to) = (stands(&before), stands(&after));
        self.trace.note("server", format!("tables: {from} to {to}, made {made}, emptied {emptied}"));
        if made {
            return true;
        }
        let hash = after.unwrap_or_default().hash;
        let right = match (emptied, written) {
            (true, written) => moved && to == 0 && hash.is_empty() && !written,
            (false, true) => moved && to > from && self.committed(|rows| rows.hash_until(to)) == Some(hash),
            (false, false) => !moved,
        };
        if !right {
            let what = format!("emptied {emptied}, written {written}, moved {moved}");
            self.trace.wrong(format!("rows and position of the tables do not fit together: {from} to {to}, {what}"));
        }
        if state.kept.len() < KEPT_MAX && state.tables.stand().is_some() && self.chance.hits(KEPT_PER_MILLE) {
            let kept = state.tables.clone();
            state.kept.push(kept);
        }
        true
    }
}

/// The tables of the hospital that each story begins with, as the follower writes them where nothing goes wrong.
pub(super) fn of_scene() -> &'static Arc<Tables> {
    static OF_SCENE: OnceLock<Arc<Tables>> = OnceLock::new();
    // A story may be running on this thread.
    OF_SCENE.get_or_init(|| thread::spawn(follower::tables_of_scene).join().unwrap())
}
