//! What a form said and how it was answered, kept for some minutes for the page that it leads to, and for its login
//! only.
//!
//! A rush is full of refusals, and each is kept; so they wait in memory, where their page finds them at once, and are
//! written many at a time. Another node, or this one after a restart, finds them in the database.

use super::{Accounts, broken};
use crate::{clock::RealClock, failure::Failure, writer::RETRY_AFTER};
use chrono::Duration;
use journal::{Journal, KeptForm, StoreError};
use model::{id::UserId, time::Instant};
use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::mpsc;
use tracing::Instrument as _;

/// How long a form is kept, minutes of real time.
const KEPT_MINUTES: i64 = 15;
/// How long after its end a session still shows whose form it was, hours of real time.
const ENDED_HOURS: i64 = 24;
/// The largest form that is kept, bytes.
const BYTES_MAX: usize = 64 * 1024;
/// The most bytes that wait to be written.
const WAITING_BYTES_MAX: usize = 16 * 1024 * 1024;
/// How long a form waits for others to be written with it.
const GATHER: std::time::Duration = std::time::Duration::from_millis(100);
/// Pause before writing again after a failure.
const AGAIN: std::time::Duration = std::time::Duration::from_secs(2);

/// Forms on their way to the database.
#[derive(Clone)]
pub(super) struct KeptForms {
    journal: Journal,
    real: Arc<dyn RealClock>,
    waiting: Arc<Mutex<Waiting>>,
    wake: mpsc::Sender<()>,
}

impl fmt::Debug for KeptForms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptForms").finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Waiting {
    /// Forms by the hash of their id.
    forms: HashMap<String, KeptForm>,
    /// Until when the last one is kept, so that of two in the same moment the later one counts as newer.
    last: Instant,
}

fn locked(waiting: &Mutex<Waiting>) -> MutexGuard<'_, Waiting> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

impl KeptForms {
    pub(super) fn start(journal: Journal, real: Arc<dyn RealClock>) -> Self {
        let (wake, woken) = mpsc::channel(1);
        let waiting = Arc::default();
        tokio::spawn(run(journal.clone(), real.clone(), Arc::clone(&waiting), woken).in_current_span());
        Self { journal, real, waiting, wake }
    }

    /// Keeps a form; `false` when too much waits already.
    fn keep(&self, id: String, login: UserId, plain: String) -> bool {
        let mut waiting = locked(&self.waiting);
        let bytes: usize = waiting.forms.values().map(|form| form.plain.len()).sum();
        if bytes + plain.len() > WAITING_BYTES_MAX {
            return false;
        }
        let own = waiting.forms.values().filter(|other| other.login == login);
        let mut own: Vec<(Instant, String)> = own.map(|own| (own.until, own.id.clone())).collect();
        own.sort();
        if own.len() >= KeptForm::OF_LOGIN_MAX
            && let Some((_, oldest)) = own.first()
        {
            waiting.forms.remove(oldest);
        }
        let next = waiting.last + Duration::milliseconds(1);
        let until = next.max(self.real.now() + Duration::minutes(KEPT_MINUTES));
        waiting.last = until;
        waiting.forms.insert(id.clone(), KeptForm { id, login, plain, until });
        // A wake-up that is pending already is enough.
        let _ = self.wake.try_send(());
        true
    }

    async fn find(&self, id: &str, login: UserId) -> Result<Option<String>, StoreError> {
        let (now, hash) = (self.real.now(), KeptForm::hash_of(id));
        if let Some(form) = locked(&self.waiting).forms.get(&hash) {
            return Ok((form.login == login && form.until > now).then(|| form.plain.clone()));
        }
        self.journal.kept_form(&hash, login, now).await
    }

    /// Writes what waits.
    pub(super) async fn flush(&self) {
        write(&self.journal, &self.real, &self.waiting).await;
    }
}

async fn run(journal: Journal, real: Arc<dyn RealClock>, waiting: Arc<Mutex<Waiting>>, mut woken: mpsc::Receiver<()>) {
    while woken.recv().await.is_some() {
        tokio::time::sleep(GATHER).await;
        while !write(&journal, &real, &waiting).await {
            tokio::time::sleep(AGAIN).await;
        }
    }
}

/// Writes all that waits, and then drops it from memory; `false` when that failed.
async fn write(journal: &Journal, real: &Arc<dyn RealClock>, waiting: &Mutex<Waiting>) -> bool {
    let now = real.now();
    let forms: Vec<KeptForm> = {
        let mut waiting = locked(waiting);
        waiting.forms.retain(|_, form| form.until > now);
        waiting.forms.values().cloned().collect()
    };
    if forms.is_empty() {
        return true;
    }
    if let Err(error) = journal.keep_forms(&forms, now).await {
        tracing::warn!(%error, forms = forms.len(), "forms wait to be kept");
        return false;
    }
    let mut waiting = locked(waiting);
    for form in forms {
        waiting.forms.remove(&form.id);
    }
    true
}

impl Accounts {
    /// Keeps what a form said and how it was answered for a quarter of an hour, for this login only, under an `id` that
    /// nobody can guess. The newest 16 of a login are kept.
    ///
    /// # Errors
    /// [`Failure::Busy`] when too many wait to be written; [`Failure::Full`] for more than 64 kB.
    pub fn keep_form(&self, user: UserId, id: &str, plain: String) -> Result<(), Failure> {
        if plain.len() > BYTES_MAX {
            return Err(Failure::Full);
        }
        if self.state.kept.keep(KeptForm::hash_of(id), user, plain) {
            Ok(())
        } else {
            Err(Failure::Busy { retry_after: RETRY_AFTER })
        }
    }

    /// What is kept under an id for this login; `None` when nothing ever was, it no longer is, or it is another
    /// login's.
    ///
    /// # Errors
    /// [`Failure::Busy`] and [`Failure::Broken`] when the database cannot be read.
    pub async fn kept_form(&self, user: UserId, id: &str) -> Result<Option<String>, Failure> {
        self.state.kept.find(id, user).await.map_err(broken)
    }

    /// The login of a form that carries the secret of a session which ended lately, by expiring or by logging out.
    ///
    /// # Errors
    /// [`Failure::Busy`] and [`Failure::Broken`] when the database cannot be read.
    pub async fn ended_session(&self, csrf: &str) -> Result<Option<UserId>, Failure> {
        let now = self.state.real.now();
        let since = now - Duration::hours(ENDED_HOURS);
        self.state.journal.ended_session(csrf, now, since).await.map_err(broken)
    }

    /// Removes ended sessions from which no form can come any more, and the numbers of codes that are over.
    pub(super) async fn end_old_sessions(&self, now: Instant) -> Result<(), Failure> {
        self.state.journal.forget_login_codes(now).await.map_err(broken)?;
        self.state.journal.end_old_sessions(now - Duration::hours(ENDED_HOURS)).await.map_err(broken)
    }

    /// Seals what a browser keeps itself, when there is no login yet for which it could be kept. It can be opened for a
    /// quarter of an hour.
    ///
    /// # Errors
    /// [`Failure::Broken`].
    pub fn seal_for_browser(&self, place: &str, text: &str) -> Result<String, Failure> {
        let until = self.state.real.now() + Duration::minutes(KEPT_MINUTES);
        let text = format!("{} {text}", until.timestamp());
        self.state.journal.seal_for_browser(place, &text).map_err(broken)
    }

    /// Opens what [`seal_for_browser`](Self::seal_for_browser) sealed for the same place, while its time lasts.
    pub fn open_from_browser(&self, place: &str, sealed: &str) -> Option<String> {
        let text = self.state.journal.open_from_browser(place, sealed)?;
        let (until, text) = text.split_once(' ')?;
        let lasts = self.state.real.now().timestamp() < until.parse().ok()?;
        lasts.then(|| text.to_owned())
    }
}
