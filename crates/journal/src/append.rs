//! Appending a batch: one transaction for events, keys and side rows.

use crate::{
    AppendError, Journal, SealedRow, StoreError,
    bulk::{Cell, Statement},
    project::{Column, Value, instant_text, named},
    read,
    store::{Connection, Pool, on},
    write_lock::{HEAD, Head},
};
use model::{
    actor::Actor,
    event::Event,
    id::{PersonId, Seq},
    journey::{self, RetentionClass},
    scheduling::ReasonCode,
    time::Instant,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::VecDeque, iter, sync::LazyLock};

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
    /// Who did it.
    pub actor: Actor,
    /// The person on whose behalf it was done.
    pub on_behalf_of: Option<PersonId>,
    /// Why it was done.
    pub reason: Option<ReasonCode>,
    /// Only on a command's first event.
    pub key: Option<IdempotencyKey>,
    /// It was decided together with the one before, by one command: both are in one row.
    pub goes_on: bool,
    /// What happened.
    pub event: Event,
}

/// What one row of the journal holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// All events of one command.
    #[default]
    Command,
    /// One event, as programs before schema 27 read them.
    Event,
}

/// The events of one command as their row, chained to the row before. The row of a single event has its kind, version
/// and payload; that of several has those of all in its payload, and the last one's number.
#[macro_rules_attribute::apply(from_row!)]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EventRow {
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_seq: Option<i64>,
}

/// The kind of a row of several events, which is none of an event.
pub(crate) const SEVERAL: &str = "several";

impl EventRow {
    /// The rows of a batch, after a row with the hash `before`; "" where there is none.
    ///
    /// # Errors
    /// When an entry cannot be written as JSON.
    pub fn all(entries: &[Entry], grain: Grain, before: &str) -> Result<Vec<Self>, StoreError> {
        let mut rows: Vec<Self> = Vec::new();
        for together in groups(entries, grain) {
            rows.push(Self::of(together, rows.last().map_or(before, Self::hash))?);
        }
        Ok(rows)
    }

    /// The row of what one command did, which is not empty.
    pub(crate) fn of(together: &[Entry], before: &str) -> Result<Self, StoreError> {
        let [entry, rest @ ..] = together else {
            return Err(StoreError::Row { table: "event", what: "nothing".into() });
        };
        debug_assert!(
            rest.iter().all(|next| {
                let theirs = (next.at, &next.actor, next.on_behalf_of, next.reason, next.key.is_none());
                theirs == (entry.at, &entry.actor, entry.on_behalf_of, entry.reason, true)
            }),
            "one command, one moment and one actor"
        );
        let (kind, version, payload) = match rest {
            [] => {
                let (kind, version) = entry.event.kind();
                (kind, version, entry.event.encode()?)
            }
            _ => (SEVERAL, 1, several(together)?),
        };
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
            payload,
            idempotency_key: entry.key.as_ref().map(|key| key.key.clone()),
            body_hash: entry.key.as_ref().map(|key| hex::encode(key.body_hash)),
            answer: entry.key.as_ref().map(|key| key.answer.clone()),
            hash: String::new(),
            last_seq: rest.last().map(|last| last.seq.cast_signed()),
        };
        row.hash = row.chained(before);
        Ok(row)
    }

    /// The number of its first event.
    #[must_use]
    pub const fn first(&self) -> Seq {
        self.seq.cast_unsigned()
    }

    /// The number of its last event; of a row that says that it ends before it begins, the first.
    #[must_use]
    pub fn last(&self) -> Seq {
        self.last_seq.map_or(self.seq, |last| last.max(self.seq)).cast_unsigned()
    }

    /// How many events it has, by its numbers.
    pub(crate) fn count(&self) -> u64 {
        self.last().saturating_sub(self.first()).saturating_add(1)
    }

    /// The hash it carries: SHA-256, hexadecimal; equal to [`chained`](Self::chained) when the row is untouched.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// SHA-256 over the previous hash and every field with its length, hexadecimal.
    #[must_use]
    pub(crate) fn chained(&self, before: &str) -> String {
        let mut sha = Sha256::new();
        let mut field = |bytes: &[u8]| {
            sha.update((bytes.len() as u64).to_be_bytes());
            sha.update(bytes);
        };
        field(before.as_bytes());
        field(&self.seq.to_be_bytes());
        field(&self.version.to_be_bytes());
        if let Some(last) = self.last_seq {
            field(&last.to_be_bytes());
        }
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

    /// Is it as it was written after a row with the hash `before`? `actor_user` is in no hash: it repeats what `actor`
    /// says, so that keys can be found by it, and it must still do so.
    #[must_use]
    pub fn is_untouched(&self, before: &str) -> bool {
        let user = serde_json::from_str::<Actor>(&self.actor).map(|actor| actor.user.map(|user| user.to_string()));
        self.chained(before) == self.hash && user.is_ok_and(|user| user == self.actor_user)
    }

    /// In the order of [`EVENTS`].
    pub(crate) fn cells(self) -> Vec<Cell> {
        vec![
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
            self.last_seq.into(),
        ]
    }
}

/// What goes into one row each, in order.
pub(crate) fn groups(entries: &[Entry], grain: Grain) -> impl Iterator<Item = &[Entry]> {
    entries.chunk_by(move |_, next| grain == Grain::Command && next.goes_on)
}

/// Several events as a payload: `[[kind, version, payload], …]`.
fn several(entries: &[Entry]) -> Result<String, StoreError> {
    let mut text = String::from("[");
    for (entry, separator) in entries.iter().zip(iter::once("").chain(iter::repeat(","))) {
        let (kind, version) = entry.event.kind();
        text.push_str(separator);
        text.push_str(&format!("[\"{kind}\",{version},"));
        text.push_str(&entry.event.encode()?);
        text.push(']');
    }
    text.push(']');
    Ok(text)
}

/// The rows of a batch, each made when it is asked for: the database works on those before meanwhile.
pub(crate) struct Chained<'a> {
    groups: std::vec::IntoIter<&'a [Entry]>,
    ahead: VecDeque<EventRow>,
    hash: String,
    failed: Option<StoreError>,
}

impl<'a> Chained<'a> {
    /// Those of a batch after a row with the hash `before`.
    pub(crate) fn after(before: &str, entries: &'a [Entry], grain: Grain) -> Self {
        let groups = groups(entries, grain).collect::<Vec<_>>().into_iter();
        Self { groups, ahead: VecDeque::new(), hash: before.to_owned(), failed: None }
    }

    /// Makes some rows before they are asked for.
    pub(crate) fn make_ahead(&mut self, count: usize) {
        for _ in 0..count {
            let Some(row) = self.make() else { return };
            self.ahead.push_back(row);
        }
    }

    /// The hash of the last row that was made.
    pub(crate) fn hash(&self) -> &str {
        &self.hash
    }

    fn make(&mut self) -> Option<EventRow> {
        match EventRow::of(self.groups.next()?, &self.hash) {
            Ok(row) => {
                self.hash.clone_from(&row.hash);
                Some(row)
            }
            Err(error) => {
                self.failed = Some(error);
                None
            }
        }
    }
}

impl Iterator for Chained<'_> {
    type Item = Vec<Cell>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.ahead.pop_front().or_else(|| self.make());
        row.filter(|_| self.failed.is_none()).map(EventRow::cells)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.ahead.len() + self.groups.len();
        (left, Some(left))
    }
}

impl ExactSizeIterator for Chained<'_> {}

const EVENTS: &[Column] = &[
    Column::int("seq"),
    Column::text("at"),
    Column::text("actor"),
    Column::text("actor_user"),
    Column::text("on_behalf_of"),
    Column::text("reason"),
    Column::text("kind"),
    Column::int("version"),
    Column::text("payload"),
    Column::text("idempotency_key"),
    Column::text("body_hash"),
    Column::text("answer"),
    Column::text("hash"),
    Column::int("last_seq").optional(),
];
pub(crate) const LAST: &str =
    "select coalesce(last_seq, seq), at from event where hospital_id = $1 order by seq desc limit 1";
const SIDE: &[Column] =
    &[Column::text("id"), Column::text("person"), Column::text("class"), Column::text("kind"), Column::blob("cipher")];
const KEYS: &[Column] = &[Column::text("person"), Column::text("class"), Column::blob("wrapped")];

/// The inserts outside the projected tables: keys of people, side rows, events.
pub(crate) static INSERTS: LazyLock<[Statement; 3]> = LazyLock::new(|| {
    [
        Statement::insert("person_key", KEYS.to_vec(), "on conflict do nothing"),
        Statement::insert("side", SIDE.to_vec(), ""),
        Statement::insert("event", EVENTS.to_vec(), ""),
    ]
});

impl Journal {
    /// The same journal, whose rows hold this from now on. Rows of both kinds are read whatever it is.
    #[must_use]
    pub fn with_grain(self, grain: Grain) -> Self {
        Self { grain, ..self }
    }

    /// Writes a batch in a transaction, and returns whose keys it destroyed.
    pub(crate) async fn write(
        &self,
        mut connection: Connection<'_>,
        rows: &mut Chained<'_>,
        entries: &[Entry],
        side: &[SealedRow],
    ) -> Result<Vec<(PersonId, RetentionClass)>, AppendError> {
        let hospital = self.hospital().0;
        let [person_keys, sides, _] = &*INSERTS;
        let mut keys = Vec::new();
        let mut sealed = Vec::with_capacity(side.len());
        for row in side {
            let person = row.person.map(|person| person.to_string());
            if let (Some(person), Some(wrapped)) = (&person, &row.wrapped) {
                keys.push(vec![person.as_str().into(), named(row.class).into(), wrapped.clone().into()]);
            }
            sealed.push(vec![
                row.id.simple().to_string().into(),
                person.into(),
                named(row.class).into(),
                row.kind.into(),
                row.cipher.clone().into(),
            ]);
        }
        let new_keys = !keys.is_empty();
        person_keys.run(connection.again(), hospital, keys).await?;
        if new_keys {
            self.check_keys(connection.again(), side).await?;
        }
        sides.run(connection.again(), hospital, sealed).await?;
        self.write_parts(connection.again(), side).await?;
        let written = self.write_events(connection.again(), &mut *rows).await;
        rows.failed.take().map_or(Ok(()), Err)?;
        written?;
        self.write_people(connection.again(), entries.iter().map(|entry| &entry.event)).await?;
        let mut destroyed = Vec::new();
        for entry in entries {
            if let Event::Journey(journey::Event::PersonErased(erased)) = &entry.event {
                destroyed.extend(self.destroy(connection.again(), erased).await?);
                self.forget_parts(connection.again(), erased.family()).await?;
                self.end_logins(connection.again(), erased.family()).await?;
                self.erase_messages(connection.again(), erased.family()).await?;
                self.erase_shares(connection.again(), erased.family()).await?;
                self.erase_family_requests(connection.again(), erased.family()).await?;
            }
            if let Event::Journey(journey::Event::RelativeRemoved(removed)) = &entry.event {
                // Whoever acted may have handed out links, which look like the person's own.
                self.erase_shares(connection.again(), removed.records.iter().copied()).await?;
            }
        }
        Ok(destroyed)
    }

    pub(crate) async fn write_events(
        &self,
        connection: Connection<'_>,
        rows: impl IntoIterator<Item = Vec<Cell>, IntoIter: ExactSizeIterator>,
    ) -> Result<(), sqlx::Error> {
        let [_, _, events] = &*INSERTS;
        events.run(connection, self.hospital().0, rows).await
    }

    /// Number and time of the last durable event, if there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn last(&self) -> Result<Option<(Seq, Instant)>, StoreError> {
        let found: Option<(i64, String)> = on!(self.store.aside(), pool => sqlx::query_as(LAST)
            .bind(self.hospital().0)
            .fetch_optional(pool)
            .await?);
        found.map(|(seq, at)| Ok((seq.cast_unsigned(), read::instant(&at)?))).transpose()
    }

    /// Number and hash of the last durable event, read from the database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn head(&self) -> Result<(Seq, String), StoreError> {
        let head = self.read_head(self.store.aside()).await?;
        Ok((head.seq, head.hash))
    }

    pub(crate) async fn read_head(&self, from: Pool<'_>) -> Result<Head, StoreError> {
        let found: Option<(i64, String)> = on!(from, pool => sqlx::query_as(HEAD)
            .bind(self.hospital().0)
            .fetch_optional(pool)
            .await?);
        Ok(found.map_or_else(Head::default, |(seq, hash)| Head { seq: seq.cast_unsigned(), hash }))
    }
}

pub(crate) fn text_of(value: Value) -> String {
    match value {
        Value::Text(text) => text,
        Value::Int(number) => number.to_string(),
        Value::Truth(truth) => truth.to_string(),
        Value::Null => String::new(),
    }
}
