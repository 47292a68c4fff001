//! The core from outside: its rules, its order, what can be taken back, and what must never happen whatever is asked.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod admitting;
mod appealing;
mod booking;
mod bounds;
mod cancelling;
mod capping;
mod capping_walk;
mod changing_room;
mod closing;
mod closing_walk;
mod copying;
mod drawing;
mod ending;
mod exempting;
mod folding;
mod golden;
mod harness;
mod itineraries;
mod lining_up;
mod missing;
mod night;
mod pausing;
mod people;
mod pooling;
mod promising;
mod properties;
mod published;
mod queueing;
mod reading;
mod ruling;
mod templates;
mod waiting;
mod window_seats;
