//! A connection's bytes and its pace: what the client is doing now, and how long it has taken nothing.

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};
use std::{
    future::Future as _,
    io::{self, ErrorKind, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::watch,
    time::{Sleep, sleep},
};

/// The phase of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// A request's head is being received.
    Head,
    /// A request is being answered.
    Busy,
    /// Between two requests.
    Idle,
}

/// Where phases are reported. A cheap clone.
#[derive(Clone, Debug)]
pub(super) struct Pace(watch::Sender<Phase>);

impl Default for Pace {
    fn default() -> Self {
        Self(watch::Sender::new(Phase::Head))
    }
}

impl Pace {
    pub(super) fn phases(&self) -> watch::Receiver<Phase> {
        self.0.subscribe()
    }

    pub(super) fn enter(&self, phase: Phase) {
        self.0.send_if_modified(|now| std::mem::replace(now, phase) != phase);
    }
}

/// The connection's bytes, with time-outs.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    pace: Pace,
    /// Within this time a client must take what is ready for it.
    write: Duration,
    /// Runs out when the client does not.
    waits: Option<Pin<Box<Sleep>>>,
}

impl Connection {
    pub(super) const fn new(stream: TcpStream, write: Duration, pace: Pace) -> Self {
        Self { stream, pace, write, waits: None }
    }

    /// A write that may have to wait, but not for ever. The time runs until all that is ready has been taken: a client
    /// that takes a byte now and then does not restart it.
    fn waiting<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_pending() {
            let write = self.write;
            ready!(self.waits.get_or_insert_with(|| Box::pin(sleep(write))).as_mut().poll(context));
            return Poll::Ready(Err(ErrorKind::TimedOut.into()));
        }
        written
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, into);
        if into.filled().len() > before && *self.pace.0.borrow() == Phase::Idle {
            self.pace.enter(Phase::Head);
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.waiting(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.waiting(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Asked for when all that was ready has been written.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.waits = None;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// An answer's body; when it ends, or is no longer wanted, the connection is idle.
#[derive(Debug)]
pub(super) struct Seen {
    body: Body,
    pace: Pace,
}

impl Seen {
    pub(super) const fn new(body: Body, pace: Pace) -> Self {
        Self { body, pace }
    }
}

impl Drop for Seen {
    fn drop(&mut self) {
        self.pace.enter(Phase::Idle);
    }
}

impl hyper::body::Body for Seen {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
