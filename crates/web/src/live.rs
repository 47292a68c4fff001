//! Live pages: a stream that says when something has changed. The page then asks for itself again.

use crate::state::AppState;
use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::stream::Stream;
use std::{convert::Infallible, time::Duration};
use tokio_stream::{StreamExt, wrappers::WatchStream};

/// At most so many messages a second go to one page.
const PAUSE: Duration = Duration::from_millis(500);

/// The number of the last durable event, each time it has changed. It says nothing about what happened.
pub(crate) async fn changes(State(state): State<AppState>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let numbers = WatchStream::from_changes(state.hospital.changes());
    let events = numbers.throttle(PAUSE).map(|number| Ok(Event::default().event("changed").data(number.to_string())));
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
