//! Side rows: opening them, and destroying keys.

use crate::{Journal, StoreError, append::text_of, open, project::named};
use model::{id::PersonId, journey::RetentionClass, person::CredentialKind};
use serde::{Deserialize, Serialize};
use sqlx::{Row as _, SqliteConnection};
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
    /// The insurance platform's person number.
    pub psn_no: Option<String>,
    /// Whom to call in an emergency.
    pub contact_name: Option<String>,
    /// Their phone number.
    pub contact_phone: Option<String>,
    /// Known allergies; an empty text says that there are none.
    pub allergies: Option<String>,
}

pub(crate) const SIDE: &str = "select person, class, kind, cipher from side where hospital_id = $1 and id = $2";
/// The person and all whose record was merged into this one.
pub(crate) const FAMILY: &str = "with recursive family (id) as (select $2 union select person.id from person \
    join family on person.alias_of = family.id where person.hospital_id = $1) select id from family";
const EMPTY_LOG: &str = "pragma wal_checkpoint(truncate)";
pub(crate) const DESTROY: &str = "delete from person_key where hospital_id = $1 and person = $2 and class = $3";

impl Journal {
    /// The plain bytes of a side row; `None` where there is none or its key was destroyed.
    ///
    /// # Errors
    /// When the database cannot be read or the row was changed.
    pub async fn open_side(&self, id: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query(SIDE)
            .bind(self.hospital().0)
            .bind(id.simple().to_string())
            .fetch_optional(&self.readers)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let class = open::class(row.try_get("class")?)?;
        let owner = match row.try_get::<Option<&str>, _>("person")? {
            Some(text) => Some((open::person(text)?, class)),
            None => None,
        };
        Ok(self.keys.open(id, row.try_get("kind")?, owner, row.try_get("cipher")?)?)
    }

    /// Destroys a person's keys of some classes: what they sealed can never be read again. The rows stay, so that the
    /// chain still holds. Aliases of the person go the same way. (Appending `journey.PersonErased` does it too.)
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn destroy_keys(&self, person: PersonId, classes: &[RetentionClass]) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin_with("begin immediate").await?;
        let destroyed = self.destroy(&mut transaction, person, classes).await?;
        transaction.commit().await?;
        self.forgotten(destroyed).await;
        Ok(())
    }

    /// Deletes the keys of a person and all aliases, and says which.
    pub(crate) async fn destroy(
        &self,
        connection: &mut SqliteConnection,
        person: PersonId,
        classes: &[RetentionClass],
    ) -> Result<Vec<(PersonId, RetentionClass)>, sqlx::Error> {
        let hospital = self.hospital().0;
        let family = sqlx::query_scalar(FAMILY).bind(hospital).bind(person.to_string());
        let family: Vec<String> = family.fetch_all(&mut *connection).await?;
        let mut destroyed = Vec::new();
        for member in family {
            for class in classes {
                let query = sqlx::query(DESTROY).bind(hospital).bind(&member).bind(text_of(named(class)));
                query.execute(&mut *connection).await?;
                destroyed.extend(member.parse().ok().map(|person| (person, *class)));
            }
        }
        Ok(destroyed)
    }

    /// Keys are gone from the database: memory forgets them, and the log in which they still stand is emptied.
    pub(crate) async fn forgotten(&self, destroyed: Vec<(PersonId, RetentionClass)>) {
        for name in destroyed {
            self.keys.forget(name);
        }
        if let Err(error) = sqlx::query(EMPTY_LOG).execute(&self.writer).await {
            tracing::warn!(%error, "the write-ahead log could not be emptied; destroyed keys stand there until it is");
        }
    }
}
