//! Logins, web sessions and bearer tokens: outside the chain, for they are not the hospital's history.

use crate::{
    Journal, StoreError,
    bulk::{Cell, Statement},
    project::{Column, instant_text},
    store::{Backend, Connection, on},
};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use model::{
    actor::Actor,
    id::{PersonId, UserId},
    time::Instant,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Its id.
    pub id: UserId,
    /// Its name, unique in the hospital, lower case.
    pub name: String,
    /// The argon2 hash of the password, in PHC form.
    pub password: String,
    /// Who acts through it.
    pub actor: Actor,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// 大字版
    pub large_type: bool,
    /// Wrong passwords since the last right one.
    pub failures: i64,
    /// No password is looked at before this time.
    pub locked_until: Option<Instant>,
}

/// A web session or a bearer token. The token itself is not kept, its SHA-256 is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    /// Whose.
    pub login: UserId,
    /// The secret of its forms.
    pub csrf: String,
    /// A bearer token for an API client rather than a cookie.
    pub bearer: bool,
    /// When it was last used, real time.
    pub seen_at: Instant,
    /// When it ends, real time.
    pub expires_at: Instant,
}

impl Session {
    /// What is kept of a token.
    pub fn hash_of(token: &str) -> String {
        hex::encode(Sha256::digest(token))
    }
}

pub(crate) const PUT_LOGIN: &str = "insert into login (hospital_id, id, name, password, actor, locale, large_type, failures, \
    locked_until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (hospital_id, id) do update set \
    name = excluded.name, password = excluded.password, actor = excluded.actor, locale = excluded.locale, \
    large_type = excluded.large_type, failures = excluded.failures, locked_until = excluded.locked_until";
pub(crate) const LOGIN_NAMED: &str = "select * from login where hospital_id = $1 and name = $2";
pub(crate) const LOGIN: &str = "select * from login where hospital_id = $1 and id = $2";
pub(crate) const LOGINS: &str = "select * from login where hospital_id = $1 order by name";
pub(crate) const PUT_SESSION: &str = "insert into web_session (hospital_id, token_hash, login, csrf, bearer, seen_at, expires_at) \
    values ($1, $2, $3, $4, $5, $6, $7) on conflict (hospital_id, token_hash) do update set \
    seen_at = excluded.seen_at, expires_at = excluded.expires_at";
pub(crate) const SESSION: &str =
    "select * from web_session where hospital_id = $1 and token_hash = $2 and expires_at > $3";
pub(crate) const END_SESSION: &str = "delete from web_session where hospital_id = $1 and token_hash = $2";
pub(crate) const END_OLD: &str = "delete from web_session where hospital_id = $1 and expires_at <= $2";
/// `$2` is the person's id as it stands in the JSON text of who acts.
pub(crate) const END_SESSIONS_OF: &str = "delete from web_session where hospital_id = $1 and login in \
    (select id from login where hospital_id = $1 and actor like '%' || $2 || '%')";
pub(crate) const END_LOGINS_OF: &str = "delete from login where hospital_id = $1 and actor like '%' || $2 || '%'";
pub(crate) const END_ALL: &str = "delete from web_session where hospital_id = $1 and login = $2";

fn unreadable(table: &'static str, what: &str) -> StoreError {
    StoreError::Row { table, what: what.to_owned() }
}

/// In the order of [`LoginRow::cells`].
const COLUMNS: &[Column] = &[
    Column::text("id"),
    Column::text("name"),
    Column::text("password"),
    Column::text("actor"),
    Column::text("locale"),
    Column::truth("large_type"),
    Column::int("failures"),
    Column::text("locked_until"),
];

pub(crate) static INSERT: LazyLock<Statement> = LazyLock::new(|| Statement::insert("login", COLUMNS.to_vec(), ""));

/// A login as it is stored.
#[derive(Debug, sqlx::FromRow, Serialize, Deserialize)]
pub(crate) struct LoginRow {
    id: String,
    name: String,
    password: String,
    actor: String,
    locale: String,
    large_type: bool,
    failures: i64,
    locked_until: Option<String>,
}

impl LoginRow {
    fn of(login: &Login) -> Result<Self, StoreError> {
        Ok(Self {
            id: login.id.to_string(),
            name: login.name.clone(),
            password: login.password.clone(),
            actor: serde_json::to_string(&login.actor)?,
            locale: login.locale.clone(),
            large_type: login.large_type,
            failures: login.failures,
            locked_until: login.locked_until.map(instant_text),
        })
    }

    pub(crate) fn cells(self) -> Vec<Cell> {
        vec![
            self.id.into(),
            self.name.into(),
            self.password.into(),
            self.actor.into(),
            self.locale.into(),
            self.large_type.into(),
            self.failures.into(),
            self.locked_until.into(),
        ]
    }
}

impl TryFrom<LoginRow> for Login {
    type Error = StoreError;

    fn try_from(row: LoginRow) -> Result<Self, StoreError> {
        let locked = row.locked_until.map(|text| text.parse().map_err(|_| unreadable("login", "locked_until")));
        Ok(Self {
            id: row.id.parse().map_err(|_| unreadable("login", "id"))?,
            name: row.name,
            password: row.password,
            actor: serde_json::from_str(&row.actor)?,
            locale: row.locale,
            large_type: row.large_type,
            failures: row.failures,
            locked_until: locked.transpose()?,
        })
    }
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    token_hash: String,
    login: String,
    csrf: String,
    bearer: bool,
    seen_at: String,
    expires_at: String,
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let instant = |text: &str, column| text.parse().map_err(|_| unreadable("web_session", column));
        Ok(Self {
            login: row.login.parse().map_err(|_| unreadable("web_session", "login"))?,
            seen_at: instant(&row.seen_at, "seen_at")?,
            expires_at: instant(&row.expires_at, "expires_at")?,
            token_hash: row.token_hash,
            csrf: row.csrf,
            bearer: row.bearer,
        })
    }
}

/// The argon2id hash of a password with a fresh salt, in PHC form. Takes tens of milliseconds: not on an async thread.
///
/// # Errors
/// When the system gives no random bytes.
pub fn hash_password(password: &str) -> Result<String, StoreError> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|_| StoreError::Password)
}

/// Does the password fit the hash? Takes as long as [`hash_password`].
pub fn verify_password(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

impl Journal {
    /// Keeps a login, new or changed.
    ///
    /// # Errors
    /// When the database cannot be written, or the name is another login's.
    pub async fn put_login(&self, login: &Login) -> Result<(), StoreError> {
        let row = LoginRow::of(login)?;
        on!(self.store.writing(), pool => sqlx::query(PUT_LOGIN)
            .bind(self.hospital().0)
            .bind(row.id)
            .bind(row.name)
            .bind(row.password)
            .bind(row.actor)
            .bind(row.locale)
            .bind(row.large_type)
            .bind(row.failures)
            .bind(row.locked_until)
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// Keeps new logins in one transaction: all of them or none.
    ///
    /// # Errors
    /// When the database cannot be written, or a name is another login's.
    pub async fn put_new_logins(&self, logins: &[Login]) -> Result<(), StoreError> {
        let rows = logins.iter().map(|login| LoginRow::of(login).map(LoginRow::cells));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        match &self.store {
            Backend::Sqlite(store) => {
                let mut transaction = store.writer.begin_with("begin immediate").await?;
                INSERT.run(Backend::Sqlite(&mut *transaction), self.hospital().0, rows).await?;
                transaction.commit().await?;
            }
            Backend::Postgres(store) => {
                let mut transaction = store.pool.begin().await?;
                INSERT.run(Backend::Postgres(&mut *transaction), self.hospital().0, rows).await?;
                transaction.commit().await?;
            }
        }
        Ok(())
    }

    /// The login of a name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn login_named(&self, name: &str) -> Result<Option<Login>, StoreError> {
        let row: Option<LoginRow> = on!(self.store.reading(), pool => sqlx::query_as(LOGIN_NAMED)
            .bind(self.hospital().0)
            .bind(name)
            .fetch_optional(pool)
            .await?);
        row.map(Login::try_from).transpose()
    }

    /// A login.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn login(&self, id: UserId) -> Result<Option<Login>, StoreError> {
        let row: Option<LoginRow> = on!(self.store.reading(), pool => sqlx::query_as(LOGIN)
            .bind(self.hospital().0)
            .bind(id.to_string())
            .fetch_optional(pool)
            .await?);
        row.map(Login::try_from).transpose()
    }

    /// All logins, by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn logins(&self) -> Result<Vec<Login>, StoreError> {
        let rows: Vec<LoginRow> =
            on!(self.store.reading(), pool => sqlx::query_as(LOGINS).bind(self.hospital().0).fetch_all(pool).await?);
        rows.into_iter().map(Login::try_from).collect()
    }

    /// Keeps a session, new or used again.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn put_session(&self, session: &Session) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(PUT_SESSION)
            .bind(self.hospital().0)
            .bind(&session.token_hash)
            .bind(session.login.to_string())
            .bind(&session.csrf)
            .bind(session.bearer)
            .bind(instant_text(session.seen_at))
            .bind(instant_text(session.expires_at))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// The session of a token, where it has not ended at `now` (real time).
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

    /// Ends a session.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_session(&self, token_hash: &str) -> Result<(), StoreError> {
        self.end(END_SESSION, token_hash).await
    }

    /// Ends all sessions of a login.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_sessions_of(&self, login: UserId) -> Result<(), StoreError> {
        self.end(END_ALL, login.to_string()).await
    }

    /// People are erased: whoever acted as one of them is no login any more, and the sessions end.
    pub(crate) async fn end_logins(
        &self,
        mut to: Connection<'_>,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<(), sqlx::Error> {
        for person in people {
            for statement in [END_SESSIONS_OF, END_LOGINS_OF] {
                on!(to.again(), to => sqlx::query(statement)
                    .bind(self.hospital().0)
                    .bind(format!("\"person\":\"{}\"", person.0))
                    .execute(to)
                    .await
                    .map(drop)?);
            }
        }
        Ok(())
    }

    /// Removes the sessions that have ended at `now` (real time).
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end_old_sessions(&self, now: Instant) -> Result<(), StoreError> {
        self.end(END_OLD, instant_text(now)).await
    }

    async fn end(&self, which: &'static str, what: impl Into<String>) -> Result<(), StoreError> {
        let what: String = what.into();
        on!(self.store.writing(), pool => sqlx::query(which)
            .bind(self.hospital().0)
            .bind(what)
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }
}
