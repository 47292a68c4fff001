//! Work on threads of their own, with less of the processor than those that answer.

use std::{io, thread};
use tokio::sync::oneshot;
use tracing::{Instrument as _, Span};

/// How much less, in steps of `nice`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Priority {
    /// Nearly nothing while others compute.
    Lowest,
    /// A smaller share, but always some.
    Lower,
}

impl Priority {
    const fn steps(self) -> i32 {
        match self {
            Self::Lowest => 19,
            Self::Lower => 5,
        }
    }
}

/// Runs something on a thread of its own, so that its computing holds up nobody who is to be answered. Threads that it
/// starts, such as those of SQLite's connections, have the same priority: it must open none that others use, and write
/// nothing for which others wait. If this is dropped, the work is dropped too, wherever it waits next.
///
/// # Errors
/// When there is no thread for it, or it panicked.
pub(crate) async fn aside<T: Send + 'static>(
    name: &'static str,
    priority: Priority,
    work: impl Future<Output = T> + Send + 'static,
) -> io::Result<T> {
    let (runtime, span) = (tokio::runtime::Handle::current(), Span::current());
    let (mut done, result) = oneshot::channel();
    let run = move || {
        // If the system refuses, the work competes with the others.
        let nice = rustix::process::nice(priority.steps());
        tracing::debug!(name, ?nice, "a thread of lower priority");
        let finished = async {
            tokio::select! {
                biased;
                () = done.closed() => None,
                finished = work => Some(finished),
            }
        };
        if let Some(finished) = runtime.block_on(finished.instrument(span)) {
            // Whoever asked may have gone meanwhile.
            let _ = done.send(finished);
        }
    };
    thread::Builder::new().name(name.to_owned()).spawn(run)?;
    result.await.map_err(|_| io::Error::other(format!("the thread `{name}` panicked")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// The priority of the thread that asks.
    fn nice() -> i32 {
        let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
        // The fields after the name, which may contain anything, begin with the third.
        let (_, fields) = stat.rsplit_once(')').unwrap();
        fields.split_whitespace().nth(16).unwrap().parse().unwrap()
    }

    #[tokio::test]
    async fn it_and_what_it_starts_has_a_lower_priority_and_nobody_else() {
        let own = nice();
        let both = async { (nice(), thread::spawn(nice).join().unwrap()) };
        let lower = (own + 5).min(19);
        assert_eq!(aside("lower", Priority::Lower, both).await.unwrap(), (lower, lower));
        assert_eq!(aside("lowest", Priority::Lowest, async { nice() }).await.unwrap(), (own + 19).min(19));
        assert_eq!(nice(), own);
    }

    #[tokio::test]
    async fn a_panic_is_an_error_that_names_the_thread() {
        let panicked = aside("unlucky", Priority::Lower, async { panic!("on purpose") }).await;
        let error: io::Error = panicked.map(|(): ()| ()).unwrap_err();
        assert_eq!(error.to_string(), "the thread `unlucky` panicked");
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_dropped() {
        let (held, dropped) = oneshot::channel::<()>();
        let work = async move {
            let _held = held;
            std::future::pending::<()>().await;
        };
        let given_up = tokio::time::timeout(Duration::from_millis(50), aside("endless", Priority::Lower, work)).await;
        assert!(given_up.is_err());
        let dropped = tokio::time::timeout(Duration::from_secs(20), dropped).await;
        assert!(dropped.expect("it goes on").is_err());
    }
}
