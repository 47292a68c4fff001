//! Live pages: a stream that says when something has changed. The page then reloads itself.

use crate::state::AppState;
use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures_util::stream::{Stream, StreamExt as _};
use std::{convert::Infallible, time::Duration};
use tokio_stream::wrappers::WatchStream;

/// The most messages a second to one page.
const PAUSE: Duration = Duration::from_millis(500);

/// The time after which a browser reconnects when the connection was cut.
const COME_BACK: Duration = Duration::from_secs(2);

/// Sends the number of the last durable event each time it has changed, and nothing about what happened. It ends when
/// the hospital closes, so that stopping need not wait for every open page.
pub(crate) async fn changes(State(state): State<AppState>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut closing = state.hospital.closing();
    let closed = async move {
        // An error means that the hospital is gone altogether.
        let _gone = closing.wait_for(|closing| *closing).await.is_err();
    };
    let begin = futures_util::stream::once(async { Ok(Event::default().retry(COME_BACK).comment("live")) });
    let numbers = WatchStream::from_changes(state.hospital.changes());
    let events = tokio_stream::StreamExt::throttle(numbers, PAUSE)
        .map(|number| Ok(Event::default().event("changed").data(number.to_string())));
    let live = begin.chain(events).take_until(Box::pin(closed));
    Sse::new(live).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
