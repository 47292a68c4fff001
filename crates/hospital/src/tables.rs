//! Brings the tables for reports up to the journal, after whoever asked is answered (decisions.md D22).

use crate::{
    aside::{Priority, aside},
    hospital::Hospital,
};
use journal::Followed;
use model::id::Seq;
use std::{
    error::Error,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use tokio::{sync::watch, time::Instant};

/// Pause after something was written, so that a rush is followed in large steps.
const GATHER: Duration = Duration::from_millis(100);
/// How often it is looked whether another node has stopped writing them; also the pause after a failure.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How much longer a shutdown follows.
const LAST_WITHIN: Duration = Duration::from_secs(2);

/// Why the tables do not follow just now.
pub(crate) type Failed = Box<dyn Error + Send + Sync>;

/// Where the tables stand after a step that began at `before`, and whether that was the last step for now; what was
/// known to be written then is waited for.
fn stand_after(followed: Followed, before: Seq, written: Seq) -> (Seq, bool) {
    match followed {
        // What this process wrote last may not be all that there is: other nodes write too. A step that got no further
        // found nothing.
        Followed::Head(seq) => (seq, seq >= written || seq == before),
        Followed::Elsewhere(seq) => (seq, true),
        Followed::More(seq) => (seq, false),
    }
}

/// A process that brings the tables up to the journal: the hospital; in tests a simulated one.
pub(crate) trait Follows: Send + Sync + 'static {
    /// Goes one step on.
    fn step(&self) -> impl Future<Output = Result<Followed, Failed>> + Send;

    /// What is known to be written in the journal.
    fn written(&self) -> watch::Receiver<Seq>;

    /// Up to which event the tables stand, as far as is known.
    fn stand(&self) -> &AtomicU64;

    /// Reports by how much they are behind: events, and for how long there have been some.
    fn report(&self, _events: u64, _time: Duration) {}

    /// How many events they are behind the journal.
    fn behind(&self) -> u64 {
        self.written().borrow().saturating_sub(self.stand().load(Ordering::Relaxed))
    }
}

impl Follows for Hospital {
    /// Aside.
    async fn step(&self) -> Result<Followed, Failed> {
        let journal = self.journal().clone();
        Ok(aside("tables", Priority::Lower, async move { journal.follow_tables().await }).await??)
    }

    fn written(&self) -> watch::Receiver<Seq> {
        self.inner.core.changes()
    }

    fn stand(&self) -> &AtomicU64 {
        &self.inner.tables_stand
    }

    fn report(&self, events: u64, time: Duration) {
        self.figures().gauge("onething_tables_behind_events", &[]).set(events as f64);
        self.figures().gauge("onething_tables_behind_seconds", &[]).set(time.as_secs_f64());
    }
}

impl Hospital {
    /// How many events the tables for reports are behind the journal.
    #[must_use]
    pub fn tables_behind(&self) -> u64 {
        self.behind()
    }

    /// What was written last before a shutdown. The next start follows anyway: nobody waits long for it.
    pub(crate) async fn follow_tables_to_the_end(&self) {
        let follow = async {
            while !go_on(self).await? {}
            Ok::<_, Failed>(self.journal().close_tables().await?)
        };
        match tokio::time::timeout(LAST_WITHIN, follow).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the tables for reports do not follow"),
            Err(_) => {
                tracing::info!(behind = self.tables_behind(), "the next start follows with the tables for reports")
            }
        }
    }
}

/// Goes one step on, and returns whether that was the last one for now: the tables stand where the journal does, or
/// another node writes them.
async fn go_on(follows: &impl Follows) -> Result<bool, Failed> {
    let written = *follows.written().borrow();
    let before = follows.stand().load(Ordering::Relaxed);
    let followed = follows.step().await?;
    let (stand, done) = stand_after(followed, before, written);
    follows.stand().store(stand, Ordering::Relaxed);
    Ok(done)
}

/// Follows until the hospital closes.
pub(crate) async fn run(follows: impl Follows, mut closing: watch::Receiver<bool>) {
    let mut durable = follows.written();
    let (mut said, mut level) = (String::new(), Instant::now());
    loop {
        let written = *durable.borrow_and_update();
        let followed = go_on(&follows).await;
        if follows.stand().load(Ordering::Relaxed) >= written {
            level = Instant::now();
        }
        follows.report(follows.behind(), level.elapsed());
        let next = async {
            match followed {
                Ok(false) => said.clear(),
                Ok(true) => {
                    said.clear();
                    // Something was written, or it is time to look whether another node has stopped.
                    drop(tokio::time::timeout(LOOK_EVERY, durable.changed()).await);
                    tokio::time::sleep(GATHER).await;
                }
                Err(error) => {
                    let error = error.to_string();
                    // Once, not each second.
                    if error != said {
                        tracing::error!(
                            error,
                            "the tables for reports do not follow; they are tried again each second"
                        );
                        said = error;
                    }
                    tokio::time::sleep(LOOK_EVERY).await;
                }
            }
        };
        tokio::select! {
            biased;
            _ = closing.wait_for(|closing| *closing) => return,
            () = next => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_on_until_the_tables_have_what_was_written_or_get_no_further() {
        assert_eq!(stand_after(Followed::Head(10), 8, 10), (10, true));
        assert_eq!(stand_after(Followed::Head(11), 8, 10), (11, true), "more was written meanwhile");
        assert_eq!(stand_after(Followed::Head(9), 8, 10), (9, false), "another node wrote the last one");
        assert_eq!(stand_after(Followed::Head(8), 8, 10), (8, true), "the journal has no more, whatever was written");
        assert_eq!(stand_after(Followed::More(12), 8, 10), (12, false));
        assert_eq!(stand_after(Followed::Elsewhere(8), 8, 10), (8, true));
    }
}
