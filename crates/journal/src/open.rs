//! Opening a database: connections, migrations, keys.

use crate::{
    Grain, Journal, Keys, OpenError, StoreError, learn,
    recent::Recent,
    store::{self, Address, Backend, Store, Way, on, postgres::Postgres, sqlite::Sqlite},
    write_lock::HEAD,
};
use model::{
    id::{HospitalId, PersonId},
    journey::RetentionClass,
};
use sqlx::sqlite::SqliteConnectOptions;
use std::sync::Arc;

pub(crate) const KEYS: &str = "select person, class, wrapped from person_key where hospital_id = $1";
pub(crate) const ANY_HOSPITAL: &str = "select hospital_id from event limit 1";
pub(crate) const ANY_PERSON: &str = "select side.id from side join person_key on person_key.hospital_id = side.hospital_id \
    and person_key.person = side.person and person_key.class = side.class \
    where side.hospital_id = $1 and side.kind = 'person' limit 1";

impl Journal {
    /// Opens a database (`sqlite://path`, which is made if missing, or `postgres://…`) and brings its schema up to
    /// date.
    ///
    /// # Errors
    /// Says what is wrong with the address, file, server, version or key; a database that is newer, half migrated or of
    /// something else is not touched.
    pub async fn open(url: &str, keys: &Keys) -> Result<Self, OpenError> {
        let (mut journal, _) = Self::connect(url, keys, Way::Serve).await?;
        let broken = |error| match error {
            StoreError::Database(source) => OpenError::of(source, url),
            _ => OpenError::Key,
        };
        if let Backend::Postgres(store) = &journal.store {
            store.make_head(journal.hospital().0).await.map_err(|source| OpenError::of(source, url))?;
            store.start_telling(journal.hospital(), journal.span());
        }
        journal.keys_as_of = journal.read_head(journal.store.writing()).await.map_err(broken)?.seq;
        journal.load_person_keys().await.map_err(broken)?;
        journal.prove_key().await.map_err(broken)?;
        Ok(journal)
    }

    /// Opens a database only to [`verify`](Self::verify) it: nothing is made or changed, and no key is needed, because
    /// nothing is decrypted.
    ///
    /// # Errors
    /// As [`open`](Self::open); [`OpenError::Missing`] where there is none, [`OpenError::Older`] where it must first be
    /// brought up to date, [`OpenError::NoHospital`] where it holds only other hospitals.
    pub async fn inspect(url: &str, hospital: HospitalId) -> Result<Self, OpenError> {
        let (journal, _) = Self::connect(url, &Keys::new(hospital, &[0; 32]), Way::Inspect).await?;
        let any = journal.any_hospital(hospital).await.map_err(|source| OpenError::of(source, url))?;
        match any.filter(|found| *found != hospital.0) {
            Some(found) => Err(OpenError::NoHospital { url: store::shown(url), hospital: hospital.0, found }),
            None => Ok(journal),
        }
    }

    /// This hospital if it has events, otherwise any other that has, otherwise none.
    async fn any_hospital(&self, this: HospitalId) -> Result<Option<i64>, sqlx::Error> {
        on!(self.store.reading(), pool => {
            let head: Option<(i64, String)> = sqlx::query_as(HEAD).bind(this.0).fetch_optional(pool).await?;
            match head {
                Some(_) => Ok(Some(this.0)),
                None => sqlx::query_scalar(ANY_HOSPITAL).fetch_optional(pool).await,
            }
        })
    }

    /// Opens a database only to [`import`](Self::import) a hospital into it: no key is needed, as nothing is decrypted.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn fill(url: &str, hospital: HospitalId) -> Result<Self, OpenError> {
        Ok(Self::connect(url, &Keys::new(hospital, &[0; 32]), Way::Serve).await?.0)
    }

    /// Only brings a database's schema up to date. Returns the versions before and after.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn migrate(url: &str) -> Result<(i64, i64), OpenError> {
        Ok(Self::connect(url, &Keys::new(HospitalId(0), &[0; 32]), Way::Serve).await?.1)
    }

    async fn connect(url: &str, keys: &Keys, way: Way) -> Result<(Self, (i64, i64)), OpenError> {
        let store = match Address::parse(url)? {
            Address::Sqlite(options) => {
                if way == Way::Serve {
                    look_first(options.clone(), url).await?;
                }
                Store::Sqlite(Sqlite::connect(options, url, way).await?)
            }
            Address::Postgres(options) => Store::Postgres(Postgres::connect(options, url, way).await?),
        };
        let versions = store::prepare(&store, url, way).await?;
        Ok((
            Self {
                store,
                keys: keys.clone(),
                keys_as_of: 0,
                tables: Arc::default(),
                recent: Recent::default(),
                grain: Grain::default(),
            },
            versions,
        ))
    }

    /// Learns which keys were made and destroyed in a shared database since it was opened.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refresh_keys(&self) -> Result<(), StoreError> {
        let mut after = self.keys_as_of;
        while self.is_shared() {
            let missed = self.missed(after).await?;
            match missed.last() {
                Some(last) => after = last.seq,
                None => break,
            }
        }
        Ok(())
    }

    pub(crate) async fn load_person_keys(&self) -> Result<(), StoreError> {
        let rows = on!(self.store.reading(), pool => sqlx::query_as(KEYS)
            .bind(self.hospital().0)
            .fetch_all(pool)
            .await?);
        self.keys.replace(learn::named(rows)?);
        Ok(())
    }

    /// Opens some sealed row, so that a wrong key is found at the start and not at the first patient.
    async fn prove_key(&self) -> Result<(), StoreError> {
        let found: Option<String> = on!(self.store.reading(), pool => sqlx::query_scalar(ANY_PERSON)
            .bind(self.hospital().0)
            .fetch_optional(pool)
            .await?);
        if let Some(id) = found.and_then(|id| uuid::Uuid::parse_str(&id).ok()) {
            self.open_side(id).await?;
        }
        Ok(())
    }
}

/// Opening a file for writing already changes what its first page says about its log, so a file that is to be refused
/// is only read.
async fn look_first(options: SqliteConnectOptions, url: &str) -> Result<(), OpenError> {
    // Anything else that is wrong is found and reported when it is opened.
    let Ok(looked) = Sqlite::connect(options, url, Way::Inspect).await else { return Ok(()) };
    let found = store::compare(&Store::Sqlite(looked.clone()), url, Way::Serve).await;
    looked.writer.close().await;
    match found {
        Err(refused @ (OpenError::NotADatabase { .. } | OpenError::Newer { .. } | OpenError::HalfMigrated { .. })) => {
            Err(refused)
        }
        _ => Ok(()),
    }
}

pub(crate) fn person(text: &str) -> Result<PersonId, StoreError> {
    text.parse().map_err(|_| StoreError::Row { table: "side", what: "person".into() })
}

pub(crate) fn class(text: &str) -> Result<RetentionClass, StoreError> {
    serde_json::from_value(text.into()).map_err(|_| StoreError::Row { table: "side", what: "class".into() })
}
