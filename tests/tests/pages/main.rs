//! Pages in a real browser, on the demo: they stay over refreshes, errors and a server that is gone; focus is led to where
//! one goes on; everybody can read them.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

mod accessible;
mod connection;
mod harness;
mod stay;
