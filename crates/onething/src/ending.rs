//! How a command ends when it does not simply succeed.

use crate::print::complain;
use std::{fmt::Display, process::ExitCode};

/// Why a command did not succeed.
#[derive(Debug)]
pub(crate) enum Ending {
    /// The answer is no, and has been printed.
    No,
    /// It could not be done; nothing was changed.
    Cannot(String),
}

impl Ending {
    /// It could not be done, for this reason.
    pub(crate) fn cannot(reason: impl Display) -> Self {
        Self::Cannot(reason.to_string())
    }

    /// Says why on standard error, and gives the exit code.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::No => ExitCode::from(1),
            Self::Cannot(reason) => {
                complain(&[reason]);
                ExitCode::from(2)
            }
        }
    }
}
