//! Appending a batch: one transaction for events, keys, side rows and projected tables.

use crate::{
    AppendError, Journal, SealedRow, StoreError,
    bulk::{Cell, Changes, Insert},
    error::append_error,
    project::{self, Value, instant_text, named},
};
use model::{
    actor::Actor,
    event::Event,
    id::{PersonId, Seq},
    journey::{self, RetentionClass},
    scheduling::ReasonCode,
    time::Instant,
};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

/// A client's key for one command, stored with the command's first event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The key, up to 80 characters.
    pub key: String,
    /// SHA-256 of the request.
    pub body_hash: [u8; 32],
    /// The answer as JSON: ids and codes.
    pub answer: String,
}

/// One event with who, when, on whose behalf and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub seq: Seq,
    /// When, hospital time.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// On whose behalf.
    pub on_behalf_of: Option<PersonId>,
    /// Why.
    pub reason: Option<ReasonCode>,
    /// On a command's first event only.
    pub key: Option<IdempotencyKey>,
    /// What.
    pub event: Event,
}

/// The last event's number and hash; hash "" before the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) seq: Seq,
    pub(crate) hash: String,
}

/// An event as its row.
#[derive(Clone, Debug)]
pub(crate) struct EventRow {
    pub(crate) seq: i64,
    pub(crate) at: String,
    pub(crate) actor: String,
    pub(crate) actor_user: Option<String>,
    pub(crate) on_behalf_of: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) kind: String,
    pub(crate) version: i64,
    pub(crate) payload: String,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) body_hash: Option<String>,
    pub(crate) answer: Option<String>,
    pub(crate) hash: String,
}

impl EventRow {
    fn of(entry: &Entry, before: &str) -> Result<Self, StoreError> {
        let (kind, version) = entry.event.kind();
        let mut row = Self {
            seq: entry.seq.cast_signed(),
            at: instant_text(entry.at),
            actor: serde_json::to_string(&entry.actor)?,
            actor_user: entry.actor.user.map(|user| user.to_string()),
            on_behalf_of: entry.on_behalf_of.map(|person| person.to_string()),
            reason: entry.reason.map(|reason| match named(reason) {
                Value::Text(name) => name,
                _ => String::new(),
            }),
            kind: kind.to_owned(),
            version: version.into(),
            payload: entry.event.encode()?,
            idempotency_key: entry.key.as_ref().map(|key| key.key.clone()),
            body_hash: entry.key.as_ref().map(|key| hex::encode(key.body_hash)),
            answer: entry.key.as_ref().map(|key| key.answer.clone()),
            hash: String::new(),
        };
        row.hash = row.chained(before);
        Ok(row)
    }

    /// SHA-256 over the hash before and every field with its length, hexadecimal.
    pub(crate) fn chained(&self, before: &str) -> String {
        let mut sha = Sha256::new();
        let mut field = |bytes: &[u8]| {
            sha.update((bytes.len() as u64).to_be_bytes());
            sha.update(bytes);
        };
        field(before.as_bytes());
        field(&self.seq.to_be_bytes());
        field(&self.version.to_be_bytes());
        for text in [&self.at, &self.actor, &self.kind, &self.payload] {
            field(text.as_bytes());
        }
        for text in [&self.on_behalf_of, &self.reason, &self.idempotency_key, &self.body_hash, &self.answer] {
            match text {
                Some(text) => field(text.as_bytes()),
                None => field(b"\0"),
            }
        }
        hex::encode(sha.finalize())
    }

    /// In the order of [`EVENTS`].
    fn cells(self, hospital: i64) -> Vec<Cell> {
        vec![
            hospital.into(),
            self.seq.into(),
            self.at.into(),
            self.actor.into(),
            self.actor_user.into(),
            self.on_behalf_of.into(),
            self.reason.into(),
            self.kind.into(),
            self.version.into(),
            self.payload.into(),
            self.idempotency_key.into(),
            self.body_hash.into(),
            self.answer.into(),
            self.hash.into(),
        ]
    }
}

pub(crate) const HEAD: &str = "select seq, hash from event where hospital_id = $1 order by seq desc limit 1";
pub(crate) const HASH_OF: &str = "select hash from event where hospital_id = $1 and seq = $2";

const EVENTS: Insert = Insert {
    table: "event",
    columns: "hospital_id, seq, at, actor, actor_user, on_behalf_of, reason, kind, version, payload, idempotency_key, \
        body_hash, answer, hash",
    tail: "",
};
const SIDE: Insert = Insert { table: "side", columns: "hospital_id, id, person, class, kind, cipher", tail: "" };
const KEYS: Insert =
    Insert { table: "person_key", columns: "hospital_id, person, class, wrapped", tail: "on conflict do nothing" };

/// The inserts of one row each, for the test that prepares all statements.
#[cfg(test)]
pub(crate) fn inserts() -> Vec<String> {
    vec![EVENTS.text(14, 1), SIDE.text(6, 1), KEYS.text(4, 1)]
}

/// What a commit whose answer was lost has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The batch is in.
    In,
    /// It is not in, and its numbers are free: append it again.
    NotIn,
    /// Somebody else's events have its numbers: take it back, catch up, decide again.
    Another,
}

impl Journal {
    /// Commits a batch: all of it or nothing.
    ///
    /// An event that erases a person also destroys the keys of that person and of all aliases, in the same transaction.
    ///
    /// # Errors
    /// [`AppendError::OutcomeUnknown`] when the commit's answer was lost; all others: nothing was written.
    pub async fn append(&self, entries: &[Entry], side: &[SealedRow]) -> Result<(), AppendError> {
        let Some(first) = entries.first() else { return Ok(()) };
        let mut known = self.head.lock().await;
        let head = match known.take() {
            Some(head) => head,
            None => self.read_head().await?,
        };
        if first.seq != head.seq + 1 {
            return Err(AppendError::Conflict);
        }
        let mut rows = Vec::with_capacity(entries.len());
        let mut before = head.hash.clone();
        for entry in entries {
            let row = EventRow::of(entry, &before)?;
            before.clone_from(&row.hash);
            rows.push(row);
        }
        let mut transaction = self.writer.begin_with("begin immediate").await.map_err(append_error)?;
        let destroyed = match self.write(&mut transaction, rows, entries, side).await {
            Ok(destroyed) => destroyed,
            Err(error) => {
                let failed = append_error(error);
                drop(transaction.rollback().await);
                if !matches!(failed, AppendError::Conflict) {
                    *known = Some(head);
                }
                return Err(failed);
            }
        };
        match transaction.commit().await {
            Ok(()) => {
                *known = Some(Head { seq: first.seq + entries.len() as u64 - 1, hash: before });
                drop(known);
                self.keys.stored(side);
                if !destroyed.is_empty() {
                    self.forgotten(destroyed).await;
                }
                Ok(())
            }
            Err(error) => match append_error(error) {
                AppendError::Full => Err(AppendError::Full),
                _ => Err(AppendError::OutcomeUnknown),
            },
        }
    }

    async fn write(
        &self,
        connection: &mut SqliteConnection,
        rows: Vec<EventRow>,
        entries: &[Entry],
        side: &[SealedRow],
    ) -> Result<Vec<(PersonId, RetentionClass)>, sqlx::Error> {
        let hospital = self.hospital().0;
        let mut keys = Vec::new();
        let mut sealed = Vec::with_capacity(side.len());
        for row in side {
            let person = row.person.map(|person| person.to_string());
            if let (Some(person), Some(wrapped)) = (&person, &row.wrapped) {
                keys.push(vec![
                    hospital.into(),
                    person.as_str().into(),
                    named(row.class).into(),
                    wrapped.clone().into(),
                ]);
            }
            sealed.push(vec![
                hospital.into(),
                row.id.simple().to_string().into(),
                person.into(),
                named(row.class).into(),
                row.kind.into(),
                row.cipher.clone().into(),
            ]);
        }
        KEYS.write(connection, 4, keys).await?;
        SIDE.write(connection, 6, sealed).await?;
        EVENTS.write(connection, 14, rows.into_iter().map(|row| row.cells(hospital)).collect()).await?;
        let mut changes = Changes::default();
        for entry in entries {
            for change in project::changes(&entry.event, entry.seq, entry.at) {
                changes.add(change);
            }
        }
        changes.write(connection, hospital).await?;
        let mut destroyed = Vec::new();
        for entry in entries {
            if let Event::Journey(journey::Event::PersonErased(erased)) = &entry.event {
                destroyed.extend(self.destroy(connection, erased.person, &erased.destroyed).await?);
            }
        }
        Ok(destroyed)
    }

    /// Number and hash of the last event that is durable, read from the database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn head(&self) -> Result<(Seq, String), StoreError> {
        let head = self.read_head().await?;
        Ok((head.seq, head.hash))
    }

    pub(crate) async fn read_head(&self) -> Result<Head, StoreError> {
        let found: Option<(i64, String)> =
            sqlx::query_as(HEAD).bind(self.hospital().0).fetch_optional(&self.writer).await?;
        Ok(found.map_or_else(Head::default, |(seq, hash)| Head { seq: seq.cast_unsigned(), hash }))
    }

    /// Reads the head again, as after a commit whose answer was lost, and returns its number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn load_head(&self) -> Result<Seq, StoreError> {
        let mut known = self.head.lock().await;
        let head = self.read_head().await?;
        let seq = head.seq;
        *known = Some(head);
        Ok(seq)
    }

    /// Finds out whether a batch is in whose commit gave no answer, by the hash at its first number. Takes the lock that
    /// writing takes, so that a commit which is still under way is waited for.
    ///
    /// # Errors
    /// When the database cannot be read: ask again.
    pub async fn settle(&self, entries: &[Entry]) -> Result<Settled, StoreError> {
        let Some(first) = entries.first() else { return Ok(Settled::In) };
        let mut known = self.head.lock().await;
        *known = None;
        let mut transaction = self.writer.begin_with("begin immediate").await?;
        let (before, found) = (first.seq.cast_signed() - 1, first.seq.cast_signed());
        let mut hashes = [None, None];
        for (seq, hash) in [before, found].into_iter().zip(&mut hashes) {
            let query = sqlx::query_scalar(HASH_OF).bind(self.hospital().0).bind(seq);
            *hash = query.fetch_optional(&mut *transaction).await?;
        }
        transaction.rollback().await?;
        let [before, found]: [Option<String>; 2] = hashes;
        let Some(found) = found else { return Ok(Settled::NotIn) };
        let ours = EventRow::of(first, &before.unwrap_or_default())?.hash == found;
        Ok(if ours { Settled::In } else { Settled::Another })
    }
}

pub(crate) fn text_of(value: Value) -> String {
    match value {
        Value::Text(text) => text,
        Value::Int(number) => number.to_string(),
        Value::Null => String::new(),
    }
}
