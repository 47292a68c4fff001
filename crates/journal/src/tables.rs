//! The projected tables follow the journal (decisions.md D22): whoever is answered waits only for the journal, and the
//! tables are brought up to it afterwards, in transactions of their own.
//!
//! `following` says in which order; here are its statements. Of several nodes one writes at a time, and one that was
//! frozen meanwhile writes nothing. Tables that are missing, damaged, of another version, or of another journal than this
//! are made anew from the first event.

use crate::{
    EventRow, Followed, Head, Journal, StoreError,
    changes::Changes,
    error::is_damage,
    following::{Tables, empty, follow},
    project::{self, POSITION, SCHEMA, TABLES, Table, VERSION, create},
    store::{Backend, Connection, FileId, TablesConnection, Way, on},
    views,
    write_lock::HASH_OF,
};
use model::id::Seq;
use sqlx::{AssertSqlSafe, Connection as _};
use std::{collections::BTreeMap, iter, time::Duration};

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

impl Journal {
    /// Brings the tables some events further; makes them first where they are missing. Nothing has changed after an
    /// error: try again.
    ///
    /// # Errors
    /// When the database fails, or an event cannot be read. [`StoreError::NewerTables`]: a newer program writes them.
    pub async fn follow_tables(&self) -> Result<Followed, StoreError> {
        let mut place = self.tables.lock().await;
        let followed = follow(&Sql(self), &mut place, &self.recent).await;
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
        let emptied = empty(&Sql(self)).await;
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
        Ok(self.position(tables, READ).await?.map(|Head { seq, hash }| (seq, hash)))
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
            self.delete_rows(to.again()).await?;
        }
        views::make_missing(to.again(), hospital, all()).await?;
        commit(to).await?;
        Ok(())
    }

    async fn position(&self, tables: Connection<'_>, query: &'static str) -> Result<Option<Head>, StoreError> {
        let found: Option<(i64, String)> =
            on!(tables, to => sqlx::query_as(query).bind(self.hospital().0).fetch_optional(to).await?);
        Ok(found.map(|(seq, hash)| Head { seq: seq.cast_unsigned(), hash }))
    }

    /// Deletes all rows of this hospital.
    async fn delete_rows(&self, mut to: Connection<'_>) -> Result<(), StoreError> {
        for table in TABLES {
            let text = AssertSqlSafe(delete(table));
            on!(to.again(), to => sqlx::query(text).bind(self.hospital().0).execute(to).await.map(drop)?);
        }
        Ok(())
    }
}

/// The tables in SQL.
struct Sql<'j>(&'j Journal);

impl Tables for Sql<'_> {
    type Open = OpenTables;

    async fn open(&self) -> Result<OpenTables, StoreError> {
        self.0.open_tables().await
    }

    fn is_there(&self, open: &OpenTables) -> bool {
        open.file == self.0.store.tables_file()
    }

    async fn begin(&self, to: &mut OpenTables) -> Result<(), StoreError> {
        Ok(begin(to.connection.connection()).await?)
    }

    async fn lock(&self, to: &mut OpenTables, wait: bool) -> Result<Option<Head>, StoreError> {
        let lock = match (&to.connection, wait) {
            // The whole file is locked.
            (Backend::Sqlite(_), _) => READ,
            (Backend::Postgres(_), true) => LOCK,
            (Backend::Postgres(_), false) => LOCK_IF_FREE,
        };
        self.0.position(to.connection.connection(), lock).await
    }

    async fn stand(&self, to: &mut OpenTables) -> Result<Option<Head>, StoreError> {
        self.0.position(to.connection.connection(), READ).await
    }

    async fn version(&self, to: &mut OpenTables) -> Result<i64, StoreError> {
        Ok(on!(to.connection.connection(), to => sqlx::query_scalar(READ_VERSION).fetch_one(to).await?))
    }

    async fn empty(&self, to: &mut OpenTables) -> Result<(), StoreError> {
        self.0.delete_rows(to.connection.connection()).await
    }

    async fn write(&self, to: &mut OpenTables, changes: Changes) -> Result<(), StoreError> {
        Ok(changes.write(to.connection.connection(), self.0.hospital().0).await?)
    }

    async fn move_from(&self, to: &mut OpenTables, from: Seq, reached: &Head) -> Result<bool, StoreError> {
        let moved = on!(to.connection.connection(), to => sqlx::query(MOVE)
            .bind(self.0.hospital().0)
            .bind(reached.seq.cast_signed())
            .bind(&reached.hash)
            .bind(from.cast_signed())
            .execute(to)
            .await?
            .rows_affected());
        Ok(moved == 1)
    }

    async fn commit(&self, to: &mut OpenTables) -> Result<(), StoreError> {
        Ok(commit(to.connection.connection()).await?)
    }

    async fn are_whole(&self, to: &mut OpenTables) -> Result<bool, StoreError> {
        Ok(broken(to.connection.connection()).await?.is_empty())
    }

    async fn make(&self, to: &mut OpenTables) -> Result<(), StoreError> {
        self.0.prepare_tables(to.connection.connection()).await
    }

    async fn make_views(&self, to: &mut OpenTables) -> Result<(), StoreError> {
        Ok(views::make_missing(to.connection.connection(), self.0.hospital().0, all()).await?)
    }

    async fn hash_of(&self, seq: Seq) -> Result<Option<String>, StoreError> {
        Ok(on!(self.0.store.aside(), pool => sqlx::query_scalar(HASH_OF)
            .bind(self.0.hospital().0)
            .bind(seq.cast_signed())
            .fetch_optional(pool)
            .await?))
    }

    async fn rows(&self, from: Seq, limit: u32) -> Result<Vec<EventRow>, StoreError> {
        self.0.rows(from, limit).await
    }
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
