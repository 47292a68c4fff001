//! Logins, web sessions and bearer tokens. All times here are real time.
//!
//! Whether an account exists shows neither in the answer nor in its time: a password is hashed in any case, and attempts
//! are counted by name, known or not.

use crate::{
    authorize::authorize, failure::Failure, hospital::Hospital, request::Action, sessions::Sessions, view::UserRow,
};
use chrono::Duration;
use journal::{Login, Session, StoreError, hash_password, verify_password};
use model::{
    actor::{Actor, Role},
    id::{ClinicianId, DepartmentId, PersonId, UserId, WardId},
    message::{Refusal, Value},
    time::Instant,
};
use rand::Rng as _;
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};
use tokio::sync::Semaphore;

/// Wrong passwords in a row before logging in is suspended.
const ATTEMPTS_MAX: u32 = 5;
/// For so many minutes.
const LOCK_MINUTES: i64 = 15;
/// A staff session ends after so many hours, a patient's after so many days, a bearer token after so many hours.
const STAFF_HOURS: i64 = 12;
const PATIENT_DAYS: i64 = 30;
const BEARER_HOURS: i64 = 12;
/// A staff session that is not used ends after so many hours.
const IDLE_HOURS: i64 = 4;
/// When a session was last used is kept so exactly, in minutes.
const SEEN_MINUTES: i64 = 5;
/// Passwords hashed at the same time: each takes 19 MiB.
const HASHING_MAX: usize = 4;
/// Names whose attempts are counted.
const NAMES_MAX: usize = 10_000;
const PASSWORD_MIN: usize = 8;
const PASSWORD_MAX: usize = 128;
const LOGIN_MAX: usize = 32;

/// Somebody who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The login's id.
    pub user: UserId,
    /// The login's name.
    pub login: String,
    /// The person's full name where there is a person behind it, else the login's.
    pub name: String,
    /// Who acts through it.
    pub actor: Actor,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// 大字版
    pub large_type: bool,
    /// The secret of this session's forms.
    pub csrf: String,
    /// A bearer token rather than a cookie.
    pub bearer: bool,
    /// When the session ends, real time.
    pub expires_at: Instant,
}

/// A session that was opened: the token is shown once and kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// 64 hexadecimal digits.
    pub token: String,
    /// Whose.
    pub account: Account,
}

/// A login to be created. A patient's needs a person, a clinician's a clinician, a nurse's a ward; a desk's without a
/// department is the central reception's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// 2–32 lower-case letters, digits, dots, hyphens or underscores.
    pub login: String,
    /// 8–128 characters.
    pub password: String,
    /// The role.
    pub role: Role,
    /// The person behind a patient's login.
    pub person: Option<PersonId>,
    /// The clinician.
    pub clinician: Option<ClinicianId>,
    /// The department of a desk.
    pub department: Option<DepartmentId>,
    /// The ward of a nurse.
    pub ward: Option<WardId>,
}

/// Attempts by name, how many passwords are hashed at once, and who came a moment ago.
#[derive(Debug)]
pub(crate) struct Gate {
    attempts: Mutex<HashMap<String, Attempts>>,
    hashing: Semaphore,
    pub(crate) sessions: Arc<Sessions>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Attempts {
    failures: u32,
    locked_until: Option<Instant>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { attempts: Mutex::default(), hashing: Semaphore::new(HASHING_MAX), sessions: Arc::default() }
    }
}

impl Gate {
    fn attempts(&self) -> std::sync::MutexGuard<'_, HashMap<String, Attempts>> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts an attempt before it is looked at, so that many at once are no more than one after the other. `false`: locked.
    fn try_pass(&self, name: &str, stored: Option<(i64, Option<Instant>)>, now: Instant) -> bool {
        let mut attempts = self.attempts();
        if attempts.len() >= NAMES_MAX {
            attempts.retain(|_, one| one.locked_until.is_some_and(|until| until > now));
        }
        let one = attempts.entry(name.to_owned()).or_insert_with(|| {
            let (failures, locked_until) = stored.unwrap_or_default();
            Attempts { failures: u32::try_from(failures).unwrap_or_default(), locked_until }
        });
        match one.locked_until {
            Some(until) if until > now => return false,
            Some(_) => *one = Attempts::default(),
            None => {}
        }
        one.failures += 1;
        if one.failures >= ATTEMPTS_MAX {
            one.locked_until = Some(now + Duration::minutes(LOCK_MINUTES));
        }
        true
    }

    fn state(&self, name: &str) -> Attempts {
        self.attempts().get(name).copied().unwrap_or_default()
    }

    fn forget(&self, name: &str) {
        self.attempts().remove(name);
    }
}

/// What logins can do. A cheap clone.
#[derive(Clone, Debug)]
pub struct Accounts {
    hospital: Hospital,
}

impl Hospital {
    /// The logins of this hospital.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        Accounts { hospital: self.clone() }
    }

    /// All logins, by name.
    ///
    /// # Errors
    /// [`Failure::Denied`] for all but administrators; [`Failure::Broken`].
    pub async fn users(&self, actor: &Actor) -> Result<Vec<UserRow>, Failure> {
        self.accounts().may(actor, Action::ReadUsers)?;
        let logins = self.journal().logins().await.map_err(broken)?;
        let now = self.inner.config.real.now();
        let row = |login: Login| UserRow {
            user: login.id,
            role: login.actor.role,
            person: login.actor.person,
            clinician: login.actor.clinician,
            department: login.actor.department,
            ward: login.actor.ward,
            locked_until: self.inner.gate.state(&login.name).locked_until.or(login.locked_until).filter(|at| *at > now),
            login: login.name,
        };
        Ok(logins.into_iter().map(row).collect())
    }
}

fn broken(error: StoreError) -> Failure {
    error.into()
}

fn login_failed() -> Failure {
    let attempts = i64::from(ATTEMPTS_MAX);
    Refusal::new("login-failed").with("attempts", attempts).with("minutes", Value::Minutes(LOCK_MINUTES)).into()
}

/// A hash that no password fits, for names that nobody has.
fn nobodys_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_password(&random_hex()).unwrap_or_default())
}

fn random_hex() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}

fn check_login(login: &str) -> Result<(), Refusal> {
    let fits = (2..=LOGIN_MAX).contains(&login.len())
        && login.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte));
    if fits { Ok(()) } else { Refusal::new("login-form").field("login").with("max", LOGIN_MAX as i64).err() }
}

fn check_password(password: &str) -> Result<(), Refusal> {
    if (PASSWORD_MIN..=PASSWORD_MAX).contains(&password.chars().count()) {
        return Ok(());
    }
    let refusal = Refusal::new("password-length").field("password");
    refusal.with("min", PASSWORD_MIN as i64).with("max", PASSWORD_MAX as i64).err()
}

impl Accounts {
    fn sessions(&self) -> &Sessions {
        &self.hospital.inner.gate.sessions
    }

    fn may(&self, actor: &Actor, action: Action) -> Result<(), Failure> {
        if authorize(actor, action, &Default::default()).is_err() {
            self.hospital.audit_denial(actor, action)?;
            return Err(Failure::Denied);
        }
        Ok(())
    }

    /// Runs password work away from the async threads, a few at a time.
    async fn hashing<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let _turn = self.hospital.inner.gate.hashing.acquire().await.map_err(|_| Failure::Broken)?;
        tokio::task::spawn_blocking(work).await.map_err(|_| Failure::Broken)
    }

    /// Creates a login.
    ///
    /// # Errors
    /// [`Failure::Denied`]; refusals that name the field: `login-form`, `login-taken`, `password-length`,
    /// `user-incomplete`.
    pub async fn create(&self, actor: &Actor, new: NewAccount) -> Result<UserId, Failure> {
        self.may(actor, Action::ManageUsers)?;
        check_login(&new.login)?;
        check_password(&new.password)?;
        let acts = self.actor_of(&new)?;
        if self.hospital.journal().login_named(&new.login).await.map_err(broken)?.is_some() {
            return Err(Refusal::new("login-taken").field("login").with("login", new.login).into());
        }
        let password = self.hashing(move || hash_password(&new.password)).await?.map_err(broken)?;
        let login = self.new_login(new.login, password, acts);
        self.hospital.journal().put_login(&login).await.map_err(broken)?;
        Ok(login.id)
    }

    /// Creates logins which all have one password (their own fields are not looked at), hashed once with one salt: for a
    /// crowd whose password everybody knows. Hashing thousands takes minutes, and equal hashes tell nothing where equal
    /// passwords are printed. Names that are taken are left as they are.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn create_crowd(&self, actor: &Actor, password: &str, crowd: Vec<NewAccount>) -> Result<(), Failure> {
        self.may(actor, Action::ManageUsers)?;
        check_password(password)?;
        let typed = password.to_owned();
        let hash = self.hashing(move || hash_password(&typed)).await?.map_err(broken)?;
        let journal = self.hospital.journal();
        let known = journal.logins().await.map_err(broken)?;
        let known: HashSet<String> = known.into_iter().map(|login| login.name).collect();
        let mut logins = Vec::new();
        for new in crowd.into_iter().filter(|new| !known.contains(&new.login)) {
            check_login(&new.login)?;
            let acts = self.actor_of(&new)?;
            logins.push(self.new_login(new.login, hash.clone(), acts));
        }
        journal.put_new_logins(&logins).await.map_err(broken)
    }

    fn new_login(&self, name: String, password: String, acts: Actor) -> Login {
        let id = UserId(self.hospital.new_id());
        Login {
            id,
            name,
            password,
            actor: Actor { user: Some(id), ..acts },
            locale: "zh-CN".to_owned(),
            large_type: false,
            failures: 0,
            locked_until: None,
        }
    }

    fn actor_of(&self, new: &NewAccount) -> Result<Actor, Refusal> {
        let worlds = self.hospital.worlds();
        let incomplete = |field: &'static str| Refusal::new("user-incomplete").field(field);
        let base = Actor { role: new.role, ..Actor::system() };
        Ok(match new.role {
            Role::Patient => {
                let person =
                    new.person.and_then(|person| worlds.journey.person(person)).filter(|row| row.erased.is_none());
                Actor { person: Some(person.ok_or_else(|| incomplete("person"))?.id), ..base }
            }
            Role::Clinician => {
                let clinician = new.clinician.and_then(|clinician| worlds.scheduling.clinician(clinician));
                let clinician = clinician.ok_or_else(|| incomplete("clinician"))?;
                Actor { clinician: Some(clinician.id), department: Some(clinician.department), ..base }
            }
            Role::Nurse => Actor { ward: Some(new.ward.ok_or_else(|| incomplete("ward"))?), ..base },
            Role::Desk => Actor { department: new.department, ..base },
            Role::Admin => base,
            Role::System => return Err(incomplete("role")),
        })
    }

    /// Opens a web session.
    ///
    /// # Errors
    /// The refusal `login-failed`, whatever the cause; [`Failure::Broken`].
    pub async fn login(&self, login: &str, password: &str) -> Result<Opened, Failure> {
        self.open(login, password, false).await
    }

    /// Opens a session for an API client, who sends the token as a bearer token.
    ///
    /// # Errors
    /// As [`login`](Self::login).
    pub async fn bearer(&self, login: &str, password: &str) -> Result<Opened, Failure> {
        self.open(login, password, true).await
    }

    async fn open(&self, login: &str, password: &str, bearer: bool) -> Result<Opened, Failure> {
        let name = login.trim().to_lowercase();
        if name.len() > LOGIN_MAX || password.chars().count() > PASSWORD_MAX {
            return Err(login_failed());
        }
        let inner = &self.hospital.inner;
        let found = self.hospital.journal().login_named(&name).await.map_err(broken)?;
        let now = inner.config.real.now();
        let stored = found.as_ref().map(|login| (login.failures, login.locked_until));
        let passes = inner.gate.try_pass(&name, stored, now);
        let hash = found.as_ref().map(|login| login.password.clone());
        let typed = password.to_owned();
        let fits = self
            .hashing(move || match hash {
                Some(hash) => verify_password(&typed, &hash),
                None => {
                    verify_password(&typed, nobodys_hash());
                    false
                }
            })
            .await?;
        match found {
            Some(login) if passes && fits => {
                inner.gate.forget(&name);
                self.opened(login, bearer, now).await
            }
            found => {
                if let Some(login) = found.filter(|_| passes) {
                    self.keep_failures(login);
                }
                Err(login_failed())
            }
        }
    }

    /// Keeps the count where a restart finds it, without letting the caller wait: the time would tell that there is such a
    /// login.
    fn keep_failures(&self, login: Login) {
        let state = self.hospital.inner.gate.state(&login.name);
        let journal = self.hospital.journal().clone();
        let login = Login { failures: state.failures.into(), locked_until: state.locked_until, ..login };
        tokio::spawn(async move { journal.put_login(&login).await.map_err(broken) });
    }

    async fn opened(&self, login: Login, bearer: bool, now: Instant) -> Result<Opened, Failure> {
        let journal = self.hospital.journal();
        if login.failures > 0 || login.locked_until.is_some() {
            journal.put_login(&Login { failures: 0, locked_until: None, ..login.clone() }).await.map_err(broken)?;
        }
        journal.end_old_sessions(now).await.map_err(broken)?;
        let lasts = match (bearer, login.actor.role) {
            (true, _) => Duration::hours(BEARER_HOURS),
            (false, Role::Patient) => Duration::days(PATIENT_DAYS),
            (false, _) => Duration::hours(STAFF_HOURS),
        };
        let token = random_hex();
        let session = Session {
            token_hash: Session::hash_of(&token),
            login: login.id,
            csrf: random_hex(),
            bearer,
            seen_at: now,
            expires_at: now + lasts,
        };
        journal.put_session(&session).await.map_err(broken)?;
        Ok(Opened { token, account: self.account(login, session).await? })
    }

    async fn account(&self, login: Login, session: Session) -> Result<Account, Failure> {
        let side = {
            let worlds = self.hospital.worlds();
            let clinician = login.actor.clinician.and_then(|clinician| worlds.scheduling.clinician(clinician));
            let person = login.actor.person.or(clinician.map(|clinician| clinician.person));
            let row = person.and_then(|person| worlds.journey.person(person));
            row.and_then(|row| row.record.as_ref()).map(|record| record.id)
        };
        let record = match side {
            Some(side) => self.hospital.directory().record(side).await?,
            None => None,
        };
        Ok(Account {
            user: login.id,
            name: record.map_or_else(|| login.name.clone(), |record| record.name.clone()),
            login: login.name,
            actor: login.actor,
            locale: login.locale,
            large_type: login.large_type,
            csrf: session.csrf,
            bearer: session.bearer,
            expires_at: session.expires_at,
        })
    }

    /// Who sent this token; `None` when the session has ended.
    ///
    /// # Errors
    /// [`Failure::Broken`] when the database cannot be read.
    pub async fn session(&self, token: &str) -> Result<Option<Account>, Failure> {
        let journal = self.hospital.journal();
        let now = self.hospital.inner.config.real.now();
        let hash = Session::hash_of(token);
        let sessions = self.sessions();
        if let Some(account) = sessions.get(&hash, now) {
            return Ok(Some(account));
        }
        let changes = sessions.changes();
        let Some(session) = journal.session(&hash, now).await.map_err(broken)? else { return Ok(None) };
        let Some(login) = journal.login(session.login).await.map_err(broken)? else { return Ok(None) };
        let idle = now - session.seen_at;
        if login.actor.role != Role::Patient && !session.bearer && idle > Duration::hours(IDLE_HOURS) {
            journal.end_session(&hash).await.map_err(broken)?;
            return Ok(None);
        }
        if idle > Duration::minutes(SEEN_MINUTES) {
            let seen = Session { seen_at: now, ..session.clone() };
            journal.put_session(&seen).await.map_err(broken)?;
        }
        let account = self.account(login, session).await?;
        sessions.keep(hash, &account, now, changes);
        Ok(Some(account))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`Failure::Broken`] when the database cannot be written.
    pub async fn logout(&self, token: &str) -> Result<(), Failure> {
        let hash = Session::hash_of(token);
        let ended = self.hospital.journal().end_session(&hash).await.map_err(broken);
        self.sessions().forget(&hash);
        ended
    }

    /// Changes language and size of type of one's own login; `None` leaves them.
    ///
    /// # Errors
    /// [`Failure::NotFound`]; [`Failure::Broken`].
    pub async fn prefer(&self, user: UserId, locale: Option<String>, large_type: Option<bool>) -> Result<(), Failure> {
        let journal = self.hospital.journal();
        let login = journal.login(user).await.map_err(broken)?.ok_or(Failure::NotFound)?;
        let locale = locale.filter(|tag| tag == "zh-CN" || tag == "en").unwrap_or_else(|| login.locale.clone());
        let large_type = large_type.unwrap_or(login.large_type);
        let kept = journal.put_login(&Login { locale, large_type, ..login }).await.map_err(broken);
        self.sessions().forget_user(user);
        kept
    }

    /// Gives a login a new password, and ends its sessions.
    ///
    /// # Errors
    /// [`Failure::Denied`], [`Failure::NotFound`], the refusal `password-length`; [`Failure::Broken`].
    pub async fn set_password(&self, actor: &Actor, user: UserId, password: &str) -> Result<(), Failure> {
        if actor.user != Some(user) {
            self.may(actor, Action::ManageUsers)?;
        }
        check_password(password)?;
        let journal = self.hospital.journal();
        let login = journal.login(user).await.map_err(broken)?.ok_or(Failure::NotFound)?;
        let typed = password.to_owned();
        let password = self.hashing(move || hash_password(&typed)).await?.map_err(broken)?;
        journal.put_login(&Login { password, ..login }).await.map_err(broken)?;
        let ended = journal.end_sessions_of(user).await.map_err(broken);
        self.sessions().forget_user(user);
        ended
    }

    /// Lets a login try again before its time.
    ///
    /// # Errors
    /// [`Failure::Denied`], [`Failure::NotFound`], [`Failure::Broken`].
    pub async fn unlock(&self, actor: &Actor, user: UserId) -> Result<(), Failure> {
        self.may(actor, Action::ManageUsers)?;
        let journal = self.hospital.journal();
        let login = journal.login(user).await.map_err(broken)?.ok_or(Failure::NotFound)?;
        self.hospital.inner.gate.forget(&login.name);
        journal.put_login(&Login { failures: 0, locked_until: None, ..login }).await.map_err(broken)
    }
}
