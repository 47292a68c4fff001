//! Side rows: opening them, and destroying keys.

use crate::{Journal, StoreError, append::text_of, open, project::named};
use model::{id::PersonId, journey::RetentionClass, person::CredentialKind};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
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

const SIDE: &str = "select person, class, kind, cipher from side where hospital_id = $1 and id = $2";
const DESTROY: &str = "delete from person_key where hospital_id = $1 and person = $2 and class = $3";

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
    /// chain still holds.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn destroy_keys(&self, person: PersonId, classes: &[RetentionClass]) -> Result<(), StoreError> {
        for class in classes {
            sqlx::query(DESTROY)
                .bind(self.hospital().0)
                .bind(person.to_string())
                .bind(text_of(named(class)))
                .execute(&self.writer)
                .await?;
            self.keys.forget((person, *class));
        }
        Ok(())
    }
}
