//! Names by person: decrypted when something is rendered, from a small cache of records.

use crate::{failure::Failure, names};
use chrono::NaiveDate;
use journal::{Journal, Keys, PersonRecord, StoreError};
use model::{
    credential::{countries, facts, phone_line, phone_spellings, spelled},
    journey::CredentialRef,
    message::Refusal,
    person::CredentialKind,
    text,
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};
use uuid::Uuid;

/// The young generation holds this many records; when it is full, the old one is forgotten.
const GENERATION_MAX: usize = 8192;

/// Decrypted records by the id of their side row.
pub(crate) type Records = HashMap<Uuid, Option<Arc<PersonRecord>>>;

/// Decrypts records. A cheap clone.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    journal: Journal,
    cache: Arc<Mutex<Cache>>,
}

/// Two generations: what is asked for moves to the young one, and the old one goes as a whole.
#[derive(Debug, Default)]
struct Cache {
    young: Records,
    old: Records,
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
        Ok(self.journal.open_person(id).await?.map(Arc::new))
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

    /// Puts a record that was just made into the cache.
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
    keys: Keys,
}

impl Lookups {
    pub(crate) const fn new(keys: Keys) -> Self {
        Self { keys }
    }

    /// The hash of a request's bytes.
    pub(crate) fn request(&self, body: &[u8]) -> [u8; 32] {
        self.keys.request_hash(body)
    }

    /// A number of a minute that nobody without the key can know.
    pub(crate) fn presence(&self, minute: i64) -> u64 {
        let hash = self.keys.lookup_hash("presence", &minute.to_string());
        hash.get(..12).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default()
    }

    /// The hash of a full name.
    pub(crate) fn name(&self, name: &str) -> String {
        self.keys.lookup_hash("name", &text::fold_name(name))
    }

    /// The hashes under which a full name may be kept: as names are folded now, and as they were before.
    pub(crate) fn name_any(&self, name: &str) -> [String; 2] {
        [self.name(name), self.keys.lookup_hash("name", &tidy(name).to_lowercase())]
    }

    /// The hash of a phone number in its one spelling, without its extension.
    pub(crate) fn phone(&self, phone: &str) -> String {
        self.keys.lookup_hash("phone", phone_line(phone))
    }

    /// The hashes under which a phone number may be kept: in its one spelling, and as it was typed before it had one.
    pub(crate) fn phone_any(&self, phone: &str) -> Vec<String> {
        phone_spellings(phone).iter().map(|spelling| self.phone(spelling)).collect()
    }

    /// The hash of a credential's number in its one spelling.
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

    /// A passport as it was looked up before passports had a country, or a residence permit as it was looked up when it
    /// could be called a resident identity card.
    pub(crate) fn credential_before(&self, kind: CredentialKind, number: &str) -> Option<CredentialRef> {
        let (kind, bare) = match kind {
            CredentialKind::Passport => (kind, number.split_once('-')?.1),
            CredentialKind::Permit if facts(kind, number).is_some() => (CredentialKind::ResidentId, number),
            CredentialKind::Permit
            | CredentialKind::ResidentId
            | CredentialKind::SocialSecurityCard
            | CredentialKind::InsuranceCode
            | CredentialKind::FaceToken
            | CredentialKind::VisitCode
            | CredentialKind::Wristband => return None,
        };
        Some(CredentialRef { kind, lookup: self.credential(kind, bare) })
    }

    /// What a number that somebody typed or scanned without saying what it is may be kept as: every kind, and a
    /// passport of every country and of none. Nothing is checked here: a wrong number simply finds nobody.
    pub(crate) fn credential_any(&self, number: &str) -> Vec<CredentialRef> {
        let kinds = [
            CredentialKind::ResidentId,
            CredentialKind::SocialSecurityCard,
            CredentialKind::InsuranceCode,
            CredentialKind::FaceToken,
            CredentialKind::Passport,
            CredentialKind::Permit,
        ];
        let one = |kind, number: &str| CredentialRef { kind, lookup: self.credential(kind, number) };
        let mut all: Vec<_> = kinds.into_iter().map(|kind| one(kind, &spelled(kind, number))).collect();
        let bare = spelled(CredentialKind::Passport, number);
        if (5..=18).contains(&bare.len()) {
            all.extend(countries().map(|country| one(CredentialKind::Passport, &format!("{country}-{bare}"))));
        }
        // With the country in front, as it is shown.
        if let Some((country, rest)) = bare.split_at_checked(3).filter(|(_, rest)| rest.len() >= 5) {
            all.push(one(CredentialKind::Passport, &format!("{country}-{rest}")));
        }
        all
    }

    /// What a person is found by besides the whole name: its beginnings and initials, and the birth date after them.
    pub(crate) fn found_by(&self, record: &PersonRecord) -> Vec<String> {
        let parts = names::parts(&record.name);
        parts.iter().map(|part| self.name_part(part)).chain(record.birth.map(|birth| self.born(birth))).collect()
    }

    /// The hash of a part of a name, folded.
    pub(crate) fn name_part(&self, part: &str) -> String {
        self.part(names::PARTS_OF, part)
    }

    /// The hash of a birth date, kept among the parts of names.
    pub(crate) fn born(&self, birth: NaiveDate) -> String {
        self.part("born", &birth.to_string())
    }

    /// Half of a hash is enough to be found by.
    fn part(&self, kind: &str, text: &str) -> String {
        let mut hash = self.keys.lookup_hash(kind, text);
        hash.truncate(32);
        hash
    }
}

/// Makes the index of parts of names anew from the sealed records, and returns how many people are in it; meanwhile
/// nothing else is written. To be run after an import, after a change of what names are found by, or when the index is
/// lost.
///
/// # Errors
/// When the database cannot be read or written, or the key does not fit.
pub async fn index_names(journal: &Journal, keys: &Keys) -> Result<u64, StoreError> {
    journal.index_names(parts_of(keys)).await
}

/// Is the index of parts of names lost, or was it made with an older fold?
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn lacks_names(journal: &Journal, keys: &Keys) -> Result<bool, StoreError> {
    journal.lacks_names(parts_of(keys)).await
}

/// What a sealed record is found by.
fn parts_of(keys: &Keys) -> impl Fn(&PersonRecord) -> Vec<String> + Send + Sync + 'static {
    let lookups = Lookups::new(keys.clone());
    move |record| lookups.found_by(record)
}

/// The text with single spaces, and none at its ends.
pub(crate) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of 1 to `max` characters after tidying.
///
/// # Errors
/// A refusal that names the field.
pub(crate) fn short_text(text: &str, field: &'static str, max: usize) -> Result<String, Refusal> {
    text::plain(text, field)?;
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

/// A person's name: as [`short_text`], and more than dots and marks.
///
/// # Errors
/// A refusal that names the field.
pub(crate) fn name_text(text: &str, field: &'static str, max: usize) -> Result<String, Refusal> {
    let name = short_text(text, field, max)?;
    if text::has_letter(&name) { Ok(name) } else { Refusal::new("name-without-letter").field(field).err() }
}
