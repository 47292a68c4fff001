//! Reading events back, and looking keys up.

use crate::{
    Entry, IdempotencyKey, Journal, StoreError,
    append::{EventRow, SEVERAL},
    store::on,
};
use model::{
    actor::Actor,
    event::Event,
    id::{Seq, UserId},
    time::Instant,
};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// An idempotency key as it was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    /// The login that used it.
    pub user: Option<UserId>,
    /// When it was used, hospital time.
    pub at: Instant,
    /// The key, the hash of the request, and the answer.
    pub key: IdempotencyKey,
}

/// A stored event, to be played again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its number.
    pub seq: Seq,
    /// When, hospital time.
    pub at: Instant,
    /// What happened.
    pub event: Event,
    /// The key of the command whose first event it is.
    pub key: Option<KnownKey>,
}

/// The events of one command as they are stored. Decoding it takes longer than fetching it, and several threads can do it at once.
#[macro_rules_attribute::apply(from_row!)]
#[derive(Debug)]
pub struct StoredRow {
    seq: i64,
    last_seq: Option<i64>,
    at: String,
    kind: String,
    version: i64,
    payload: String,
    actor_user: Option<String>,
    idempotency_key: Option<String>,
    body_hash: Option<String>,
    answer: Option<String>,
}

impl From<EventRow> for StoredRow {
    fn from(row: EventRow) -> Self {
        let EventRow { seq, at, kind, version, payload, actor_user, idempotency_key, body_hash, answer, .. } = row;
        Self { seq, last_seq: row.last_seq, at, kind, version, payload, actor_user, idempotency_key, body_hash, answer }
    }
}

impl StoredRow {
    /// The number of its first event.
    pub const fn seq(&self) -> Seq {
        self.seq.cast_unsigned()
    }

    /// Decodes the events; one of an older version becomes one of today's.
    ///
    /// # Errors
    /// When they are not what this program writes.
    pub fn read(self) -> Result<Vec<StoredEvent>, StoreError> {
        let at = instant(&self.at)?;
        let events = decode(self.seq, self.last_seq, &self.kind, self.version, &self.payload)?;
        let mut key = match (self.idempotency_key, self.body_hash, self.answer) {
            (Some(idempotency_key), Some(body_hash), Some(answer)) => {
                let (at, actor_user) = (self.at, self.actor_user);
                Some(known_key(KeyRow { actor_user, at, idempotency_key, body_hash, answer })?)
            }
            _ => None,
        };
        let numbered = (self.seq.cast_unsigned()..).zip(events);
        Ok(numbered.map(|(seq, event)| StoredEvent { seq, at, event, key: key.take() }).collect())
    }
}

/// The events of a row. There are as many as its numbers say.
fn decode(seq: i64, last: Option<i64>, kind: &str, version: i64, payload: &str) -> Result<Vec<Event>, StoreError> {
    let decode = |seq, kind: &str, version: i64, payload: &str| {
        let version = u16::try_from(version).unwrap_or(u16::MAX);
        Event::decode(kind, version, payload).map_err(|source| StoreError::Event { seq, source })
    };
    let Some(last) = last else { return Ok(vec![decode(seq, kind, version, payload)?]) };
    if (kind, version) != (SEVERAL, 1) {
        return Err(unreadable(&format!("kind of event {seq}")));
    }
    let parts: Vec<(Cow<'_, str>, i64, &RawValue)> = serde_json::from_str(payload)?;
    let count = last.checked_sub(seq).and_then(|more| usize::try_from(more).ok());
    if parts.len() < 2 || count != Some(parts.len() - 1) {
        return Err(unreadable(&format!("last_seq of event {seq}")));
    }
    let numbered = (seq..=last).zip(parts);
    numbered.map(|(seq, (kind, version, payload))| decode(seq, &kind, version, payload.get())).collect()
}

/// By their names: a column that a later release adds must not change what a prepared statement returns.
pub(crate) const EVENTS: &str = "select seq, last_seq, at, actor, actor_user, on_behalf_of, reason, kind, version, payload, \
    idempotency_key, body_hash, answer, hash from event where hospital_id = $1 and seq >= $2 order by seq limit $3";
/// The columns that are needed to play a journal again.
pub(crate) const STORED: &str = "select seq, last_seq, at, kind, version, payload, actor_user, idempotency_key, body_hash, answer \
    from event where hospital_id = $1 and seq >= $2 order by seq limit $3";
pub(crate) const KEY: &str = "select actor_user, at, idempotency_key, body_hash, answer from event \
    where hospital_id = $1 and coalesce(actor_user, '') = $2 and idempotency_key = $3";

#[macro_rules_attribute::apply(from_row!)]
struct KeyRow {
    actor_user: Option<String>,
    at: String,
    idempotency_key: String,
    body_hash: String,
    answer: String,
}

fn unreadable(what: &str) -> StoreError {
    StoreError::Row { table: "event", what: what.to_owned() }
}

pub(crate) fn instant(text: &str) -> Result<Instant, StoreError> {
    text.parse().map_err(|_| unreadable("at"))
}

fn body_hash(text: &str) -> Result<[u8; 32], StoreError> {
    hex::decode(text).ok().and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| unreadable("body_hash"))
}

impl EventRow {
    pub(crate) fn at(&self) -> Result<Instant, StoreError> {
        instant(&self.at)
    }

    pub(crate) fn events(&self) -> Result<Vec<Event>, StoreError> {
        decode(self.seq, self.last_seq, &self.kind, self.version, &self.payload)
    }

    /// The entries again; an event of an older version becomes one of today's.
    ///
    /// # Errors
    /// When they are not what this program writes.
    pub fn entries(self) -> Result<Vec<Entry>, StoreError> {
        let (events, at) = (self.events()?, self.at()?);
        let mut key = match (self.idempotency_key, self.body_hash, self.answer) {
            (Some(key), Some(hash), Some(answer)) => Some(IdempotencyKey { key, body_hash: body_hash(&hash)?, answer }),
            _ => None,
        };
        let on_behalf_of = self.on_behalf_of.map(|id| id.parse().map_err(|_| unreadable("on_behalf_of")));
        let (actor, on_behalf_of): (Actor, _) = (serde_json::from_str(&self.actor)?, on_behalf_of.transpose()?);
        let reason = self.reason.map(|name| serde_json::from_value(name.into())).transpose()?;
        let first = self.seq.cast_unsigned();
        let entry = |(seq, event)| Entry {
            seq,
            at,
            actor: actor.clone(),
            on_behalf_of,
            reason,
            key: key.take(),
            goes_on: seq > first,
            event,
        };
        Ok((first..).zip(events).map(entry).collect())
    }
}

fn known_key(row: KeyRow) -> Result<KnownKey, StoreError> {
    let user = row.actor_user.map(|id| id.parse().map_err(|_| unreadable("actor_user")));
    Ok(KnownKey {
        user: user.transpose()?,
        at: instant(&row.at)?,
        key: IdempotencyKey { key: row.idempotency_key, body_hash: body_hash(&row.body_hash)?, answer: row.answer },
    })
}

/// The entries of rows, in order.
pub(crate) fn entries(rows: Vec<EventRow>) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        entries.extend(row.entries()?);
    }
    Ok(entries)
}

impl Journal {
    /// Up to `limit` rows from number `from` on, where one must begin, as entries in order; events of older versions
    /// become today's.
    ///
    /// # Errors
    /// When the database cannot be read, or an event cannot.
    pub async fn load(&self, from: Seq, limit: u32) -> Result<Vec<Entry>, StoreError> {
        entries(self.rows(from, limit).await?)
    }

    /// The same as they are stored.
    pub(crate) async fn rows(&self, from: Seq, limit: u32) -> Result<Vec<EventRow>, StoreError> {
        Ok(on!(self.store.aside(), pool => sqlx::query_as(EVENTS)
            .bind(self.hospital().0)
            .bind(from.cast_signed())
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await?))
    }

    /// Up to `limit` rows from number `from` on, in order, to be played again.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn stored(&self, from: Seq, limit: u32) -> Result<Vec<StoredRow>, StoreError> {
        Ok(on!(self.store.aside(), pool => sqlx::query_as(STORED)
            .bind(self.hospital().0)
            .bind(from.cast_signed())
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await?))
    }

    /// Looks a key up, however old it is.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn find_key(&self, user: Option<UserId>, key: &str) -> Result<Option<KnownKey>, StoreError> {
        let row: Option<KeyRow> = on!(self.store.reading(), pool => sqlx::query_as(KEY)
            .bind(self.hospital().0)
            .bind(user.map(|user| user.to_string()).unwrap_or_default())
            .bind(key)
            .fetch_optional(pool)
            .await?);
        row.map(known_key).transpose()
    }
}
