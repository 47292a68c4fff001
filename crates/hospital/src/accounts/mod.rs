//! Logins, web sessions and bearer tokens. All times here are real time.
//!
//! Whether an account exists shows neither in the answer nor in the time it takes: a password is hashed in any case,
//! and wrong ones are counted by name, known or not. What was read about a login is never written back: each change is
//! one statement.

mod account;
mod code;
mod identify;
mod kept;
mod log_in;
mod numbers;
mod origin;
mod password;
mod register;
mod sessions;
mod throttle;

pub use account::{Account, NewAccount, Opened};
pub use code::AskedCode;
pub(crate) use code::mobile;
pub use numbers::Limits as CodeLimits;
pub use origin::Origin;
pub use password::length_min;
pub(crate) use sessions::Sessions;
pub use throttle::Limits;

use crate::{
    audit::AccessLog,
    authorize::authorize,
    clock::RealClock,
    directory::{Directory, Lookups},
    failure::Failure,
    limits::LOGIN_MAX,
    usecase::Action,
    view::{LoginStep, UserLogin},
    writer::Core,
};
use journal::{Journal, Login, StoreError};
use kept::KeptForms;
use model::{
    actor::{Actor, Role},
    id::{PersonId, UserId},
    message::Refusal,
};
use numbers::Numbers;
use password::Hashing;
use rand::Rng as _;
use serde::Deserialize;
use std::{collections::HashSet, fmt, sync::Arc};
use throttle::Throttle;

/// What the hospital's IT decides about logins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Bounds on wrong passwords.
    pub limits: Limits,
    /// Bounds on what strangers can have sent to phones.
    pub codes: CodeLimits,
    /// The demo's passwords, which may be chosen though everybody knows them.
    #[serde(skip)]
    pub default_passwords: Vec<String>,
}

/// What logins share: who must wait, whose password is being checked, sessions that were looked up a moment ago, and
/// the parts of the hospital that logins need.
pub(crate) struct LoginState {
    throttle: Throttle,
    hashing: Hashing,
    sessions: Arc<Sessions>,
    kept: KeptForms,
    default_passwords: Vec<String>,
    /// How often something was sent to which number.
    numbers: Numbers,
    /// How often it was said who somebody is, by number: new codes give no new tries.
    named: Numbers,
    /// Messages go out to phones: codes can be asked for.
    reaches_phones: bool,
    lookups: Lookups,
    core: Arc<Core>,
    journal: Journal,
    directory: Arc<Directory>,
    audit: AccessLog,
    real: Arc<dyn RealClock>,
}

/// What a new [`LoginState`] is made from.
pub(crate) struct Parts {
    pub(crate) settings: Settings,
    pub(crate) reaches_phones: bool,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) core: Arc<Core>,
    pub(crate) journal: Journal,
    pub(crate) directory: Arc<Directory>,
    pub(crate) audit: AccessLog,
    pub(crate) real: Arc<dyn RealClock>,
}

impl LoginState {
    pub(crate) fn new(parts: Parts) -> Self {
        let Parts { settings, reaches_phones, sessions, core, journal, directory, audit, real } = parts;
        Self {
            throttle: Throttle::new(settings.limits),
            hashing: Hashing::default(),
            sessions,
            kept: KeptForms::start(journal.clone(), real.clone()),
            default_passwords: settings.default_passwords,
            numbers: Numbers::new(settings.codes),
            named: Numbers::new(identify::LIMITS),
            reaches_phones,
            lookups: Lookups::new(journal.keys().clone()),
            core,
            journal,
            directory,
            audit,
            real,
        }
    }

    /// Writes what waits to be written.
    pub(crate) async fn flush(&self) {
        self.kept.flush().await;
    }
}

/// The logins of a hospital and what can be done with them. A cheap clone.
#[derive(Clone)]
pub struct Accounts {
    state: Arc<LoginState>,
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts").finish_non_exhaustive()
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
    pub(crate) const fn of(state: Arc<LoginState>) -> Self {
        Self { state }
    }

    /// All logins, by name.
    ///
    /// # Errors
    /// [`Failure::Denied`] for all but administrators; [`Failure::Broken`].
    pub async fn users(&self, actor: &Actor) -> Result<Vec<UserLogin>, Failure> {
        self.may(actor, Action::ReadUsers)?;
        let logins = self.state.journal.logins().await.map_err(broken)?;
        let now = self.state.real.now();
        let row = |login: Login| UserLogin {
            user: login.id,
            role: login.actor.role,
            person: login.actor.person,
            clinician: login.actor.clinician,
            department: login.actor.department,
            ward: login.actor.ward,
            clinic: login.actor.clinic,
            active: login.active,
            locked_until: self.state.throttle.waits_until(&login.name, now),
            login: login.name,
        };
        Ok(logins.into_iter().map(row).collect())
    }

    fn sessions(&self) -> &Sessions {
        &self.state.sessions
    }

    /// Notes in the access log what was done to a login, and by whom.
    fn note(&self, actor: &Actor, step: LoginStep, user: UserId, origin: &Origin) -> Result<(), Failure> {
        self.state.audit.note_login_step(self.state.core.now(), actor, step, user, origin.address())
    }

    async fn check_password(&self, role: Role, login: &str, password: &str) -> Result<(), Failure> {
        if self.state.default_passwords.iter().any(|known| known == password) {
            return Ok(());
        }
        self.state.hashing.check(role, login, password).await
    }

    fn may(&self, actor: &Actor, action: Action) -> Result<(), Failure> {
        if authorize(actor, action, &Default::default()).is_err() {
            self.state.audit.note_denied(self.state.core.now(), actor, action)?;
            return Err(Failure::Denied);
        }
        Ok(())
    }

    /// Creates a login; the desk may create patients' logins too.
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
        if self.state.journal.login_named(&new.login).await.map_err(broken)?.is_some() {
            return Err(taken());
        }
        let password = self.state.hashing.hash(&new.password).await?;
        let login = self.new_login(new.login.clone(), password, acts);
        match self.state.journal.put_new_logins(std::slice::from_ref(&login)).await {
            Ok(()) => {}
            // Somebody else took the name in the same moment.
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

    /// The names of a person's logins, including those under a merged record.
    ///
    /// # Errors
    /// [`Failure::Denied`]; [`Failure::Broken`].
    pub async fn of_person(&self, actor: &Actor, person: PersonId) -> Result<Vec<String>, Failure> {
        self.may(actor, Action::MakePatientLogin)?;
        let records = self.state.core.worlds().journey.aliases_of(person);
        let mut names = Vec::new();
        for record in records {
            names.extend(self.state.journal.login_names_of(record).await.map_err(broken)?);
        }
        Ok(names)
    }

    /// Creates logins that all have one password (their own `password` is ignored), hashed once with one salt: for a
    /// crowd whose password everybody knows. Hashing thousands takes minutes, and equal hashes reveal nothing when the
    /// common password is printed anyway. Logins whose names are taken are left as they are.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub async fn create_crowd(&self, actor: &Actor, password: &str, crowd: Vec<NewAccount>) -> Result<(), Failure> {
        self.may(actor, Action::ManageUsers)?;
        // The role that needs the longest password.
        let strictest = crowd.iter().map(|new| new.role).max_by_key(|role| length_min(*role));
        self.check_password(strictest.unwrap_or(Role::Patient), "", password).await?;
        let hash = self.state.hashing.hash(password).await?;
        let journal = &self.state.journal;
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
        let id = UserId(self.state.core.new_id());
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
        let worlds = self.state.core.worlds();
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
            Role::Referrer => {
                let clinic = new.clinic.and_then(|clinic| worlds.scheduling.clinic(clinic));
                Actor { clinic: Some(clinic.ok_or_else(|| incomplete("clinic"))?.id), ..base }
            }
            Role::System => return Err(incomplete("role")),
        })
    }

    /// Changes the language and size of type of one's own login; `None` leaves them as they are.
    ///
    /// # Errors
    /// [`Failure::Broken`].
    pub async fn prefer(&self, user: UserId, locale: Option<String>, large_type: Option<bool>) -> Result<(), Failure> {
        let locale = locale.filter(|tag| tag == "zh-CN" || tag == "en");
        let kept = self.state.journal.prefer(user, locale.as_deref(), large_type).await.map_err(broken);
        self.sessions().forget_user(user);
        kept
    }

    async fn found(&self, user: UserId) -> Result<Login, Failure> {
        self.state.journal.login(user).await.map_err(broken)?.ok_or(Failure::NotFound)
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
        let hash = self.state.hashing.hash(password).await?;
        let journal = &self.state.journal;
        let version = journal.set_password(user, &hash, None).await.map_err(broken)?.ok_or(Failure::NotFound)?;
        self.sessions().forget_user(user);
        self.note(actor, LoginStep::PasswordSet, user, origin)?;
        journal.end_sessions_of(user, version).await.map_err(broken)
    }

    /// Lets a login be tried again before its wait is over, on this node.
    ///
    /// # Errors
    /// [`Failure::Denied`], [`Failure::NotFound`], [`Failure::Broken`].
    pub async fn unlock(&self, actor: &Actor, user: UserId, origin: &Origin) -> Result<(), Failure> {
        self.may(actor, Action::ManageUsers)?;
        let login = self.found(user).await?;
        self.state.throttle.open(&login.name);
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
        let journal = &self.state.journal;
        let Some(version) = journal.switch_login(user, active).await.map_err(broken)? else {
            return Err(Refusal::new("last-admin").into());
        };
        self.sessions().forget_user(user);
        self.note(actor, if active { LoginStep::SwitchedOn } else { LoginStep::SwitchedOff }, user, origin)?;
        journal.end_sessions_of(user, version).await.map_err(broken)
    }

    /// Changes one's own password; the session that asks goes on, the login's other sessions end.
    ///
    /// # Errors
    /// The refusals `password-none`, `password-wrong`, `password-same`, `password-length`, `password-common`; [`Failure::TooOften`]
    /// after wrong ones; [`Failure::Conflict`] when it was changed in the same moment; [`Failure::Denied`] without a
    /// session.
    pub async fn change_password(&self, token: &str, current: &str, new: &str, origin: &Origin) -> Result<(), Failure> {
        let account = self.session(token).await?.ok_or(Failure::Denied)?;
        let login = self.found(account.user).await?;
        if login.password.is_empty() {
            return Err(Refusal::new("password-none").into());
        }
        // Wrong passwords are made to wait before anything that takes long is done for them.
        if !self.looked_at(Some(&login), &login.name, current, origin).await? {
            return Err(Refusal::new("password-wrong").field("current").into());
        }
        if current == new {
            return Err(Refusal::new("password-same").field("password").into());
        }
        self.check_password(login.actor.role, &login.name, new).await?;
        let hash = self.state.hashing.hash(new).await?;
        let journal = &self.state.journal;
        let changed = journal.set_password(login.id, &hash, Some(login.version)).await.map_err(broken)?;
        let version = changed.ok_or(Failure::Conflict)?;
        journal.renew_session(&journal::Session::hash_of(token), login.id, version).await.map_err(broken)?;
        self.sessions().forget_user(login.id);
        self.note(&login.actor, LoginStep::OwnPassword, login.id, origin)?;
        journal.end_sessions_of(login.id, version).await.map_err(broken)
    }
}
