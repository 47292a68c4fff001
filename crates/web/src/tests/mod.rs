//! Every address over a real hospital, in process.

pub(crate) mod harness;
mod itineraries;

pub(crate) mod authorization;

mod appealing;
mod changing;
mod closing;
mod desk;
mod devices;
mod drawing;
mod holding;
mod install;
mod kept;
mod log;
mod messages;
mod midnight;
mod nursing;
mod own_logins;
mod pages;
mod phone;
mod presence;
mod profile;
mod referring;
mod rooms;
mod rules;
mod sending_on;
mod share;
mod template_forms;
mod templates;
mod texts;
mod tuning;
mod two_hospitals;
mod waiting;
mod wall;
