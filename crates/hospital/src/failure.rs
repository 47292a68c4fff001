//! What a caller may get instead of an answer.

use crate::stopped::Stopped;
use journal::StoreError;
use model::message::Refusal;
use std::time::Duration;

/// Why the hospital did not do, or did not show, what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    /// The rules said no; nothing changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The actor may not do or see this.
    #[error("not allowed")]
    Denied,
    /// There is no such thing, or none that this actor may know of.
    #[error("not found")]
    NotFound,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    Conflict,
    /// Too much waits already; try again after this time with the same key.
    #[error("busy, try again after {} ms", .retry_after.as_millis())]
    Busy {
        /// When to try again.
        retry_after: Duration,
    },
    /// Too many wrong passwords: nothing was looked at; try again after this time.
    #[error("too many wrong passwords, try again after {} s", .retry_after.as_secs())]
    TooOften {
        /// When to try again.
        retry_after: Duration,
    },
    /// It is not yet known whether it was done; ask again with the same key.
    #[error("the outcome is not known yet; ask again with the same key")]
    OutcomeUnknown,
    /// The disk is full; nothing was done.
    #[error("no space is left; nothing was done")]
    Full,
    /// Nothing is written now; nothing was done.
    #[error("nothing is written now: {}; nothing was done", .0.code())]
    Stopped(Stopped),
    /// Something broke; nothing was done.
    #[error("something broke; nothing was done")]
    Broken,
}

/// When to try again while the database is away.
const AWAY_RETRY: Duration = Duration::from_secs(2);

impl From<StoreError> for Failure {
    /// What a database error means to whoever asked; it is noted in the log. Nothing was done.
    fn from(error: StoreError) -> Self {
        if error.passes() {
            tracing::warn!(%error, "the database cannot be asked now");
            return Self::Busy { retry_after: AWAY_RETRY };
        }
        tracing::error!(%error, "the database cannot be read or written");
        Self::Broken
    }
}
