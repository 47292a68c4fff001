//! Where an exchange's events are written: by the running hospital's writer, or into a history that is being made.

use super::shared::Exchanges;
use crate::{deciding::Decision, failure::Failure, request::Answer, writer::keys::KeyUse};
use model::{actor::Actor, time::Instant};
use std::sync::Arc;
use tokio::sync::OwnedMutexGuard;

/// The right to give a message its number; `None` when whoever writes has it anyway.
pub(crate) type Numbering = Option<OwnedMutexGuard<()>>;

/// Decides what an exchange needs decided.
pub(crate) trait Writes: Send + Sync {
    /// What exchanges share.
    fn exchanges(&self) -> &Arc<Exchanges>;

    /// Hospital time.
    fn now(&self) -> Instant;

    /// Held while a message gets its number, until that number is journalled.
    fn numbering(&self) -> impl Future<Output = Numbering> + Send;

    /// Decides; what was decided is durable when this returns, if the writer makes it so.
    fn decide(
        &mut self,
        actor: &Actor,
        key: Option<KeyUse>,
        decision: Decision,
    ) -> impl Future<Output = Result<Answer, Failure>> + Send;
}

/// The running hospital: durable before it returns.
pub(crate) struct Live(pub(crate) Arc<Exchanges>);

impl Writes for Live {
    fn exchanges(&self) -> &Arc<Exchanges> {
        &self.0
    }

    fn now(&self) -> Instant {
        self.0.now()
    }

    async fn numbering(&self) -> Numbering {
        Some(self.0.numbering.clone().lock_owned().await)
    }

    async fn decide(&mut self, actor: &Actor, key: Option<KeyUse>, decision: Decision) -> Result<Answer, Failure> {
        self.0.ask(actor.clone(), key, decision).await
    }
}
