//! The core from outside: its rules, its order, what can be taken back, and what must never happen whatever is asked.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod admitting;
mod appealing;
mod blocking;
mod booking;
mod bounds;
mod cancelling;
mod capping;
mod capping_walk;
mod changing;
mod changing_room;
mod closing;
mod closing_walk;
mod copying;
mod devices;
mod drawing;
mod ending;
mod exempting;
mod folding;
mod golden;
mod group_days;
mod groups;
mod harness;
mod holding;
mod itineraries;
mod kinds;
mod lining_up;
mod missing;
mod night;
mod opening;
mod overruling;
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
mod tickets;
mod transferring;
mod waiting;
mod window_seats;
