//! Pages in a real browser, on the demo: they stay through refreshes, errors and a server that is gone; focus goes
//! where one continues; everybody can read them.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

mod accessible;
mod connection;
mod harness;
mod install;
mod stay;
