//! The executor of the history and of steps: everything at virtual times, with thousands of events in a commit.

use super::{executor::Executor, sandbox::InsurerTime};
use hospital::{Answer, Bulk, Failure, Request, worlds::Worlds};
use model::{actor::Actor, time::Instant};
use tokio::runtime::Handle;

/// Takes the writer's place; to be used from a thread that may block. The insurer's clock follows.
#[derive(Debug)]
pub(crate) struct BulkExecutor {
    bulk: Bulk,
    runtime: Handle,
    insurer: InsurerTime,
}

impl BulkExecutor {
    pub(crate) const fn new(bulk: Bulk, runtime: Handle, insurer: InsurerTime) -> Self {
        Self { bulk, runtime, insurer }
    }

    /// Writes everything that is waiting.
    ///
    /// # Errors
    /// As the journal.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.runtime.block_on(self.bulk.flush())
    }
}

impl Executor for BulkExecutor {
    fn execute(&mut self, at: Instant, actor: &Actor, request: Request) -> Result<Answer, Failure> {
        self.insurer.play(at);
        self.runtime.block_on(self.bulk.execute(at, actor, request))
    }

    fn tick(&mut self, at: Instant) -> Result<(), Failure> {
        self.runtime.block_on(self.bulk.tick(at))
    }

    fn look<R>(&self, look: impl FnOnce(&Worlds) -> R) -> R {
        self.bulk.look(look)
    }
}

impl Drop for BulkExecutor {
    fn drop(&mut self) {
        self.insurer.live();
    }
}
