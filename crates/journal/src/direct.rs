//! What is said to a number rather than because of an event: it waits here, sealed under the hospital's key, until a
//! gateway has taken it or it is over, and is deleted then.

use crate::{Journal, StoreError, project::instant_text, store::on};
use model::time::Instant;

/// Something to be handed over.
#[derive(Clone, PartialEq, Eq)]
pub struct DirectMessage {
    /// Always the same for the same message.
    pub id: String,
    /// To whom and what, in the form of whoever hands it over.
    pub text: String,
    /// How often it was handed over, whatever came of it.
    pub attempts: u16,
}

impl std::fmt::Debug for DirectMessage {
    /// Without the text: it may stand in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DirectMessage").field("attempts", &self.attempts).finish_non_exhaustive()
    }
}

pub(crate) const PUT: &str = "insert into direct_message (hospital_id, id, sealed, attempts, next_at, expires_at) \
    values ($1, $2, $3, 0, $4, $5) on conflict (hospital_id, id) do nothing";
pub(crate) const DUE: &str = "select id, sealed, attempts from direct_message where hospital_id = $1 \
    and (next_at <= $2 or expires_at <= $2) order by next_at, id limit $3";
pub(crate) const EXPIRE: &str = "delete from direct_message where hospital_id = $1 and expires_at <= $2";
/// Only one of those who have read the same number of attempts gets the next one.
pub(crate) const CLAIM: &str = "update direct_message set attempts = attempts + 1, next_at = $4 \
    where hospital_id = $1 and id = $2 and attempts = $3";
pub(crate) const END: &str = "delete from direct_message where hospital_id = $1 and id = $2";

/// All statements, for the test that prepares them.
#[cfg(test)]
pub(crate) const NAMED: &[&str] = &[PUT, DUE, EXPIRE, CLAIM, END];

#[macro_rules_attribute::apply(from_row!)]
struct DirectRow {
    id: String,
    sealed: String,
    attempts: i64,
}

/// What a sealed text is bound to, so that it cannot be opened as another message.
fn place(id: &str) -> String {
    format!("direct {id}")
}

impl Journal {
    /// Keeps something to be handed over from `now` until `until` (real time); what has the same id is kept once.
    ///
    /// # Errors
    /// When the database cannot be written, or the system gives no random bytes.
    pub async fn put_direct(&self, id: &str, text: &str, now: Instant, until: Instant) -> Result<(), StoreError> {
        let sealed = self.keys.seal_text(&place(id), text)?;
        on!(self.store.writing(), pool => sqlx::query(PUT)
            .bind(self.hospital().0)
            .bind(id)
            .bind(&sealed)
            .bind(instant_text(now))
            .bind(instant_text(until))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    async fn due_direct_rows(&self, now: Instant, limit: u16) -> Result<Vec<DirectRow>, StoreError> {
        Ok(on!(self.store.reading(), pool => sqlx::query_as(DUE)
            .bind(self.hospital().0)
            .bind(instant_text(now))
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await?))
    }

    /// Up to `limit` that are to be handed over at `now` (real time); those that are over are deleted first.
    ///
    /// # Errors
    /// When the database cannot be read or written, or a row cannot be opened.
    pub async fn due_direct(&self, now: Instant, limit: u16) -> Result<Vec<DirectMessage>, StoreError> {
        // Mostly there is nothing, and then nothing is written.
        if self.due_direct_rows(now, 1).await?.is_empty() {
            return Ok(Vec::new());
        }
        on!(self.store.writing(), pool => sqlx::query(EXPIRE)
            .bind(self.hospital().0)
            .bind(instant_text(now))
            .execute(pool)
            .await
            .map(drop)?);
        let message = |row: DirectRow| {
            Ok(DirectMessage {
                text: self.keys.open_text(&place(&row.id), &row.sealed)?,
                id: row.id,
                attempts: u16::try_from(row.attempts).unwrap_or(u16::MAX),
            })
        };
        self.due_direct_rows(now, limit).await?.into_iter().map(message).collect()
    }

    /// Takes the next attempt of a message that was read with so many, for the time until `next` (real time). `false`:
    /// somebody else has it, or it is gone.
    ///
    /// # Errors
    /// When the database cannot be written; it may be taken then.
    pub async fn claim_direct(&self, id: &str, attempts: u16, next: Instant) -> Result<bool, StoreError> {
        let claimed = on!(self.store.writing(), pool => sqlx::query(CLAIM)
            .bind(self.hospital().0)
            .bind(id)
            .bind(i64::from(attempts))
            .bind(instant_text(next))
            .execute(pool)
            .await?
            .rows_affected());
        Ok(claimed > 0)
    }

    /// It was handed over, or never will be.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_direct(&self, id: &str) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(END)
            .bind(self.hospital().0)
            .bind(id)
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }
}
