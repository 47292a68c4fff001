//! Where the demo's requests go: the bulk writer while the history is made or a step is played, the hospital afterwards.

use hospital::{Answer, Failure, Request, worlds::Worlds};
use model::{actor::Actor, time::Instant};

/// Does what is asked at a moment of hospital time, and can be looked into.
pub(crate) trait Executor {
    /// Executes a request as somebody.
    ///
    /// # Errors
    /// As the hospital.
    fn execute(&mut self, at: Instant, actor: &Actor, request: Request) -> Result<Answer, Failure>;

    /// Does what is due by itself.
    ///
    /// # Errors
    /// As the hospital.
    fn tick(&mut self, at: Instant) -> Result<(), Failure>;

    /// Looks into the worlds.
    fn look<R>(&self, look: impl FnOnce(&Worlds) -> R) -> R;
}
