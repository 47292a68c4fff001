//! Patient flows in virtual time on the hospital's own core.
//!
//! * [`target`]: what a simulation acts upon, and what can be done to it.

pub mod target;
