//! How bytes get to the platform and back.

use futures_util::future::BoxFuture;
use std::{fmt, time::Duration};

/// The most bytes of an answer that are read.
pub const ANSWER_BYTES_MAX: usize = 4 << 20;

/// No usable answer came. This says nothing about whether the platform did what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Silence {
    /// Nothing came within this time.
    #[error("no answer within {} ms", .0.as_millis())]
    TimedOut(Duration),
    /// The connection broke: it was refused, reset or closed in the middle.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// What came is not the platform's answer: an HTTP error status, or too many bytes.
    #[error("no answer of the platform: {0}")]
    Strange(String),
}

/// The insurance platform as a sender sees it. One call sends once; nothing here ever sends again.
pub trait Platform: Send + Sync + fmt::Debug + 'static {
    /// Sends the bytes of one message and waits for the bytes of its answer.
    fn send(&self, bytes: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, Silence>>;
}

/// The platform over HTTP: one POST per message.
#[derive(Clone, Debug)]
pub struct HttpPlatform {
    client: reqwest::Client,
    url: String,
    within: Duration,
}

impl HttpPlatform {
    /// A platform at an address (`http://127.0.0.1:9601/`). An answer that takes longer than `within` counts as none.
    /// Redirects are not followed, proxies from the environment are not used, and a broken connection is never tried
    /// again.
    ///
    /// # Errors
    /// When the TLS library cannot start.
    pub fn new(url: impl Into<String>, within: Duration) -> Result<Self, Silence> {
        let client = reqwest::Client::builder()
            .timeout(within)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .pool_max_idle_per_host(0)
            .no_proxy()
            .build()
            .map_err(|error| Silence::Broken(error.to_string()))?;
        Ok(Self { client, url: url.into(), within })
    }

    fn silence(&self, error: &reqwest::Error) -> Silence {
        if error.is_timeout() { Silence::TimedOut(self.within) } else { Silence::Broken(error.to_string()) }
    }

    async fn post(&self, bytes: Vec<u8>) -> Result<Vec<u8>, Silence> {
        let request = self.client.post(&self.url).header("content-type", "application/json; charset=utf-8").body(bytes);
        let mut response = request.send().await.map_err(|error| self.silence(&error))?;
        if !response.status().is_success() {
            return Err(Silence::Strange(format!("HTTP status {}", response.status().as_u16())));
        }
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.silence(&error))? {
            if answer.len() + chunk.len() > ANSWER_BYTES_MAX {
                return Err(Silence::Strange(format!("more than {ANSWER_BYTES_MAX} bytes")));
            }
            answer.extend_from_slice(&chunk);
        }
        Ok(answer)
    }
}

impl Platform for HttpPlatform {
    fn send(&self, bytes: Vec<u8>) -> BoxFuture<'_, Result<Vec<u8>, Silence>> {
        Box::pin(self.post(bytes))
    }
}
