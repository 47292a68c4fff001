//! Exchanges with the insurance platform, whatever goes wrong: the running hospital against the sandbox platform.
#![expect(clippy::unwrap_used, reason = "what a test sets up must work")]

mod counter;
mod cross_year;
mod explained;
mod gate;
mod harness;
mod keys;
mod late;
mod lies;
mod nodes;
mod profile;
mod published;
mod recovery;
mod stay;
mod take_back;
mod withdrawal;
