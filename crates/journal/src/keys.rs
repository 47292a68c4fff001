//! Keys and sealing (decisions.md D12): a data key per person and retention class, wrapped by the hospital's key.

use chacha20poly1305::{
    ChaCha20Poly1305, Key, KeyInit,
    aead::{Aead as _, Payload},
};
use hmac::{Hmac, Mac};
use model::{
    SideRef,
    id::{HospitalId, PersonId},
    journey::RetentionClass,
};
use rand::{TryRng, rngs::SysRng};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};
use uuid::Uuid;

const NONCE_BYTES: usize = 12;
const MARK_BYTES: usize = 8;
/// The mark of rows that are sealed under the hospital's own key.
const OWN_KEY: [u8; MARK_BYTES] = [0; MARK_BYTES];

/// Encrypts with a 32-byte key; small, so that another cipher (SM4-GCM) can take its place.
pub trait Aead: Send + Sync {
    /// Returns nonce and ciphertext with its tag, bound to `about`.
    fn encrypt(&self, key: &[u8; 32], plain: &[u8], about: &[u8]) -> Result<Vec<u8>, SealError>;
    /// Returns the plain bytes; fails where key, bytes or `about` differ.
    fn decrypt(&self, key: &[u8; 32], sealed: &[u8], about: &[u8]) -> Result<Vec<u8>, SealError>;
}

/// Why something cannot be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The system gave no random bytes.
    #[error("the system gives no random bytes")]
    Random,
    /// The key does not fit, or the bytes were changed.
    #[error("the key does not fit, or the bytes were changed")]
    Open,
}

/// ChaCha20-Poly1305 (RFC 8439) from the audited RustCrypto crate.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChaCha;

impl Aead for ChaCha {
    fn encrypt(&self, key: &[u8; 32], plain: &[u8], about: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE_BYTES] = random()?;
        let cipher = ChaCha20Poly1305::new(&Key::from(*key));
        let body = cipher.encrypt(&nonce.into(), Payload { msg: plain, aad: about }).map_err(|_| SealError::Open)?;
        Ok([&nonce[..], &body].concat())
    }

    fn decrypt(&self, key: &[u8; 32], sealed: &[u8], about: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Open)?;
        let cipher = ChaCha20Poly1305::new(&Key::from(*key));
        cipher.decrypt(&(*nonce).into(), Payload { msg: body, aad: about }).map_err(|_| SealError::Open)
    }
}

fn random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).map_err(|_| SealError::Random)?;
    Ok(bytes)
}

/// A row of the side table before sealing.
#[derive(Clone, Debug)]
pub struct SideRow {
    /// Its id.
    pub id: Uuid,
    /// The person it is about; `None`: sealed under the hospital's own key.
    pub person: Option<PersonId>,
    /// How long it is kept.
    pub class: RetentionClass,
    /// `person`, `reason`, `exchange`, `signature`.
    pub kind: &'static str,
    /// The plain bytes.
    pub plain: Vec<u8>,
}

/// A sealed row, to be appended with the events that point to it.
#[derive(Clone, Debug)]
pub struct SealedRow {
    /// Its id.
    pub id: Uuid,
    /// The person it is about.
    pub person: Option<PersonId>,
    /// How long it is kept.
    pub class: RetentionClass,
    /// What it is.
    pub kind: &'static str,
    /// The data key's mark, nonce and ciphertext.
    pub cipher: Vec<u8>,
    /// The wrapped data key, stored with the first rows that use it.
    pub(crate) wrapped: Option<Vec<u8>>,
    /// Only of a person's record: keyed hashes of the parts that the name is found by.
    pub(crate) name_parts: Option<Vec<String>>,
    /// The record is a correction: the earlier parts are removed.
    pub(crate) replaces_parts: bool,
}

impl SealedRow {
    /// Adds the parts that the name in the row is found by; where the row corrects a record, they replace the earlier
    /// ones.
    #[must_use]
    pub fn with_name_parts(self, parts: Vec<String>, corrects: bool) -> Self {
        Self { name_parts: Some(parts), replaces_parts: corrects, ..self }
    }

    /// What an event stores of it.
    pub fn side_ref(&self) -> SideRef {
        SideRef { id: self.id, hash: cipher_hash(&self.cipher) }
    }
}

/// SHA-256 of a ciphertext, hexadecimal.
pub(crate) fn cipher_hash(cipher: &[u8]) -> String {
    hex::encode(Sha256::digest(cipher))
}

type KeyName = (PersonId, RetentionClass);

/// The hospital's key and the data keys under it. A cheap clone; its debug form shows no key.
#[derive(Clone)]
pub struct Keys {
    aead: Arc<dyn Aead>,
    hospital: HospitalId,
    wrapping: [u8; 32],
    lookup: [u8; 32],
    /// The data keys as they are stored, wrapped; each is unwrapped whenever it is used.
    wrapped: Arc<Mutex<BTreeMap<KeyName, Wrapped>>>,
}

#[derive(Clone)]
struct Wrapped {
    bytes: Vec<u8>,
    /// Whether it is known to be in the database.
    stored: bool,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("hospital", &self.hospital).finish_non_exhaustive()
    }
}

impl Keys {
    /// Makes the keys under a hospital's key of 32 random bytes.
    pub fn new(hospital: HospitalId, master: &[u8; 32]) -> Self {
        let derive = |purpose: &str| hmac(master, &[purpose.as_bytes(), &hospital.0.to_be_bytes()]);
        Self {
            aead: Arc::new(ChaCha),
            hospital,
            wrapping: derive("onething wrapping key v1"),
            lookup: derive("onething look-up key v1"),
            wrapped: Arc::default(),
        }
    }

    /// Makes a new hospital's key.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn generate() -> Result<[u8; 32], SealError> {
        random()
    }

    /// The hospital that these keys belong to.
    pub const fn hospital(&self) -> HospitalId {
        self.hospital
    }

    /// Keyed hash (HMAC-SHA-256, hexadecimal) of a text, for look-up. `kind` keeps hashes of different things apart.
    pub fn lookup_hash(&self, kind: &str, text: &str) -> String {
        hex::encode(hmac(&self.lookup, &[kind.as_bytes(), b"\0", text.as_bytes()]))
    }

    /// Keyed hash of a request's bytes, by which the same request is recognized.
    pub fn request_hash(&self, body: &[u8]) -> [u8; 32] {
        hmac(&self.lookup, &[b"request\0", body])
    }

    /// Seals a row under its person's key for its class; makes that key where there is none.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn seal(&self, row: SideRow) -> Result<SealedRow, SealError> {
        let SideRow { id, person, class, kind, plain } = row;
        let (key, mark, wrapped) = match person {
            None => (self.wrapping, OWN_KEY, None),
            Some(person) => {
                let (key, wrapped) = self.data_key((person, class))?;
                (key, key_mark(&wrapped.bytes), (!wrapped.stored).then_some(wrapped.bytes))
            }
        };
        let body = self.aead.encrypt(&key, &plain, &about(self.hospital, id, kind))?;
        let cipher = [&mark[..], &body].concat();
        Ok(SealedRow { id, person, class, kind, cipher, wrapped, name_parts: None, replaces_parts: false })
    }

    /// Opens a row. `None` when its key was destroyed.
    pub(crate) fn open(
        &self,
        id: Uuid,
        kind: &str,
        owner: Option<KeyName>,
        cipher: &[u8],
    ) -> Result<Option<Vec<u8>>, SealError> {
        let (mark, body) = cipher.split_first_chunk::<MARK_BYTES>().ok_or(SealError::Open)?;
        let key = match owner {
            None => self.wrapping,
            Some(name) => match self.known().get(&name).cloned() {
                Some(wrapped) if key_mark(&wrapped.bytes) == *mark => self.unwrap(name, &wrapped.bytes)?,
                // The key was destroyed, and perhaps another one was made since.
                Some(_) | None => return Ok(None),
            },
        };
        self.aead.decrypt(&key, body, &about(self.hospital, id, kind)).map(Some)
    }

    /// Seals a short text under the hospital's own key; hexadecimal.
    pub(crate) fn seal_text(&self, place: &str, text: &str) -> Result<String, SealError> {
        self.aead.encrypt(&self.wrapping, text.as_bytes(), place.as_bytes()).map(hex::encode)
    }

    /// Opens what [`seal_text`](Self::seal_text) sealed in the same place.
    pub(crate) fn open_text(&self, place: &str, sealed: &str) -> Result<String, SealError> {
        let sealed = hex::decode(sealed).map_err(|_| SealError::Open)?;
        let plain = self.aead.decrypt(&self.wrapping, &sealed, place.as_bytes())?;
        String::from_utf8(plain).map_err(|_| SealError::Open)
    }

    fn data_key(&self, name: KeyName) -> Result<([u8; 32], Wrapped), SealError> {
        let found = self.known().get(&name).cloned();
        let wrapped = match found {
            Some(wrapped) => wrapped,
            None => {
                let key: [u8; 32] = random()?;
                let bytes = self.aead.encrypt(&self.wrapping, &key, &key_about(self.hospital, name))?;
                self.known().entry(name).or_insert(Wrapped { bytes, stored: false }).clone()
            }
        };
        Ok((self.unwrap(name, &wrapped.bytes)?, wrapped))
    }

    fn unwrap(&self, name: KeyName, wrapped: &[u8]) -> Result<[u8; 32], SealError> {
        let key = self.aead.decrypt(&self.wrapping, wrapped, &key_about(self.hospital, name))?;
        key.try_into().map_err(|_| SealError::Open)
    }

    /// Takes over keys as they are in the database.
    pub(crate) fn learn(&self, keys: impl IntoIterator<Item = (KeyName, Vec<u8>)>) {
        self.known().extend(keys.into_iter().map(|(name, bytes)| (name, Wrapped { bytes, stored: true })));
    }

    /// Takes over keys as they are in the database, and drops all others except those that are still to be stored.
    pub(crate) fn replace(&self, keys: Vec<(KeyName, Vec<u8>)>) {
        self.known().retain(|_, wrapped| !wrapped.stored);
        self.learn(keys);
    }

    /// Notes that these rows are in the database now, and their keys with them.
    pub(crate) fn stored(&self, rows: &[SealedRow]) {
        let mut known = self.known();
        for row in rows {
            if let (Some(person), Some(bytes)) = (row.person, &row.wrapped)
                && let Some(wrapped) = known.get_mut(&(person, row.class))
                && wrapped.bytes == *bytes
            {
                wrapped.stored = true;
            }
        }
    }

    pub(crate) fn forget(&self, name: KeyName) {
        self.known().remove(&name);
    }

    fn known(&self) -> std::sync::MutexGuard<'_, BTreeMap<KeyName, Wrapped>> {
        self.wrapped.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says which data key sealed a row: a key that was made after another was destroyed has a different mark.
fn key_mark(wrapped: &[u8]) -> [u8; MARK_BYTES] {
    let hash: [u8; 32] = Sha256::digest(wrapped).into();
    *hash.first_chunk().unwrap_or(&OWN_KEY)
}

fn about(hospital: HospitalId, id: Uuid, kind: &str) -> Vec<u8> {
    [&hospital.0.to_be_bytes()[..], id.as_bytes(), kind.as_bytes()].concat()
}

fn key_about(hospital: HospitalId, (person, class): KeyName) -> Vec<u8> {
    [&hospital.0.to_be_bytes()[..], person.0.as_bytes(), &[class as u8]].concat()
}

fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    use hmac::KeyInit as _;
    // HMAC takes keys of any length: this cannot fail.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { unreachable!("HMAC takes any key") };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
