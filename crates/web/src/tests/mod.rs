//! Every address over a real hospital, in process.

pub(crate) mod harness;

pub(crate) mod authorization;

mod desk;
mod kept;
mod log;
mod nursing;
mod pages;
mod phone;
mod profile;
mod rooms;
mod templates;
mod texts;
mod two_hospitals;
mod waiting;
mod wall;
