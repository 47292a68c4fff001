//! Bodies with a time limit, and why one could not be read.

use axum::{Error, body::Body};
use futures_util::{StreamExt as _, stream};
use std::{error, time::Duration};
use tokio::time::{Instant, timeout_at};

/// A body came too slowly.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the body did not come in time")]
pub struct TooSlow;

/// A body that ends with [`TooSlow`] if it is not complete within a time from now.
pub fn within(body: Body, time: Duration) -> Body {
    let until = Instant::now() + time;
    let parts = stream::unfold(Some(body.into_data_stream()), move |rest| async move {
        let mut rest = rest?;
        match timeout_at(until, rest.next()).await {
            Ok(part) => part.map(|part| (part, Some(rest))),
            Err(_) => Some((Err(Error::new(TooSlow)), None)),
        }
    });
    Body::from_stream(parts)
}

/// Why a body could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is longer than what is read.
    TooLarge,
    /// See [`TooSlow`].
    TooSlow,
    /// The connection was cut, or it is not a body.
    Broken,
}

impl Unread {
    /// Classifies an error by itself and its sources.
    pub(crate) fn of(error: &(dyn error::Error + 'static)) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            if error.is::<http_body_util::LengthLimitError>() {
                return Self::TooLarge;
            }
            if error.is::<TooSlow>() {
                return Self::TooSlow;
            }
            next = error.source();
        }
        Self::Broken
    }
}
