//! Who asks to act for whom: a side table outside the chain, until it is answered. What the asker typed is sealed under
//! the hospital's key, and is kept also where nobody fits it.

use crate::{
    Journal, StoreError,
    project::instant_text,
    store::{Connection, on},
};
use model::{id::PersonId, time::Instant};

/// A request to act for somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct FamilyRequest {
    /// Follows from who asks and what was typed: it is there once.
    pub id: String,
    /// Who asks, as registered then.
    pub asker: PersonId,
    /// Who is asked; `None` where nobody fits, or has declined.
    pub asked: Option<PersonId>,
    /// What the asker typed.
    pub typed: String,
    /// Hospital time.
    pub made_at: Instant,
    /// Until when it can be answered, hospital time.
    pub expires_at: Instant,
}

impl std::fmt::Debug for FamilyRequest {
    /// Without what was typed: it may stand in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FamilyRequest").field("asker", &self.asker).field("asked", &self.asked).finish_non_exhaustive()
    }
}

pub(crate) const PUT: &str = "insert into family_request (hospital_id, id, asker, asked, sealed, made_at, expires_at) \
    select $1, $2, $3, $4, $5, $6, $7 where not exists (select 1 from erased where hospital_id = $1 and person = $3) \
    on conflict (hospital_id, id) do nothing";
/// Whoever was erased between being looked up and being asked.
pub(crate) const FORGET_ERASED: &str = "update family_request set asked = null where hospital_id = $1 and id = $2 \
    and exists (select 1 from erased where hospital_id = $1 and person = family_request.asked)";
pub(crate) const BY: &str = "select id, asker, asked, sealed, made_at, expires_at from family_request \
    where hospital_id = $1 and asker = $2 and expires_at > $3 order by made_at, id";
pub(crate) const TO: &str = "select id, asker, asked, sealed, made_at, expires_at from family_request \
    where hospital_id = $1 and asked = $2 and expires_at > $3 order by made_at, id";
pub(crate) const FORGET: &str = "delete from family_request where hospital_id = $1 and expires_at <= $2";
/// The asker does not learn that somebody declined, or was erased.
pub(crate) const DECLINE: &str = "update family_request set asked = null where hospital_id = $1 and id = $2";
pub(crate) const END: &str = "delete from family_request where hospital_id = $1 and id = $2";
pub(crate) const ERASE: &str = "delete from family_request where hospital_id = $1 and asker = $2";
pub(crate) const ERASE_ASKED: &str = "update family_request set asked = null where hospital_id = $1 and asked = $2";

/// All statements, for the test that prepares them.
#[cfg(test)]
pub(crate) const NAMED: &[&str] = &[PUT, FORGET_ERASED, BY, TO, FORGET, DECLINE, END, ERASE, ERASE_ASKED];

#[macro_rules_attribute::apply(from_row!)]
struct RequestRow {
    id: String,
    asker: String,
    asked: Option<String>,
    sealed: String,
    made_at: String,
    expires_at: String,
}

fn place(id: &str) -> String {
    format!("family {id}")
}

fn person(text: &str) -> Result<PersonId, StoreError> {
    text.parse().map_err(|_| StoreError::Row { table: "family_request", what: "person".to_owned() })
}

impl Journal {
    /// Keeps a request, once; those that are over at `now` (hospital time) are deleted.
    ///
    /// # Errors
    /// When the database cannot be written, or the system gives no random bytes.
    pub async fn put_family_request(&self, request: &FamilyRequest, now: Instant) -> Result<(), StoreError> {
        let sealed = self.keys.seal_text(&place(&request.id), &request.typed)?;
        on!(self.store.writing(), pool => sqlx::query(FORGET)
            .bind(self.hospital().0)
            .bind(instant_text(now))
            .execute(pool)
            .await
            .map(drop)?);
        on!(self.store.writing(), pool => sqlx::query(PUT)
            .bind(self.hospital().0)
            .bind(&request.id)
            .bind(request.asker.to_string())
            .bind(request.asked.map(|asked| asked.to_string()))
            .bind(&sealed)
            .bind(instant_text(request.made_at))
            .bind(instant_text(request.expires_at))
            .execute(pool)
            .await
            .map(drop)?);
        self.run_on_request(FORGET_ERASED, &request.id).await
    }

    async fn family_requests(
        &self,
        text: &'static str,
        records: &[PersonId],
        now: Instant,
    ) -> Result<Vec<FamilyRequest>, StoreError> {
        let mut all = Vec::new();
        for record in records {
            let rows: Vec<RequestRow> = on!(self.store.reading(), pool => sqlx::query_as(text)
                .bind(self.hospital().0)
                .bind(record.to_string())
                .bind(instant_text(now))
                .fetch_all(pool)
                .await?);
            for row in rows {
                all.push(FamilyRequest {
                    asker: person(&row.asker)?,
                    asked: row.asked.as_deref().map(person).transpose()?,
                    typed: self.keys.open_text(&place(&row.id), &row.sealed)?,
                    made_at: crate::read::instant(&row.made_at)?,
                    expires_at: crate::read::instant(&row.expires_at)?,
                    id: row.id,
                });
            }
        }
        Ok(all)
    }

    /// What these records ask and is not over at `now` (hospital time).
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn family_requests_by(
        &self,
        records: &[PersonId],
        now: Instant,
    ) -> Result<Vec<FamilyRequest>, StoreError> {
        self.family_requests(BY, records, now).await
    }

    /// What these records are asked and is not over at `now` (hospital time).
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn family_requests_to(
        &self,
        records: &[PersonId],
        now: Instant,
    ) -> Result<Vec<FamilyRequest>, StoreError> {
        self.family_requests(TO, records, now).await
    }

    /// Nobody is asked any more; the request stays as one that fits nobody.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn decline_family_request(&self, id: &str) -> Result<(), StoreError> {
        self.run_on_request(DECLINE, id).await
    }

    /// A request was accepted, or taken back.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_family_request(&self, id: &str) -> Result<(), StoreError> {
        self.run_on_request(END, id).await
    }

    async fn run_on_request(&self, text: &'static str, id: &str) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(text)
            .bind(self.hospital().0)
            .bind(id)
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// Deletes what people who are erased asked, and that they were asked.
    pub(crate) async fn erase_family_requests(
        &self,
        to: Connection<'_>,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<(), sqlx::Error> {
        self.for_each_person(to, &[ERASE, ERASE_ASKED], people).await
    }
}
