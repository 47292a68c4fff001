//! Tests of the whole decider: examples by hand, and what must hold whatever is asked.

mod examples;
mod play;
mod properties;
