//! One HTTP/1.1 connection, kept open: one request at a time, each bounded in time.

use super::target::Target;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    Method, Request,
    body::Bytes,
    client::conn::http1::{self, SendRequest},
    header,
};
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::{net::TcpStream, time::timeout};

/// The most bytes of an answer: a page of windows has some 100 KiB.
const BODY_MAX: usize = 8 * 1024 * 1024;

/// A request.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    /// The method.
    pub method: Method,
    /// The path, from `/api` on.
    pub path: &'a str,
    /// The bearer token.
    pub token: Option<&'a str>,
    /// The idempotency key.
    pub key: Option<&'a str>,
    /// The body, JSON.
    pub body: Bytes,
}

impl<'a> Call<'a> {
    /// A read.
    pub const fn get(path: &'a str, token: &'a str) -> Self {
        Self { method: Method::GET, path, token: Some(token), key: None, body: Bytes::new() }
    }

    /// A command under its idempotency key.
    pub const fn post(path: &'a str, token: &'a str, key: &'a str, body: Bytes) -> Self {
        Self { method: Method::POST, path, token: Some(token), key: Some(key), body }
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// When to try again.
    pub retry_after: Option<Duration>,
    /// The body.
    pub body: Bytes,
}

/// Why there is no answer. Except for [`Connect`](Self::Connect), what was asked may have been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nobody listens, or accepts more connections.
    #[error("no connection")]
    Connect,
    /// The connection ended first, or the answer was not HTTP.
    #[error("the connection ended without an answer")]
    Lost,
    /// Not answered in time.
    #[error("no answer in time")]
    Late,
}

impl Fault {
    /// Its name in the figures.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connect => "no-connection",
            Self::Lost => "connection-lost",
            Self::Late => "no-answer-in-time",
        }
    }
}

/// A connection to a server; opened when first used, and again after it broke.
#[derive(Debug)]
pub struct Connection {
    target: Target,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Connection {
    /// A connection that is not open yet.
    pub fn new(target: &Target) -> Self {
        Self { target: target.clone(), open: None }
    }

    /// Sends a request, and waits for the whole answer at most this long.
    ///
    /// # Errors
    /// See [`Fault`]; the connection is then closed.
    pub async fn send(&mut self, call: &Call<'_>, within: Duration) -> Result<Reply, Fault> {
        let answered = timeout(within, self.exchange(call)).await.unwrap_or(Err(Fault::Late));
        if answered.is_err() {
            self.open = None;
        }
        answered
    }

    async fn exchange(&mut self, call: &Call<'_>) -> Result<Reply, Fault> {
        let request = self.request(call)?;
        let sender = self.ready().await?;
        let answer = sender.send_request(request).await.map_err(|_| Fault::Lost)?;
        let (head, body) = answer.into_parts();
        let seconds = head.headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let body = Limited::new(body, BODY_MAX).collect().await.map_err(|_| Fault::Lost)?;
        Ok(Reply { status: head.status.as_u16(), retry_after: seconds.map(Duration::from_secs), body: body.to_bytes() })
    }

    fn request(&self, call: &Call<'_>) -> Result<Request<Full<Bytes>>, Fault> {
        let mut request =
            Request::builder().method(call.method.clone()).uri(call.path).header(header::HOST, &self.target.host);
        if let Some(token) = call.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(key) = call.key {
            request = request.header("idempotency-key", key);
        }
        if !call.body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        request.body(Full::new(call.body.clone())).map_err(|_| Fault::Lost)
    }

    /// The open connection; the server may have closed an idle one.
    async fn ready(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, Fault> {
        let usable = match &mut self.open {
            Some(sender) => sender.ready().await.is_ok(),
            None => false,
        };
        if !usable {
            self.open = None;
        }
        let sender = match self.open.take() {
            Some(sender) => sender,
            None => self.connect().await?,
        };
        Ok(self.open.insert(sender))
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, Fault> {
        let stream = TcpStream::connect(self.target.address).await.map_err(|_| Fault::Connect)?;
        stream.set_nodelay(true).map_err(|_| Fault::Connect)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| Fault::Connect)?;
        // It ends with the sender, or when the server closes it; the sender is told of errors.
        tokio::spawn(connection);
        Ok(sender)
    }
}
