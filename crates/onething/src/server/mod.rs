//! The HTTP server: connections with time-outs and bounds, and an end that does not wait for clients.
//!
//! * [`Bounds`]: how long a client may take for what, and how many connections there may be.
//! * `connection`: a connection's bytes, and how long it may do nothing.
//! * `count`: connections in all and by address.
//!
//! axum's own `serve` has no time-outs, and builds all routes anew for each connection when it is given a `Router`.
//! Here one router is built, and each connection holds a pointer to it; a connection that has sent nothing yet has no
//! buffers.

mod connection;
mod count;
#[cfg(test)]
mod tests;

use crate::{ending::Ending, listen};
use axum::{
    Router,
    body::Body,
    http::{Request, Response},
};
use connection::{Connection, Pace, Phase, Seen};
use count::{Count, Place};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use ipnet::IpNet;
use serde::Deserialize;
use std::{
    net::{IpAddr, SocketAddr},
    num::{NonZeroU32, NonZeroU64},
    pin::pin,
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep, sleep_until, timeout},
};
use tower::ServiceExt as _;
use web::{AppState, Peer};

/// The most bytes of a request's head, and of what is read ahead of a body.
const BUFFER_MAX: usize = 64 * 1024;
/// Pause after an accept that failed, as when no file descriptors are left.
const PAUSE: Duration = Duration::from_millis(100);
/// The answer to connections for which there is no place.
const NO_PLACE: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
/// File descriptors that are open beside connections.
const OTHER_FILES: u64 = 256;

/// `[server]`: how long a client may take, and how many there may be. Every value has a default.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Bounds {
    /// From the first byte of a request's head to its last, and from connecting to the first byte.
    head_seconds: NonZeroU64,
    /// For a request's body.
    body_seconds: NonZeroU64,
    /// Between two requests.
    idle_seconds: NonZeroU64,
    /// For a client to take what is ready for it.
    write_seconds: NonZeroU64,
    /// How long requests that have begun may take when the server stops.
    stop_seconds: NonZeroU64,
    /// Connections in all.
    connections: NonZeroU32,
    /// Connections from one address (IPv6: from one /64). Loopback and the proxies are exempt.
    connections_per_address: NonZeroU32,
    /// Networks of the proxies in front, such as `10.0.0.0/8`: only these are believed about the client's address.
    pub(crate) proxies: Vec<IpNet>,
    /// The proxies send it in `X-Forwarded-For`, and only that header is believed; otherwise only `Forwarded`.
    pub(crate) x_forwarded_for: bool,
    /// The proxy in front uses TLS with everybody: cookies are sent over TLS only, and browsers remember that.
    pub(crate) tls: bool,
}

const fn seconds(seconds: u64) -> NonZeroU64 {
    match NonZeroU64::new(seconds) {
        Some(seconds) => seconds,
        None => NonZeroU64::MIN,
    }
}

const fn connections(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            head_seconds: seconds(10),
            body_seconds: seconds(30),
            idle_seconds: seconds(60),
            write_seconds: seconds(30),
            stop_seconds: seconds(5),
            connections: connections(8192),
            connections_per_address: connections(512),
            proxies: Vec::new(),
            x_forwarded_for: false,
            tls: false,
        }
    }
}

impl Bounds {
    /// How long a connection may stay in a phase; `None` = as long as the answer takes.
    const fn within(&self, phase: Phase) -> Option<Duration> {
        match phase {
            Phase::Head => Some(Duration::from_secs(self.head_seconds.get())),
            Phase::Idle => Some(Duration::from_secs(self.idle_seconds.get())),
            Phase::Busy => None,
        }
    }

    const fn body(&self) -> Duration {
        Duration::from_secs(self.body_seconds.get())
    }

    const fn write(&self) -> Duration {
        Duration::from_secs(self.write_seconds.get())
    }

    /// Is this address exempt from the bound by address?
    fn exempt(&self, address: IpAddr) -> bool {
        address.is_loopback() || self.proxies.iter().any(|network| network.contains(&address))
    }
}

/// Serves a hospital until SIGTERM or SIGINT, then lets it finish what it has, whatever clients do.
pub(crate) async fn serve(
    listener: TcpListener,
    metrics: Option<TcpListener>,
    state: AppState,
    bounds: Bounds,
) -> Result<(), Ending> {
    allow_files(&bounds);
    let hospital = state.hospital.clone();
    let signal = listen::signalled()?;
    let stop = watch::Sender::new(false);
    let bounds = Arc::new(bounds);
    let serving = tokio::spawn(accept(listener, web::router(state), bounds.clone(), stop.subscribe()));
    let figures = metrics
        .map(|listener| tokio::spawn(accept(listener, web::metrics::router(), bounds.clone(), stop.subscribe())));
    signal.await;
    stop.send_replace(true);
    // Live streams end with the hospital; everybody else has `stop_seconds`.
    hospital.shutdown().await;
    drop(serving.await);
    if let Some(figures) = figures {
        drop(figures.await);
    }
    // Writes what was noted meanwhile.
    hospital.shutdown().await;
    Ok(())
}

/// Lets the process open enough files for all connections, as far as the system allows.
fn allow_files(bounds: &Bounds) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = u64::from(bounds.connections.get()) + OTHER_FILES;
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= wanted) {
        return;
    }
    let current = limit.maximum.map_or(wanted, |maximum| maximum.min(wanted));
    if setrlimit(Resource::Nofile, Rlimit { current: Some(current), maximum: limit.maximum }).is_err()
        || current < wanted
    {
        tracing::warn!(files = current, wanted, "fewer connections can be open than `server.connections` allows");
    }
}

/// Accepts connections until it is told to stop, then waits for them no longer than `stop_seconds`.
async fn accept(listener: TcpListener, router: Router, bounds: Arc<Bounds>, mut stop: watch::Receiver<bool>) {
    // Built once: a clone is a pointer.
    let router = router.with_state(());
    let count = Count::new(bounds.connections, bounds.connections_per_address);
    let mut lines = JoinSet::new();
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection cannot be taken");
                    sleep(PAUSE).await;
                    continue;
                }
            },
            () = told(&mut stop) => break,
        };
        while lines.try_join_next().is_some() {}
        match count.enter(peer.ip(), bounds.exempt(peer.ip().to_canonical())) {
            Some(place) => {
                drop(lines.spawn(connection(stream, peer, router.clone(), bounds.clone(), stop.clone(), place)))
            }
            None => drop(stream.try_write(NO_PLACE)),
        }
    }
    drop(listener);
    let all = async { while lines.join_next().await.is_some() {} };
    if timeout(Duration::from_secs(bounds.stop_seconds.get()), all).await.is_err() {
        tracing::warn!(connections = lines.len(), "connections are cut off: the server stops");
        lines.shutdown().await;
    }
}

/// Ends when the server is told to stop, or nobody is left to tell it.
async fn told(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}

/// One connection, from its first byte.
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    bounds: Arc<Bounds>,
    mut stop: watch::Receiver<bool>,
    _place: Place,
) {
    let first = tokio::select! {
        ready = timeout(Duration::from_secs(bounds.head_seconds.get()), stream.readable()) => matches!(ready, Ok(Ok(()))),
        () = told(&mut stop) => false,
    };
    if first {
        drop(stream.set_nodelay(true));
        Box::pin(talk(stream, peer, router, bounds, stop)).await;
    }
}

/// Requests and answers, until either side has enough.
async fn talk(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    bounds: Arc<Bounds>,
    mut stop: watch::Receiver<bool>,
) {
    let pace = Pace::default();
    let (mut phases, seen) = (pace.phases(), pace.clone());
    let body_time = bounds.body();
    let service = service_fn(move |request: Request<Incoming>| {
        seen.enter(Phase::Busy);
        let (router, pace) = (router.clone(), seen.clone());
        async move {
            let mut request = request.map(|body| {
                use hyper::body::Body as _;
                if body.is_end_stream() { Body::empty() } else { web::body::within(Body::new(body), body_time) }
            });
            request.extensions_mut().insert(Peer(peer.ip().to_canonical()));
            let response: Response<Body> = match router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            Ok::<_, std::convert::Infallible>(response.map(|body| Seen::new(body, pace)))
        }
    });
    let connection = TokioIo::new(Connection::new(stream, bounds.write(), pace));
    let mut serving = pin!(http1::Builder::new().max_buf_size(BUFFER_MAX).serve_connection(connection, service));
    let mut stopping = false;
    loop {
        let phase = *phases.borrow_and_update();
        let until = bounds.within(phase).map(|within| Instant::now() + within);
        tokio::select! {
            done = serving.as_mut() => {
                if let Err(error) = done {
                    tracing::debug!(%error, "a connection ended");
                }
                return;
            }
            () = sleep_until(until.unwrap_or_else(Instant::now)), if until.is_some() => {
                tracing::debug!(?phase, "a connection took too long");
                return;
            }
            changed = phases.changed() => if changed.is_err() {
                return;
            },
            () = told(&mut stop), if !stopping => {
                stopping = true;
                serving.as_mut().graceful_shutdown();
            }
        }
    }
}
