//! Side rows: opening them, and destroying keys.

use crate::{
    Journal, StoreError,
    append::text_of,
    open,
    project::named,
    store::{Backend, Connection, on},
};
use chrono::NaiveDate;
use model::{
    SideRef,
    id::PersonId,
    journey::{PersonErased, RetentionClass},
    person::CredentialKind,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a side row of kind `person` holds, as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonRecord {
    /// Full name.
    pub name: String,
    /// Phone number.
    pub phone: Option<String>,
    /// Home address.
    pub address: Option<String>,
    /// Credentials with their numbers.
    pub credentials: Vec<(CredentialKind, String)>,
    /// The insurance platform's number for the person.
    pub psn_no: Option<String>,
    /// Whom to call in an emergency.
    pub contact_name: Option<String>,
    /// The phone number of that contact.
    pub contact_phone: Option<String>,
    /// Known allergies; an empty text means that there are none.
    pub allergies: Option<String>,
    /// Date of birth.
    pub birth: Option<NaiveDate>,
    /// Whether the record holds the birth date, if there is one. Records sealed by earlier versions have it in their
    /// event.
    pub dated: bool,
}

pub(crate) const SIDE: &str = "select person, class, kind, cipher from side where hospital_id = $1 and id = $2";
/// The events of earlier versions that hold a person's birth dates (version 1).
pub(crate) const BEFORE: &str = "select payload from event where hospital_id = $1 and on_behalf_of = $2 \
    and version = 1 and kind in ('journey.PersonRegistered', 'journey.PersonCorrected') order by seq";
pub(crate) const DESTROY: &str = "delete from person_key where hospital_id = $1 and person = $2 and class = $3";

/// What is read of such an event.
#[derive(Deserialize)]
struct Before {
    birth: Option<NaiveDate>,
    record: SideRef,
}

#[macro_rules_attribute::apply(from_row!)]
struct SideRow {
    person: Option<String>,
    class: String,
    kind: String,
    cipher: Vec<u8>,
}

impl Journal {
    /// The plain bytes of a side row; `None` where there is none or its key was destroyed.
    ///
    /// # Errors
    /// When the database cannot be read or the row was changed.
    pub async fn open_side(&self, id: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.open_row(id).await?.map(|(_, plain)| plain))
    }

    /// A side row's person and plain bytes.
    async fn open_row(&self, id: Uuid) -> Result<Option<(Option<PersonId>, Vec<u8>)>, StoreError> {
        let row: Option<SideRow> = on!(self.store.reading(), pool => sqlx::query_as(SIDE)
            .bind(self.hospital().0)
            .bind(id.simple().to_string())
            .fetch_optional(pool)
            .await?);
        let Some(row) = row else { return Ok(None) };
        let class = open::class(&row.class)?;
        let person = row.person.map(|person| open::person(&person)).transpose()?;
        let plain = self.keys.open(id, &row.kind, person.map(|person| (person, class)), &row.cipher)?;
        Ok(plain.map(|plain| (person, plain)))
    }

    /// A person's record with its birth date, wherever that is stored; `None` as for [`open_side`](Self::open_side).
    ///
    /// # Errors
    /// As [`open_side`](Self::open_side); also when the row is not a person's record.
    pub async fn open_person(&self, id: Uuid) -> Result<Option<PersonRecord>, StoreError> {
        let Some((person, plain)) = self.open_row(id).await? else { return Ok(None) };
        let record: PersonRecord = serde_json::from_slice(&plain)?;
        let Some(person) = person else { return Ok(Some(record)) };
        self.dated(person, id, record).await.map(Some)
    }

    /// Adds the birth date to a record, wherever it is stored.
    pub(crate) async fn dated(
        &self,
        person: PersonId,
        id: Uuid,
        mut record: PersonRecord,
    ) -> Result<PersonRecord, StoreError> {
        if !record.dated {
            record.birth = self.birth_before(person, id).await?;
            record.dated = true;
        }
        Ok(record)
    }

    /// The birth date from the record's event, where it was before records held it.
    async fn birth_before(&self, person: PersonId, record: Uuid) -> Result<Option<NaiveDate>, StoreError> {
        let payloads: Vec<String> = on!(self.store.reading(), pool => sqlx::query_scalar(BEFORE)
            .bind(self.hospital().0)
            .bind(person.to_string())
            .fetch_all(pool)
            .await?);
        for payload in payloads {
            let before: Before = serde_json::from_str(&payload)?;
            if before.record.id == record {
                return Ok(before.birth);
            }
        }
        Ok(None)
    }

    /// Deletes the keys that an erasure names: what they sealed can never be read again. The rows stay, so that the chain
    /// still holds. Returns whose keys they were.
    pub(crate) async fn destroy(
        &self,
        mut connection: Connection<'_>,
        erased: &PersonErased,
    ) -> Result<Vec<(PersonId, RetentionClass)>, sqlx::Error> {
        let mut destroyed = Vec::new();
        for person in erased.family() {
            for class in &erased.destroyed {
                on!(connection.again(), to => sqlx::query(DESTROY)
                    .bind(self.hospital().0)
                    .bind(person.to_string())
                    .bind(text_of(named(class)))
                    .execute(to)
                    .await
                    .map(drop)?);
                destroyed.push((person, *class));
            }
        }
        Ok(destroyed)
    }

    /// Keys are gone from the database: forgets them in memory, and clears them where they still are on the disk.
    pub(crate) async fn forgotten(&self, destroyed: Vec<(PersonId, RetentionClass)>) {
        for name in destroyed {
            self.keys.forget(name);
        }
        let cleared = match &self.store {
            Backend::Sqlite(store) => store.empty_log().await,
            Backend::Postgres(store) => store.clear_keys().await,
        };
        if let Err(error) = cleared {
            tracing::warn!(%error, "what was deleted could not be cleared; destroyed keys stand on the disk until it is");
        }
    }
}
