//! How bytes get to the platform and back.

use futures_util::future::BoxFuture;
use std::{fmt, time::Duration};

/// Bytes of the largest answer that is read.
pub const ANSWER_BYTES_MAX: usize = 4 << 20;

/// No answer came. It says nothing about whether the platform did it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Silence {
    /// Nothing within the time.
    #[error("no answer within {} ms", .0.as_millis())]
    TimedOut(Duration),
    /// The line broke: refused, reset, closed in the middle.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// An answer that is no answer of the platform: an HTTP error status, or too many bytes.
    #[error("no answer of the platform: {0}")]
    Strange(String),
}

/// The insurance platform, as far as a sender sees it. One call sends once; nothing in here ever sends again.
pub trait Platform: Send + Sync + fmt::Debug + 'static {
    /// Sends the bytes of one message and waits for the answer's.
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
    /// A platform at an address (`http://127.0.0.1:9601/`). An answer later than `within` is none. Redirects are not
    /// followed, proxies of the environment are not used, and a broken connection is never tried again.
    ///
    /// # Errors
    /// The TLS library cannot start.
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
