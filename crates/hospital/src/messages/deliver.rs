//! Hands what waits to the gateway: at least once, each time under the same id.
//!
//! An attempt is claimed and written before it is made. Whoever is stopped after that has left an attempt whose outcome
//! nobody knows, and when its pause is over the next one is made. A node that stood still after it claimed one, for so
//! long that another may have gone on, does not make it.

use super::{Gateway, NotSent, Notice, Outgoing, Says, said::is_over};
use crate::{failure::Failure, hospital::Hospital, read::names::mask_name};
use chrono::Duration;
use journal::{MessageState, PersonRecord, StoredMessage};
use model::id::PersonId;
use std::{sync::Arc, time::Duration as RealDuration};
use tokio::{task::JoinSet, time::Instant as Monotonic};
use tracing::Instrument as _;

/// Messages that are handed over side by side.
const AT_ONCE: u16 = 16;
/// How often one message is handed over at most: with the longest pause, for four days and nights.
const ATTEMPTS_MAX: u16 = 100;
/// The longest pause between two attempts.
const PAUSE_MAX: RealDuration = RealDuration::from_secs(3600);
/// Where nobody has chosen a language.
const LOCALE: &str = "zh-CN";

/// The pause after an attempt, the first of which has number 1.
pub(super) fn pause(first: RealDuration, number: u16) -> RealDuration {
    let doubled = 1_u32.checked_shl(u32::from(number.saturating_sub(1))).unwrap_or(u32::MAX);
    first.saturating_mul(doubled).min(PAUSE_MAX)
}

/// What a gateway's answer means: its code, and whether the message may be sent again.
pub(super) const fn outcome(answer: Result<Result<(), NotSent>, tokio::time::error::Elapsed>) -> (&'static str, bool) {
    match answer {
        Ok(Ok(())) => ("sent", false),
        Ok(Err(NotSent::Never)) => ("refused", false),
        Ok(Err(NotSent::NotNow)) => ("not_now", true),
        Err(_) => ("no_answer", true),
    }
}

impl Hospital {
    /// Hands over some of what waits, and returns whether those were the last ones for now.
    pub(crate) async fn deliver_messages(&self, gateway: &Arc<dyn Gateway>) -> Result<bool, Failure> {
        let due = self.journal().due_messages(self.now(), self.inner.config.real.now(), AT_ONCE).await?;
        let last = due.len() < usize::from(AT_ONCE);
        // Side by side: a gateway that hangs holds up nobody else's message. Dropped with this future.
        let mut sending = JoinSet::new();
        for message in due {
            let (hospital, gateway) = (self.clone(), gateway.clone());
            sending.spawn(async move { hospital.deliver(&message, &gateway).await }.in_current_span());
        }
        let mut all_done = true;
        while let Some(done) = sending.join_next().await {
            // One that fails is tried again when its pause is over; the others go on.
            all_done &= matches!(done, Ok(Ok(())));
        }
        if !all_done {
            tracing::warn!("some messages could not be handed over just now");
        }
        Ok(last || !all_done)
    }

    async fn deliver(&self, message: &StoredMessage, gateway: &Arc<dyn Gateway>) -> Result<(), Failure> {
        let (journal, id) = (self.journal(), message.made.id.as_str());
        let Ok(notice) = serde_json::from_str::<Notice>(&message.made.arguments) else {
            tracing::error!(kind = message.made.kind, "a message cannot be read");
            return Ok(journal.end_message(id, MessageState::Failed).await?);
        };
        if message.attempts >= ATTEMPTS_MAX {
            return Ok(journal.end_message(id, MessageState::Failed).await?);
        }
        let over = {
            let worlds = self.worlds();
            // Another node made it: what it is about is not known here yet. It waits for the next look, or for that node.
            if worlds.seq < message.made.event {
                return Ok(());
            }
            is_over(&notice, &worlds, self.inner.core.moment_of(&worlds))
        };
        if over {
            return Ok(journal.end_message(id, MessageState::Expired).await?);
        }
        let settings = &self.inner.config.messages;
        let (began, number) = (Monotonic::now(), message.attempts + 1);
        let again = settings.within + pause(settings.pause, number);
        let next = self.inner.config.real.now() + Duration::from_std(again).unwrap_or_default();
        if !journal.claim_message(id, message.attempts, self.now(), next).await? {
            return Ok(());
        }
        // Erased meanwhile: the message is gone too.
        let person = self.worlds().journey.canonical(message.made.person);
        let Some(record) = self.record_of(person).await? else { return Ok(()) };
        // Whoever is named to be called in an emergency need not know of appointments.
        let Some(phone) = record.phone.clone() else {
            return Ok(journal.note_attempt(id, number, "no_phone", Some(MessageState::Failed)).await?);
        };
        let outgoing = Outgoing {
            id: id.to_owned(),
            phone,
            says: Says::Notice { name: mask_name(&record.name), notice },
            locale: journal.locale_of(person).await?.unwrap_or_else(|| LOCALE.to_owned()),
            zone: self.zone(),
            at: self.now(),
        };
        if began.elapsed() >= settings.pause {
            return Ok(());
        }
        let (code, again) = outcome(tokio::time::timeout(settings.within, gateway.send(&outgoing)).await);
        self.figures().counter("onething_messages_total", &[("outcome", code)]).increment(1);
        let state = match (code, again && number < ATTEMPTS_MAX) {
            ("sent", _) => Some(MessageState::Sent),
            (_, true) => None,
            (_, false) => {
                tracing::warn!(outcome = code, "a message was given up");
                Some(MessageState::Failed)
            }
        };
        Ok(journal.note_attempt(id, number, code, state).await?)
    }

    /// The present record of a person; `None` once erased.
    pub(crate) async fn record_of(&self, person: PersonId) -> Result<Option<Arc<PersonRecord>>, Failure> {
        let side = self.worlds().journey.person(person).and_then(|row| row.record.as_ref().map(|side| side.id));
        match side {
            Some(side) => self.directory().record(side).await,
            None => Ok(None),
        }
    }
}

/// Hands over until the hospital closes.
pub(crate) async fn run(hospital: Hospital) {
    let Some(gateway) = hospital.inner.config.messages.gateway.clone() else { return };
    let mut closing = hospital.closing();
    loop {
        let next = async {
            // Somebody waits for a code: codes come first.
            let direct = hospital.deliver_direct(&gateway).await;
            match (direct, hospital.deliver_messages(&gateway).await) {
                (Ok(false), _) | (_, Ok(false)) => {}
                // What failed is in the log already.
                (Ok(true) | Err(_), Ok(true) | Err(_)) => {
                    tokio::time::sleep(hospital.inner.config.messages.every).await
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let pauses: Vec<u64> = (1..=9).map(|number| pause(RealDuration::from_secs(30), number).as_secs()).collect();
        assert_eq!(pauses, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(pause(RealDuration::from_secs(30), u16::MAX), PAUSE_MAX);
    }
}
