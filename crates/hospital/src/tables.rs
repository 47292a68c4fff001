//! Brings the tables for reports up to the journal, after whoever asked is answered (decisions.md D22).

use crate::{
    aside::{Priority, aside},
    hospital::Hospital,
};
use journal::Followed;
use model::id::Seq;
use std::{error::Error, sync::atomic::Ordering, time::Duration};
use tokio::time::Instant;

/// Pause after something was written, so that a rush is followed in large steps.
const GATHER: Duration = Duration::from_millis(100);
/// How often it is looked whether another node has stopped writing them; also the pause after a failure.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How much longer a shutdown follows.
const LAST_WITHIN: Duration = Duration::from_secs(2);

/// Why the tables do not follow just now.
type Failed = Box<dyn Error + Send + Sync>;

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

impl Hospital {
    /// How many events the tables for reports are behind the journal.
    #[must_use]
    pub fn tables_behind(&self) -> u64 {
        let stand = self.inner.tables_stand.load(Ordering::Relaxed);
        self.inner.core.changes().borrow().saturating_sub(stand)
    }

    /// Goes one step on, aside, and returns whether that was the last one for now: the tables stand where the journal
    /// does, or another node writes them.
    async fn follow_tables(&self) -> Result<bool, Failed> {
        let (journal, written) = (self.journal().clone(), *self.inner.core.changes().borrow());
        let before = self.inner.tables_stand.load(Ordering::Relaxed);
        let step = async move { journal.follow_tables().await };
        let followed = aside("tables", Priority::Lower, step).await??;
        let (stand, done) = stand_after(followed, before, written);
        self.inner.tables_stand.store(stand, Ordering::Relaxed);
        Ok(done)
    }

    /// What was written last before a shutdown. The next start follows anyway: nobody waits long for it.
    pub(crate) async fn follow_tables_to_the_end(&self) {
        let follow = async {
            while !self.follow_tables().await? {}
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

/// Follows until the hospital closes.
pub(crate) async fn run(hospital: Hospital) {
    let mut closing = hospital.closing();
    let mut durable = hospital.inner.core.changes();
    let (mut said, mut level) = (String::new(), Instant::now());
    loop {
        let written = *durable.borrow_and_update();
        let followed = hospital.follow_tables().await;
        let behind = hospital.tables_behind();
        if hospital.inner.tables_stand.load(Ordering::Relaxed) >= written {
            level = Instant::now();
        }
        hospital.figures().gauge("onething_tables_behind_events", &[]).set(behind as f64);
        hospital.figures().gauge("onething_tables_behind_seconds", &[]).set(level.elapsed().as_secs_f64());
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
