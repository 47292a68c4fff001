//! Opening a database: connections, migrations, keys.

use crate::{Journal, Keys, OpenError, StoreError, append::Head};
use model::{id::PersonId, journey::RetentionClass};
use sqlx::{
    Row as _, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{str::FromStr, sync::Arc, time::Duration};
use tokio::sync::Mutex;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

const READERS: u32 = 4;
const STATEMENTS: usize = 256;

const KEYS: &str = "select person, class, wrapped from person_key where hospital_id = $1";
const APPLIED: &str = "select max(version) from _sqlx_migrations where success";
const HAS_MIGRATIONS: &str = "select count(*) from sqlite_master where type = 'table' and name = '_sqlx_migrations'";

impl Journal {
    /// Opens a database (`sqlite://path`), makes it where there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// Says what is wrong with address, file, version or key; a newer database is not touched.
    pub async fn open(url: &str, keys: &Keys) -> Result<Self, OpenError> {
        let unusable = |source| OpenError::Unusable { url: url.to_owned(), source };
        if !url.starts_with("sqlite:") {
            return Err(OpenError::Url { url: url.to_owned() });
        }
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|_| OpenError::Url { url: url.to_owned() })?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(STATEMENTS);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await
            .map_err(unusable)?;
        migrate(&writer, url).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true))
            .await
            .map_err(unusable)?;
        let journal = Self { writer, readers, keys: keys.clone(), head: Arc::new(Mutex::new(Head::default())) };
        let broken = |error| match error {
            StoreError::Database(source) => unusable(source),
            _ => OpenError::Key,
        };
        journal.load_person_keys().await.map_err(broken)?;
        journal.load_head().await.map_err(broken)?;
        journal.prove_key().await.map_err(broken)?;
        Ok(journal)
    }

    async fn load_person_keys(&self) -> Result<(), StoreError> {
        let rows = sqlx::query(KEYS).bind(self.hospital().0).fetch_all(&self.readers).await?;
        let mut keys = Vec::with_capacity(rows.len());
        for row in rows {
            let name = (person(row.try_get("person")?)?, class(row.try_get("class")?)?);
            keys.push((name, row.try_get("wrapped")?));
        }
        self.keys.learn(keys);
        Ok(())
    }

    /// Opens any one sealed row: a wrong key is found at the start and not at the first patient.
    async fn prove_key(&self) -> Result<(), StoreError> {
        const ANY: &str = "select id from side where hospital_id = $1 and kind = 'person' limit 1";
        let found: Option<String> =
            sqlx::query_scalar(ANY).bind(self.hospital().0).fetch_optional(&self.readers).await?;
        if let Some(id) = found.and_then(|id| uuid::Uuid::parse_str(&id).ok()) {
            self.open_side(id).await?;
        }
        Ok(())
    }
}

async fn migrate(pool: &SqlitePool, url: &str) -> Result<(), OpenError> {
    let unusable = |source| OpenError::Unusable { url: url.to_owned(), source };
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    let migrated: i64 = sqlx::query_scalar(HAS_MIGRATIONS).fetch_one(pool).await.map_err(unusable)?;
    if migrated > 0 {
        let found: Option<i64> = sqlx::query_scalar(APPLIED).fetch_one(pool).await.map_err(unusable)?;
        if let Some(found) = found.filter(|found| *found > known) {
            return Err(OpenError::Newer { url: url.to_owned(), found, known });
        }
    }
    MIGRATIONS.run(pool).await.map_err(|source| OpenError::Migration { url: url.to_owned(), source })
}

pub(crate) fn person(text: &str) -> Result<PersonId, StoreError> {
    text.parse().map_err(|_| StoreError::Row { table: "side", what: "person".into() })
}

pub(crate) fn class(text: &str) -> Result<RetentionClass, StoreError> {
    serde_json::from_value(text.into()).map_err(|_| StoreError::Row { table: "side", what: "class".into() })
}
