//! Who read whose data and who was denied: a chain of its own per node.

use crate::{
    Journal, Keys, StoreError,
    append::text_of,
    bulk::{Cell, Statement},
    project::{Column, instant_text, named},
    store::{Backend, Connection, on},
};
use model::{
    actor::Role,
    id::{PersonId, UserId},
    time::Instant,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};
use std::sync::LazyLock;

/// One reading, denial or log-in, or one step of administration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRow {
    /// When, hospital time.
    pub at: Instant,
    /// The login that acted.
    pub user: Option<UserId>,
    /// Its role.
    pub role: Role,
    /// The action's name.
    pub action: String,
    /// The person whose data it was about.
    pub person: Option<PersonId>,
    /// Whether it was allowed; otherwise it was denied.
    pub allowed: bool,
    /// The reason for breaking the glass.
    pub reason: Option<String>,
    /// The address that a log-in came from.
    pub address: Option<String>,
    /// What was read, or the login that was administered: a kind and an id, as `admission:…`.
    pub subject: Option<String>,
    /// How often, where one row stands for several.
    pub times: Option<i64>,
}

/// How often a write is tried: two processes of the same node name may write at the same time, and one has to try
/// again.
const TRIES: usize = 5;
const REASON: &str = "access_log reason";
pub(crate) const LAST: &str =
    "select number, hash from access_log where hospital_id = $1 and node = $2 order by number desc limit 1";
pub(crate) const ALL: &str = "select number, at, actor_user, role, action, person, allowed, reason, address, \
    subject, times, hash from access_log where hospital_id = $1 and node = $2 order by number";

pub(crate) const EVERYTHING: &str = "select node, number, at, actor_user, role, action, person, allowed, reason, address, \
    subject, times, hash from access_log where hospital_id = $1 order by node, number";
/// A row is reported when it has a reason, or when its action opens a record at once.
pub(crate) const REPORTED: &str = "select number, at, actor_user, role, action, person, allowed, reason, address, subject, \
    times, hash from access_log where hospital_id = $1 \
    and (reason is not null or action in ('request_emergency_admission', 'arrive')) and allowed and at >= $2 order by at desc, number desc limit 200";
/// Log-ins and the administration of logins.
pub(crate) const ABOUT_LOGINS: &str = "select number, at, actor_user, role, action, person, allowed, reason, address, \
    subject, times, hash from access_log where hospital_id = $1 and action in ('log_in', 'log_in_unknown', \
    'log_in_uncounted', 'manage_users') and at >= $2 order by at desc, number desc limit 200";

/// A row as it is stored, and as it is hashed.
#[macro_rules_attribute::apply(from_row!)]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) number: i64,
    at: String,
    actor_user: Option<String>,
    role: String,
    action: String,
    person: Option<String>,
    allowed: bool,
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<i64>,
    pub(crate) hash: String,
}

impl Stored {
    pub(crate) fn chained(&self, before: &str) -> String {
        let mut sha = Sha256::new();
        let number = self.number.to_string();
        let none = String::from("\0");
        for field in [
            before,
            &number,
            &self.at,
            self.actor_user.as_ref().unwrap_or(&none),
            &self.role,
            &self.action,
            self.person.as_ref().unwrap_or(&none),
            if self.allowed { "1" } else { "0" },
            self.reason.as_ref().unwrap_or(&none),
        ] {
            sha.update((field.len() as u64).to_be_bytes());
            sha.update(field);
        }
        // Rows of earlier releases had none of these, and their hash must stay what it was.
        let times = self.times.map(|times| times.to_string());
        for (name, field) in [("address", &self.address), ("subject", &self.subject), ("times", &times)] {
            if let Some(field) = field {
                sha.update(name);
                sha.update((field.len() as u64).to_be_bytes());
                sha.update(field);
            }
        }
        hex::encode(sha.finalize())
    }
}

/// A row with its node.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessLine {
    node: String,
    #[serde(flatten)]
    row: Stored,
}

impl<'r, R: Row> FromRow<'r, R> for AccessLine
where
    &'static str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    Stored: FromRow<'r, R>,
{
    fn from_row(row: &'r R) -> sqlx::Result<Self> {
        Ok(Self { node: row.try_get("node")?, row: Stored::from_row(row)? })
    }
}

impl AccessLine {
    pub(crate) fn cells(self) -> Vec<Cell> {
        self.row.cells(&self.node)
    }
}

impl Stored {
    fn cells(self, node: &str) -> Vec<Cell> {
        vec![
            node.into(),
            self.number.into(),
            self.at.into(),
            self.actor_user.into(),
            self.role.into(),
            self.action.into(),
            self.person.into(),
            self.allowed.into(),
            self.reason.into(),
            self.address.into(),
            self.subject.into(),
            self.times.into(),
            self.hash.into(),
        ]
    }

    fn row(self, keys: &Keys) -> Result<AccessRow, StoreError> {
        let unreadable = |what: &str| StoreError::Row { table: "access_log", what: what.to_owned() };
        Ok(AccessRow {
            at: self.at.parse().map_err(|_| unreadable("at"))?,
            user: self.actor_user.map(|id| id.parse().map_err(|_| unreadable("actor_user"))).transpose()?,
            role: serde_json::from_value(self.role.into())?,
            action: self.action,
            person: self.person.map(|id| id.parse().map_err(|_| unreadable("person"))).transpose()?,
            allowed: self.allowed,
            reason: self.reason.map(|sealed| keys.open_text(REASON, &sealed)).transpose()?,
            address: self.address,
            subject: self.subject,
            times: self.times,
        })
    }
}

impl Journal {
    /// Accesses since a time that are to be looked into (broken glass, or an emergency or arrival without a number that
    /// opened a record), the newest first, at most 200.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn reported_access(&self, since: Instant) -> Result<Vec<AccessRow>, StoreError> {
        self.accesses(REPORTED, since).await
    }

    /// Log-ins since a time, and what administrators did to logins, the newest first, at most 200.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn login_access(&self, since: Instant) -> Result<Vec<AccessRow>, StoreError> {
        self.accesses(ABOUT_LOGINS, since).await
    }

    /// Everything that a node noted, in order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn accesses_of(&self, node: &str) -> Result<Vec<AccessRow>, StoreError> {
        let rows: Vec<Stored> = on!(self.store.reading(), pool => sqlx::query_as(ALL)
            .bind(self.hospital().0)
            .bind(node)
            .fetch_all(pool)
            .await?);
        rows.into_iter().map(|row| row.row(&self.keys)).collect()
    }

    async fn accesses(&self, which: &'static str, since: Instant) -> Result<Vec<AccessRow>, StoreError> {
        let rows: Vec<Stored> = on!(self.store.reading(), pool => sqlx::query_as(which)
            .bind(self.hospital().0)
            .bind(instant_text(since))
            .fetch_all(pool)
            .await?);
        rows.into_iter().map(|row| row.row(&self.keys)).collect()
    }

    /// Writes a node's rows in one transaction, in order.
    ///
    /// # Errors
    /// When the database cannot be written; then no row is.
    pub async fn log_access(&self, node: &str, rows: &[AccessRow]) -> Result<(), StoreError> {
        let mut tries = 1;
        loop {
            match self.try_log_access(node, rows).await {
                Err(StoreError::Database(sqlx::Error::Database(error)))
                    if error.is_unique_violation() && tries < TRIES =>
                {
                    tries += 1;
                }
                done => return done,
            }
        }
    }

    async fn try_log_access(&self, node: &str, rows: &[AccessRow]) -> Result<(), StoreError> {
        match &self.store {
            Backend::Sqlite(store) => {
                let mut transaction = store.writer.begin_with("begin immediate").await?;
                self.write_access(Backend::Sqlite(&mut *transaction), node, rows).await?;
                transaction.commit().await?;
            }
            Backend::Postgres(store) => {
                let mut transaction = store.pool.begin().await?;
                self.write_access(Backend::Postgres(&mut *transaction), node, rows).await?;
                transaction.commit().await?;
            }
        }
        Ok(())
    }

    async fn write_access(
        &self,
        mut connection: Connection<'_>,
        node: &str,
        rows: &[AccessRow],
    ) -> Result<(), StoreError> {
        let hospital = self.hospital().0;
        let last: Option<(i64, String)> =
            on!(connection.again(), to => sqlx::query_as(LAST).bind(hospital).bind(node).fetch_optional(to).await?);
        let (mut number, mut before) = last.unwrap_or_default();
        let mut written = Vec::with_capacity(rows.len());
        for row in rows {
            number += 1;
            let mut stored = Stored {
                number,
                at: instant_text(row.at),
                actor_user: row.user.map(|user| user.to_string()),
                role: text_of(named(row.role)),
                action: row.action.clone(),
                person: row.person.map(|person| person.to_string()),
                allowed: row.allowed,
                // In somebody's own words, and about somebody: sealed under the hospital's key.
                reason: row.reason.as_deref().map(|text| self.keys.seal_text(REASON, text)).transpose()?,
                address: row.address.clone(),
                subject: row.subject.clone(),
                times: row.times,
                hash: String::new(),
            };
            stored.hash = stored.chained(&before);
            before.clone_from(&stored.hash);
            written.push(stored.cells(node));
        }
        Ok(INSERT.run(connection, hospital, written).await?)
    }
}

pub(crate) static INSERT: LazyLock<Statement> = LazyLock::new(|| Statement::insert("access_log", COLUMNS.to_vec(), ""));

/// In the order of [`Stored::cells`].
pub(crate) const COLUMNS: &[Column] = &[
    Column::text("node"),
    Column::int("number"),
    Column::text("at"),
    Column::text("actor_user"),
    Column::text("role"),
    Column::text("action"),
    Column::text("person"),
    Column::truth("allowed"),
    Column::text("reason"),
    Column::text("address"),
    Column::text("subject"),
    Column::int("times"),
    Column::text("hash"),
];
