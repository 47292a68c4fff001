//! What every handler can reach.

use chrono::Duration;
use hospital::Hospital;
use model::{message::Message, time::Instant};
use std::{fmt, sync::Arc};

/// The demo's hospital clock, which its pages can step.
pub trait DemoControl: Send + Sync + fmt::Debug {
    /// What the hospital's clock shows.
    fn now(&self) -> Instant;
    /// Steps forward; everybody but the demo's own logins goes on with their day.
    fn step(&self, by: DemoStep) -> futures_util::future::BoxFuture<'_, ()>;
    /// Who can log in: role as a message, name, password.
    fn logins(&self) -> Vec<(Message, String, String)>;
}

/// How far the demo's clock is stepped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoStep {
    /// By a while.
    By(Duration),
    /// To 08:00 of the next working day.
    Tomorrow,
}

/// What every handler can reach. A cheap clone.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The hospital.
    pub hospital: Hospital,
    /// Only in the demo.
    pub demo: Option<Arc<dyn DemoControl>>,
    /// Renders `/metrics`.
    pub metrics: crate::metrics::Metrics,
}
