//! The API over a real hospital, in process.

mod authorization;
mod calls;
mod cost;
