//! Hints between nodes that something was written. A hint may be lost, and nobody relies on it: whoever waits for
//! others' events also looks for them.

use crate::{
    Journal,
    store::{Backend, postgres::Postgres},
};
use model::id::{HospitalId, Seq};
use sqlx::{
    ConnectOptions as _,
    postgres::{PgConnectOptions, PgListener},
};
use std::time::Duration;
use tokio::sync::watch;
use tracing::Instrument as _;

const CHANNEL: &str = "onething";
/// Sent after the commit and not within it, where it would make the commits of all hospitals wait for one another.
pub(crate) const TELL: &str = "select pg_notify($1, $2)";
/// Pause after a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// Hints from other nodes, as far as they arrive.
#[derive(Debug)]
pub struct News {
    seen: watch::Receiver<Seq>,
}

impl News {
    /// Hints from a channel, as a journal of another kind has them.
    #[must_use]
    pub const fn of(seen: watch::Receiver<Seq>) -> Self {
        Self { seen }
    }

    /// Waits until some node says that it wrote, and returns the number of its event. On SQLite no node does.
    pub async fn next(&mut self) -> Seq {
        if self.seen.changed().await.is_err() {
            return std::future::pending().await;
        }
        *self.seen.borrow_and_update()
    }
}

impl Journal {
    /// Hints from now on.
    pub fn news(&self) -> News {
        let (sender, seen) = watch::channel(0);
        if let Backend::Postgres(store) = &self.store {
            tokio::spawn(listen(store.clone(), self.hospital(), sender).instrument(self.span()));
        }
        News::of(seen)
    }
}

/// Listens as long as somebody wants to know.
async fn listen(store: Postgres, hospital: HospitalId, sender: watch::Sender<Seq>) {
    while !sender.is_closed() {
        let heard = async {
            let mut listener = PgListener::connect_with(&store.pool).await?;
            listener.listen(CHANNEL).await?;
            loop {
                let told = listener.recv().await?;
                if let Some(seq) = said(told.payload(), hospital) {
                    sender.send_replace(seq);
                }
            }
        };
        let Err::<std::convert::Infallible, sqlx::Error>(error) = tokio::select! {
            failed = heard => failed,
            () = sender.closed() => return,
        };
        tracing::debug!(%error, "news of other nodes cannot be heard");
        tokio::time::sleep(PAUSE).await;
    }
}

fn said(payload: &str, hospital: HospitalId) -> Option<Seq> {
    let (whose, seq) = payload.split_once(':')?;
    (whose.parse() == Ok(hospital.0)).then_some(())?;
    seq.parse().ok()
}

/// Tells other nodes what this one wrote (only the last event, when it writes faster than it can tell); ends with the
/// journal.
pub(crate) async fn tell(options: PgConnectOptions, hospital: HospitalId, mut written: watch::Receiver<Seq>) {
    let mut telling = None;
    while written.changed().await.is_ok() {
        let seq = *written.borrow_and_update();
        let mut connection = match telling.take() {
            Some(connection) => connection,
            None => match options.connect().await {
                Ok(connection) => connection,
                Err(error) => {
                    tracing::debug!(%error, "other nodes cannot be told");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            },
        };
        let told = sqlx::query(TELL).bind(CHANNEL).bind(format!("{}:{seq}", hospital.0)).execute(&mut connection).await;
        if told.is_ok() {
            telling = Some(connection);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_news_of_the_own_hospital_count() {
        assert_eq!(said("7:12", HospitalId(7)), Some(12));
        for other in ["8:12", "7", "7:", "x:1", ""] {
            assert_eq!(said(other, HospitalId(7)), None);
        }
    }
}
