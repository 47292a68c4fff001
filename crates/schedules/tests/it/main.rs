//! The schedules against values that they did not compute themselves.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

mod add_on;
mod learn;
mod optimum;
mod printed;
mod problems;
mod properties;
mod reference;
mod slow;

use schedules::{Calls, Service, Setting};

/// Compared to 1e-6, or to as much as was printed.
#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "found {found}, expected {expected}");
}

fn calls(calls: &[u32]) -> Calls {
    Calls::new(calls.to_vec()).unwrap()
}

fn exponential(slot_minutes: u32, mean: f64, no_show: f64) -> Setting {
    Setting::new(slot_minutes, no_show, Service::exponential(mean).unwrap()).unwrap()
}
