//! The API over a real hospital, in process.

mod authorization;
mod bounds;
mod calls;
mod cost;
