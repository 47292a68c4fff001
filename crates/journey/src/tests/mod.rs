//! Tests of the whole decider: examples by hand, and what must hold whatever is asked.

mod examples;
mod golden;
mod play;
mod properties;
