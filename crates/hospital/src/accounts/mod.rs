//! Logins, web sessions and bearer tokens. All times here are real time.
//!
//! Whether an account exists shows neither in the answer nor in its time: a password is hashed in any case, and wrong ones
//! are counted by name, known or not. What was read of a login is never written back: each change is one statement.

mod gate;
mod kept;
mod log_in;
mod origin;
mod password;

pub use gate::Limits;
pub use origin::Origin;
pub use password::length_min;

use crate::{
    audit::LoginStep, authorize::authorize, clock::RealClock, failure::Failure, hospital::Hospital, sessions::Sessions,
    usecase::Action, view::UserRow,
};
use gate::Gate;
use journal::{Journal, Login, StoreError};
use kept::KeptForms;
use model::{
    actor::{Actor, Role},
    id::{ClinicianId, DepartmentId, PersonId, UserId, WardId},
    message::Refusal,
    time::Instant,
};
use password::Hashing;
use rand::Rng as _;
use serde::Deserialize;
use std::{collections::HashSet, sync::Arc};

const LOGIN_MAX: usize = 32;

/// What the hospital's IT decides about logins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Bounds of wrong passwords.
    pub limits: Limits,
    /// Passwords that may be chosen though everybody knows them: the demo's.
    #[serde(skip)]
    pub default_passwords: Vec<String>,
}

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
    /// 8–128 characters; staff 10, administrators 14; none of the common ones.
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

/// Who waits, whose password is looked at, and who came a moment ago.
#[derive(Debug)]
pub(crate) struct Door {
    gate: Gate,
    hashing: Hashing,
    pub(crate) sessions: Arc<Sessions>,
    kept: KeptForms,
    default_passwords: Vec<String>,
}

impl Door {
    pub(crate) fn new(settings: Settings, journal: Journal, real: Arc<dyn RealClock>) -> Self {
        Self {
            gate: Gate::new(settings.limits),
            hashing: Hashing::default(),
            sessions: Arc::default(),
            kept: KeptForms::start(journal, real),
            default_passwords: settings.default_passwords,
        }
    }

    /// Writes what waits to be written.
    pub(crate) async fn flush(&self) {
        self.kept.flush().await;
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
            active: login.active,
            locked_until: self.inner.door.gate.waits_until(&login.name, now),
            login: login.name,
        };
        Ok(logins.into_iter().map(row).collect())
    }
}

fn broken(error: StoreError) -> Failure {
    error.into()
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

impl Accounts {
    fn door(&self) -> &Door {
        &self.hospital.inner.door
    }

    fn sessions(&self) -> &Sessions {
        &self.door().sessions
    }

    /// Notes what was done to a login, and by whom.
    fn note(&self, actor: &Actor, step: LoginStep, user: UserId, origin: &Origin) -> Result<(), Failure> {
        self.hospital.audit_log().note_login_step(self.hospital.now(), actor, step, user, origin.address())
    }

    async fn check_password(&self, role: Role, login: &str, password: &str) -> Result<(), Failure> {
        if self.door().default_passwords.iter().any(|known| known == password) {
            return Ok(());
        }
        self.door().hashing.check(role, login, password).await
    }

    fn may(&self, actor: &Actor, action: Action) -> Result<(), Failure> {
        if authorize(actor, action, &Default::default()).is_err() {
            self.hospital.audit_denial(actor, action)?;
            return Err(Failure::Denied);
        }
        Ok(())
    }

    /// Creates a login; a patient's also at the desk.
    ///
    /// # Errors
    /// [`Failure::Denied`]; refusals that name the field: `login-form`, `login-taken`, `password-length`,
    /// `password-common`, `user-incomplete`.
    pub async fn create(&self, actor: &Actor, new: NewAccount, origin: &Origin) -> Result<UserId, Failure> {
        let action = if new.role == Role::Patient { Action::MakePatientLogin } else { Action::ManageUsers };
        self.may(actor, action)?;
        check_login(&new.login)?;
        self.check_password(new.role, &new.login, &new.password).await?;
        let acts = self.actor_of(&new)?;
        let taken = || Failure::from(Refusal::new("login-taken").field("login").with("login", new.login.clone()));
        if self.hospital.journal().login_named(&new.login).await.map_err(broken)?.is_some() {
            return Err(taken());
        }
        let password = self.door().hashing.hash(&new.password).await?;
        let login = self.new_login(new.login.clone(), password, acts);
        match self.hospital.journal().put_new_logins(std::slice::from_ref(&login)).await {
            Ok(()) => {}
            // In the same moment by somebody else.
            Err(StoreError::Taken) => return Err(taken()),
            Err(StoreError::Gone) => {
                let field = if new.role == Role::Clinician { "clinician" } else { "person" };
                return Err(Refusal::new("user-incomplete").field(field).into());
            }
            Err(error) => return Err(broken(error)),
        }
        self.note(actor, LoginStep::Created, login.id, origin)?;
        Ok(login.id)
    }

    /// The names of the logins behind which a person stands, also under a merged record.
    ///
    /// # Errors
    /// [`Failure::Denied`]; [`Failure::Broken`].
    pub async fn of_person(&self, actor: &Actor, person: PersonId) -> Result<Vec<String>, Failure> {
        self.may(actor, Action::MakePatientLogin)?;
        let records = self.hospital.worlds().journey.aliases_of(person);
        let mut names = Vec::new();
        for record in records {
            names.extend(self.hospital.journal().login_names_of(record).await.map_err(broken)?);
        }
        Ok(names)
    }

    /// Creates logins which all have one password (their own fields are not looked at), hashed once with one salt: for a
    /// crowd whose password everybody knows. Hashing thousands takes minutes, and equal hashes tell nothing where equal
    /// passwords are printed. Names that are taken are left as they are.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn create_crowd(&self, actor: &Actor, password: &str, crowd: Vec<NewAccount>) -> Result<(), Failure> {
        self.may(actor, Action::ManageUsers)?;
        // The longest that any of them needs.
        let strictest = crowd.iter().map(|new| new.role).max_by_key(|role| length_min(*role));
        self.check_password(strictest.unwrap_or(Role::Patient), "", password).await?;
        let hash = self.door().hashing.hash(password).await?;
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
            active: true,
            version: 0,
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
                let is_there = |person| worlds.journey.person(person).is_none_or(|row| row.erased.is_none());
                let clinician = clinician.filter(|clinician| is_there(clinician.person));
                let clinician = clinician.ok_or_else(|| incomplete("clinician"))?;
                Actor { clinician: Some(clinician.id), department: Some(clinician.department), ..base }
            }
            Role::Nurse => Actor { ward: Some(new.ward.ok_or_else(|| incomplete("ward"))?), ..base },
            Role::Desk => Actor { department: new.department, ..base },
            Role::Admin => base,
            Role::System => return Err(incomplete("role")),
        })
    }

    /// Changes language and size of type of one's own login; `None` leaves them.
    ///
    /// # Errors
    /// [`Failure::Broken`].
    pub async fn prefer(&self, user: UserId, locale: Option<String>, large_type: Option<bool>) -> Result<(), Failure> {
        let locale = locale.filter(|tag| tag == "zh-CN" || tag == "en");
        let kept = self.hospital.journal().prefer(user, locale.as_deref(), large_type).await.map_err(broken);
        self.sessions().forget_user(user);
        kept
    }

    async fn found(&self, user: UserId) -> Result<Login, Failure> {
        self.hospital.journal().login(user).await.map_err(broken)?.ok_or(Failure::NotFound)
    }

    /// Gives a login a new password, and ends its sessions.
    ///
    /// # Errors
    /// [`Failure::Denied`], [`Failure::NotFound`], the refusals `password-length` and `password-common`;
    /// [`Failure::Broken`].
    pub async fn set_password(
        &self,
        actor: &Actor,
        user: UserId,
        password: &str,
        origin: &Origin,
    ) -> Result<(), Failure> {
        self.may(actor, Action::ManageUsers)?;
        let login = self.found(user).await?;
        self.check_password(login.actor.role, &login.name, password).await?;
        let hash = self.door().hashing.hash(password).await?;
        let journal = self.hospital.journal();
        let version = journal.set_password(user, &hash, None).await.map_err(broken)?.ok_or(Failure::NotFound)?;
        self.sessions().forget_user(user);
        self.note(actor, LoginStep::PasswordSet, user, origin)?;
        journal.end_sessions_of(user, version).await.map_err(broken)
    }

    /// Lets a login try again before its time, on this node.
    ///
    /// # Errors
    /// [`Failure::Denied`], [`Failure::NotFound`], [`Failure::Broken`].
    pub async fn unlock(&self, actor: &Actor, user: UserId, origin: &Origin) -> Result<(), Failure> {
        self.may(actor, Action::ManageUsers)?;
        let login = self.found(user).await?;
        self.door().gate.open(&login.name);
        self.note(actor, LoginStep::Unlocked, user, origin)
    }

    /// Switches a login off, which ends its sessions at once, or on again.
    ///
    /// # Errors
    /// [`Failure::Denied`], [`Failure::NotFound`], the refusals `own-login`, `last-admin`; [`Failure::Broken`].
    pub async fn switch(&self, actor: &Actor, user: UserId, active: bool, origin: &Origin) -> Result<(), Failure> {
        self.may(actor, Action::ManageUsers)?;
        self.found(user).await?;
        if !active && actor.user == Some(user) {
            return Err(Refusal::new("own-login").into());
        }
        let journal = self.hospital.journal();
        let Some(version) = journal.switch_login(user, active).await.map_err(broken)? else {
            return Err(Refusal::new("last-admin").into());
        };
        self.sessions().forget_user(user);
        self.note(actor, if active { LoginStep::SwitchedOn } else { LoginStep::SwitchedOff }, user, origin)?;
        journal.end_sessions_of(user, version).await.map_err(broken)
    }

    /// Changes the own password; the session that asks goes on, the login's others end.
    ///
    /// # Errors
    /// The refusals `password-wrong`, `password-same`, `password-length`, `password-common`; [`Failure::TooOften`] after
    /// wrong ones; [`Failure::Conflict`] when it was changed in the same moment; [`Failure::Denied`] without a session.
    pub async fn change_password(&self, token: &str, current: &str, new: &str, origin: &Origin) -> Result<(), Failure> {
        let account = self.session(token).await?.ok_or(Failure::Denied)?;
        let login = self.found(account.user).await?;
        // Wrong ones wait before anything that takes long is done for them.
        if !self.looked_at(Some(&login), &login.name, current, origin).await? {
            return Err(Refusal::new("password-wrong").field("current").into());
        }
        if current == new {
            return Err(Refusal::new("password-same").field("password").into());
        }
        self.check_password(login.actor.role, &login.name, new).await?;
        let hash = self.door().hashing.hash(new).await?;
        let journal = self.hospital.journal();
        let changed = journal.set_password(login.id, &hash, Some(login.version)).await.map_err(broken)?;
        let version = changed.ok_or(Failure::Conflict)?;
        journal.renew_session(&journal::Session::hash_of(token), login.id, version).await.map_err(broken)?;
        self.sessions().forget_user(login.id);
        self.note(&login.actor, LoginStep::OwnPassword, login.id, origin)?;
        journal.end_sessions_of(login.id, version).await.map_err(broken)
    }
}
