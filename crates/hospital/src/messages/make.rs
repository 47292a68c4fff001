//! Follows the journal and writes what is to be said into the outbox.
//!
//! The number of the event up to which that was done moves in the transaction that writes the messages, only from where
//! it was read: of several nodes one makes them, and a node that was stopped at any step does the whole step again. Where
//! nothing is to be said, the node remembers how far it looked, and the number follows later: booking is not held up.

use super::said::{Said, says};
use crate::{
    aside::{Priority, aside},
    hospital::Hospital,
};
use chrono::Duration;
use journal::{Entry, MessageState, NewMessage};
use model::id::Seq;
use std::{error::Error, sync::atomic::Ordering, time::Duration as RealDuration};

/// Rows of the journal that are read at once.
const PAGE: u32 = 2048;
/// The number lags by at most so many events that say nothing: these are read again after a start.
const BEHIND_MAX: Seq = 8192;
/// Events that are looked at together: whoever decides waits for no more than these.
const AT_ONCE: usize = 64;
/// Pause after something was made, so that a rush is followed in large steps.
const GATHER: RealDuration = RealDuration::from_millis(100);
/// How often it is looked whether there is more; also the pause after a failure.
const LOOK_EVERY: RealDuration = RealDuration::from_secs(1);
/// How long a message is kept, days of hospital time.
const KEPT_DAYS: i64 = 180;
/// How many hexadecimal digits of a hash a message's id has.
const ID_DIGITS: usize = 32;

/// Why messages are not made just now.
type Failed = Box<dyn Error + Send + Sync>;

impl Hospital {
    /// Makes the messages of some more events, and returns whether those were the last ones for now: all that is durable
    /// and known here, or another node has made them. Up to `looked` nothing more is to be said.
    pub(crate) async fn make_messages(&self, looked: &mut Seq) -> Result<bool, Failed> {
        let written = *self.inner.core.changes().borrow();
        let journal = self.journal();
        let from = journal.message_position().await?;
        // A first history is not told to anybody.
        let after = from.max(*looked);
        if after >= written || self.inner.history.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let (reads, looks) = (journal.clone(), self.clone());
        let step = async move {
            let mut entries = reads.load(after.saturating_add(1), PAGE).await?;
            // What this node does not know yet has happened in no world of its own.
            entries.retain(|entry| entry.seq <= written);
            let reached = entries.last().map(|entry| entry.seq);
            Ok::<_, journal::StoreError>(reached.map(|reached| (reached, looks.messages_of(&entries))))
        };
        let Some((reached, messages)) = aside("messages", Priority::Lower, step).await?? else { return Ok(true) };
        if messages.is_empty() && reached - from < BEHIND_MAX {
            *looked = reached;
            return Ok(reached >= written);
        }
        let forget = self.now() - Duration::days(KEPT_DAYS);
        let done = journal.make_messages((from, reached), &messages, forget).await?;
        Ok(done && reached >= written)
    }

    /// What these events say.
    fn messages_of(&self, entries: &[Entry]) -> Vec<NewMessage> {
        let state =
            if self.inner.config.messages.gateway.is_some() { MessageState::Waiting } else { MessageState::InApp };
        let mut all = Vec::new();
        for some in entries.chunks(AT_ONCE) {
            let worlds = self.worlds();
            let moment = self.inner.core.moment_of(&worlds);
            all.extend(some.iter().flat_map(|entry| {
                let said = says(entry, &worlds, moment).into_iter();
                said.map(move |said| (entry, said))
            }));
        }
        all.into_iter().filter_map(|(entry, said)| self.message(entry, &said, state)).collect()
    }

    fn message(&self, entry: &Entry, said: &Said, state: MessageState) -> Option<NewMessage> {
        let arguments = serde_json::to_string(&said.notice);
        let arguments = arguments.inspect_err(|error| tracing::error!(%error, "a message cannot be written")).ok()?;
        Some(NewMessage {
            id: self.message_id(entry.seq, said),
            person: said.person,
            event: entry.seq,
            kind: said.notice.kind().to_owned(),
            arguments,
            made_at: entry.at,
            valid_until: Some(said.until),
            state,
        })
    }

    /// The same on every node for what an event says to a person about something: two visits of one person in the same
    /// session are two messages. It leaves the house, so it tells nobody who that is.
    fn message_id(&self, event: Seq, said: &Said) -> String {
        let what = format!("{event} {} {}", said.person, said.notice.about());
        let mut id = self.journal().keys().lookup_hash("message", &what);
        id.truncate(ID_DIGITS);
        id
    }
}

/// Makes messages until the hospital closes.
pub(crate) async fn run(hospital: Hospital) {
    let mut closing = hospital.closing();
    let mut durable = hospital.inner.core.changes();
    let (mut said, mut looked) = (String::new(), 0);
    loop {
        durable.borrow_and_update();
        let made = hospital.make_messages(&mut looked).await;
        let next = async {
            match made {
                Ok(false) => said.clear(),
                Ok(true) => {
                    said.clear();
                    drop(tokio::time::timeout(LOOK_EVERY, durable.changed()).await);
                    tokio::time::sleep(GATHER).await;
                }
                Err(error) => {
                    let error = error.to_string();
                    // Once, not each second.
                    if error != said {
                        tracing::error!(error, "messages to people are not made; it is tried again each second");
                        said = error;
                    }
                    tokio::time::sleep(LOOK_EVERY).await;
                }
            }
        };
        tokio::select! {
            biased;
            _ = closing.wait_for(|closing| *closing) => return,
            () = next => {}
        }
    }
}
