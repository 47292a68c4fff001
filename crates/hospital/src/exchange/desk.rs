//! Where an exchange's events are written: by the running hospital's writer, or into a past that is being made.

use crate::{
    bulk::Bulk, deciding::Decision, failure::Failure, hospital::Hospital, request::Answer, writer::keys::KeyUse,
};
use model::{actor::Actor, time::Instant};
use tokio::sync::OwnedMutexGuard;

/// The right to give a message its number; `None` where whoever writes has it anyway.
pub(crate) type Numbering = Option<OwnedMutexGuard<()>>;

/// Decides what an exchange needs decided.
pub(crate) trait Writes: Send + Sync {
    /// The hospital.
    fn hospital(&self) -> &Hospital;

    /// Hospital time.
    fn now(&self) -> Instant;

    /// Held while a message gets its number, until that number is journalled.
    fn numbering(&self) -> impl Future<Output = Numbering> + Send;

    /// Decides; what was decided is durable when this returns, as far as the writer makes it so.
    fn decide(
        &mut self,
        actor: &Actor,
        key: Option<KeyUse>,
        decision: Decision,
    ) -> impl Future<Output = Result<Answer, Failure>> + Send;
}

/// The running hospital: durable before it returns.
#[derive(Clone, Debug)]
pub(crate) struct Live(pub(crate) Hospital);

impl Writes for Live {
    fn hospital(&self) -> &Hospital {
        &self.0
    }

    fn now(&self) -> Instant {
        self.0.now()
    }

    async fn numbering(&self) -> Numbering {
        Some(self.0.inner.exchanges.numbering.clone().lock_owned().await)
    }

    async fn decide(&mut self, actor: &Actor, key: Option<KeyUse>, decision: Decision) -> Result<Answer, Failure> {
        self.0.inner.core.ask(actor.clone(), key, decision).await
    }
}

/// A past being made: durable with the next flush. Only for a platform that is made together with it.
#[derive(Debug)]
pub(crate) struct Past<'a> {
    pub(crate) bulk: &'a mut Bulk,
    pub(crate) at: Instant,
}

impl Writes for Past<'_> {
    fn hospital(&self) -> &Hospital {
        self.bulk.hospital()
    }

    fn now(&self) -> Instant {
        self.at.max(self.bulk.hospital().worlds().at)
    }

    async fn numbering(&self) -> Numbering {
        None
    }

    async fn decide(&mut self, actor: &Actor, _: Option<KeyUse>, decision: Decision) -> Result<Answer, Failure> {
        self.bulk.decide(self.at, actor, decision).await
    }
}
