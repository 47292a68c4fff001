//! Messages are handed over, attempt by attempt.

use super::{MessageState, Row, StoredMessage};
use crate::{
    Journal, StoreError,
    project::instant_text,
    store::{Backend, Connection, on},
};
use model::time::Instant;

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
/// What was sent or told stays so.
pub(crate) const END: &str =
    "update message set state = $3 where hospital_id = $1 and id = $2 and state in ('waiting', 'failed', 'expired')";

/// All statements, for the test that prepares them.
#[cfg(test)]
pub(super) const NAMED: &[&str] = &[EXPIRE, DUE, CLAIM, ATTEMPT, OUTCOME, END];

impl Journal {
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
}
