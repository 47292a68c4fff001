//! The client against the sandbox platform, over real HTTP on the loopback.
#![expect(clippy::unwrap_used, reason = "what a test sets up must work")]

mod desk;
mod failures;
mod stay;
mod take_back;
mod wire;
