//! Where the demo's requests go: the bulk writer while the history is made or a step is played, the hospital
//! afterwards.

use hospital::{Answer, Failure, Request, worlds::Worlds};
use model::{actor::Actor, time::Instant};

/// Executes requests at moments of hospital time, and lets its caller look at the worlds.
pub(crate) trait Executor {
    /// Executes a request as somebody.
    ///
    /// # Errors
    /// As the hospital.
    fn execute(&mut self, at: Instant, actor: &Actor, request: Request) -> Result<Answer, Failure>;

    /// Executes a request as the hospital itself. `false`: a rule forbids it.
    ///
    /// # Errors
    /// As the hospital, but for refusals.
    fn asked(&mut self, at: Instant, request: Request) -> Result<bool, Failure> {
        match self.execute(at, &Actor::system(), request) {
            Ok(_) => Ok(true),
            Err(Failure::Refused(_)) => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    /// Does what is due by itself.
    ///
    /// # Errors
    /// As the hospital.
    fn tick(&mut self, at: Instant) -> Result<(), Failure>;

    /// Looks at the worlds.
    fn look<R>(&self, look: impl FnOnce(&Worlds) -> R) -> R;
}
