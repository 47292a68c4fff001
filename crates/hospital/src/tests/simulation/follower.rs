//! The part of a node that brings the tables for reports up to the journal: the real loop and the real order of steps,
//! on the simulated server's tables. At each statement the node may die or be frozen, the server may refuse it, or its
//! answer may be lost.

use super::{
    chance::Chance,
    connection::{Connection, Fate, LATE_MAX_MILLIS, PATIENCE_MILLIS, store_error},
    life::Life,
    scene,
    server::{Rows, Server, Silence},
    tables::{Lead, Tables, Transaction},
    trace::Trace,
    weather::Weather,
};
use crate::tables::{Failed, Follows};
use journal::{Changes, EventRow, Followed, Head, StoreError, TABLES_VERSION};
use model::id::Seq;
use std::{
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};
use tokio::sync::{Mutex, watch};

/// Whoever brings the tables up to the journal in a node.
pub(super) struct Follower {
    connection: Connection,
    place: Mutex<Option<Open>>,
    stand: AtomicU64,
}

/// A connection to the tables. When it is dropped, its transaction ends as soon as the server notices.
pub(super) struct Open {
    server: Arc<Server>,
    lead: Lead,
    transaction: Option<Arc<Transaction>>,
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(transaction) = &self.transaction {
            self.server.tables.hang_up(transaction, self.server.notice());
        }
    }
}

impl Follower {
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection, place: Mutex::default(), stand: AtomicU64::default() }
    }

    /// The time that a statement takes, in which the node may die or be frozen.
    async fn way(&self, step: &str) {
        let Connection { chance, weather, life, trace, .. } = &self.connection;
        match chance.below(8) {
            0 => tokio::task::yield_now().await,
            1 | 2 => tokio::time::sleep(chance.millis(weather.way_millis)).await,
            _ => {}
        }
        if weather.strikes(chance, weather.tables_die) {
            trace.note(life, format!("dies: tables, {step}"));
            life.doom();
            std::future::pending::<()>().await;
        }
        if weather.strikes(chance, weather.tables_freeze) {
            life.freeze(chance.millis(3000), step);
            tokio::task::yield_now().await;
        }
    }

    /// Runs a statement; outside of a transaction it is one of its own.
    async fn run<T>(
        &self,
        to: &mut Open,
        step: &str,
        work: impl FnOnce(&Server, &Arc<Transaction>, Lead) -> Result<T, Silence>,
    ) -> Result<T, StoreError> {
        self.way(step).await;
        let Connection { chance, weather, life, server, .. } = &self.connection;
        let alone = to.transaction.is_none();
        let transaction = to.transaction.clone().unwrap_or_else(|| server.tables.begin());
        if life.is_cut() || !server.tables.serves(to.lead) || !transaction.statement() {
            return Err(store_error());
        }
        let strikes = weather.strikes(chance, weather.tables_fail);
        if strikes && chance.below(2) == 0 {
            transaction.fail();
            return Err(store_error());
        }
        let done = work(server, &transaction, to.lead);
        if done.is_err() {
            transaction.fail();
        }
        if alone {
            server.commit_tables_now(&transaction, to.lead);
        }
        if strikes { Err(store_error()) } else { Ok(done?) }
    }

    /// Reads the journal, on a connection of its own.
    async fn read<T>(&self, step: &str, look: impl FnOnce(&Rows) -> T) -> Result<T, StoreError> {
        self.way(step).await;
        let Connection { life, server, chance, weather, .. } = &self.connection;
        if life.is_cut() || weather.strikes(chance, weather.tables_fail) {
            return Err(store_error());
        }
        Ok(server.read(look)?)
    }
}

impl journal::Tables for Follower {
    type Open = Open;

    async fn open(&self) -> Result<Open, StoreError> {
        self.way("connects").await;
        let Connection { life, server, .. } = &self.connection;
        if life.is_cut() {
            return Err(store_error());
        }
        server.read(|_| ())?;
        let mut open = Open { server: server.clone(), lead: server.tables.lead(), transaction: None };
        self.make(&mut open).await?;
        Ok(open)
    }

    fn is_there(&self, open: &Open) -> bool {
        !open.server.tables.is_file || open.lead == open.server.tables.lead()
    }

    async fn begin(&self, to: &mut Open) -> Result<(), StoreError> {
        let tables = &to.server.tables;
        if let Some(transaction) = &to.transaction
            && transaction.statement()
        {
            // PostgreSQL only warns.
            return if tables.is_file { Err(store_error()) } else { Ok(()) };
        }
        to.transaction = Some(tables.begin());
        self.run(to, "begins", |_, _, _| Ok(())).await?;
        if to.server.tables.is_file {
            self.wait(to).await?;
        }
        Ok(())
    }

    async fn lock(&self, to: &mut Open, wait: bool) -> Result<Option<Head>, StoreError> {
        if wait {
            self.wait(to).await?;
        }
        self.run(to, "locks the tables", |server, transaction, lead| {
            let position = server.tables.position(lead)?;
            Ok(position.filter(|_| server.tables.lock(transaction)))
        })
        .await
    }

    async fn stand(&self, to: &mut Open) -> Result<Option<Head>, StoreError> {
        self.run(to, "looks where the tables stand", |server, _, lead| server.tables.position(lead)).await
    }

    async fn version(&self, to: &mut Open) -> Result<i64, StoreError> {
        self.run(to, "looks at the version", |_, _, _| Ok(TABLES_VERSION)).await
    }

    async fn empty(&self, to: &mut Open) -> Result<(), StoreError> {
        self.run(to, "empties the tables", |server, transaction, _| server.empty_tables(transaction)).await
    }

    async fn write(&self, to: &mut Open, changes: Changes) -> Result<(), StoreError> {
        let write =
            |server: &Server, transaction: &Arc<Transaction>, lead| server.write_tables(transaction, lead, changes);
        self.run(to, "writes the tables", write).await
    }

    async fn move_from(&self, to: &mut Open, from: Seq, reached: &Head) -> Result<bool, StoreError> {
        self.wait(to).await?;
        let reached = reached.clone();
        let moves = |server: &Server, transaction: &Arc<Transaction>, lead| {
            server.move_tables(transaction, lead, from, reached)
        };
        self.run(to, "moves the position", moves).await
    }

    async fn commit(&self, to: &mut Open) -> Result<(), StoreError> {
        self.way("commits the tables").await;
        let Connection { chance, weather, life, server, .. } = &self.connection;
        let Some(transaction) = to.transaction.clone() else { return Ok(()) };
        if life.is_cut() || !server.tables.serves(to.lead) || !transaction.statement() {
            return Err(store_error());
        }
        if transaction.is_empty() {
            transaction.end();
            to.transaction = None;
            return Ok(());
        }
        let fate = self.connection.fate();
        let after = match fate {
            Fate::Lost => {
                tokio::time::sleep(chance.millis(PATIENCE_MILLIS)).await;
                return Err(store_error());
            }
            Fate::Late => chance.millis(LATE_MAX_MILLIS),
            Fate::Answered | Fate::AnswerLost => chance.millis(weather.way_millis),
        };
        // From here on it cannot be called back.
        to.transaction = None;
        let answer = server.commit_tables(transaction, to.lead, after);
        self.way("its commit of the tables is under way").await;
        let answered = match fate {
            Fate::Answered => {
                let patience = Duration::from_millis(PATIENCE_MILLIS);
                tokio::time::timeout(patience, answer).await.is_ok_and(|done| done.is_ok())
            }
            Fate::AnswerLost => {
                tokio::time::sleep(chance.millis(PATIENCE_MILLIS)).await;
                false
            }
            Fate::Late | Fate::Lost => false,
        };
        if answered { Ok(()) } else { Err(store_error()) }
    }

    async fn are_whole(&self, to: &mut Open) -> Result<bool, StoreError> {
        self.run(to, "looks for what is missing", |server, _, lead| Ok(server.tables.seen(lead).stand().is_some()))
            .await
    }

    async fn make(&self, to: &mut Open) -> Result<(), StoreError> {
        to.transaction = Some(to.server.tables.begin());
        let whole = self
            .run(to, "looks what to make", |server, _, lead| Ok(server.tables.seen(lead).stand().is_some()))
            .await?;
        if !whole {
            self.wait(to).await?;
            self.run(to, "makes the tables", |server, transaction, _| server.make_tables(transaction)).await?;
        }
        self.commit(to).await
    }

    async fn make_views(&self, _: &mut Open) -> Result<(), StoreError> {
        Ok(())
    }

    async fn hash_of(&self, seq: Seq) -> Result<Option<String>, StoreError> {
        self.read("reads a hash for the tables", |rows| rows.hash_until(seq)).await
    }

    async fn rows(&self, from: Seq, limit: u32) -> Result<Vec<EventRow>, StoreError> {
        let limit = usize::try_from(limit).unwrap();
        self.read("reads events for the tables", |rows| rows.from(from).take(limit).cloned().collect()).await
    }

    fn page(&self) -> u32 {
        self.connection.weather.page
    }
}

impl Follower {
    /// Waits for the lock.
    async fn wait(&self, to: &Open) -> Result<(), StoreError> {
        match &to.transaction {
            Some(transaction) => Ok(to.server.tables.wait(transaction).await?),
            None => Ok(()),
        }
    }
}

impl Follows for Follower {
    async fn step(&self) -> Result<Followed, Failed> {
        let mut place = self.place.lock().await;
        let followed = journal::follow(self, &mut place, &self.connection.recent).await;
        if followed.is_err() {
            self.connection.trace.note(&self.connection.life, "cannot follow with the tables");
        }
        Ok(followed?)
    }

    fn written(&self) -> watch::Receiver<Seq> {
        self.connection.written.subscribe()
    }

    fn stand(&self) -> &AtomicU64 {
        &self.stand
    }
}

/// Where nothing goes wrong.
#[tokio::main(flavor = "current_thread")]
pub(super) async fn tables_of_scene() -> Arc<Tables> {
    let (trace, chance) = (Trace::begin(false), Chance::of(0));
    let weather = Arc::new(Weather::of(&chance));
    weather.calm();
    let rows = scene::scene().rows.clone();
    let head = rows.head().0;
    let server = Server::start(rows, Arc::default(), chance.clone(), weather.clone(), trace.clone());
    let life = Life::begin("scene".into(), trace.clone());
    let follower = Follower::new(Connection::new(life, server.clone(), chance, weather, trace));
    let mut place = None;
    while journal::follow(&follower, &mut place, &Default::default()).await.unwrap() != Followed::Head(head) {}
    server.tables.now()
}
