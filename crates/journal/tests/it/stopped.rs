//! Whoever writes the tables may be stopped for good or frozen between any two of its steps. What stops is one task with
//! its connections, not the process: what SQLite's thread has begun it ends.

use crate::{
    harness::{Harness, On, booked, effort, keys},
    tables::{append, caught_up, drop_all, history, whole},
};
use journal::{Followed, Journal, StoreError};
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

type Step<'a> = Pin<Box<dyn Future<Output = Result<Followed, StoreError>> + 'a>>;

/// Lets a step wait for the database so many times, and stops there; what it returns if it ends before.
async fn stopped_after(waits: usize, step: &mut Step<'_>) -> Option<Result<Followed, StoreError>> {
    let mut waited = 0;
    poll_fn(|context| match step.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if waited == waits => Poll::Ready(None),
        Poll::Pending => {
            waited += 1;
            Poll::Pending
        }
    })
    .await
}

/// A node that reads the journal.
async fn opened(harness: &Harness) -> Journal {
    Journal::open(&harness.url(), &keys()).await.unwrap()
}

/// The one that wrote everything, and still knows what.
async fn itself(harness: &Harness) -> Journal {
    harness.journal.clone()
}

/// Kills a node at each of its waits, until it gets to its end five times in a row: SQLite's thread sometimes answers
/// before anybody waits. Returns how often it was killed. `before` says what there is to do.
async fn killed_at_each(
    harness: &mut Harness,
    stride: usize,
    node: impl AsyncFn(&Harness) -> Journal,
    before: impl AsyncFn(&mut Harness),
) -> usize {
    let (mut killed, mut ended) = (0, 0);
    for waits in (0..).step_by(stride) {
        before(harness).await;
        let node = node(harness).await;
        let mut step: Step<'_> = Box::pin(node.follow_tables());
        let done = stopped_after(waits, &mut step).await;
        drop(step);
        drop(node);
        // Where the tables stand, they say what the journal says up to there.
        assert_eq!(harness.findings().await, [], "killed after {waits} waits");
        assert_eq!(caught_up(&harness.journal).await, harness.next - 1, "killed after {waits} waits");
        whole(harness, "somebody else went on").await;
        match done {
            None => (killed, ended) = (killed + 1, 0),
            Some(done) => {
                done.unwrap();
                ended += 1;
            }
        }
        if ended == 5 {
            break;
        }
    }
    killed
}

async fn a_node_that_is_killed_while_it_writes_the_tables_leaves_them_whole(on: On) {
    let mut harness = history(on).await;
    let write = async |harness: &mut Harness| {
        let appointment = 100 + u128::from(harness.next);
        append(harness, vec![effort(9, 1), booked(appointment, 3, 1)]).await;
    };
    let reading = killed_at_each(&mut harness, 1, opened, write).await;
    let remembering = killed_at_each(&mut harness, 1, itself, write).await;
    // Whoever wrote it has the tables open already, and waits four times or so.
    assert!(reading > 10 && remembering > 1, "they were killed {reading} and {remembering} times only");
}

async fn a_node_that_is_killed_while_it_makes_the_tables_leaves_none_that_are_half_made(on: On) {
    let mut harness = history(on).await;
    let sql = harness.sql().await;
    // Only some of the waits: there are some 150 on SQLite and 850 on PostgreSQL.
    let stride = if on == On::Sqlite { 9 } else { 37 };
    let killed = killed_at_each(&mut harness, stride, opened, async |harness| {
        // The connection that follows must not see its tables vanish while it has them open.
        harness.journal.close_tables().await.unwrap();
        drop_all(&sql).await;
    });
    let killed = killed.await;
    assert!(killed > 5, "it was killed {killed} times only");
}

on_both! {
    a_node_that_is_killed_while_it_writes_the_tables_leaves_them_whole,
    a_node_that_is_killed_while_it_makes_the_tables_leaves_none_that_are_half_made,
}

/// The other node either goes on in its place, and then the frozen one writes nothing twice when it wakes; or finds
/// the tables locked, holds nobody up, and goes on afterwards.
#[tokio::test]
async fn a_node_that_is_frozen_while_it_writes_the_tables_and_wakes_writes_nothing_twice() {
    let mut harness = history(On::Postgres).await;
    let frozen = opened(&harness).await;
    let (mut passed, mut waited_for) = (0, 0);
    // Where a step waits depends on what the database has answered by then: on a busy machine it may have before one asks.
    let (mut waits, mut rounds) = (0, 0);
    while rounds < 20 && (rounds == 0 || passed == 0 || waited_for == 0) {
        let appointment = 100 + u128::from(harness.next);
        append(&mut harness, vec![effort(9, 1), booked(appointment, 3, 1)]).await;
        let mut step: Step<'_> = Box::pin(frozen.follow_tables());
        let done = stopped_after(waits, &mut step).await;
        append(&mut harness, vec![effort(9, 1)]).await;
        match harness.journal.follow_tables().await.unwrap() {
            Followed::Head(seq) => {
                assert_eq!(seq, harness.next - 1);
                passed += 1;
            }
            Followed::Elsewhere(_) => waited_for += 1,
            Followed::More(seq) => panic!("three events are one step, but it stands at {seq}"),
        }
        let ended = done.is_some();
        let awake = match done {
            Some(done) => done,
            None => step.await,
        };
        assert!(awake.is_ok(), "{awake:?} after {waits} waits");
        assert_eq!(caught_up(&harness.journal).await, harness.next - 1);
        whole(&harness, "it woke").await;
        (waits, rounds) = if ended { (0, rounds + 1) } else { (waits + 1, rounds) };
    }
    assert!(passed > 0 && waited_for > 0, "{passed} and {waited_for}: it was frozen on one side of its lock only");
}
