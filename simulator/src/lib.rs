//! Patient flows in virtual time on the hospital's own core.
//!
//! * [`demo`]: the demo hospital as data, with invented people.
//! * [`target`]: what a simulation acts upon, and what can be done to it.

pub mod demo;
pub mod target;
