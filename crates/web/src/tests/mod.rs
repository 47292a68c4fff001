//! Every address over a real hospital, in process.

pub(crate) mod harness;

pub(crate) mod authorization;

mod closing;
mod desk;
mod drawing;
mod kept;
mod log;
mod messages;
mod midnight;
mod nursing;
mod pages;
mod phone;
mod profile;
mod rooms;
mod rules;
mod share;
mod template_forms;
mod templates;
mod texts;
mod tuning;
mod two_hospitals;
mod waiting;
mod wall;
