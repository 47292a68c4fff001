//! Faults that must lose nothing: every acknowledged booking is there afterwards, once; one that was not acknowledged
//! is there once or not at all, and the same key finds out which. An independent checker reads the database after each
//! fault.
//!
//! `cargo xtask test` takes some of the points at which a commit can be cut; `cargo xtask faults` takes all.
//! `docs/faults.md` says how each fault is made and which test shows it.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

mod backup;
mod checker;
mod clinic;
mod connection;
mod disk;
mod keys;
mod restart;
mod rush;
mod server;

/// Is this the long run of `cargo xtask faults`?
fn long() -> bool {
    std::env::var_os("ONETHING_FAULTS").is_some_and(|value| value == "long")
}
