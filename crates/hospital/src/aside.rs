//! Work that nobody waits for, on threads that give way to all others.

use std::{io, thread};
use tokio::sync::oneshot;
use tracing::{Instrument as _, Span};

/// How far a thread gives way, as for `nice`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    /// Only what the others leave over.
    Last,
    /// A smaller share than the others, but always some.
    Less,
}

impl Way {
    const fn nice(self) -> i32 {
        match self {
            Self::Last => 19,
            Self::Less => 5,
        }
    }
}

/// Runs something on a thread of its own, so that its computing holds up nobody who is to be answered; threads that it
/// starts, such as those of SQLite, give way as well.
///
/// # Errors
/// When there is no thread for it, or it panicked.
pub(crate) async fn aside<T: Send + 'static>(
    name: &'static str,
    way: Way,
    work: impl Future<Output = T> + Send + 'static,
) -> io::Result<T> {
    let (runtime, span) = (tokio::runtime::Handle::current(), Span::current());
    let (done, result) = oneshot::channel();
    let work = move || {
        // Where the system does not allow that, the others are only slower.
        let given = rustix::process::setpriority_process(Some(rustix::thread::gettid()), way.nice());
        tracing::trace!(name, ?given, "a thread gives way");
        // Whoever asked may have stopped waiting.
        let _ = done.send(runtime.block_on(work.instrument(span)));
    };
    thread::Builder::new().name(name.to_owned()).spawn(work)?;
    result.await.map_err(|_| io::Error::other("it panicked"))
}
