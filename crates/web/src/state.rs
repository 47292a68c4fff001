//! What every handler can reach.

use chrono::Duration;
use hospital::Hospital;
use ipnet::IpNet;
use model::{message::Message, time::Instant};
use std::{fmt, net::IpAddr, num::NonZeroU32, sync::Arc};

/// The demo's hospital clock, which its pages can step.
pub trait DemoControl: Send + Sync + fmt::Debug {
    /// What the hospital's clock shows.
    fn now(&self) -> Instant;
    /// Steps forward; everybody but the demo's own logins goes on with their day.
    fn step(&self, by: DemoStep) -> futures_util::future::BoxFuture<'_, ()>;
    /// Somebody who is logged in has sent a form: they are at work.
    fn used(&self);
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
    /// What stands in front of the program.
    pub front: Front,
    /// An open page asks for itself again after so many seconds, whatever it was told meanwhile.
    pub refresh_seconds: NonZeroU32,
}

/// How often an open page asks for itself again, seconds, unless configured.
pub const REFRESH_SECONDS: NonZeroU32 = match NonZeroU32::new(20) {
    Some(seconds) => seconds,
    None => NonZeroU32::MIN,
};

/// What stands in front of the program, as its configuration says. A cheap clone.
#[derive(Clone, Debug, Default)]
pub struct Front {
    /// Networks of the proxies: only what these say of a client's address is believed.
    pub proxies: Arc<[IpNet]>,
    /// They say it in `X-Forwarded-For`, and only that header is believed; else only `Forwarded`.
    pub x_forwarded_for: bool,
    /// Everybody comes by TLS: cookies are sent over TLS only, and browsers remember that.
    pub tls: bool,
}

/// Whose end of the connection it is, proxy or client: an extension of each request that came over a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);
