//! Clients that do not keep up, over real sockets.

use super::*;
use axum::{
    body::Bytes,
    response::sse::{Event, Sse},
    routing::{get, post},
};
use std::{future::pending, net::Ipv4Addr};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Long after every time-out of these tests, and far from for ever.
const SOON: Duration = Duration::from_secs(8);

struct Harness {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    ends: tokio::task::JoinHandle<()>,
}

impl Harness {
    async fn open(bounds: &str) -> Self {
        let bounds: Bounds = toml::from_str(bounds).unwrap();
        let router = Router::new()
            .route("/", get(async || "hello"))
            .route("/large", get(async || vec![b'x'; 64 << 20]))
            .route("/slow", get(async || sleep(Duration::from_millis(1500)).await))
            .route("/live", get(async || Sse::new(futures_util::stream::pending::<Result<Event, std::io::Error>>())))
            .route("/never", get(async || pending::<()>().await))
            .route("/body", post(async |_: Bytes| "read"));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = watch::Sender::new(false);
        let ends = tokio::spawn(accept(listener, router, Arc::new(bounds), stop.subscribe()));
        Self { address, stop, ends }
    }

    async fn call(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream
    }
}

/// Everything until the server hangs up, and whether it did.
async fn rest(stream: &mut TcpStream) -> (String, bool) {
    let mut all = Vec::new();
    let ended = timeout(SOON, stream.read_to_end(&mut all)).await.is_ok();
    (String::from_utf8_lossy(&all).into_owned(), ended)
}

const ONE_SECOND: &str = "head_seconds = 1\nbody_seconds = 1\nidle_seconds = 1\nwrite_seconds = 1\nstop_seconds = 1\n";

#[tokio::test]
async fn who_says_nothing_or_half_of_something_is_hung_up_on() {
    let harness = Harness::open(ONE_SECOND).await;
    let nothing: &[u8] = b"";
    for (sent, answer) in [
        (nothing, ""),
        (b"GET / HTTP/1.1\r\nhost: here\r\n", ""),
        (b"POST /body HTTP/1.1\r\nhost: here\r\ncontent-length: 10\r\n\r\nhalf", "HTTP/1.1 4"),
        (b"GET / HTTP/1.1\r\nhost: here\r\n\r\n", "HTTP/1.1 200"),
        (b"GET / HTTP/1.1\r\nhost: here\r\n\r\nGET / HT", "HTTP/1.1 200"),
    ] {
        let (read, ended) = rest(&mut harness.call(sent).await).await;
        let sent = String::from_utf8_lossy(sent);
        assert!(ended, "still open after {SOON:?}: {sent}");
        assert!(read.starts_with(answer) && read.is_empty() == answer.is_empty(), "{sent}: {read}");
    }
}

#[tokio::test]
async fn a_head_that_drips_does_not_begin_anew_with_each_byte() {
    let harness = Harness::open(ONE_SECOND).await;
    let mut stream = harness.call(b"GET / HTTP/1.1\r\nx: ").await;
    let dripped = async {
        for _ in 0..80 {
            sleep(Duration::from_millis(100)).await;
            if stream.write_all(b"y").await.is_err() {
                return true;
            }
        }
        false
    };
    assert!(dripped.await, "the head may take for ever");
}

#[tokio::test]
async fn who_does_not_read_is_hung_up_on() {
    let harness = Harness::open(&format!("{ONE_SECOND}connections = 1\n")).await;
    let _deaf = harness.call(b"GET /large HTTP/1.1\r\nhost: here\r\n\r\n").await;
    sleep(Duration::from_millis(2500)).await;
    let (read, _) = rest(&mut harness.call(b"GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n").await).await;
    assert!(read.starts_with("HTTP/1.1 200"), "its place is not free: {read}");
}

#[tokio::test]
async fn an_answer_that_takes_its_time_is_waited_for() {
    let harness = Harness::open(ONE_SECOND).await;
    let (read, _) =
        rest(&mut harness.call(b"GET /slow HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n").await).await;
    assert!(read.starts_with("HTTP/1.1 200"), "{read}");
}

#[tokio::test]
async fn for_whom_there_is_no_place_is_told_so() {
    let harness = Harness::open("connections = 2\n").await;
    let _places = [harness.call(b"GET /live HTTP/1.1\r\n").await, harness.call(b"").await];
    sleep(Duration::from_millis(200)).await;
    let (read, ended) = rest(&mut harness.call(b"").await).await;
    assert!(ended && read.starts_with("HTTP/1.1 503"), "{read}");
}

#[tokio::test]
async fn it_stops_whatever_clients_do() {
    let harness = Harness::open("stop_seconds = 1\n").await;
    let mut lines = Vec::new();
    for sent in [
        &b""[..],
        b"GET / HT",
        b"POST /body HTTP/1.1\r\nhost: here\r\ncontent-length: 10\r\n\r\nhalf",
        b"GET /large HTTP/1.1\r\nhost: here\r\n\r\n",
        b"GET /live HTTP/1.1\r\nhost: here\r\n\r\n",
        b"GET /never HTTP/1.1\r\nhost: here\r\n\r\n",
    ] {
        lines.push(harness.call(sent).await);
    }
    sleep(Duration::from_millis(200)).await;
    harness.stop.send_replace(true);
    assert!(timeout(SOON, harness.ends).await.is_ok(), "it still runs");
}
