//! What is said to a number rather than because of an event. It waits sealed in a table of its own until a gateway has
//! taken it, for minutes rather than days, and nothing of it is kept then.

use super::{
    Gateway, Outgoing, Says,
    deliver::{outcome, pause},
};
use crate::{failure::Failure, hospital::Hospital};
use chrono::Duration;
use journal::{DirectMessage, Journal};
use model::time::Instant;
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration as RealDuration};
use tokio::{task::JoinSet, time::Instant as Monotonic};
use tracing::Instrument as _;

/// How many are handed over side by side.
const AT_ONCE: u16 = 16;
/// The pause after the first attempt: whoever waits for a code does so for minutes.
const PAUSE: RealDuration = RealDuration::from_secs(5);

/// Something for a number.
#[derive(Serialize, Deserialize)]
pub(crate) struct Direct {
    /// Which number.
    pub(crate) phone: String,
    /// The language of whoever asked for it.
    pub(crate) locale: String,
    /// What is said.
    #[serde(flatten)]
    pub(crate) says: Says,
}

impl Direct {
    /// Keeps it to be handed over from now until `until` (real time).
    ///
    /// # Errors
    /// [`Failure::Broken`] when it cannot be written.
    pub(crate) async fn put(&self, journal: &Journal, id: &str, now: Instant, until: Instant) -> Result<(), Failure> {
        let text = serde_json::to_string(self).map_err(|_| Failure::Broken)?;
        Ok(journal.put_direct(id, &text, now, until).await?)
    }
}

impl Hospital {
    /// Hands over some of what waits, and returns whether those were the last ones for now.
    pub(crate) async fn deliver_direct(&self, gateway: &Arc<dyn Gateway>) -> Result<bool, Failure> {
        let due = self.journal().due_direct(self.inner.config.real.now(), AT_ONCE).await?;
        let last = due.len() < usize::from(AT_ONCE);
        let mut sending = JoinSet::new();
        for message in due {
            let (hospital, gateway) = (self.clone(), gateway.clone());
            sending.spawn(async move { hospital.hand_over(&message, &gateway).await }.in_current_span());
        }
        let mut all_done = true;
        while let Some(done) = sending.join_next().await {
            all_done &= matches!(done, Ok(Ok(())));
        }
        if !all_done {
            tracing::warn!("some codes could not be handed over just now");
        }
        Ok(last || !all_done)
    }

    async fn hand_over(&self, message: &DirectMessage, gateway: &Arc<dyn Gateway>) -> Result<(), Failure> {
        let (journal, id) = (self.journal(), message.id.as_str());
        let Ok(direct) = serde_json::from_str::<Direct>(&message.text) else {
            tracing::error!("something for a number cannot be read");
            return Ok(journal.end_direct(id).await?);
        };
        let within = self.inner.config.messages.within;
        let (began, number) = (Monotonic::now(), message.attempts.saturating_add(1));
        let again = within + pause(PAUSE, number);
        let next = self.inner.config.real.now() + Duration::from_std(again).unwrap_or_default();
        if !journal.claim_direct(id, message.attempts, next).await? {
            return Ok(());
        }
        let outgoing = Outgoing {
            id: id.to_owned(),
            phone: direct.phone,
            says: direct.says,
            locale: direct.locale,
            zone: self.zone(),
            at: self.now(),
        };
        // A node that stood still for so long does not send: another may have gone on.
        if began.elapsed() >= PAUSE {
            return Ok(());
        }
        let (code, again) = outcome(tokio::time::timeout(within, gateway.send(&outgoing)).await);
        self.figures().counter("onething_messages_total", &[("outcome", code)]).increment(1);
        if !again {
            journal.end_direct(id).await?;
        }
        Ok(())
    }
}
