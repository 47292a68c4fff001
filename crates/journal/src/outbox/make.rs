//! Messages are made, and deleted with their person or when they are old.

use super::{NewMessage, PUT};
use crate::{
    Journal, StoreError,
    project::instant_text,
    store::{Backend, Connection, on},
    write_lock::LOCK_HEAD,
};
use model::{
    id::{PersonId, Seq},
    time::Instant,
};

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

/// All statements, for the test that prepares them.
#[cfg(test)]
pub(super) const NAMED: &[&str] =
    &[POSITION, BEGIN, MOVE, PASS_OVER, NOT_TO_ERASED, FORGET, FORGET_ATTEMPTS, ERASE, ERASE_ATTEMPTS];

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

    /// Deletes what was said to people who are erased.
    pub(crate) async fn erase_messages(
        &self,
        to: Connection<'_>,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<(), sqlx::Error> {
        self.for_each_person(to, &[ERASE_ATTEMPTS, ERASE], people).await
    }
}
