//! Codes by which people log in, and the numbers by which a login may be opened: side tables outside the chain.
//!
//! A code is found by its ticket, which only the browser has that asked for it: nobody else can use up its tries. The
//! number and the code are kept as keyed hashes, and the number also sealed under the hospital's key.

use crate::{Journal, StoreError, project::instant_text, store::on};
use model::{id::UserId, time::Instant};
use sha2::{Digest, Sha256};

/// A code that was made for a number.
#[derive(Clone)]
pub struct LoginCode {
    /// What the browser has that asked for it.
    pub ticket: String,
    /// The number, in its one spelling.
    pub phone: String,
    /// Its six digits.
    pub code: String,
    /// Until when it can be used, real time.
    pub expires_at: Instant,
    /// How often it may be typed.
    pub tries: u16,
}

impl std::fmt::Debug for LoginCode {
    /// Neither the number nor the code: it may stand in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginCode").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// A number of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginPhone {
    /// The login.
    pub login: UserId,
    /// When it was last opened by this number, real time.
    pub used_at: Instant,
}

/// A newer code replaces the number's earlier one.
pub(crate) const REPLACE: &str = "delete from login_code where hospital_id = $1 and (phone = $2 or expires_at <= $3)";
pub(crate) const PUT: &str = "insert into login_code (hospital_id, ticket, phone, code, sealed, expires_at, tries_left, \
    proven) values ($1, $2, $3, $4, $5, $6, $7, false) on conflict (hospital_id, phone) do update set \
    ticket = excluded.ticket, code = excluded.code, sealed = excluded.sealed, expires_at = excluded.expires_at, \
    tries_left = excluded.tries_left, proven = false";
/// Counted before it is looked at, so that many at once get no further than one after the other.
pub(crate) const TRY: &str = "update login_code set tries_left = tries_left - 1 where hospital_id = $1 and ticket = $2 \
    and proven = $3 and tries_left > 0 and expires_at > $4 returning code, sealed";
/// A code is used once: only one of those who typed it in the same moment goes on.
pub(crate) const PROVE: &str = "update login_code set proven = true, expires_at = $3, tries_left = $4 \
    where hospital_id = $1 and ticket = $2 and proven = false";
pub(crate) const USE: &str = "delete from login_code where hospital_id = $1 and ticket = $2 and proven = true";
pub(crate) const FORGET: &str = "delete from login_code where hospital_id = $1 and expires_at <= $2";
pub(crate) const OF_PHONE: &str = "select p.login, p.used_at from login_phone p join login l \
    on l.hospital_id = p.hospital_id and l.id = p.login \
    where p.hospital_id = $1 and p.phone = $2 and l.active and p.used_at > $3 order by p.login";
pub(crate) const TIE: &str = "insert into login_phone (hospital_id, login, phone, used_at) values ($1, $2, $3, $4) \
    on conflict (hospital_id, login, phone) do update set used_at = excluded.used_at";
/// `$2` is the person's id as the JSON text of the login's actor has it.
pub(crate) const END_PHONES_OF: &str = "delete from login_phone where hospital_id = $1 and login in \
    (select id from login where hospital_id = $1 and actor like '%' || $2 || '%')";

/// All statements, for the test that prepares them.
#[cfg(test)]
pub(crate) const NAMED: &[&str] = &[REPLACE, PUT, TRY, PROVE, USE, FORGET, OF_PHONE, TIE, END_PHONES_OF];

/// What a sealed number is bound to.
const PLACE: &str = "login_code";

#[macro_rules_attribute::apply(from_row!)]
struct TriedRow {
    code: String,
    sealed: String,
}

#[macro_rules_attribute::apply(from_row!)]
struct PhoneRow {
    login: String,
    used_at: String,
}

impl Journal {
    fn ticket_hash(ticket: &str) -> String {
        hex::encode(Sha256::digest(ticket))
    }

    fn phone_hash(&self, phone: &str) -> String {
        self.keys().lookup_hash("login_phone", phone)
    }

    /// Bound to its ticket: two codes of the same digits have different hashes.
    fn code_hash(&self, ticket: &str, code: &str) -> String {
        self.keys().lookup_hash("login_code", &format!("{ticket} {code}"))
    }

    /// Keeps a code in place of its number's last one; codes that are over at `now` (real time) are deleted.
    ///
    /// # Errors
    /// When the database cannot be written, or the system gives no random bytes.
    pub async fn put_login_code(&self, code: &LoginCode, now: Instant) -> Result<(), StoreError> {
        let phone = self.phone_hash(&code.phone);
        let sealed = self.keys.seal_text(PLACE, &code.phone)?;
        on!(self.store.writing(), pool => sqlx::query(REPLACE)
            .bind(self.hospital().0)
            .bind(&phone)
            .bind(instant_text(now))
            .execute(pool)
            .await
            .map(drop)?);
        on!(self.store.writing(), pool => sqlx::query(PUT)
            .bind(self.hospital().0)
            .bind(Self::ticket_hash(&code.ticket))
            .bind(&phone)
            .bind(self.code_hash(&code.ticket, &code.code))
            .bind(&sealed)
            .bind(instant_text(code.expires_at))
            .bind(i64::from(code.tries))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// Takes one try of a ticket; `proven`: of one whose code was right. `None`: there is no such ticket, its time is
    /// over, or it has no try left.
    async fn take_try(&self, ticket: &str, proven: bool, now: Instant) -> Result<Option<TriedRow>, StoreError> {
        // Whoever comes without a ticket costs no write.
        if ticket.is_empty() {
            return Ok(None);
        }
        Ok(on!(self.store.writing(), pool => sqlx::query_as(TRY)
            .bind(self.hospital().0)
            .bind(Self::ticket_hash(ticket))
            .bind(proven)
            .bind(instant_text(now))
            .fetch_optional(pool)
            .await?))
    }

    /// Was this the ticket's code? Then whoever has the ticket may say until `until` who they are, so many times.
    /// Returns the number.
    ///
    /// # Errors
    /// When the database cannot be written, or the row cannot be opened.
    pub async fn prove_login_code(
        &self,
        ticket: &str,
        code: &str,
        now: Instant,
        (until, tries): (Instant, u16),
    ) -> Result<Option<String>, StoreError> {
        let Some(row) = self.take_try(ticket, false, now).await? else { return Ok(None) };
        if row.code != self.code_hash(ticket, code) {
            return Ok(None);
        }
        let proven = on!(self.store.writing(), pool => sqlx::query(PROVE)
            .bind(self.hospital().0)
            .bind(Self::ticket_hash(ticket))
            .bind(instant_text(until))
            .bind(i64::from(tries))
            .execute(pool)
            .await?
            .rows_affected());
        if proven == 0 {
            return Ok(None);
        }
        Ok(Some(self.keys.open_text(PLACE, &row.sealed)?))
    }

    /// The number that a ticket has proven, of which this takes a try.
    ///
    /// # Errors
    /// As [`prove_login_code`](Self::prove_login_code).
    pub async fn proven_phone(&self, ticket: &str, now: Instant) -> Result<Option<String>, StoreError> {
        let row = self.take_try(ticket, true, now).await?;
        Ok(row.map(|row| self.keys.open_text(PLACE, &row.sealed)).transpose()?)
    }

    /// A ticket has led to a login, and leads to no other. `false`: it has already.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn use_ticket(&self, ticket: &str) -> Result<bool, StoreError> {
        let used = on!(self.store.writing(), pool => sqlx::query(USE)
            .bind(self.hospital().0)
            .bind(Self::ticket_hash(ticket))
            .execute(pool)
            .await?
            .rows_affected());
        Ok(used > 0)
    }

    /// Deletes codes that are over at `now` (real time).
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_login_codes(&self, now: Instant) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(FORGET)
            .bind(self.hospital().0)
            .bind(instant_text(now))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// The active logins that were opened by a number after `since` (real time).
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn logins_by_phone(&self, phone: &str, since: Instant) -> Result<Vec<LoginPhone>, StoreError> {
        let rows: Vec<PhoneRow> = on!(self.store.reading(), pool => sqlx::query_as(OF_PHONE)
            .bind(self.hospital().0)
            .bind(self.phone_hash(phone))
            .bind(instant_text(since))
            .fetch_all(pool)
            .await?);
        let tied = |row: PhoneRow| {
            let login =
                row.login.parse().map_err(|_| StoreError::Row { table: "login_phone", what: "login".into() })?;
            Ok(LoginPhone { login, used_at: crate::read::instant(&row.used_at)? })
        };
        rows.into_iter().map(tied).collect()
    }

    /// A login may be opened by this number.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn tie_phone(&self, login: UserId, phone: &str, now: Instant) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(TIE)
            .bind(self.hospital().0)
            .bind(login.to_string())
            .bind(self.phone_hash(phone))
            .bind(instant_text(now))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }
}
