//! Who read whose data, who was denied, who logged in and what was done to logins (decisions.md D13): a bounded queue,
//! written each second. Wrong passwords are counted beside it (`wrong`), so that nobody can fill it by typing them.

mod wrong;

pub(crate) use wrong::{LOG_IN, UNCOUNTED, UNKNOWN};

use crate::{failure::Failure, usecase::Action, view::LoginStep, writer::RETRY_AFTER};
use journal::{AccessRow, Journal};
use model::{
    actor::Actor,
    id::{AdmissionId, PersonId, UserId},
    time::Instant,
};
use serde::Serialize;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};
use tracing::Instrument as _;
use wrong::WrongPasswords;

/// At most this many rows wait to be written; then reading stops.
const QUEUE_MAX: usize = 8192;
/// At most this many rows are written at once.
const ROWS_MAX: usize = 1024;
/// How often rows are written.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// A live page reads the same people again with every event: the same reading is noted only once in this many minutes.
const AGAIN_MINUTES: i64 = 10;
/// How many readings are remembered for that.
const RECENT_MAX: usize = 50_000;

/// Who lately read what about whom.
#[derive(Debug, Default)]
struct Recent(HashMap<Reading, Instant>);

/// Who read, the kind of reading, about whom, and what.
type Reading = (Option<UserId>, Action, PersonId, Option<String>);

impl Recent {
    /// Notes a reading; `false` when it was noted already.
    fn is_new(&mut self, reading: Reading, at: Instant) -> bool {
        let again = chrono::Duration::minutes(AGAIN_MINUTES);
        if self.0.len() >= RECENT_MAX {
            self.0.retain(|_, noted| at - *noted < again);
        }
        if self.0.len() >= RECENT_MAX {
            self.0.clear();
        }
        let noted = self.0.get(&reading);
        if noted.is_some_and(|noted| at - *noted < again) {
            return false;
        }
        self.0.insert(reading, at);
        true
    }
}

/// One reading, or one denial.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    row: AccessRow,
}

impl Access {
    fn of(at: Instant, actor: &Actor, action: Action) -> AccessRow {
        AccessRow {
            at,
            user: actor.user,
            role: actor.role,
            action: name(action),
            person: None,
            allowed: true,
            reason: None,
            address: None,
            subject: None,
            times: None,
        }
    }

    /// A person's data was read.
    fn read(at: Instant, actor: &Actor, action: Action, person: PersonId, subject: Option<String>) -> Self {
        Self { row: AccessRow { person: Some(person), subject, ..Self::of(at, actor, action) } }
    }

    /// Somebody's data was opened by an act of one actor alone.
    pub(crate) fn opened(at: Instant, actor: &Actor, by: Action, person: PersonId, admission: AdmissionId) -> Self {
        Self::read(at, actor, by, person, Some(format!("admission:{}", admission.0)))
    }

    /// Somebody was denied.
    fn denied(at: Instant, actor: &Actor, action: Action) -> Self {
        Self { row: AccessRow { allowed: false, ..Self::of(at, actor, action) } }
    }

    /// Something was done that no event records.
    fn done(at: Instant, actor: &Actor, action: Action) -> Self {
        Self { row: Self::of(at, actor, action) }
    }

    /// Something was done that no event records and that is in no table of rights.
    pub(crate) fn about(at: Instant, actor: &Actor, step: &str, subject: String) -> Self {
        let row = Self::of(at, actor, Action::ReadPerson);
        Self { row: AccessRow { action: step.to_owned(), subject: Some(subject), ..row } }
    }

    /// The same about a person.
    pub(crate) fn step(at: Instant, actor: &Actor, step: &str, person: PersonId, subject: String) -> Self {
        let Self { row } = Self::about(at, actor, step, subject);
        Self { row: AccessRow { person: Some(person), ..row } }
    }

    /// Somebody broke the glass.
    pub(crate) fn break_glass(at: Instant, actor: &Actor, person: PersonId, reason: String) -> Self {
        let row = Self::of(at, actor, Action::BreakGlass);
        Self { row: AccessRow { person: Some(person), reason: Some(reason), ..row } }
    }
}

/// The name of an action as in the table of rights, or of a step as clients are told it.
pub(crate) fn name(of: impl Serialize) -> String {
    match serde_json::to_value(of) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

enum Note {
    Row(Access),
    Flush(oneshot::Sender<()>),
    /// The end: counts are written too, though their minute is not over.
    End(oneshot::Sender<()>),
}

/// Where accesses are noted.
#[derive(Clone, Debug)]
pub(crate) struct AccessLog {
    queue: mpsc::Sender<Note>,
    recent: Arc<Mutex<Recent>>,
    wrong: Arc<Mutex<WrongPasswords>>,
}

impl AccessLog {
    /// A log that is written to the journal's database, in this node's chain.
    pub(crate) fn start(journal: Journal, node: String) -> Self {
        let (queue, rows) = mpsc::channel(QUEUE_MAX);
        let wrong = Arc::default();
        tokio::spawn(write(journal, node, rows, Arc::clone(&wrong)).in_current_span());
        Self { queue, recent: Arc::default(), wrong }
    }

    /// Notes whose data was read, without waiting.
    ///
    /// # Errors
    /// As [`note`](Self::note).
    pub(crate) fn note_read<'a>(
        &self,
        at: Instant,
        actor: &Actor,
        action: Action,
        subject: Option<&str>,
        people: impl IntoIterator<Item = &'a PersonId>,
    ) -> Result<(), Failure> {
        let subject = subject.map(ToOwned::to_owned);
        let new: Vec<PersonId> = {
            let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
            people
                .into_iter()
                .copied()
                .filter(|person| recent.is_new((actor.user, action, *person, subject.clone()), at))
                .collect()
        };
        self.note(new.into_iter().map(|person| Access::read(at, actor, action, person, subject.clone())))
    }

    /// Notes accesses without waiting.
    ///
    /// # Errors
    /// [`Failure::Busy`] when the queue is full: nothing is read without being noted.
    pub(crate) fn note(&self, accesses: impl IntoIterator<Item = Access>) -> Result<(), Failure> {
        for access in accesses {
            self.queue.try_send(Note::Row(access)).map_err(|_| Failure::Busy { retry_after: RETRY_AFTER })?;
        }
        Ok(())
    }

    /// Notes that somebody was denied.
    ///
    /// # Errors
    /// As [`note`](Self::note).
    pub(crate) fn note_denied(&self, at: Instant, actor: &Actor, action: Action) -> Result<(), Failure> {
        self.note([Access::denied(at, actor, action)])
    }

    /// Notes that something was done that no event records.
    ///
    /// # Errors
    /// As [`note`](Self::note).
    pub(crate) fn note_done(&self, at: Instant, actor: &Actor, action: Action) -> Result<(), Failure> {
        self.note([Access::done(at, actor, action)])
    }

    /// Notes that somebody logged in.
    ///
    /// # Errors
    /// As [`note`](Self::note).
    pub(crate) fn note_log_in(&self, at: Instant, actor: &Actor, address: Option<&str>) -> Result<(), Failure> {
        let row = Access::of(at, actor, Action::ManageUsers);
        let address = address.map(ToOwned::to_owned);
        self.note([Access { row: AccessRow { action: LOG_IN.to_owned(), address, ..row } }])
    }

    /// Notes what was done to a login.
    ///
    /// # Errors
    /// As [`note`](Self::note).
    pub(crate) fn note_login_step(
        &self,
        at: Instant,
        actor: &Actor,
        step: LoginStep,
        login: UserId,
        address: Option<&str>,
    ) -> Result<(), Failure> {
        let row = Access::of(at, actor, Action::ManageUsers);
        let (address, subject) = (address.map(ToOwned::to_owned), Some(format!("{}:{login}", name(step))));
        self.note([Access { row: AccessRow { address, subject, ..row } }])
    }

    /// Counts a wrong password, without waiting and however much else is to be written. `whose`: the login, if it
    /// exists; a typed name that no login has is never kept, because people type passwords there.
    pub(crate) fn note_wrong_password(&self, at: Instant, whose: Option<&Actor>, address: Option<&str>) {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).count(at, whose, address);
    }

    /// Wrong passwords that are counted but not yet written.
    pub(crate) fn wrong_passwords(&self) -> Vec<AccessRow> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).rows()
    }

    /// Waits until everything noted is written.
    pub(crate) async fn flush(&self) {
        self.written(Note::Flush).await;
    }

    /// As [`flush`](Self::flush), at the end: counts are written too.
    pub(crate) async fn end(&self) {
        self.written(Note::End).await;
    }

    async fn written(&self, note: impl FnOnce(oneshot::Sender<()>) -> Note) {
        let (done, written) = oneshot::channel();
        if self.queue.send(note(done)).await.is_ok() {
            let _ = written.await;
        }
    }
}

async fn write(journal: Journal, node: String, mut queue: mpsc::Receiver<Note>, wrong: Arc<Mutex<WrongPasswords>>) {
    let mut rows: Vec<AccessRow> = Vec::new();
    let mut tick = tokio::time::interval(FLUSH_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let (mut flushed, mut end) = (None, false);
        tokio::select! {
            // Takes no more rows than are written at once: while they cannot be written, the rest waits in the queue,
            // which is bounded.
            note = queue.recv(), if rows.len() < ROWS_MAX => match note {
                Some(Note::Row(access)) => {
                    rows.push(access.row);
                    if rows.len() < ROWS_MAX {
                        continue;
                    }
                }
                Some(Note::Flush(done)) => flushed = Some(done),
                Some(Note::End(done)) => (flushed, end) = (Some(done), true),
                None => return,
            },
            _ = tick.tick() => {}
        }
        let counted = wrong.lock().unwrap_or_else(PoisonError::into_inner).due(end);
        let counts = counted.len();
        rows.extend(counted);
        if !rows.is_empty() {
            match journal.log_access(&node, &rows).await {
                Ok(()) => rows.clear(),
                // The rows stay, and when the queue is full nobody reads any more. Counts go back and are counted
                // further.
                Err(error) => {
                    tracing::error!(%error, rows = rows.len(), "the access log cannot be written");
                    let counted = rows.split_off(rows.len() - counts);
                    wrong.lock().unwrap_or_else(PoisonError::into_inner).again(counted);
                }
            }
        }
        if let Some(done) = flushed {
            let _ = done.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn the_same_reading_is_noted_once_in_ten_minutes() {
        let at: Instant = "2026-11-26T00:00:00Z".parse().unwrap();
        let (user, person) = (Some(UserId(Uuid::from_u128(1))), PersonId(Uuid::from_u128(2)));
        let mut recent = Recent::default();
        let minutes = chrono::Duration::minutes;
        assert!(recent.is_new((user, Action::ReadDay, person, None), at));
        assert!(!recent.is_new((user, Action::ReadDay, person, None), at + minutes(9)));
        assert!(recent.is_new((user, Action::ReadPerson, person, None), at), "another reading");
        assert!(recent.is_new((user, Action::ReadDay, person, Some("day:1".into())), at), "of something else");
        assert!(recent.is_new((None, Action::ReadDay, person, None), at), "another reader");
        assert!(recent.is_new((user, Action::ReadDay, person, None), at + minutes(10)));
    }
}
