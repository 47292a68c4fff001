//! Why nothing may be written. Whoever finds that writing would do harm stops it with a reason; whoever finds that it is
//! right again lets it go on. Meanwhile everything can be read, commands are answered with
//! [`Failure::Stopped`](crate::Failure::Stopped), nothing that is due by itself is decided, and the server says that it is
//! not ready.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A reason for which nothing is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Stopped {
    /// The journal is not as it was written: what would be added stood on what somebody changed.
    #[error("the journal is damaged")]
    JournalDamaged,
    /// The clock cannot be right: what would be decided might destroy the day.
    #[error("the clock cannot be right")]
    ClockImplausible,
}

impl Stopped {
    /// Every reason.
    pub const ALL: [Self; 2] = [Self::JournalDamaged, Self::ClockImplausible];

    /// As problem details, texts and `/readyz` name it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::JournalDamaged => "journal-damaged",
            Self::ClockImplausible => "clock-implausible",
        }
    }
}

/// The reasons that hold now.
#[derive(Debug, Default)]
pub(crate) struct Reasons(Mutex<BTreeSet<Stopped>>);

impl Reasons {
    fn held(&self) -> MutexGuard<'_, BTreeSet<Stopped>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing is written from now on.
    pub(crate) fn stop(&self, reason: Stopped) {
        if self.held().insert(reason) {
            tracing::error!(reason = reason.code(), "nothing is written any more");
        }
        self.count();
    }

    /// This reason holds no longer.
    #[expect(dead_code, reason = "for the clock, which may be right again")]
    pub(crate) fn resume(&self, reason: Stopped) {
        if self.held().remove(&reason) {
            tracing::warn!(reason = reason.code(), "this no longer keeps from writing");
        }
        self.count();
    }

    /// The first reason that holds.
    pub(crate) fn first(&self) -> Option<Stopped> {
        self.held().first().copied()
    }

    fn count(&self) {
        let held = self.held();
        for reason in Stopped::ALL {
            let holds = f64::from(u8::from(held.contains(&reason)));
            metrics::gauge!("onething_writing_stopped", "reason" => reason.code()).set(holds);
        }
    }
}
