//! Opening a database: connections, migrations, keys.

use crate::{Journal, Keys, OpenError, StoreError};
use model::{
    id::{HospitalId, PersonId},
    journey::RetentionClass,
};
use sqlx::{
    Connection as _, Row as _, SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{str::FromStr, sync::Arc, time::Duration};
use tokio::sync::Mutex;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");

const READERS: u32 = 4;
const STATEMENTS: usize = 256;

pub(crate) const KEYS: &str = "select person, class, wrapped from person_key where hospital_id = $1";
pub(crate) const ANY_PERSON: &str = "select side.id from side join person_key on person_key.hospital_id = side.hospital_id \
    and person_key.person = side.person and person_key.class = side.class \
    where side.hospital_id = $1 and side.kind = 'person' limit 1";
const APPLIED: &str = "select max(version) from _sqlx_migrations where success";
const HAS_MIGRATIONS: &str = "select count(*) from sqlite_master where type = 'table' and name = '_sqlx_migrations'";
const TABLES: &str = "select count(*) from sqlite_master where type = 'table'";
const MAY_WRITE: &str = "begin immediate; rollback";

/// How a database is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Made where there is none, brought up to date.
    Serve,
    /// Only read, as it is.
    Inspect,
}

impl Journal {
    /// Opens a database (`sqlite://path`), makes it where there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// Says what is wrong with address, file, version or key; a newer database is not touched.
    pub async fn open(url: &str, keys: &Keys) -> Result<Self, OpenError> {
        let journal = Self::connect(url, keys, Way::Serve).await?;
        let broken = |error| match error {
            StoreError::Database(source) => OpenError::of(source, url),
            _ => OpenError::Key,
        };
        journal.load_person_keys().await.map_err(broken)?;
        journal.load_head().await.map_err(broken)?;
        journal.prove_key().await.map_err(broken)?;
        Ok(journal)
    }

    /// Opens a database only to [`verify`](Self::verify) it: nothing is made or changed, and no key is needed, because
    /// nothing is decrypted.
    ///
    /// # Errors
    /// As [`open`](Self::open); [`OpenError::Missing`] where there is none, [`OpenError::Older`] where it must be brought
    /// up to date first.
    pub async fn inspect(url: &str, hospital: HospitalId) -> Result<Self, OpenError> {
        Self::connect(url, &Keys::new(hospital, &[0; 32]), Way::Inspect).await
    }

    async fn connect(url: &str, keys: &Keys, way: Way) -> Result<Self, OpenError> {
        let unusable = |source| OpenError::of(source, url);
        if !url.starts_with("sqlite:") {
            return Err(OpenError::Url { url: url.to_owned() });
        }
        let options = SqliteConnectOptions::from_str(url).map_err(|_| OpenError::Url { url: url.to_owned() })?;
        if way == Way::Inspect && !options.get_filename().exists() {
            return Err(OpenError::Missing { url: url.to_owned() });
        }
        let options = options
            .create_if_missing(way == Way::Serve)
            .read_only(way == Way::Inspect)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(STATEMENTS);
        let options = match way {
            // What is deleted, above all a key, is overwritten.
            Way::Serve => options.journal_mode(SqliteJournalMode::Wal).pragma("secure_delete", "on"),
            Way::Inspect => options,
        };
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            // A transaction that SQLite ended by itself, as after a sync that failed, cannot be rolled back; the driver
            // then takes the connection for one inside a transaction for ever. It goes, and the next is a new one.
            .test_before_acquire(false)
            .before_acquire(|connection, _| {
                Box::pin(async move {
                    connection.ping().await?;
                    Ok(!connection.is_in_transaction())
                })
            })
            .connect_with(options.clone())
            .await
            .map_err(unusable)?;
        match way {
            Way::Serve => migrate(&writer, url).await?,
            Way::Inspect => compare_versions(&writer, url, way).await?,
        }
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true))
            .await
            .map_err(unusable)?;
        Ok(Self { writer, readers, keys: keys.clone(), head: Arc::new(Mutex::new(None)) })
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
        let query = sqlx::query_scalar(ANY_PERSON).bind(self.hospital().0);
        let found: Option<String> = query.fetch_optional(&self.readers).await?;
        if let Some(id) = found.and_then(|id| uuid::Uuid::parse_str(&id).ok()) {
            self.open_side(id).await?;
        }
        Ok(())
    }
}

async fn migrate(pool: &SqlitePool, url: &str) -> Result<(), OpenError> {
    compare_versions(pool, url, Way::Serve).await?;
    sqlx::raw_sql(MAY_WRITE).execute(pool).await.map_err(|source| OpenError::of(source, url))?;
    MIGRATIONS.run(pool).await.map_err(|source| match source {
        MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) => OpenError::of(source, url),
        source => OpenError::Migration { url: url.to_owned(), source },
    })
}

/// Refuses a database that a newer program wrote, one that is something else, and to inspect an older one.
async fn compare_versions(pool: &SqlitePool, url: &str, way: Way) -> Result<(), OpenError> {
    let unusable = |source| OpenError::of(source, url);
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    let migrated: i64 = sqlx::query_scalar(HAS_MIGRATIONS).fetch_one(pool).await.map_err(unusable)?;
    let mut found = 0;
    if migrated > 0 {
        let applied: Option<i64> = sqlx::query_scalar(APPLIED).fetch_one(pool).await.map_err(unusable)?;
        found = applied.unwrap_or(0);
    } else {
        let tables: i64 = sqlx::query_scalar(TABLES).fetch_one(pool).await.map_err(unusable)?;
        if tables > 0 || way == Way::Inspect {
            return Err(OpenError::NotADatabase { url: url.to_owned() });
        }
    }
    if found > known {
        return Err(OpenError::Newer { url: url.to_owned(), found, known });
    }
    if found < known && way == Way::Inspect {
        return Err(OpenError::Older { url: url.to_owned(), found, known });
    }
    Ok(())
}

pub(crate) fn person(text: &str) -> Result<PersonId, StoreError> {
    text.parse().map_err(|_| StoreError::Row { table: "side", what: "person".into() })
}

pub(crate) fn class(text: &str) -> Result<RetentionClass, StoreError> {
    serde_json::from_value(text.into()).map_err(|_| StoreError::Row { table: "side", what: "class".into() })
}
