//! Links by which somebody without a login sees one visit: a side table outside the chain. A visit has one at most. The
//! link's token is found by its hash, and is kept sealed under the hospital's key, so that the patient can see it again.

use crate::{
    Journal, StoreError,
    project::instant_text,
    store::{Connection, on},
};
use model::{
    id::{AppointmentId, PersonId},
    time::Instant,
};
use sha2::{Digest, Sha256};

/// A link to a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// What its address has.
    pub token: String,
    /// The visit.
    pub appointment: AppointmentId,
    /// Whose visit it is.
    pub person: PersonId,
    /// It shows the department, the room and the clinician too.
    pub whole: bool,
    /// When it was made, hospital time.
    pub made_at: Instant,
}

pub(crate) const PUT: &str = "insert into share (hospital_id, appointment, person, token_hash, sealed, whole, made_at) \
    select $1, $2, $3, $4, $5, $6, $7 where not exists (select 1 from erased where hospital_id = $1 and person = $3) \
    on conflict (hospital_id, appointment) do update set person = excluded.person, \
    token_hash = excluded.token_hash, sealed = excluded.sealed, whole = excluded.whole, made_at = excluded.made_at";
pub(crate) const OF_VISIT: &str =
    "select sealed, whole, person, made_at from share where hospital_id = $1 and appointment = $2";
pub(crate) const BY_TOKEN: &str = "select appointment, whole from share where hospital_id = $1 and token_hash = $2";
pub(crate) const WITHDRAW: &str = "delete from share where hospital_id = $1 and appointment = $2";
pub(crate) const FORGET: &str = "delete from share where hospital_id = $1 and made_at < $2";
pub(crate) const ERASE: &str = "delete from share where hospital_id = $1 and person = $2";

/// All statements, for the test that prepares them.
#[cfg(test)]
pub(crate) const NAMED: &[&str] = &[PUT, OF_VISIT, BY_TOKEN, WITHDRAW, FORGET, ERASE];

#[macro_rules_attribute::apply(from_row!)]
struct OfVisit {
    sealed: String,
    whole: bool,
    person: String,
    made_at: String,
}

#[macro_rules_attribute::apply(from_row!)]
struct ByToken {
    appointment: String,
    whole: bool,
}

fn unreadable(column: &str) -> StoreError {
    StoreError::Row { table: "share", what: column.to_owned() }
}

fn hash_of(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

/// What a sealed token is bound to, so that it cannot be opened for another visit.
fn place(appointment: AppointmentId) -> String {
    format!("share {appointment}")
}

impl Journal {
    /// Keeps a link in place of the visit's last one; those made before `forget` (hospital time) are deleted.
    ///
    /// # Errors
    /// When the database cannot be written, or the system gives no random bytes.
    pub async fn put_share(&self, share: &Share, forget: Instant) -> Result<(), StoreError> {
        let sealed = self.keys.seal_text(&place(share.appointment), &share.token)?;
        on!(self.store.writing(), pool => sqlx::query(FORGET)
            .bind(self.hospital().0)
            .bind(instant_text(forget))
            .execute(pool)
            .await
            .map(drop)?);
        on!(self.store.writing(), pool => sqlx::query(PUT)
            .bind(self.hospital().0)
            .bind(share.appointment.to_string())
            .bind(share.person.to_string())
            .bind(hash_of(&share.token))
            .bind(&sealed)
            .bind(share.whole)
            .bind(instant_text(share.made_at))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// The link to a visit, if there is one.
    ///
    /// # Errors
    /// When the database cannot be read, or the row cannot be opened.
    pub async fn share_of(&self, appointment: AppointmentId) -> Result<Option<Share>, StoreError> {
        let row: Option<OfVisit> = on!(self.store.reading(), pool => sqlx::query_as(OF_VISIT)
            .bind(self.hospital().0)
            .bind(appointment.to_string())
            .fetch_optional(pool)
            .await?);
        let share = |row: OfVisit| {
            Ok(Share {
                token: self.keys.open_text(&place(appointment), &row.sealed)?,
                appointment,
                person: row.person.parse().map_err(|_| unreadable("person"))?,
                whole: row.whole,
                made_at: crate::read::instant(&row.made_at)?,
            })
        };
        row.map(share).transpose()
    }

    /// The visit to which a token leads, and whether all of it is shown.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn shared_by(&self, token: &str) -> Result<Option<(AppointmentId, bool)>, StoreError> {
        let row: Option<ByToken> = on!(self.store.reading(), pool => sqlx::query_as(BY_TOKEN)
            .bind(self.hospital().0)
            .bind(hash_of(token))
            .fetch_optional(pool)
            .await?);
        let visit = |row: ByToken| Ok((row.appointment.parse().map_err(|_| unreadable("appointment"))?, row.whole));
        row.map(visit).transpose()
    }

    /// The link to a visit leads nowhere any more.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn withdraw_share(&self, appointment: AppointmentId) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(WITHDRAW)
            .bind(self.hospital().0)
            .bind(appointment.to_string())
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// Deletes the links to the visits of people who are erased.
    pub(crate) async fn erase_shares(
        &self,
        to: Connection<'_>,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<(), sqlx::Error> {
        self.for_each_person(to, &[ERASE], people).await
    }
}
