//! Who read whose data, and who was denied (design D13): a bounded queue, written each second.

use crate::{failure::Failure, request::Action, writer::RETRY_AFTER};
use journal::{AccessRow, Journal};
use model::{
    actor::Actor,
    id::{PersonId, UserId},
    time::Instant,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};

/// So many rows may wait to be written; then reading stops.
const QUEUE_MAX: usize = 8192;
/// So many rows are written at once.
const ROWS_MAX: usize = 1024;
/// Rows are written so often.
const FLUSH_EVERY: Duration = Duration::from_secs(1);

/// A live page reads the same people again with every event: the same reading is noted once in so many minutes.
const AGAIN_MINUTES: i64 = 10;
/// So many readings are remembered for that.
const RECENT_MAX: usize = 50_000;

/// Who read what of whom lately.
#[derive(Debug, Default)]
struct Recent(HashMap<(Option<UserId>, Action, PersonId), Instant>);

impl Recent {
    /// Notes a reading; `false` when it was noted already.
    fn is_new(&mut self, user: Option<UserId>, action: Action, person: PersonId, at: Instant) -> bool {
        let again = chrono::Duration::minutes(AGAIN_MINUTES);
        if self.0.len() >= RECENT_MAX {
            self.0.retain(|_, noted| at - *noted < again);
        }
        if self.0.len() >= RECENT_MAX {
            self.0.clear();
        }
        let noted = self.0.get(&(user, action, person));
        if noted.is_some_and(|noted| at - *noted < again) {
            return false;
        }
        self.0.insert((user, action, person), at);
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
            action: action_name(action),
            person: None,
            allowed: true,
            reason: None,
        }
    }

    /// A person's data was read.
    fn read(at: Instant, actor: &Actor, action: Action, person: PersonId) -> Self {
        Self { row: AccessRow { person: Some(person), ..Self::of(at, actor, action) } }
    }

    /// Somebody was denied.
    pub(crate) fn denied(at: Instant, actor: &Actor, action: Action) -> Self {
        Self { row: AccessRow { allowed: false, ..Self::of(at, actor, action) } }
    }

    /// Something was done that no event says.
    fn done(at: Instant, actor: &Actor, action: Action) -> Self {
        Self { row: Self::of(at, actor, action) }
    }

    /// Somebody broke the glass.
    pub(crate) fn glass(at: Instant, actor: &Actor, person: PersonId, reason: String) -> Self {
        let row = Self::of(at, actor, Action::BreakGlass);
        Self { row: AccessRow { person: Some(person), reason: Some(reason), ..row } }
    }
}

/// The action's name as in the table of rights.
fn action_name(action: Action) -> String {
    match serde_json::to_value(action) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

enum Note {
    Row(Access),
    Flush(oneshot::Sender<()>),
}

/// Where accesses are noted.
#[derive(Clone, Debug)]
pub(crate) struct AccessLog {
    queue: mpsc::Sender<Note>,
    recent: Arc<Mutex<Recent>>,
}

impl AccessLog {
    /// A log that is written to the journal's database, in this node's chain.
    pub(crate) fn start(journal: Journal, node: String) -> Self {
        let (queue, rows) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(write(journal, node, rows));
        Self { queue, recent: Arc::default() }
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
        people: impl IntoIterator<Item = &'a PersonId>,
    ) -> Result<(), Failure> {
        let new: Vec<PersonId> = {
            let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
            people.into_iter().copied().filter(|person| recent.is_new(actor.user, action, *person, at)).collect()
        };
        self.note(new.into_iter().map(|person| Access::read(at, actor, action, person)))
    }

    /// Notes accesses without waiting.
    ///
    /// # Errors
    /// [`Failure::Busy`] when the queue is full: nothing is read unnoticed.
    pub(crate) fn note(&self, accesses: impl IntoIterator<Item = Access>) -> Result<(), Failure> {
        for access in accesses {
            self.queue.try_send(Note::Row(access)).map_err(|_| Failure::Busy { retry_after: RETRY_AFTER })?;
        }
        Ok(())
    }

    /// Notes that something was done that no event says.
    ///
    /// # Errors
    /// As [`note`](Self::note).
    pub(crate) fn note_done(&self, at: Instant, actor: &Actor, action: Action) -> Result<(), Failure> {
        self.note([Access::done(at, actor, action)])
    }

    /// Waits until all that was noted is written.
    pub(crate) async fn flush(&self) {
        let (done, written) = oneshot::channel();
        if self.queue.send(Note::Flush(done)).await.is_ok() {
            let _ = written.await;
        }
    }
}

async fn write(journal: Journal, node: String, mut queue: mpsc::Receiver<Note>) {
    let mut rows: Vec<AccessRow> = Vec::new();
    let mut tick = tokio::time::interval(FLUSH_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let mut flushed = None;
        tokio::select! {
            note = queue.recv() => match note {
                Some(Note::Row(access)) => {
                    rows.push(access.row);
                    if rows.len() < ROWS_MAX {
                        continue;
                    }
                }
                Some(Note::Flush(done)) => flushed = Some(done),
                None => return,
            },
            _ = tick.tick() => {}
        }
        if !rows.is_empty() {
            match journal.log_access(&node, &rows).await {
                Ok(()) => rows.clear(),
                // They stay, and when the queue is full nobody reads any more.
                Err(error) => tracing::error!(%error, rows = rows.len(), "the access log cannot be written"),
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
        assert!(recent.is_new(user, Action::ReadDay, person, at));
        assert!(!recent.is_new(user, Action::ReadDay, person, at + chrono::Duration::minutes(9)));
        assert!(recent.is_new(user, Action::ReadPerson, person, at), "another reading");
        assert!(recent.is_new(None, Action::ReadDay, person, at), "another reader");
        assert!(recent.is_new(user, Action::ReadDay, person, at + chrono::Duration::minutes(10)));
    }
}
