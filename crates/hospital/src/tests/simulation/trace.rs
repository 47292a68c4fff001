//! What happened in a simulation, line by line, and what was wrong with it.

use sha2::{Digest, Sha256};
use std::{
    fmt,
    sync::{Arc, Mutex},
};
use tokio::{sync::Notify, time::Instant};

/// Takes notes. A cheap clone.
#[derive(Clone, Debug)]
pub(super) struct Trace(Arc<Notes>);

#[derive(Debug)]
struct Notes {
    began: Instant,
    printed: bool,
    hash: Mutex<Sha256>,
    wrong: Mutex<Option<String>>,
    ended: Notify,
}

impl Trace {
    /// Begins now. `printed`: each line is printed as it comes.
    pub(super) fn begin(printed: bool) -> Self {
        let (hash, wrong) = (Mutex::new(Sha256::new()), Mutex::new(None));
        Self(Arc::new(Notes { began: Instant::now(), printed, hash, wrong, ended: Notify::new() }))
    }

    /// Notes what somebody did.
    pub(super) fn note(&self, who: impl fmt::Display, what: impl fmt::Display) {
        let line = format!("{:>8} ms  {who:<10} {what}\n", self.0.began.elapsed().as_millis());
        if self.0.printed {
            eprint!("{line}");
        }
        self.0.hash.lock().unwrap().update(line);
    }

    /// Notes that a promise was broken. The first one counts, because later ones may follow from it.
    pub(super) fn wrong(&self, what: impl fmt::Display) {
        self.note("WRONG", &what);
        self.0.wrong.lock().unwrap().get_or_insert_with(|| what.to_string());
        self.0.ended.notify_one();
    }

    /// Waits until something is wrong.
    pub(super) async fn until_wrong(&self) {
        self.0.ended.notified().await;
    }

    /// A hash over all lines, or what was wrong.
    pub(super) fn verdict(&self) -> Result<String, String> {
        match self.0.wrong.lock().unwrap().clone() {
            Some(wrong) => Err(wrong),
            None => Ok(hex::encode(self.0.hash.lock().unwrap().clone().finalize())),
        }
    }
}
