//! `onething policy`: what stands out in policy files, and what a change of one does to real bills.

mod check;
mod diff;

use crate::{cli::Policy, ending::Ending};

/// Checks policies, or compares two.
pub(crate) fn run(policy: &Policy) -> Result<(), Ending> {
    match policy {
        Policy::Check(asked) => check::run(asked),
        Policy::Diff(asked) => diff::run(asked),
    }
}
