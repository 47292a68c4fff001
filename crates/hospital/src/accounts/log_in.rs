//! Logging in and out.

use super::{Account, Accounts, Opened, Origin, broken, random_hex};
use crate::{
    failure::Failure,
    limits::{LOGIN_MAX, PASSWORD_MAX},
};
use chrono::Duration;
use journal::{Login, Session};
use model::{actor::Role, message::Refusal, time::Instant};

/// How long sessions last: a staff session (hours), a patient's (days) and a bearer token (hours).
const STAFF_HOURS: i64 = 12;
const PATIENT_DAYS: i64 = 30;
const BEARER_HOURS: i64 = 12;
/// A staff session that is not used ends after this many hours.
const IDLE_HOURS: i64 = 4;
/// How exactly the last use of a session is kept, minutes.
const SEEN_MINUTES: i64 = 5;

fn login_failed() -> Failure {
    Refusal::new("login-failed").into()
}

impl Accounts {
    /// Opens a web session.
    ///
    /// # Errors
    /// The refusal `login-failed`, whatever the cause; [`Failure::TooOften`] after wrong passwords; [`Failure::Busy`]
    /// when too many passwords wait to be checked; [`Failure::Broken`].
    pub async fn login(&self, login: &str, password: &str, origin: &Origin) -> Result<Opened, Failure> {
        self.open(login, password, false, origin).await
    }

    /// Opens a session for an API client, which sends the token as a bearer token.
    ///
    /// # Errors
    /// As [`login`](Self::login).
    pub async fn bearer(&self, login: &str, password: &str, origin: &Origin) -> Result<Opened, Failure> {
        self.open(login, password, true, origin).await
    }

    async fn open(&self, login: &str, password: &str, bearer: bool, origin: &Origin) -> Result<Opened, Failure> {
        let name = login.trim().to_lowercase();
        let short: String = name.chars().take(LOGIN_MAX + 1).collect();
        let found = self.state.journal.login_named(&short).await.map_err(broken)?;
        let fits = self.looked_at(found.as_ref(), &short, password, origin).await?;
        match found {
            Some(login) if fits && login.active => {
                let now = self.state.real.now();
                self.state.audit.note_log_in(self.state.core.now(), &login.actor, origin.address())?;
                self.opened(login, bearer, origin, now).await
            }
            found => {
                if fits {
                    self.note_wrong(found.as_ref(), origin);
                }
                Err(login_failed())
            }
        }
    }

    /// The only way to check a password: no more often than the throttle allows, away from the async threads, and noted
    /// when it was wrong. Takes as long for a login that does not exist.
    pub(super) async fn looked_at(
        &self,
        login: Option<&Login>,
        name: &str,
        password: &str,
        origin: &Origin,
    ) -> Result<bool, Failure> {
        let (journal, state) = (&self.state.journal, &self.state);
        let now = self.state.real.now();
        let known = state.throttle.is_known(journal, login.map(|login| login.id), origin, now).await?;
        let tried = match state.throttle.pass(name, origin, known, now) {
            Ok(tried) => tried,
            Err(failure) => {
                self.note_wrong(login, origin);
                return Err(failure);
            }
        };
        state.throttle.hold(&tried).await;
        let too_long = password.chars().count() > PASSWORD_MAX;
        let typed = if too_long { "" } else { password };
        // Who logs in by a code has no password: no password fits, and finding out takes as long as always.
        let hash = login.map(|login| login.password.clone()).filter(|hash| !hash.is_empty());
        let looked = state.hashing.fits(tried.known, typed, hash).await;
        match &looked {
            Ok(true) => state.throttle.take_back(&tried, name, origin, true),
            Ok(false) => self.note_wrong(login, origin),
            Err(_) => state.throttle.take_back(&tried, name, origin, false),
        }
        looked
    }

    fn note_wrong(&self, login: Option<&Login>, origin: &Origin) {
        let at = self.state.core.now();
        self.state.audit.note_wrong_password(at, login.map(|login| &login.actor), origin.address());
    }

    pub(super) async fn opened(
        &self,
        login: Login,
        bearer: bool,
        origin: &Origin,
        now: Instant,
    ) -> Result<Opened, Failure> {
        let journal = &self.state.journal;
        self.state.throttle.came_in(journal, login.id, origin, now).await.map_err(broken)?;
        self.end_old_sessions(now).await?;
        let lasts = if bearer {
            Duration::hours(BEARER_HOURS)
        } else if login.actor.role == Role::Patient {
            Duration::days(PATIENT_DAYS)
        } else {
            Duration::hours(STAFF_HOURS)
        };
        let token = random_hex();
        let session = Session {
            token_hash: Session::hash_of(&token),
            login: login.id,
            version: login.version,
            csrf: random_hex(),
            bearer,
            seen_at: now,
            expires_at: now + lasts,
        };
        journal.open_session(&session).await.map_err(broken)?;
        Ok(Opened { token, account: self.account(login, session).await? })
    }

    async fn account(&self, login: Login, session: Session) -> Result<Account, Failure> {
        let side = {
            let worlds = self.state.core.worlds();
            let clinician = login.actor.clinician.and_then(|clinician| worlds.scheduling.clinician(clinician));
            let person = login.actor.person.or(clinician.map(|clinician| clinician.person));
            let row = person.and_then(|person| worlds.journey.person(person));
            row.and_then(|row| row.record.as_ref()).map(|record| record.id)
        };
        let record = match side {
            Some(side) => self.state.directory.record(side).await?,
            None => None,
        };
        Ok(Account {
            user: login.id,
            name: record.map_or_else(|| login.name.clone(), |record| record.name.clone()),
            login: login.name,
            actor: login.actor,
            locale: login.locale,
            has_password: !login.password.is_empty(),
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
        let journal = &self.state.journal;
        let now = self.state.real.now();
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
            journal.end_session(&hash, now).await.map_err(broken)?;
            return Ok(None);
        }
        if idle > Duration::minutes(SEEN_MINUTES) {
            journal.session_seen(&hash, now).await.map_err(broken)?;
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
        let now = self.state.real.now();
        let ended = self.state.journal.end_session(&hash, now).await.map_err(broken);
        self.sessions().forget(&hash);
        ended
    }
}
