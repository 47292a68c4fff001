//! What is said to people because of events: a side table outside the chain, with each time that a message was handed
//! to a gateway.
//!
//! Messages follow the journal with a number of their own, which is moved in the transaction in which they are written:
//! of several nodes one makes them, and one that was frozen meanwhile writes nothing. A message's id follows from its
//! event and its person, so that it is there once whatever happens. It is handed over by whoever claims its next
//! attempt: an attempt is written before it is made, and an attempt of which nothing more is known is made again later,
//! under the same id.

use crate::{
    Journal, StoreError,
    bulk::{Cell, Statement},
    project::{Column, instant_text},
    read::instant,
    store::{Backend, Connection, on},
    write_lock::LOCK_HEAD,
};
use model::{
    id::{PersonId, Seq},
    time::Instant,
};
use std::{cmp::Reverse, sync::LazyLock};

/// Where a message stands on its way to a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageState {
    /// It is to be sent, perhaps again.
    Waiting,
    /// A gateway has taken it.
    Sent,
    /// It was given up.
    Failed,
    /// What it says was over before it was sent.
    Expired,
    /// There was no gateway when it was made: it is on the person's page only.
    InApp,
}

impl MessageState {
    const ALL: [Self; 5] = [Self::Waiting, Self::Sent, Self::Failed, Self::Expired, Self::InApp];

    /// As it is stored.
    const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::InApp => "in_app",
        }
    }

    fn named(name: &str) -> Result<Self, StoreError> {
        Self::ALL.into_iter().find(|state| state.name() == name).ok_or_else(|| unreadable("state"))
    }
}

/// A message that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// Follows from the event and the person: the same event says something to the same person once.
    pub id: String,
    /// To whom.
    pub person: PersonId,
    /// Because of which event.
    pub event: Seq,
    /// What it says.
    pub kind: String,
    /// With which values, as JSON: ids, times and places, as events have them; no name and no number of a person.
    pub arguments: String,
    /// When the event happened, hospital time.
    pub made_at: Instant,
    /// From when on it is not sent any more, hospital time.
    pub valid_until: Option<Instant>,
    /// Waiting, or in-app only.
    pub state: MessageState,
}

/// A message as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// What was made.
    pub made: NewMessage,
    /// How often it was handed over, whatever came of it.
    pub attempts: u16,
    /// When it was read first, hospital time.
    pub read_at: Option<Instant>,
}

/// One time that a message was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Of which message.
    pub message: String,
    /// Its number, from 1.
    pub number: u16,
    /// When, hospital time.
    pub at: Instant,
    /// What came of it, as a code; `None`: that is not known.
    pub outcome: Option<String>,
}

pub(crate) const POSITION: &str = "select seq from message_position where hospital_id = $1";
pub(crate) const BEGIN: &str =
    "insert into message_position (hospital_id, seq) values ($1, 0) on conflict (hospital_id) do nothing";
pub(crate) const MOVE: &str = "update message_position set seq = $2 where hospital_id = $1 and seq = $3";
pub(crate) const PASS_OVER: &str = "insert into message_position (hospital_id, seq) values ($1, $2) \
    on conflict (hospital_id) do update set seq = excluded.seq where message_position.seq < excluded.seq";
/// Whoever was erased while messages were being made.
pub(crate) const NOT_TO_ERASED: &str = "delete from message where hospital_id = $1 and event > $2 \
    and person in (select person from erased where hospital_id = $1)";
pub(crate) const FORGET: &str = "delete from message where hospital_id = $1 and made_at < $2";
pub(crate) const FORGET_ATTEMPTS: &str = "delete from message_attempt where hospital_id = $1 and message in \
    (select id from message where hospital_id = $1 and made_at < $2)";
pub(crate) const ERASE: &str = "delete from message where hospital_id = $1 and person = $2";
pub(crate) const ERASE_ATTEMPTS: &str = "delete from message_attempt where hospital_id = $1 and message in \
    (select id from message where hospital_id = $1 and person = $2)";
pub(crate) const EXPIRE: &str = "update message set state = 'expired' where hospital_id = $1 and state = 'waiting' \
    and valid_until <= $2";
pub(crate) const DUE: &str = "select id, person, event, kind, arguments, made_at, valid_until, state, attempts, read_at \
    from message where hospital_id = $1 and state = 'waiting' and next_at <= $2 order by next_at, event, id limit $3";
/// Only one of those who have read the same number of attempts gets the next one.
pub(crate) const CLAIM: &str = "update message set attempts = attempts + 1, next_at = $4 where hospital_id = $1 \
    and id = $2 and state = 'waiting' and attempts = $3";
pub(crate) const ATTEMPT: &str = "insert into message_attempt (hospital_id, message, number, at) \
    values ($1, $2, $3, $4) on conflict (hospital_id, message, number) do nothing";
pub(crate) const OUTCOME: &str = "update message_attempt set outcome = $4 where hospital_id = $1 and message = $2 \
    and number = $3";
/// What was sent stays sent.
pub(crate) const END: &str =
    "update message set state = $3 where hospital_id = $1 and id = $2 and state <> 'sent' and state <> 'in_app'";
pub(crate) const OF_PERSON: &str = "select id, person, event, kind, arguments, made_at, valid_until, state, attempts, \
    read_at from message where hospital_id = $1 and person = $2 order by event desc, id limit $3";
pub(crate) const UNREAD: &str =
    "select count(*) from message where hospital_id = $1 and person = $2 and read_at is null";
pub(crate) const MARK: &str = "update message set read_at = $4 where hospital_id = $1 and person = $2 and event <= $3 \
    and read_at is null";
pub(crate) const ATTEMPTS: &str = "select message, number, at, outcome from message_attempt where hospital_id = $1 \
    and message in (select id from message where hospital_id = $1 and person = $2) order by message, number";
/// Who acts is stored as one text, as this code writes it.
pub(crate) const LOCALE_OF: &str = "select locale from login where hospital_id = $1 and active and actor like $2 \
    order by name limit 1";

/// All statements, for the test that prepares them.
#[cfg(test)]
pub(crate) const NAMED: &[&str] = &[
    POSITION,
    BEGIN,
    MOVE,
    PASS_OVER,
    NOT_TO_ERASED,
    FORGET,
    FORGET_ATTEMPTS,
    ERASE,
    ERASE_ATTEMPTS,
    EXPIRE,
    DUE,
    CLAIM,
    ATTEMPT,
    OUTCOME,
    END,
    OF_PERSON,
    UNREAD,
    MARK,
    ATTEMPTS,
    LOCALE_OF,
];

/// In the order of [`NewMessage::cells`].
const COLUMNS: &[Column] = &[
    Column::text("id"),
    Column::text("person"),
    Column::int("event"),
    Column::text("kind"),
    Column::text("arguments"),
    Column::text("made_at"),
    Column::text("valid_until"),
    Column::text("state"),
    Column::int("attempts"),
    Column::text("next_at"),
];

pub(crate) static PUT: LazyLock<Statement> =
    LazyLock::new(|| Statement::insert("message", COLUMNS.to_vec(), "on conflict (hospital_id, id) do nothing"));

fn unreadable(column: &str) -> StoreError {
    StoreError::Row { table: "message", what: column.to_owned() }
}

impl NewMessage {
    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.clone().into(),
            self.person.to_string().into(),
            self.event.cast_signed().into(),
            self.kind.clone().into(),
            self.arguments.clone().into(),
            self.made_at.into(),
            self.valid_until.into(),
            self.state.name().into(),
            0_i64.into(),
            // At once.
            Instant::default().into(),
        ]
    }
}

#[macro_rules_attribute::apply(from_row!)]
struct Row {
    id: String,
    person: String,
    event: i64,
    kind: String,
    arguments: String,
    made_at: String,
    valid_until: Option<String>,
    state: String,
    attempts: i64,
    read_at: Option<String>,
}

impl TryFrom<Row> for StoredMessage {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            attempts: row.attempts.try_into().map_err(|_| unreadable("attempts"))?,
            read_at: row.read_at.as_deref().map(instant).transpose()?,
            made: NewMessage {
                person: row.person.parse().map_err(|_| unreadable("person"))?,
                event: row.event.cast_unsigned(),
                made_at: instant(&row.made_at)?,
                valid_until: row.valid_until.as_deref().map(instant).transpose()?,
                state: MessageState::named(&row.state)?,
                id: row.id,
                kind: row.kind,
                arguments: row.arguments,
            },
        })
    }
}

#[macro_rules_attribute::apply(from_row!)]
struct AttemptRow {
    message: String,
    number: i64,
    at: String,
    outcome: Option<String>,
}

impl TryFrom<AttemptRow> for Attempt {
    type Error = StoreError;

    fn try_from(row: AttemptRow) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.number.try_into().map_err(|_| unreadable("number"))?,
            at: instant(&row.at)?,
            message: row.message,
            outcome: row.outcome,
        })
    }
}

impl Journal {
    /// The event up to which messages were made.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn message_position(&self) -> Result<Seq, StoreError> {
        let found: Option<i64> = on!(self.store.reading(), pool => sqlx::query_scalar(POSITION)
            .bind(self.hospital().0)
            .fetch_optional(pool)
            .await?);
        Ok(found.unwrap_or_default().cast_unsigned())
    }

    /// Writes the messages that the events after `from` up to `to` make, and says that they are made; messages that were
    /// made before `forget` (hospital time) are deleted. Returns whether it was done: nothing is written where others
    /// have made them meanwhile.
    ///
    /// # Errors
    /// When the database cannot be written; then nothing has changed.
    pub async fn make_messages(
        &self,
        (from, to): (Seq, Seq),
        messages: &[NewMessage],
        forget: Instant,
    ) -> Result<bool, StoreError> {
        let done;
        match &self.store {
            Backend::Sqlite(store) => {
                let mut transaction = store.writer.begin_with("begin immediate").await?;
                done = self.make_in(Backend::Sqlite(&mut *transaction), (from, to), messages, forget).await?;
                if done {
                    transaction.commit().await?;
                }
            }
            Backend::Postgres(store) => {
                let mut transaction = store.pool.begin().await?;
                if !messages.is_empty() {
                    // Not while an erasure is being written, which would not see these messages.
                    sqlx::query(LOCK_HEAD).bind(self.hospital().0).execute(&mut *transaction).await?;
                }
                done = self.make_in(Backend::Postgres(&mut *transaction), (from, to), messages, forget).await?;
                if done {
                    transaction.commit().await?;
                }
            }
        }
        Ok(done)
    }

    async fn make_in(
        &self,
        mut connection: Connection<'_>,
        (from, to): (Seq, Seq),
        messages: &[NewMessage],
        forget: Instant,
    ) -> Result<bool, StoreError> {
        let hospital = self.hospital().0;
        on!(connection.again(), to => sqlx::query(BEGIN).bind(hospital).execute(to).await.map(drop)?);
        let moved = on!(connection.again(), into => sqlx::query(MOVE)
            .bind(hospital)
            .bind(to.cast_signed())
            .bind(from.cast_signed())
            .execute(into)
            .await?
            .rows_affected());
        if moved == 0 {
            return Ok(false);
        }
        if messages.is_empty() {
            return Ok(true);
        }
        PUT.run(connection.again(), hospital, messages.iter().map(NewMessage::cells).collect::<Vec<_>>()).await?;
        on!(connection.again(), into => sqlx::query(NOT_TO_ERASED)
            .bind(hospital)
            .bind(from.cast_signed())
            .execute(into)
            .await
            .map(drop)?);
        for statement in [FORGET_ATTEMPTS, FORGET] {
            on!(connection.again(), into => sqlx::query(statement)
                .bind(hospital)
                .bind(instant_text(forget))
                .execute(into)
                .await
                .map(drop)?);
        }
        Ok(true)
    }

    /// Nobody is told about the events up to this one, if nobody was yet.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn pass_over_messages(&self, to: Seq) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(PASS_OVER)
            .bind(self.hospital().0)
            .bind(to.cast_signed())
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// As [`pass_over_messages`](Self::pass_over_messages), in a transaction.
    pub(crate) async fn pass_over_in(&self, to: Connection<'_>, seq: Seq) -> Result<(), sqlx::Error> {
        on!(to, to => sqlx::query(PASS_OVER).bind(self.hospital().0).bind(seq.cast_signed()).execute(to).await.map(drop))
    }

    /// Up to `limit` messages that are to be sent at `shows` (real time), the longest due first; those that are over at
    /// `now` (hospital time) are given up first.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn due_messages(
        &self,
        now: Instant,
        shows: Instant,
        limit: u16,
    ) -> Result<Vec<StoredMessage>, StoreError> {
        // Mostly there is nothing, and then nothing is written.
        if self.due_rows(shows, 1).await?.is_empty() {
            return Ok(Vec::new());
        }
        on!(self.store.writing(), pool => sqlx::query(EXPIRE)
            .bind(self.hospital().0)
            .bind(instant_text(now))
            .execute(pool)
            .await
            .map(drop)?);
        self.due_rows(shows, limit).await?.into_iter().map(StoredMessage::try_from).collect()
    }

    async fn due_rows(&self, shows: Instant, limit: u16) -> Result<Vec<Row>, StoreError> {
        Ok(on!(self.store.reading(), pool => sqlx::query_as(DUE)
            .bind(self.hospital().0)
            .bind(instant_text(shows))
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await?))
    }

    /// Takes the next attempt of a message that was read with so many attempts, for the time until `next` (real time);
    /// `now` is hospital time. `false`: somebody else has it, or it is not to be sent any more.
    ///
    /// # Errors
    /// When the database cannot be written; it may be taken then.
    pub async fn claim_message(
        &self,
        id: &str,
        attempts: u16,
        now: Instant,
        next: Instant,
    ) -> Result<bool, StoreError> {
        match &self.store {
            Backend::Sqlite(store) => {
                let mut transaction = store.writer.begin_with("begin immediate").await?;
                let claimed = self.claim_in(Backend::Sqlite(&mut *transaction), id, attempts, (now, next)).await?;
                transaction.commit().await?;
                Ok(claimed)
            }
            Backend::Postgres(store) => {
                let mut transaction = store.pool.begin().await?;
                let claimed = self.claim_in(Backend::Postgres(&mut *transaction), id, attempts, (now, next)).await?;
                transaction.commit().await?;
                Ok(claimed)
            }
        }
    }

    async fn claim_in(
        &self,
        mut connection: Connection<'_>,
        id: &str,
        attempts: u16,
        (now, next): (Instant, Instant),
    ) -> Result<bool, StoreError> {
        let hospital = self.hospital().0;
        let claimed = on!(connection.again(), into => sqlx::query(CLAIM)
            .bind(hospital)
            .bind(id)
            .bind(i64::from(attempts))
            .bind(instant_text(next))
            .execute(into)
            .await?
            .rows_affected());
        if claimed == 0 {
            return Ok(false);
        }
        on!(connection, into => sqlx::query(ATTEMPT)
            .bind(hospital)
            .bind(id)
            .bind(i64::from(attempts) + 1)
            .bind(instant_text(now))
            .execute(into)
            .await
            .map(drop)?);
        Ok(true)
    }

    /// Notes what came of an attempt, and where the message stands now if that was the last one.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn note_attempt(
        &self,
        id: &str,
        number: u16,
        outcome: &str,
        state: Option<MessageState>,
    ) -> Result<(), StoreError> {
        match &self.store {
            Backend::Sqlite(store) => {
                let mut transaction = store.writer.begin_with("begin immediate").await?;
                self.note_in(Backend::Sqlite(&mut *transaction), (id, number), outcome, state).await?;
                transaction.commit().await?;
            }
            Backend::Postgres(store) => {
                let mut transaction = store.pool.begin().await?;
                self.note_in(Backend::Postgres(&mut *transaction), (id, number), outcome, state).await?;
                transaction.commit().await?;
            }
        }
        Ok(())
    }

    async fn note_in(
        &self,
        mut connection: Connection<'_>,
        (id, number): (&str, u16),
        outcome: &str,
        state: Option<MessageState>,
    ) -> Result<(), StoreError> {
        let hospital = self.hospital().0;
        on!(connection.again(), into => sqlx::query(OUTCOME)
            .bind(hospital)
            .bind(id)
            .bind(i64::from(number))
            .bind(outcome)
            .execute(into)
            .await
            .map(drop)?);
        if let Some(state) = state {
            on!(connection, into => sqlx::query(END)
                .bind(hospital)
                .bind(id)
                .bind(state.name())
                .execute(into)
                .await
                .map(drop)?);
        }
        Ok(())
    }

    /// Says where a message stands at last.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_message(&self, id: &str, state: MessageState) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(END)
            .bind(self.hospital().0)
            .bind(id)
            .bind(state.name())
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// The newest messages to these people, at most `limit`, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn messages_to(&self, people: &[PersonId], limit: u16) -> Result<Vec<StoredMessage>, StoreError> {
        let mut all = Vec::new();
        for person in people {
            let rows: Vec<Row> = on!(self.store.reading(), pool => sqlx::query_as(OF_PERSON)
                .bind(self.hospital().0)
                .bind(person.to_string())
                .bind(i64::from(limit))
                .fetch_all(pool)
                .await?);
            for row in rows {
                all.push(StoredMessage::try_from(row)?);
            }
        }
        all.sort_by(|one, other| {
            (Reverse(one.made.event), &one.made.id).cmp(&(Reverse(other.made.event), &other.made.id))
        });
        all.truncate(limit.into());
        Ok(all)
    }

    /// How many messages to these people nobody has read.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn unread_messages(&self, people: &[PersonId]) -> Result<u64, StoreError> {
        let mut all = 0;
        for person in people {
            let unread: i64 = on!(self.store.reading(), pool => sqlx::query_scalar(UNREAD)
                .bind(self.hospital().0)
                .bind(person.to_string())
                .fetch_one(pool)
                .await?);
            all += unread.cast_unsigned();
        }
        Ok(all)
    }

    /// Marks the messages to these people as read that are because of events up to one; `now` is hospital time.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn mark_messages(&self, people: &[PersonId], until: Seq, now: Instant) -> Result<(), StoreError> {
        for person in people {
            on!(self.store.writing(), pool => sqlx::query(MARK)
                .bind(self.hospital().0)
                .bind(person.to_string())
                .bind(until.cast_signed())
                .bind(instant_text(now))
                .execute(pool)
                .await
                .map(drop)?);
        }
        Ok(())
    }

    /// Each time that a message to these people was handed over, by message and number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn message_attempts(&self, people: &[PersonId]) -> Result<Vec<Attempt>, StoreError> {
        let mut all = Vec::new();
        for person in people {
            let rows: Vec<AttemptRow> = on!(self.store.reading(), pool => sqlx::query_as(ATTEMPTS)
                .bind(self.hospital().0)
                .bind(person.to_string())
                .fetch_all(pool)
                .await?);
            for row in rows {
                all.push(Attempt::try_from(row)?);
            }
        }
        Ok(all)
    }

    /// The language that a person chose, who has a login.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn locale_of(&self, person: PersonId) -> Result<Option<String>, StoreError> {
        Ok(on!(self.store.reading(), pool => sqlx::query_scalar(LOCALE_OF)
            .bind(self.hospital().0)
            .bind(format!("%\"person\":\"{}\"%", person.0))
            .fetch_optional(pool)
            .await?))
    }

    /// Deletes what was said to people who are erased.
    pub(crate) async fn erase_messages(
        &self,
        mut to: Connection<'_>,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<(), sqlx::Error> {
        for person in people {
            for statement in [ERASE_ATTEMPTS, ERASE] {
                on!(to.again(), to => sqlx::query(statement)
                    .bind(self.hospital().0)
                    .bind(person.to_string())
                    .execute(to)
                    .await
                    .map(drop)?);
            }
        }
        Ok(())
    }
}
