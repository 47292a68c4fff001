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
    /// Somebody who is logged in has sent a form: the demo is in use.
    fn used(&self);
    /// Who can log in: the role as a message, name, password.
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
    /// The demo's clock; only in the demo.
    pub demo: Option<Arc<dyn DemoControl>>,
    /// What is in front of the program.
    pub front: Front,
    /// Seconds after which an open page reloads itself, whatever it was told meanwhile.
    pub refresh_seconds: NonZeroU32,
}

/// Seconds after which an open page reloads itself, unless configured.
pub const REFRESH_SECONDS: NonZeroU32 = match NonZeroU32::new(20) {
    Some(seconds) => seconds,
    None => NonZeroU32::MIN,
};

/// What is in front of the program, as configured. A cheap clone.
#[derive(Clone, Debug, Default)]
pub struct Front {
    /// Networks of the proxies: only these are believed about a client's address.
    pub proxies: Arc<[IpNet]>,
    /// The proxies send it in `X-Forwarded-For`, and only that header is believed; otherwise only `Forwarded`.
    pub x_forwarded_for: bool,
    /// The hospital's own networks: whoever comes from there is in the building.
    pub inside: Arc<[IpNet]>,
    /// How long a kiosk shows a ticket.
    pub kiosk: KioskTime,
    /// Everybody connects over TLS: cookies are sent over TLS only, and browsers remember that.
    pub tls: bool,
}

/// Seconds after which a kiosk that shows a ticket goes back to its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KioskTime(pub NonZeroU32);

impl Default for KioskTime {
    fn default() -> Self {
        const SECONDS: NonZeroU32 = match NonZeroU32::new(15) {
            Some(seconds) => seconds,
            None => NonZeroU32::MIN,
        };
        Self(SECONDS)
    }
}

/// The other end of the connection, proxy or client: an extension of each request that came over a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);
