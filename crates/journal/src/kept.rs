//! Forms that were answered, or that arrived after their session had ended: kept for some minutes, sealed under the
//! hospital's key, for their login only. They are outside the chain, because they are not part of the hospital's
//! history.

use crate::{
    Journal, StoreError,
    bulk::{Cell, Statement},
    project::{Column, instant_text},
    store::{Backend, Connection, on},
};
use model::{id::UserId, time::Instant};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, sync::LazyLock};

/// A form that is kept for its login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptForm {
    /// SHA-256, hexadecimal, of the id by which its page asks for it.
    pub id: String,
    /// The login that sent it.
    pub login: UserId,
    /// Its text before sealing.
    pub plain: String,
    /// Until when it is kept, real time.
    pub until: Instant,
}

impl KeptForm {
    /// How many forms are kept for one login.
    pub const OF_LOGIN_MAX: usize = 16;

    /// The hash of an id, which is stored in its place.
    pub fn hash_of(id: &str) -> String {
        hex::encode(Sha256::digest(id))
    }
}

pub(crate) const KEPT: &str =
    "select sealed from kept_form where hospital_id = $1 and id = $2 and login = $3 and until > $4";
/// Deletes all but the newest of a login.
pub(crate) const TRIM: &str = "delete from kept_form where hospital_id = $1 and login = $2 and id not in \
    (select id from kept_form where hospital_id = $1 and login = $2 order by until desc, id desc limit $3)";
pub(crate) const FORGET: &str = "delete from kept_form where hospital_id = $1 and until <= $2";

/// All statements, for the test that prepares them.
#[cfg(test)]
pub(crate) const NAMED: &[&str] = &[KEPT, TRIM, FORGET];

const COLUMNS: &[Column] = &[Column::text("id"), Column::text("login"), Column::text("sealed"), Column::text("until")];

pub(crate) static PUT: LazyLock<Statement> =
    LazyLock::new(|| Statement::insert("kept_form", COLUMNS.to_vec(), "on conflict (hospital_id, id) do nothing"));

/// What a sealed form is bound to, so that it cannot be opened in another place or for another login.
fn place(login: UserId, id: &str) -> String {
    format!("kept_form {login} {id}")
}

impl Journal {
    /// Keeps forms, only the newest of each login; those that were kept until before `now` (real time) are deleted.
    ///
    /// # Errors
    /// When the database cannot be written; then none is kept.
    pub async fn keep_forms(&self, forms: &[KeptForm], now: Instant) -> Result<(), StoreError> {
        match &self.store {
            Backend::Sqlite(store) => {
                let mut transaction = store.writer.begin_with("begin immediate").await?;
                self.put_forms(Backend::Sqlite(&mut *transaction), forms, now).await?;
                transaction.commit().await?;
            }
            Backend::Postgres(store) => {
                let mut transaction = store.pool.begin().await?;
                self.put_forms(Backend::Postgres(&mut *transaction), forms, now).await?;
                transaction.commit().await?;
            }
        }
        Ok(())
    }

    async fn put_forms(
        &self,
        mut connection: Connection<'_>,
        forms: &[KeptForm],
        now: Instant,
    ) -> Result<(), StoreError> {
        let hospital = self.hospital().0;
        let mut rows: Vec<Vec<Cell>> = Vec::with_capacity(forms.len());
        for form in forms {
            let login = form.login.to_string();
            let sealed = self.keys.seal_text(&place(form.login, &form.id), &form.plain)?;
            rows.push(vec![form.id.clone().into(), login.into(), sealed.into(), instant_text(form.until).into()]);
        }
        PUT.run(connection.again(), hospital, rows).await?;
        let logins: BTreeSet<String> = forms.iter().map(|form| form.login.to_string()).collect();
        for login in logins {
            on!(connection.again(), to => sqlx::query(TRIM)
                .bind(hospital)
                .bind(login)
                .bind(KeptForm::OF_LOGIN_MAX as i64)
                .execute(to)
                .await
                .map(drop)?);
        }
        on!(connection, to => sqlx::query(FORGET)
            .bind(hospital)
            .bind(instant_text(now))
            .execute(to)
            .await
            .map(drop)?);
        Ok(())
    }

    /// What is kept for a login under the hash of an id at `now` (real time).
    ///
    /// # Errors
    /// When the database cannot be read, or the row cannot be opened.
    pub async fn kept_form(&self, id: &str, login: UserId, now: Instant) -> Result<Option<String>, StoreError> {
        let sealed: Option<String> = on!(self.store.reading(), pool => sqlx::query_scalar(KEPT)
            .bind(self.hospital().0)
            .bind(id)
            .bind(login.to_string())
            .bind(instant_text(now))
            .fetch_optional(pool)
            .await?);
        Ok(sealed.map(|sealed| self.keys.open_text(&place(login, id), &sealed)).transpose()?)
    }

    /// Seals what a browser itself keeps for some minutes.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn seal_for_browser(&self, place: &str, text: &str) -> Result<String, StoreError> {
        Ok(self.keys.seal_text(&format!("browser {place}"), text)?)
    }

    /// Opens what [`seal_for_browser`](Self::seal_for_browser) sealed for the same place; `None` for anything else.
    pub fn open_from_browser(&self, place: &str, sealed: &str) -> Option<String> {
        self.keys.open_text(&format!("browser {place}"), sealed).ok()
    }
}
