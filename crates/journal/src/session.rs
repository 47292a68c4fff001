//! Web sessions and bearer tokens. Each belongs to one version of its login: a new password ends the earlier ones, even
//! one that is opened with the old password at the same moment.

use crate::{Journal, StoreError, project::instant_text, store::on};
use model::{id::UserId, time::Instant};
use sha2::{Digest, Sha256};

/// A web session or a bearer token. The token itself is not stored, only its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    /// The login it belongs to.
    pub login: UserId,
    /// The version of the login at which it was opened.
    pub version: i64,
    /// The secret that its forms carry.
    pub csrf: String,
    /// A bearer token for an API client rather than a cookie.
    pub bearer: bool,
    /// When it was last used, real time.
    pub seen_at: Instant,
    /// When it ends, real time.
    pub expires_at: Instant,
}

impl Session {
    /// What is stored of a token: its SHA-256, hexadecimal.
    pub fn hash_of(token: &str) -> String {
        hex::encode(Sha256::digest(token))
    }
}

pub(crate) const OPEN: &str = "insert into web_session (hospital_id, token_hash, login, version, csrf, bearer, seen_at, \
    expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)";
/// Only at the login's current version, and only while the login is switched on.
pub(crate) const SESSION: &str = "select s.token_hash, s.login, s.version, s.csrf, s.bearer, s.seen_at, s.expires_at \
    from web_session s join login l on l.hospital_id = s.hospital_id and l.id = s.login and l.version = s.version \
    where s.hospital_id = $1 and s.token_hash = $2 and s.expires_at > $3 and l.active";
/// Never for a session that has ended meanwhile, and never back in time.
pub(crate) const SEEN: &str =
    "update web_session set seen_at = $3 where hospital_id = $1 and token_hash = $2 and seen_at < $3";
/// The row stays for a while: a form that was filled in under it is kept for its login.
pub(crate) const END: &str =
    "update web_session set expires_at = $3 where hospital_id = $1 and token_hash = $2 and expires_at > $3";
/// Only a cookie's session, at its login's current version, while the login is switched on: no form is kept for one
/// with an earlier password.
pub(crate) const ENDED: &str = "select s.login from web_session s join login l on l.hospital_id = s.hospital_id \
    and l.id = s.login and l.version = s.version where s.hospital_id = $1 and s.csrf = $2 and s.expires_at <= $3 \
    and s.expires_at > $4 and l.active and not s.bearer";
pub(crate) const END_OLD: &str = "delete from web_session where hospital_id = $1 and expires_at <= $2";
/// Deletes the sessions that a new version of a login left behind.
pub(crate) const END_OF: &str = "delete from web_session where hospital_id = $1 and login = $2 and version < $3";
pub(crate) const RENEW: &str = "update web_session set version = $4 where hospital_id = $1 and token_hash = $2 and login = $3 and version = $4 - 1";

#[macro_rules_attribute::apply(from_row!)]
struct SessionRow {
    token_hash: String,
    login: String,
    version: i64,
    csrf: String,
    bearer: bool,
    seen_at: String,
    expires_at: String,
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let unreadable = |column: &str| StoreError::Row { table: "web_session", what: column.to_owned() };
        let instant = |text: &str, column| text.parse().map_err(|_| unreadable(column));
        Ok(Self {
            login: row.login.parse().map_err(|_| unreadable("login"))?,
            version: row.version,
            seen_at: instant(&row.seen_at, "seen_at")?,
            expires_at: instant(&row.expires_at, "expires_at")?,
            token_hash: row.token_hash,
            csrf: row.csrf,
            bearer: row.bearer,
        })
    }
}

impl Journal {
    /// Keeps a new session.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn open_session(&self, session: &Session) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(OPEN)
            .bind(self.hospital().0)
            .bind(&session.token_hash)
            .bind(session.login.to_string())
            .bind(session.version)
            .bind(&session.csrf)
            .bind(session.bearer)
            .bind(instant_text(session.seen_at))
            .bind(instant_text(session.expires_at))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// The session of a token, if it has not ended by `now` (real time): by its time, by a new password of its login,
    /// or because the login was switched off.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn session(&self, token_hash: &str, now: Instant) -> Result<Option<Session>, StoreError> {
        let row: Option<SessionRow> = on!(self.store.reading(), pool => sqlx::query_as(SESSION)
            .bind(self.hospital().0)
            .bind(token_hash)
            .bind(instant_text(now))
            .fetch_optional(pool)
            .await?);
        row.map(Session::try_from).transpose()
    }

    /// Notes that a session was used at `now` (real time). One that has ended meanwhile stays ended.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn session_seen(&self, token_hash: &str, now: Instant) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(SEEN)
            .bind(self.hospital().0)
            .bind(token_hash)
            .bind(instant_text(now))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// Moves a session to the next `version` of its login: whoever changes their own password stays logged in.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn renew_session(&self, token_hash: &str, login: UserId, version: i64) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(RENEW)
            .bind(self.hospital().0)
            .bind(token_hash)
            .bind(login.to_string())
            .bind(version)
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// Ends a session at `now` (real time).
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_session(&self, token_hash: &str, now: Instant) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(END)
            .bind(self.hospital().0)
            .bind(token_hash)
            .bind(instant_text(now))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// The login whose session's forms carry this secret, if the session ended by `now` (real time) but after `since`,
    /// and did so by its time or by logging out, not by a new password.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn ended_session(&self, csrf: &str, now: Instant, since: Instant) -> Result<Option<UserId>, StoreError> {
        let login: Option<String> = on!(self.store.reading(), pool => sqlx::query_scalar(ENDED)
            .bind(self.hospital().0)
            .bind(csrf)
            .bind(instant_text(now))
            .bind(instant_text(since))
            .fetch_optional(pool)
            .await?);
        let unreadable = |_| StoreError::Row { table: "web_session", what: "login".to_owned() };
        login.map(|login| login.parse().map_err(unreadable)).transpose()
    }

    /// Removes the sessions of a login that are older than its `version`.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_sessions_of(&self, login: UserId, version: i64) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(END_OF)
            .bind(self.hospital().0)
            .bind(login.to_string())
            .bind(version)
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// Removes the sessions that had ended by `before` (real time).
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_old_sessions(&self, before: Instant) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(END_OLD)
            .bind(self.hospital().0)
            .bind(instant_text(before))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }
}
