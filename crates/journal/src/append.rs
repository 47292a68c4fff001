//! Appending a batch: one transaction for events, keys, side rows and projected tables.

use crate::{
    AppendError, Journal, SealedRow, StoreError,
    error::append_error,
    project::{self, Change, Value, instant_text, named, table},
};
use model::{
    actor::Actor,
    event::Event,
    id::{PersonId, Seq},
    scheduling::ReasonCode,
    time::Instant,
};
use sha2::{Digest, Sha256};
use sqlx::{Sqlite, SqliteConnection, query::Query, sqlite::SqliteArguments};
use std::{collections::HashMap, sync::LazyLock};

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
}

const HEAD: &str = "select seq, hash from event where hospital_id = $1 order by seq desc limit 1";
const INSERT_EVENT: &str = "insert into event (hospital_id, seq, at, actor, actor_user, on_behalf_of, reason, kind, \
    version, payload, idempotency_key, body_hash, answer, hash) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const INSERT_SIDE: &str =
    "insert into side (hospital_id, id, person, class, kind, cipher) values ($1, $2, $3, $4, $5, $6)";
const INSERT_KEY: &str = "insert into person_key (hospital_id, person, class, wrapped) values ($1, $2, $3, $4) \
    on conflict do nothing";

impl Journal {
    /// Commits a batch: all of it or nothing.
    ///
    /// # Errors
    /// [`AppendError::OutcomeUnknown`] when the commit's answer was lost; all others: nothing was written.
    pub async fn append(&self, entries: &[Entry], side: &[SealedRow]) -> Result<(), AppendError> {
        let Some(first) = entries.first() else { return Ok(()) };
        let mut head = self.head.lock().await;
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
        let written = self.write(&mut transaction, &rows, entries, side).await;
        if let Err(error) = written {
            let failed = append_error(error);
            drop(transaction.rollback().await);
            return Err(failed);
        }
        match transaction.commit().await {
            Ok(()) => {
                *head = Head { seq: first.seq + entries.len() as u64 - 1, hash: before };
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
        rows: &[EventRow],
        entries: &[Entry],
        side: &[SealedRow],
    ) -> Result<(), sqlx::Error> {
        let hospital = self.hospital().0;
        for row in side {
            if let (Some(person), Some(wrapped)) = (row.person, &row.wrapped) {
                sqlx::query(INSERT_KEY)
                    .bind(hospital)
                    .bind(person.to_string())
                    .bind(text_of(named(row.class)))
                    .bind(wrapped)
                    .execute(&mut *connection)
                    .await?;
            }
            sqlx::query(INSERT_SIDE)
                .bind(hospital)
                .bind(row.id.simple().to_string())
                .bind(row.person.map(|person| person.to_string()))
                .bind(text_of(named(row.class)))
                .bind(row.kind)
                .bind(&row.cipher)
                .execute(&mut *connection)
                .await?;
        }
        for (row, entry) in rows.iter().zip(entries) {
            sqlx::query(INSERT_EVENT)
                .bind(hospital)
                .bind(row.seq)
                .bind(&row.at)
                .bind(&row.actor)
                .bind(&row.actor_user)
                .bind(&row.on_behalf_of)
                .bind(&row.reason)
                .bind(&row.kind)
                .bind(row.version)
                .bind(&row.payload)
                .bind(&row.idempotency_key)
                .bind(&row.body_hash)
                .bind(&row.answer)
                .bind(&row.hash)
                .execute(&mut *connection)
                .await?;
            for change in project::changes(&entry.event, entry.seq, entry.at) {
                write_change(connection, hospital, change).await?;
            }
        }
        Ok(())
    }

    /// Number and hash of the last event that is durable, read from the database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn head(&self) -> Result<(Seq, String), StoreError> {
        let found: Option<(i64, String)> =
            sqlx::query_as(HEAD).bind(self.hospital().0).fetch_optional(&self.writer).await?;
        Ok(found.map_or((0, String::new()), |(seq, hash)| (seq.cast_unsigned(), hash)))
    }

    /// Reads the head again, as after a commit whose answer was lost.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn load_head(&self) -> Result<Seq, StoreError> {
        let mut head = self.head.lock().await;
        let (seq, hash) = self.head().await?;
        *head = Head { seq, hash };
        Ok(seq)
    }
}

pub(crate) fn text_of(value: Value) -> String {
    match value {
        Value::Text(text) => text,
        Value::Int(number) => number.to_string(),
        Value::Null => String::new(),
    }
}

type Statement = Query<'static, Sqlite, SqliteArguments>;

fn bind(statement: Statement, value: Value) -> Statement {
    match value {
        Value::Null => statement.bind(None::<String>),
        Value::Int(number) => statement.bind(number),
        Value::Text(text) => statement.bind(text),
    }
}

/// What a statement does with a table, and with which of its columns.
type Shape = (&'static str, &'static str, Vec<&'static str>);

/// The text of each statement of the projection, made once from the names of tables and columns, which are constants.
fn statement(shape: Shape) -> &'static str {
    use std::sync::{Mutex, PoisonError};
    static TEXTS: LazyLock<Mutex<HashMap<Shape, &'static str>>> = LazyLock::new(Mutex::default);
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    texts.entry(shape).or_insert_with_key(|(action, name, columns)| {
        let key = table(name).key;
        let text = if *action == "put" {
            let names: Vec<&str> = ["hospital_id"].iter().chain(key).chain(columns).copied().collect();
            let places: Vec<String> = (1..=names.len()).map(|place| format!("${place}")).collect();
            let sets = table(name).columns.iter().map(|column| format!("{column} = excluded.{column}"));
            format!(
                "insert into {name} ({}) values ({}) on conflict (hospital_id, {}) do update set {}",
                names.join(", "),
                places.join(", "),
                key.join(", "),
                sets.collect::<Vec<_>>().join(", ")
            )
        } else {
            let from = key.len() + 2;
            let sets = columns.iter().zip(from..).map(|(column, place)| match *action {
                "add" => format!("{column} = {column} + ${place}"),
                _ => format!("{column} = ${place}"),
            });
            let keys = key.iter().zip(2..).map(|(column, place)| format!("{column} = ${place}"));
            let (sets, keys) = (sets.collect::<Vec<_>>().join(", "), keys.collect::<Vec<_>>().join(" and "));
            format!("update {name} set {sets} where hospital_id = $1 and {keys}")
        };
        Box::leak(text.into_boxed_str())
    })
}

async fn write_change(connection: &mut SqliteConnection, hospital: i64, change: Change) -> Result<(), sqlx::Error> {
    let (action, table, key, values): (_, _, _, Vec<(&'static str, Value)>) = match change {
        Change::Put { table, key, set } => ("put", table, key, set),
        Change::Set { table, key, set } => ("set", table, key, set),
        Change::Add { table, key, add } => {
            ("add", table, key, add.into_iter().map(|(column, more)| (column, more.into())).collect())
        }
    };
    let (columns, values): (Vec<_>, Vec<_>) = values.into_iter().unzip();
    let mut query = sqlx::query(statement((action, table, columns))).bind(hospital);
    for value in key.into_iter().chain(values) {
        query = bind(query, value);
    }
    query.execute(connection).await.map(drop)
}
