//! The core from outside: its rules, its order, what can be taken back, and what never happens whatever is asked.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod admitting;
mod booking;
mod changing_room;
mod ending;
mod house;
mod people;
mod properties;
mod queueing;
mod reading;
