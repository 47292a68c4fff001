//! The projected tables follow the journal (decisions.md D22): whoever is answered waits only for the journal, and the
//! tables are brought up to it afterwards, in transactions of their own.
//!
//! Beside them stands the number and the hash of an event: the tables say exactly what the journal says up to there.
//! Whoever writes them locks that row, takes the events after it, and moves it in the same transaction, so that of
//! several nodes one writes at a time, and one that was frozen meanwhile writes nothing. Tables that are missing,
//! damaged, of another version, or of another journal than this are made anew from the first event.

use crate::{
    Journal, StoreError,
    changes::Changes,
    error::is_damage,
    project::{self, POSITION, SCHEMA, TABLES, Table, VERSION, create},
    recent::{Events, Part},
    store::{Backend, Connection, FileId, TablesConnection, Way, on},
    views,
    write_lock::{HASH_OF, Head},
};
use model::id::Seq;
use sqlx::{AssertSqlSafe, Connection as _};
use std::{collections::BTreeMap, iter, sync::Arc, time::Duration};

/// Rows of one transaction, out of memory events; a batch that is larger is not parted.
const PAGE: u32 = 4096;
/// Pause while another node writes the tables.
const ELSEWHERE: Duration = Duration::from_millis(50);

/// Any number that nothing else in the database locks: one node makes the tables at a time.
pub(crate) const MAKING: i64 = 0x6f6e_6574;
/// On PostgreSQL only.
pub(crate) const ONE_MAKES: &str = "select pg_advisory_xact_lock($1)";
/// On PostgreSQL only.
pub(crate) const MAKES_IF_FREE: &str = "select pg_try_advisory_xact_lock($1)";
/// On PostgreSQL only.
pub(crate) const HAS_SCHEMA: &str = "select count(*) from pg_namespace where nspname = $1";
/// On PostgreSQL only.
pub(crate) const POSTGRES_COLUMNS: &str = "select c.relname::text, a.attname::text from pg_class c \
    join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid \
    where n.nspname = current_schema() and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped";
/// On SQLite only.
const SQLITE_COLUMNS: &str =
    "select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table'";

const READ_VERSION: &str = "select coalesce(max(version), 0) from table_version";
const FORGET_VERSION: &str = "delete from table_version";
const SAY_VERSION: &str = "insert into table_version (version) values ($1)";
pub(crate) const BEGIN: &str =
    "insert into table_position (hospital_id, seq, hash) values ($1, 0, '') on conflict (hospital_id) do nothing";
pub(crate) const READ: &str = "select seq, hash from table_position where hospital_id = $1";
/// On PostgreSQL only.
pub(crate) const LOCK: &str = "select seq, hash from table_position where hospital_id = $1 for update";
/// On PostgreSQL only.
pub(crate) const LOCK_IF_FREE: &str =
    "select seq, hash from table_position where hospital_id = $1 for update skip locked";
pub(crate) const MOVE: &str = "update table_position set seq = $2, hash = $3 where hospital_id = $1 and seq = $4";

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

impl Journal {
    /// Brings the tables some events further; makes them first where they are missing. Nothing has changed after an
    /// error: try again.
    ///
    /// # Errors
    /// When the database fails, or an event cannot be read. [`StoreError::NewerTables`]: a newer program writes them.
    pub async fn follow_tables(&self) -> Result<Followed, StoreError> {
        let mut place = self.tables.lock().await;
        let followed = async {
            // Somebody may have removed or replaced SQLite's file while it was open.
            let mut tables = match place.take().filter(|open| open.file == self.store.tables_file()) {
                Some(tables) => tables,
                None => self.open_tables().await?,
            };
            let followed = self.follow_in(tables.connection.connection()).await?;
            // Otherwise it is closed, and what was begun is undone.
            *place = Some(tables);
            Ok(followed)
        };
        let followed = followed.await;
        self.discard_damaged(&followed);
        followed
    }

    /// Closes the connection on which the tables follow, so that SQLite puts what its log holds into the file.
    ///
    /// # Errors
    /// When the database fails; nothing is lost by that.
    pub async fn close_tables(&self) -> Result<(), StoreError> {
        if let Some(OpenTables { connection, .. }) = self.tables.lock().await.take() {
            on!(connection, connection => connection.close().await?);
        }
        Ok(())
    }

    /// Empties this hospital's tables and makes them anew from the first event. Returns up to which event. A server may
    /// run meanwhile.
    ///
    /// # Errors
    /// As [`follow_tables`](Self::follow_tables).
    pub async fn rebuild_tables(&self) -> Result<Seq, StoreError> {
        let emptied = self.empty_tables().await;
        if !self.discard_damaged(&emptied) {
            emptied?;
        }
        loop {
            match self.follow_tables().await? {
                Followed::Head(seq) => return Ok(seq),
                Followed::More(_) => {}
                Followed::Elsewhere(_) => tokio::time::sleep(ELSEWHERE).await,
            }
        }
    }

    async fn empty_tables(&self) -> Result<(), StoreError> {
        let OpenTables { connection: mut tables, .. } = self.open_tables().await?;
        let lock = match tables {
            Backend::Sqlite(_) => READ,
            Backend::Postgres(_) => LOCK,
        };
        begin(tables.connection()).await?;
        if let Some((seq, _)) = self.position(tables.connection(), lock).await? {
            self.empty(tables.connection(), seq).await?;
        }
        Ok(commit(tables.connection()).await?)
    }

    /// Removes SQLite's file of the tables where something failed because it is damaged; the next step makes another.
    fn discard_damaged<T>(&self, done: &Result<T, StoreError>) -> bool {
        let (Err(StoreError::Database(error)), Backend::Sqlite(store)) = (done, &self.store) else { return false };
        let damaged = is_damage(error);
        if damaged {
            tracing::warn!(%error, "the file of the tables is damaged; it is made anew");
            store.discard_tables();
        }
        damaged
    }

    /// Where the tables stand in a transaction; `None` where there are none of this version, or some lack something.
    pub(crate) async fn tables_stand(&self, mut tables: Connection<'_>) -> Result<Option<(Seq, String)>, StoreError> {
        if stored_version(tables.again()).await? != Some(VERSION) || !broken(tables.again()).await?.is_empty() {
            return Ok(None);
        }
        self.position(tables, READ).await
    }

    async fn open_tables(&self) -> Result<OpenTables, StoreError> {
        let mut connection = self.store.connect_tables(Way::Serve).await?;
        let file = self.store.tables_file();
        self.prepare_tables(connection.connection()).await?;
        Ok(OpenTables { connection, file })
    }

    /// Makes what is missing or of an earlier version.
    async fn prepare_tables(&self, mut to: Connection<'_>) -> Result<(), StoreError> {
        if let Backend::Postgres(connection) = &mut to {
            let schemas: i64 = sqlx::query_scalar(HAS_SCHEMA).bind(SCHEMA).fetch_one(&mut **connection).await?;
            if schemas == 0 {
                let make = AssertSqlSafe(format!("create schema if not exists {SCHEMA}"));
                sqlx::query(make).execute(&mut **connection).await?;
            }
        }
        begin(to.again()).await?;
        if let Backend::Postgres(connection) = &mut to {
            sqlx::query(ONE_MAKES).bind(MAKING).execute(&mut **connection).await?;
        }
        let version = stored_version(to.again()).await?;
        if version > Some(VERSION) {
            return Err(StoreError::NewerTables);
        }
        if let (None, Backend::Postgres(_)) = (version, &to) {
            let stored = stored_columns(to.again()).await?;
            let ours = stored.contains_key(POSITION.name);
            if let Some(table) = TABLES.iter().find(|table| !ours && stored.contains_key(table.name)) {
                return Err(StoreError::ForeignTables { table: table.name });
            }
        }
        let broken = if version == Some(VERSION) { broken(to.again()).await? } else { all().collect() };
        if !broken.is_empty() {
            for table in all() {
                if !broken.iter().any(|broken| broken.name == table.name) {
                    run(to.again(), format!("delete from {}", table.name)).await?;
                }
            }
            for table in broken {
                let cascade = if matches!(to, Backend::Postgres(_)) { " cascade" } else { "" };
                run(to.again(), format!("drop table if exists {}{cascade}", table.name)).await?;
                for statement in create(table, &to) {
                    run(to.again(), statement).await?;
                }
            }
            run(to.again(), "create table if not exists table_version (version bigint not null)".into()).await?;
            run(to.again(), FORGET_VERSION.into()).await?;
            on!(to.again(), to => sqlx::query(SAY_VERSION).bind(VERSION).execute(to).await.map(drop)?);
        }
        let hospital = self.hospital().0;
        let began = on!(to.again(), to => sqlx::query(BEGIN).bind(hospital).execute(to).await?.rows_affected());
        if began > 0 {
            self.empty(to.again(), 0).await?;
        }
        views::make_missing(to.again(), hospital, all()).await?;
        commit(to).await?;
        Ok(())
    }

    async fn follow_in(&self, mut to: Connection<'_>) -> Result<Followed, StoreError> {
        begin(to.again()).await?;
        let lock = match to {
            Backend::Sqlite(_) => READ,
            Backend::Postgres(_) => LOCK_IF_FREE,
        };
        let Some((seq, hash)) = self.position(to.again(), lock).await? else {
            let found = self.position(to.again(), READ).await?;
            commit(to).await?;
            let (seq, _) = found.ok_or(StoreError::Row { table: "table_position", what: "the hospital".into() })?;
            self.recent.forget(seq);
            return Ok(Followed::Elsewhere(seq));
        };
        match on!(to.again(), to => sqlx::query_scalar(READ_VERSION).fetch_one(to).await?) {
            VERSION => {}
            newer if newer > VERSION => return Err(StoreError::NewerTables),
            _ => return Err(StoreError::Row { table: "table_version", what: "the version".into() }),
        }
        let part = match self.remembered_after(seq, &hash).await? {
            Some(part) => part,
            None => match self.read_after(seq, &hash).await? {
                Next::Part(part) => part,
                Next::Another => {
                    tracing::warn!(seq, "the tables are of another journal than this; they are made anew");
                    self.empty(to.again(), seq).await?;
                    commit(to).await?;
                    return Ok(Followed::More(0));
                }
                Next::Nothing => return self.look_at(to, seq).await,
            },
        };
        let mut changes = Changes::default();
        for ((at, event), number) in part.batches.iter().flat_map(|events| events.iter()).zip(seq + 1..) {
            project::changes(event, number, *at).into_iter().for_each(|change| changes.add(change));
        }
        changes.write(to.again(), self.hospital().0).await?;
        let Head { seq: reached, hash } = &part.last;
        self.move_to(to.again(), seq, *reached, hash).await?;
        commit(to).await?;
        self.recent.forget(*reached);
        Ok(if part.to_the_end { Followed::Head(*reached) } else { Followed::More(*reached) })
    }

    /// There is nothing to write: looks whether the tables are still as they should be.
    async fn look_at(&self, mut to: Connection<'_>, seq: Seq) -> Result<Followed, StoreError> {
        if !broken(to.again()).await?.is_empty() {
            tracing::warn!("some of the tables are missing or changed; they are made anew");
            commit(to.again()).await?;
            self.prepare_tables(to).await?;
            return Ok(Followed::More(0));
        }
        // Somebody may have made the schema for them meanwhile, or dropped one.
        views::make_missing(to.again(), self.hospital().0, all()).await?;
        commit(to).await?;
        Ok(Followed::Head(seq))
    }

    /// What this process wrote after an event, if that is still in the journal: a server that took another's place may
    /// have lost what was acknowledged.
    async fn remembered_after(&self, seq: Seq, hash: &str) -> Result<Option<Part>, StoreError> {
        let Some(part) = self.recent.after(seq, hash, PAGE as usize) else { return Ok(None) };
        let stored = self.hash_of(part.last.seq).await?;
        Ok((stored.as_ref() == Some(&part.last.hash)).then_some(part))
    }

    /// The hash of the row that ends with an event.
    async fn hash_of(&self, seq: Seq) -> Result<Option<String>, sqlx::Error> {
        Ok(on!(self.store.aside(), pool => sqlx::query_scalar(HASH_OF)
            .bind(self.hospital().0)
            .bind(seq.cast_signed())
            .fetch_optional(pool)
            .await?))
    }

    /// Reads what comes after an event.
    async fn read_after(&self, seq: Seq, hash: &str) -> Result<Next, StoreError> {
        if seq > 0 && self.hash_of(seq).await?.as_deref() != Some(hash) {
            return Ok(Next::Another);
        }
        let rows = self.rows(seq + 1, PAGE).await?;
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
        Ok(Next::Part(Part { last, batches: vec![Arc::new(events)], to_the_end: rows.len() < PAGE as usize }))
    }

    async fn position(&self, tables: Connection<'_>, query: &'static str) -> Result<Option<(Seq, String)>, StoreError> {
        let found: Option<(i64, String)> =
            on!(tables, to => sqlx::query_as(query).bind(self.hospital().0).fetch_optional(to).await?);
        Ok(found.map(|(seq, hash)| (seq.cast_unsigned(), hash)))
    }

    async fn move_to(&self, tables: Connection<'_>, from: Seq, to: Seq, hash: &str) -> Result<(), StoreError> {
        let moved = on!(tables, tables => sqlx::query(MOVE)
            .bind(self.hospital().0)
            .bind(to.cast_signed())
            .bind(hash)
            .bind(from.cast_signed())
            .execute(tables)
            .await?
            .rows_affected());
        // Nobody else can have moved it: it is locked.
        if moved == 1 { Ok(()) } else { Err(StoreError::Row { table: "table_position", what: "the hospital".into() }) }
    }

    /// Deletes all rows of this hospital, whose tables stand at an event.
    async fn empty(&self, mut to: Connection<'_>, stand: Seq) -> Result<(), StoreError> {
        for table in TABLES {
            let text = AssertSqlSafe(delete(table));
            on!(to.again(), to => sqlx::query(text).bind(self.hospital().0).execute(to).await.map(drop)?);
        }
        self.move_to(to, stand, 0, "").await
    }
}

/// What is read after the event at which the tables stand.
enum Next {
    Nothing,
    Part(Part),
    /// That event is not in this journal.
    Another,
}

/// The connection on which the projected tables follow.
#[derive(Debug)]
pub(crate) struct OpenTables {
    pub(crate) connection: TablesConnection,
    /// SQLite's file that it has open.
    file: Option<FileId>,
}

/// All tables that are made here.
fn all() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().chain(iter::once(&POSITION))
}

/// The tables that are missing or have other columns.
async fn broken(tables: Connection<'_>) -> Result<Vec<&'static Table>, sqlx::Error> {
    let stored = stored_columns(tables).await?;
    Ok(all().filter(|table| stored.get(table.name) != Some(&columns_of(table))).collect())
}

/// Deletes a hospital's rows of a projected table.
pub(crate) fn delete(table: &Table) -> String {
    format!("delete from {} where hospital_id = $1", table.name)
}

type Columns = std::collections::BTreeSet<String>;

fn columns_of(table: &Table) -> Columns {
    project::all_columns(table).map(|column| column.name.to_owned()).collect()
}

async fn stored_columns(tables: Connection<'_>) -> Result<BTreeMap<String, Columns>, sqlx::Error> {
    let text = match tables {
        Backend::Sqlite(_) => SQLITE_COLUMNS,
        Backend::Postgres(_) => POSTGRES_COLUMNS,
    };
    let rows: Vec<(String, String)> = on!(tables, to => sqlx::query_as(text).fetch_all(to).await?);
    let mut stored: BTreeMap<String, Columns> = BTreeMap::new();
    for (table, column) in rows {
        stored.entry(table).or_default().insert(column);
    }
    Ok(stored)
}

/// The version of the tables that are there; `None` where there are none.
async fn stored_version(mut tables: Connection<'_>) -> Result<Option<i64>, sqlx::Error> {
    if !stored_columns(tables.again()).await?.contains_key("table_version") {
        return Ok(None);
    }
    on!(tables, to => sqlx::query_scalar(READ_VERSION).fetch_one(to).await.map(Some))
}

/// Runs a text that is made only of names and types, which are constants.
async fn run(to: Connection<'_>, text: String) -> Result<(), sqlx::Error> {
    on!(to, to => sqlx::query(AssertSqlSafe(text)).execute(to).await.map(drop))
}

async fn begin(to: Connection<'_>) -> Result<(), sqlx::Error> {
    let text = match to {
        Backend::Sqlite(_) => "begin immediate",
        Backend::Postgres(_) => "begin",
    };
    run(to, text.to_owned()).await
}

async fn commit(to: Connection<'_>) -> Result<(), sqlx::Error> {
    run(to, "commit".to_owned()).await
}
