//! Logins: outside the chain, because they are not part of the hospital's history.
//!
//! A change writes only the columns that change, under its own condition: what was read earlier is never written back.

use crate::{
    Journal, StoreError,
    bulk::{Cell, Statement},
    login_code::END_PHONES_OF,
    project::{Column, instant_text},
    store::{Backend, Connection, on},
    write_lock::LOCK_HEAD,
};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use model::{
    actor::Actor,
    id::{ClinicianId, PersonId, UserId},
    time::Instant,
};
use serde::{Deserialize, Serialize};
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
    /// Nobody can log in with it while it is switched off.
    pub active: bool,
    /// Rises with each new password, and when the login is switched off: sessions of an earlier version have ended.
    pub version: i64,
}

pub(crate) const LOGIN_NAMED: &str = "select * from login where hospital_id = $1 and name = $2";
pub(crate) const LOGIN: &str = "select * from login where hospital_id = $1 and id = $2";
pub(crate) const LOGINS: &str = "select * from login where hospital_id = $1 order by name";
/// Who acts is stored as one text, as this code writes it.
pub(crate) const LOGIN_NAMES_OF: &str = "select name from login where hospital_id = $1 and actor like $2 order by name";
pub(crate) const LOGINS_OF: &str = "select * from login where hospital_id = $1 and actor like $2 order by name";
/// Changes only what was chosen.
pub(crate) const PREFER: &str = "update login set locale = coalesce($3, locale), large_type = coalesce($4, large_type) \
    where hospital_id = $1 and id = $2";
pub(crate) const SET_PASSWORD: &str = "update login set password = $3, version = version + 1 \
    where hospital_id = $1 and id = $2 returning version";
/// Only if it was not changed since that version was read.
pub(crate) const CHANGE_PASSWORD: &str = "update login set password = $3, version = version + 1 \
    where hospital_id = $1 and id = $2 and version = $4 returning version";
pub(crate) const SWITCH_ON: &str =
    "update login set active = true where hospital_id = $1 and id = $2 returning version";
/// Does not switch off the last administrator.
pub(crate) const SWITCH_OFF: &str = "update login set active = false, version = version + 1 \
    where hospital_id = $1 and id = $2 and (actor not like '%\"role\":\"admin\"%' or exists (select 1 from login other \
    where other.hospital_id = $1 and other.id <> $2 and other.active and other.actor like '%\"role\":\"admin\"%')) \
    returning version";
pub(crate) const CAME_FROM: &str = "insert into login_address (hospital_id, login, address, seen_at) values ($1, $2, $3, $4) \
    on conflict (hospital_id, login, address) do update set seen_at = excluded.seen_at \
    where login_address.seen_at < excluded.seen_at";
pub(crate) const KNOWN_FROM: &str = "select count(*) from login_address \
    where hospital_id = $1 and login = $2 and address = $3 and seen_at > $4";
pub(crate) const FORGET_FROM: &str = "delete from login_address where hospital_id = $1 and seen_at <= $2";
/// `$2` is the person's id as the JSON text of the login's actor has it.
pub(crate) const END_SESSIONS_OF: &str = "delete from web_session where hospital_id = $1 and login in \
    (select id from login where hospital_id = $1 and actor like '%' || $2 || '%')";
pub(crate) const END_ADDRESSES_OF: &str = "delete from login_address where hospital_id = $1 and login in \
    (select id from login where hospital_id = $1 and actor like '%' || $2 || '%')";
pub(crate) const END_FORMS_OF: &str = "delete from kept_form where hospital_id = $1 and login in \
    (select id from login where hospital_id = $1 and actor like '%' || $2 || '%')";
/// `$2` is whom a login is to act as: a person, or a clinician, who is a person too.
pub(crate) const GONE: &str = "select count(*) from erased where hospital_id = $1 and (person = $2 \
    or person in (select person from works_as where hospital_id = $1 and clinician = $2))";
/// The clinicians that a person works as.
pub(crate) const CLINICIANS_OF: &str = "select clinician from works_as where hospital_id = $1 and person = $2";
pub(crate) const END_LOGINS_OF: &str = "delete from login where hospital_id = $1 and actor like '%' || $2 || '%'";

fn unreadable(what: &str) -> StoreError {
    StoreError::Row { table: "login", what: what.to_owned() }
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
    Column::truth("active"),
    Column::int("version"),
];

pub(crate) static INSERT: LazyLock<Statement> = LazyLock::new(|| Statement::insert("login", COLUMNS.to_vec(), ""));

/// A login as it is stored.
#[macro_rules_attribute::apply(from_row!)]
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct LoginRow {
    id: String,
    name: String,
    password: String,
    actor: String,
    locale: String,
    large_type: bool,
    /// Left from releases that locked logins; always zero.
    #[serde(skip)]
    failures: i64,
    #[serde(default = "switched_on")]
    active: bool,
    #[serde(default)]
    version: i64,
}

/// For a file that was exported before logins could be switched off.
const fn switched_on() -> bool {
    true
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
            failures: 0,
            active: login.active,
            version: login.version,
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
            self.active.into(),
            self.version.into(),
        ]
    }
}

impl TryFrom<LoginRow> for Login {
    type Error = StoreError;

    fn try_from(row: LoginRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id.parse().map_err(|_| unreadable("id"))?,
            name: row.name,
            password: row.password,
            actor: serde_json::from_str(&row.actor)?,
            locale: row.locale,
            large_type: row.large_type,
            active: row.active,
            version: row.version,
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
    /// Keeps new logins in one transaction: all of them or none.
    ///
    /// # Errors
    /// When the database cannot be written; [`StoreError::Taken`] where a name is another login's, [`StoreError::Gone`]
    /// where the person or clinician it acts as was erased, perhaps while the password was hashed.
    pub async fn put_new_logins(&self, logins: &[Login]) -> Result<(), StoreError> {
        let rows = logins.iter().map(|login| LoginRow::of(login).map(LoginRow::cells));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        match &self.store {
            Backend::Sqlite(store) => {
                let mut transaction = store.writer.begin_with("begin immediate").await?;
                INSERT.run(Backend::Sqlite(&mut *transaction), self.hospital().0, rows).await.map_err(taken)?;
                self.all_there(Backend::Sqlite(&mut *transaction), logins).await?;
                transaction.commit().await?;
            }
            Backend::Postgres(store) => {
                let mut transaction = store.pool.begin().await?;
                // Not while an erasure is being written, which would not see these logins.
                sqlx::query(LOCK_HEAD).bind(self.hospital().0).execute(&mut *transaction).await?;
                INSERT.run(Backend::Postgres(&mut *transaction), self.hospital().0, rows).await.map_err(taken)?;
                self.all_there(Backend::Postgres(&mut *transaction), logins).await?;
                transaction.commit().await?;
            }
        }
        Ok(())
    }

    /// Fails where anyone that the logins act as was erased.
    async fn all_there(&self, mut connection: Connection<'_>, logins: &[Login]) -> Result<(), StoreError> {
        for login in logins {
            let person = login.actor.person.map(|person| person.to_string());
            let Some(who) = person.or_else(|| login.actor.clinician.map(|clinician| clinician.to_string())) else {
                continue;
            };
            let gone: i64 = on!(connection.again(), to => sqlx::query_scalar(GONE)
                .bind(self.hospital().0)
                .bind(who)
                .fetch_one(to)
                .await?);
            if gone > 0 {
                return Err(StoreError::Gone);
            }
        }
        Ok(())
    }

    /// The login with a name.
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

    /// The login with an id.
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

    /// The names of the logins that act as one person, in alphabetical order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn login_names_of(&self, person: PersonId) -> Result<Vec<String>, StoreError> {
        Ok(on!(self.store.reading(), pool => sqlx::query_scalar(LOGIN_NAMES_OF)
            .bind(self.hospital().0)
            .bind(format!("%\"person\":\"{}\"%", person.0))
            .fetch_all(pool)
            .await?))
    }

    /// The logins that act as one person, by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn logins_of(&self, person: PersonId) -> Result<Vec<Login>, StoreError> {
        let rows: Vec<LoginRow> = on!(self.store.reading(), pool => sqlx::query_as(LOGINS_OF)
            .bind(self.hospital().0)
            .bind(format!("%\"person\":\"{}\"%", person.0))
            .fetch_all(pool)
            .await?);
        rows.into_iter().map(Login::try_from).collect()
    }

    /// Stores what a login chose; `None` leaves a setting as it is.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn prefer(&self, id: UserId, locale: Option<&str>, large_type: Option<bool>) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => sqlx::query(PREFER)
            .bind(self.hospital().0)
            .bind(id.to_string())
            .bind(locale)
            .bind(large_type)
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }

    /// Gives a login a new password (its hash) and with it its next version, which is returned: sessions of earlier
    /// versions have ended. With `read`, only where the login is still at the version that was read. `None`: it is not,
    /// or there is no such login.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn set_password(&self, id: UserId, hash: &str, read: Option<i64>) -> Result<Option<i64>, StoreError> {
        let text = if read.is_some() { CHANGE_PASSWORD } else { SET_PASSWORD };
        on!(self.store.writing(), pool => {
            let query = sqlx::query_scalar(text).bind(self.hospital().0).bind(id.to_string()).bind(hash);
            let query = if let Some(version) = read { query.bind(version) } else { query };
            Ok(query.fetch_optional(pool).await?)
        })
    }

    /// Switches a login on or off, and returns its version; the sessions of one that is switched off have ended.
    /// `None`: there is no such login, or it is the last administrator's.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn switch_login(&self, id: UserId, active: bool) -> Result<Option<i64>, StoreError> {
        let text = if active { SWITCH_ON } else { SWITCH_OFF };
        let (hospital, id) = (self.hospital().0, id.to_string());
        match &self.store {
            Backend::Sqlite(store) => {
                let query = sqlx::query_scalar(text).bind(hospital).bind(id);
                Ok(query.fetch_optional(&store.writer).await?)
            }
            Backend::Postgres(store) => {
                let mut transaction = store.pool.begin().await?;
                // One after the other: otherwise two administrators who switch each other off would each find the other
                // still there.
                sqlx::query(LOCK_HEAD).bind(hospital).execute(&mut *transaction).await?;
                let query = sqlx::query_scalar(text).bind(hospital).bind(id);
                let switched = query.fetch_optional(&mut *transaction).await?;
                transaction.commit().await?;
                Ok(switched)
            }
        }
    }

    /// Notes that a login came in from this address at `now` (real time); addresses last seen at `forget` or earlier
    /// are forgotten.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn came_from(&self, id: UserId, address: &str, now: Instant, forget: Instant) -> Result<(), StoreError> {
        on!(self.store.writing(), pool => {
            sqlx::query(FORGET_FROM).bind(self.hospital().0).bind(instant_text(forget)).execute(pool).await?;
            sqlx::query(CAME_FROM)
                .bind(self.hospital().0)
                .bind(id.to_string())
                .bind(address)
                .bind(instant_text(now))
                .execute(pool)
                .await
                .map(drop)?
        });
        Ok(())
    }

    /// Has this login come in from this address after `since` (real time)?
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn is_known_from(&self, id: UserId, address: &str, since: Instant) -> Result<bool, StoreError> {
        let count: i64 = on!(self.store.reading(), pool => sqlx::query_scalar(KNOWN_FROM)
            .bind(self.hospital().0)
            .bind(id.to_string())
            .bind(address)
            .bind(instant_text(since))
            .fetch_one(pool)
            .await?);
        Ok(count > 0)
    }

    /// People are erased: the logins that act as one of them, also as a clinician here, are deleted, and their sessions
    /// end.
    pub(crate) async fn end_logins(
        &self,
        mut to: Connection<'_>,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<(), sqlx::Error> {
        for person in people {
            let works_as: Vec<String> = on!(to.again(), to => sqlx::query_scalar(CLINICIANS_OF)
                .bind(self.hospital().0)
                .bind(person.to_string())
                .fetch_all(to)
                .await?);
            // JSON has ids with hyphens, columns have them without.
            let works_as = works_as.iter().filter_map(|id| id.parse::<ClinicianId>().ok());
            let works_as = works_as.map(|clinician| format!("\"clinician\":\"{}\"", clinician.0));
            for acts in std::iter::once(format!("\"person\":\"{}\"", person.0)).chain(works_as) {
                for statement in [END_SESSIONS_OF, END_ADDRESSES_OF, END_FORMS_OF, END_PHONES_OF, END_LOGINS_OF] {
                    on!(to.again(), to => sqlx::query(statement)
                        .bind(self.hospital().0)
                        .bind(&acts)
                        .execute(to)
                        .await
                        .map(drop)?);
                }
            }
        }
        Ok(())
    }
}

fn taken(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Database(database) if database.is_unique_violation() => StoreError::Taken,
        _ => error.into(),
    }
}
