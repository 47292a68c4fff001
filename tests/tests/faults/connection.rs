//! The connection between a node and its PostgreSQL: cut, silent, or frozen around a commit, or the node is killed
//! there.

use crate::{
    clinic::{Caller, Clinic},
    long,
    rush::{booking, hold_server_to_account, key, rush, told},
};
use reqwest::{Client, StatusCode};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use testkit::{Database, Place, Proxy, Statement};
use tokio::task::{JoinHandle, block_in_place};

/// A short run takes only this commit of a rush.
const SHORT: u32 = 2;
const PATIENCE: Duration = Duration::from_secs(60);

/// What happens where the connection stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// The connection is cut. The node lives on.
    Cut,
    /// The node is killed.
    Kill,
    /// Nothing more comes, for as long as anybody waits.
    Silence,
}

/// Stops at the nth commit in the middle of a rush; `false`: the rush was already over. Another node is asked
/// afterwards.
async fn stop_at(clinic: &Arc<Clinic>, nth: u32, place: Place, then: Then) -> bool {
    let data = clinic.data.copy();
    let proxy = data.database().proxy();
    let mut node = data.serve_as("node-a", &data.database().url_through(&proxy), &[]);
    proxy.arm(Statement::Commit, nth, place);
    let (asking, address) = (clinic.clone(), node.address().to_owned());
    let rushing = tokio::spawn(async move { rush(&asking, &address).await });
    let stopped = stops(&proxy, &rushing);
    if stopped && then == Then::Kill {
        node.kill();
    }
    if stopped && then != Then::Silence {
        proxy.cut();
    }
    let acknowledged = rushing.await.unwrap();
    let other = data.serve_as("node-b", &data.url(), &[]);
    hold_server_to_account(clinic, &data, other, &acknowledged).await;
    if then != Then::Kill {
        assert!(node.stop().success(), "it lives on");
    }
    stopped
}

/// Waits until the connection stops; `false` when everything is over first.
fn stops<T>(proxy: &Proxy, rushing: &JoinHandle<T>) -> bool {
    block_in_place(|| {
        loop {
            let over = rushing.is_finished();
            if proxy.stops_within(Duration::from_millis(20)) {
                return true;
            }
            if over {
                return false;
            }
        }
    })
}

async fn sweep(clinic: &Arc<Clinic>, then: Then, places: &[Place]) {
    for place in places {
        if !long() {
            assert!(stop_at(clinic, SHORT, *place, then).await, "no second commit");
            continue;
        }
        let mut commits = 0;
        while stop_at(clinic, commits + 1, *place, then).await {
            commits += 1;
        }
        assert!(commits > 1, "{commits} commits in a rush");
        println!("{then:?} {place:?}: {commits} commits");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_is_cut_off_or_whose_answer_is_lost_is_settled() {
    let clinic = Arc::new(Clinic::open_in(Database::new()).await);
    sweep(&clinic, Then::Cut, &[Place::Before, Place::Sent, Place::Answered]).await;
    // The node waits for a quarter of a minute before it gives up its connection.
    if long() {
        assert!(stop_at(&clinic, SHORT, Place::Answered, Then::Silence).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_killed_around_its_commit_loses_nothing_that_it_acknowledged() {
    let clinic = Arc::new(Clinic::open_in(Database::new()).await);
    let places = [Place::Before, Place::Unfinished, Place::Sent, Place::Answered];
    sweep(&clinic, Then::Kill, if long() { &places } else { &places[2..] }).await;
}

/// A node's connection freezes within a statement, so that none of the server's time-outs applies: others go on.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_frozen_within_a_statement_holds_nobody_up_for_long() {
    let clinic = Arc::new(Clinic::open_in(Database::new()).await);
    let data = clinic.data.copy();
    let proxy = data.database().proxy();
    let mut frozen = data.serve_as("node-a", &data.database().url_through(&proxy), &[]);
    let other = data.serve_as("node-b", &data.url(), &[]);
    let mut acknowledged = Vec::new();
    // First with the lock, which another node that waits takes away; then with a commit that is done but not answered.
    for (round, statement) in [Statement::Lock, Statement::Commit].into_iter().enumerate() {
        let (slow, quick) = (2 * round, 2 * round + 1);
        proxy.arm(statement, 1, Place::Unfinished);
        let asked = tokio::spawn(book(clinic.clone(), frozen.address().to_owned(), slow));
        assert!(block_in_place(|| proxy.stops_within(PATIENCE)), "it never comes to {statement:?}");
        let began = std::time::Instant::now();
        let booked = book(clinic.clone(), other.address().to_owned(), quick).await;
        println!("{statement:?}: the other went on after {:?}", began.elapsed());
        acknowledged.push(told(quick, &booking(&clinic, quick), &booked));
        assert!(proxy.stops_within(Duration::ZERO) && !asked.is_finished(), "while the first is frozen");
        proxy.go_on();
        let late = asked.await.unwrap();
        acknowledged.push(told(slow, &booking(&clinic, slow), &late));
        let elsewhere = book(clinic.clone(), other.address().to_owned(), slow).await;
        assert_eq!(elsewhere["appointment"], late["appointment"], "the same key on another node");
    }
    hold_server_to_account(&clinic, &data, other, &acknowledged).await;
    assert!(frozen.stop().success());
}

async fn book(clinic: Arc<Clinic>, address: String, person: usize) -> Value {
    let desk = Caller { client: Client::new(), address: &address, token: &clinic.desk };
    let answer = desk.post("/appointments", &key(person), &booking(&clinic, person)).await.unwrap();
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{person}: {body}");
    body
}
