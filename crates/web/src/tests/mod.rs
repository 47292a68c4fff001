//! Every address over a real hospital, in process.

pub(crate) mod house;

mod authorization;
mod pages;
mod texts;
