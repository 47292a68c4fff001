//! What was said to people, and what became of it.

use super::{Attempt, AttemptRow, Row, StoredMessage};
use crate::{Journal, StoreError, project::instant_text, store::on};
use model::{
    id::{PersonId, Seq, UserId},
    time::Instant,
};
use std::cmp::Reverse;

pub(crate) const OF_PERSON: &str = "select id, person, event, kind, arguments, made_at, valid_until, state, attempts, \
    read_at from message where hospital_id = $1 and person = $2 order by event desc, id limit $3";
pub(crate) const UNREAD: &str =
    "select count(*) from message where hospital_id = $1 and person = $2 and read_at is null";
pub(crate) const MARK: &str = "update message set read_at = $4 where hospital_id = $1 and person = $2 and event <= $3 \
    and read_at is null";
pub(crate) const ATTEMPTS: &str = "select message, number, at, outcome from message_attempt where hospital_id = $1 \
    and message in (select id from message where hospital_id = $1 and person = $2) order by message, number";
pub(crate) const UNREACHED: &str = "select id, person, event, kind, arguments, made_at, valid_until, state, attempts, \
    read_at from message where hospital_id = $1 and read_at is null and valid_until > $2 \
    and (state = 'failed' or state = 'waiting' and attempts >= 4) order by valid_until, id limit $3";
/// It is not sent any more either.
pub(crate) const TOLD: &str = "update message set state = 'told', told_at = $3, told_by = $4 where hospital_id = $1 \
    and id = $2 and state in ('failed', 'waiting')";
/// It is not sent again: somebody has to tell it.
pub(crate) const UNTOLD: &str = "update message set state = 'failed', told_at = null, told_by = null \
    where hospital_id = $1 and id = $2 and state = 'told' and told_at >= $3";
pub(crate) const TOLD_SINCE: &str = "select id, person, event, kind, arguments, made_at, valid_until, state, attempts, \
    read_at from message where hospital_id = $1 and state = 'told' and told_at >= $2 order by told_at desc, id limit $3";
/// Who acts is stored as one text, as this code writes it.
pub(crate) const LOCALE_OF: &str = "select locale from login where hospital_id = $1 and active and actor like $2 \
    order by name limit 1";

/// All statements, for the test that prepares them.
#[cfg(test)]
pub(super) const NAMED: &[&str] = &[OF_PERSON, UNREAD, MARK, ATTEMPTS, UNREACHED, TOLD, UNTOLD, TOLD_SINCE, LOCALE_OF];

impl Journal {
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

    /// Up to `limit` messages that nobody read, that no gateway took (or not yet, after four attempts), and that are not over
    /// at `now` (hospital time), those first that are over first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn unreached_messages(&self, now: Instant, limit: u16) -> Result<Vec<StoredMessage>, StoreError> {
        let rows: Vec<Row> = on!(self.store.reading(), pool => sqlx::query_as(UNREACHED)
            .bind(self.hospital().0)
            .bind(instant_text(now))
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await?);
        rows.into_iter().map(StoredMessage::try_from).collect()
    }

    /// Somebody of the hospital's said it to its person, at `now` (hospital time). `false`: it was said or sent meanwhile, or
    /// is not there.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn told_message(&self, id: &str, by: Option<UserId>, now: Instant) -> Result<bool, StoreError> {
        let told = on!(self.store.writing(), pool => sqlx::query(TOLD)
            .bind(self.hospital().0)
            .bind(id)
            .bind(instant_text(now))
            .bind(by.map(|user| user.to_string()))
            .execute(pool)
            .await?
            .rows_affected());
        Ok(told > 0)
    }

    /// It was not said after all, though somebody said so since `since` (hospital time). `false`: nobody did.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn untold_message(&self, id: &str, since: Instant) -> Result<bool, StoreError> {
        let untold = on!(self.store.writing(), pool => sqlx::query(UNTOLD)
            .bind(self.hospital().0)
            .bind(id)
            .bind(instant_text(since))
            .execute(pool)
            .await?
            .rows_affected());
        Ok(untold > 0)
    }

    /// Up to `limit` messages of which somebody said since `since` (hospital time) that they were told, the latest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn messages_told_since(&self, since: Instant, limit: u16) -> Result<Vec<StoredMessage>, StoreError> {
        let rows: Vec<Row> = on!(self.store.reading(), pool => sqlx::query_as(TOLD_SINCE)
            .bind(self.hospital().0)
            .bind(instant_text(since))
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await?);
        rows.into_iter().map(StoredMessage::try_from).collect()
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
}
