//! Names by person: decrypted when something is rendered, from a small cache of records.

use crate::{failure::Failure, read::Records};
use journal::{Journal, PersonRecord};
use model::{message::Refusal, person::CredentialKind};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};
use uuid::Uuid;

/// So many records are kept young; when they are so many, the old ones are forgotten.
const GENERATION_MAX: usize = 8192;

/// Decrypts records. A cheap clone.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    journal: Journal,
    cache: Arc<Mutex<Cache>>,
}

/// Two generations: what is asked for moves to the young one, and the old one goes as a whole.
#[derive(Debug, Default)]
struct Cache {
    young: HashMap<Uuid, Option<Arc<PersonRecord>>>,
    old: HashMap<Uuid, Option<Arc<PersonRecord>>>,
}

impl Cache {
    fn get(&mut self, id: Uuid) -> Option<Option<Arc<PersonRecord>>> {
        if let Some(found) = self.young.get(&id) {
            return Some(found.clone());
        }
        let found = self.old.remove(&id)?;
        self.put(id, found.clone());
        Some(found)
    }

    fn put(&mut self, id: Uuid, record: Option<Arc<PersonRecord>>) {
        if self.young.len() >= GENERATION_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(id, record);
    }
}

impl Directory {
    pub(crate) fn new(journal: Journal) -> Self {
        Self { journal, cache: Arc::default() }
    }

    fn cache(&self) -> std::sync::MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts records into `into`, decrypting what is not in the cache; erased ones are `None`.
    ///
    /// # Errors
    /// [`Failure::Broken`] when the database cannot be read or a record is not one.
    pub(crate) async fn fetch(&self, ids: BTreeSet<Uuid>, into: &mut Records) -> Result<(), Failure> {
        for id in ids {
            let cached = self.cache().get(id);
            let record = match cached {
                Some(record) => record,
                None => {
                    let record = self.open(id).await?;
                    self.cache().put(id, record.clone());
                    record
                }
            };
            into.insert(id, record);
        }
        Ok(())
    }

    async fn open(&self, id: Uuid) -> Result<Option<Arc<PersonRecord>>, Failure> {
        let plain = self.journal.open_side(id).await.map_err(|error| {
            tracing::error!(%error, %id, "a side row cannot be opened");
            Failure::Broken
        })?;
        let Some(plain) = plain else { return Ok(None) };
        let record = serde_json::from_slice(&plain).map_err(|_| Failure::Broken)?;
        Ok(Some(Arc::new(record)))
    }

    /// One record.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch).
    pub(crate) async fn record(&self, id: Uuid) -> Result<Option<Arc<PersonRecord>>, Failure> {
        let mut records = Records::new();
        self.fetch(BTreeSet::from([id]), &mut records).await?;
        Ok(records.remove(&id).flatten())
    }

    /// Puts a record into the cache that was just made.
    pub(crate) fn learn(&self, id: Uuid, record: PersonRecord) {
        self.cache().put(id, Some(Arc::new(record)));
    }

    /// Forgets everything: somebody was erased.
    pub(crate) fn forget(&self) {
        *self.cache() = Cache::default();
    }
}

/// Keyed hashes for search. Equal texts have equal hashes; nobody without the key can try texts.
#[derive(Clone, Debug)]
pub(crate) struct Lookups {
    keys: journal::Keys,
}

impl Lookups {
    pub(crate) const fn new(keys: journal::Keys) -> Self {
        Self { keys }
    }

    /// Of a full name; spaces at the ends and doubled ones do not count, nor does the case of Latin letters.
    pub(crate) fn name(&self, name: &str) -> String {
        self.keys.lookup_hash("name", &tidy(name).to_lowercase())
    }

    /// Of a phone number: its digits.
    pub(crate) fn phone(&self, phone: &str) -> String {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        self.keys.lookup_hash("phone", &digits)
    }

    /// Of a credential's number in its one spelling.
    pub(crate) fn credential(&self, kind: CredentialKind, number: &str) -> String {
        let kind = match kind {
            CredentialKind::InsuranceCode => "insurance_code",
            CredentialKind::SocialSecurityCard => "social_security_card",
            CredentialKind::ResidentId => "resident_id",
            CredentialKind::FaceToken => "face_token",
            CredentialKind::Passport => "passport",
            CredentialKind::Permit => "permit",
            CredentialKind::VisitCode => "visit_code",
            CredentialKind::Wristband => "wristband",
        };
        self.keys.lookup_hash(kind, number)
    }
}

/// A text with single spaces and none at its ends.
pub(crate) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of 1 to `max` characters after tidying.
///
/// # Errors
/// A refusal that names the field.
pub(crate) fn short_text(text: &str, field: &'static str, max: usize) -> Result<String, Refusal> {
    let tidied = tidy(text);
    let length = tidied.chars().count();
    if length == 0 {
        return Refusal::new("text-missing").field(field).err();
    }
    if length > max {
        return Refusal::new("text-too-long").field(field).with("length", length as i64).with("max", max as i64).err();
    }
    Ok(tidied)
}
