//! Tests of the whole hospital in process, each with a database of its own, a clock that stands still and ids from a
//! seed.

mod accounts;
mod appealing;
mod attended;
mod booking;
mod cells;
mod closing;
mod desk;
mod drawing;
mod durability;
mod ending;
mod exempting;
pub(crate) mod harness;
mod identity;
mod itineraries;
mod journey;
mod merging;
mod messages;
mod nodes;
mod own_logins;
mod presence;
mod prying;
mod referring;
mod rights;
mod simulation;
mod tables;
mod templates;
mod texts;
mod transferring;
mod tuning;
mod two_hospitals;
mod verifying;
mod waiting;
mod walk;
mod withdrawing;
