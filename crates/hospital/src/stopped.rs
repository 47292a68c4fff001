//! Why nothing is written now. Meanwhile everything can be read, commands are answered with
//! [`Failure::Stopped`](crate::Failure::Stopped), nothing that is due by itself is decided, and the server says that it is
//! not ready. One place for all such reasons, whoever finds them.

use crate::{clock::ClockFault, hospital::Hospital, writer::Core};
use serde::Serialize;
use std::sync::atomic::Ordering;

/// Why nothing is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Stopped {
    /// The clock cannot be right: what would be decided might destroy the day. Until it is, or an administrator agrees.
    Clock(ClockFault),
    /// The journal is not as it was written: what would be added stood on what somebody changed. Until it was restored and
    /// the program started anew.
    Journal,
}

impl Stopped {
    /// As problem details, texts and `/readyz` name it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Clock(_) => "clock-implausible",
            Self::Journal => "journal-damaged",
        }
    }
}

impl Core {
    /// Why nothing is written now.
    pub(crate) fn stopped(&self) -> Option<Stopped> {
        if self.damaged.load(Ordering::Relaxed) {
            return Some(Stopped::Journal);
        }
        let last = self.worlds().at;
        self.watch.fault(last).map(Stopped::Clock)
    }
}

impl Hospital {
    /// Why nothing is written now; `None`: all is well.
    #[must_use]
    pub fn stopped(&self) -> Option<Stopped> {
        self.inner.core.stopped()
    }

    /// Did the shared database not answer when it was last asked? An embedded one is a file and is never away.
    #[must_use]
    pub fn database_is_away(&self) -> bool {
        self.inner.core.away.load(Ordering::Relaxed)
    }

    /// From now on nothing is written: the journal was found to be damaged.
    pub(crate) fn stop_for_damage(&self) {
        self.inner.core.damaged.store(true, Ordering::Relaxed);
        self.count_stopped();
    }

    /// Whether anything is written, for who watches over the program.
    pub(crate) fn count_stopped(&self) {
        let code = self.stopped().map(|why| why.code());
        for reason in [Stopped::Journal.code(), "clock-implausible"] {
            let holds = f64::from(u8::from(code == Some(reason)));
            metrics::gauge!("onething_writing_stopped", "reason" => reason).set(holds);
        }
    }
}
