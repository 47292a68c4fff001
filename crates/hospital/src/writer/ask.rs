//! Asking: through the writer's queue, or past it when the answer is known without it. No answer leaves before what it
//! depends on is durable.

use super::{Core, Job, RETRY_AFTER, WAIT_MAX, Work, keys::KeyUse};
use crate::{deciding::Decision, failure::Failure, request::Answer, worlds::Worlds};
use model::{actor::Actor, id::Seq, message::Refusal};
use scheduling::read::Moment;
use tokio::sync::oneshot;

impl Core {
    /// Puts something into the writer's queue and waits for the answer.
    pub(crate) async fn ask(&self, actor: Actor, key: Option<KeyUse>, decide: Decision) -> Result<Answer, Failure> {
        let (reply, answer) = oneshot::channel();
        let job = Job { actor, key, decide, reply: Some(reply), span: tracing::Span::current() };
        self.queue.try_send(Work::Do(Box::new(job))).map_err(|_| Failure::Busy { retry_after: RETRY_AFTER })?;
        answer.await.unwrap_or(Err(Failure::Busy { retry_after: RETRY_AFTER }))
    }

    /// The refusal that `look` finds, without the writer's queue. It leaves when what it depends on is durable; a key that
    /// was answered before goes to the writer.
    ///
    /// When other nodes write too, only the write lock decides: another node may have carried out this very command,
    /// under the same key, with a seat that was given back since this one looked.
    pub(crate) async fn refused_at_once(
        &self,
        key: &KeyUse,
        look: impl FnOnce(&Worlds, Moment) -> Option<Refusal>,
    ) -> Result<Option<Refusal>, Failure> {
        if self.shared {
            return Ok(None);
        }
        let (refusal, seen, generation) = {
            let worlds = self.worlds();
            if self.keys().look(key).is_some() {
                return Ok(None);
            }
            let refusal = look(&worlds, self.moment_of(&worlds));
            (refusal, worlds.seq, worlds.generation)
        };
        let Some(refusal) = refusal else { return Ok(None) };
        let deadline = tokio::time::Instant::now() + WAIT_MAX;
        Ok(self.wait_durable(seen, generation, deadline).await?.then_some(refusal))
    }

    /// The answer that a key got before, once that is durable.
    pub(crate) async fn known(&self, key: &KeyUse) -> Result<Option<Answer>, Failure> {
        let deadline = tokio::time::Instant::now() + WAIT_MAX;
        loop {
            let (known, seen, generation) = {
                let worlds = self.worlds();
                (self.keys().look(key), worlds.seq, worlds.generation)
            };
            let Some(known) = known else { return Ok(None) };
            if self.wait_durable(seen, generation, deadline).await? {
                return known.map(Some);
            }
        }
    }

    /// Waits until an event number is durable. `false`: something was taken back, so look again.
    pub(crate) async fn wait_durable(
        &self,
        seen: Seq,
        generation: u64,
        deadline: tokio::time::Instant,
    ) -> Result<bool, Failure> {
        let mut durable = self.changes();
        loop {
            let enough = *durable.borrow_and_update() >= seen;
            if self.worlds().generation != generation {
                return Ok(false);
            }
            if enough {
                return Ok(true);
            }
            let changed = tokio::time::timeout_at(deadline, durable.changed()).await;
            if !matches!(changed, Ok(Ok(()))) {
                return Err(Failure::Busy { retry_after: RETRY_AFTER });
            }
        }
    }
}
