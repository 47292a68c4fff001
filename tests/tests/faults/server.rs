//! The disk under PostgreSQL, and PostgreSQL killed at a sync of its log: it recovers, and whoever booked finds the
//! booking.

use crate::{
    clinic::{Caller, Clinic},
    disk::free_seats,
    long,
    rush::{SEATS, booking, hold_server_to_account, hold_to_account, key, rush, told},
};
use reqwest::{Client, StatusCode};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use testkit::{Cluster, Fault};
use tokio::task::block_in_place;

/// A short run takes only this sync of a rush.
const SHORT: u32 = 3;
/// The folders of the server's log and of its tables.
const LOG: &str = "pg_wal/";
const TABLES: &str = "base/";
const TRIES: u32 = 600;

/// A server of its own, whose disk can fail, and a clinic on it.
async fn open() -> (&'static Cluster, Arc<Clinic>) {
    let cluster: &'static Cluster = Box::leak(Box::new(Cluster::faulty()));
    (cluster, Arc::new(Clinic::open_in(cluster.database()).await))
}

/// Waits until `/readyz` says this word.
async fn ready_says(address: &str, word: &str) {
    let client = Client::new();
    let mut said = String::new();
    for _ in 0..TRIES {
        let answer = client.get(format!("{address}/readyz")).send().await.unwrap();
        let ready = answer.status() == StatusCode::OK;
        said = answer.text().await.unwrap();
        let first = said.lines().next().unwrap_or_default();
        assert_eq!(ready, first == "ready", "{said}");
        if first == word {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("/readyz says {said}");
}

/// Goes through the points of a rush until it is over before the next one. Returns how many struck.
async fn sweep(mut strikes: impl AsyncFnMut(u32) -> bool) -> u32 {
    if !long() {
        assert!(strikes(SHORT).await, "no third sync");
        return 1;
    }
    let mut syncs = 0;
    while strikes(syncs + 1).await {
        syncs += 1;
    }
    assert!(syncs > 1, "{syncs} syncs in a rush");
    syncs
}

/// One process of the server dies at its sync, or finds that the sync failed; the others are ended because of it, and
/// the server recovers while everybody goes on asking.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_dies_at_a_sync_of_its_log_recovers_and_loses_nothing() {
    let (cluster, clinic) = open().await;
    for fault in [Fault::KillBefore, Fault::KillAfter, Fault::FailAt] {
        let syncs = sweep(async |nth| {
            let data = clinic.data.copy();
            let node = data.serve(&[]);
            cluster.faults().arm_for(LOG, fault(nth));
            let acknowledged = rush(&clinic, node.address()).await;
            let struck = cluster.faults().syncs() >= nth;
            cluster.faults().arm(Fault::None);
            // The same node: it is told now what it was not told in the rush.
            hold_server_to_account(&clinic, &data, node, &acknowledged).await;
            struck
        });
        println!("{:?}: {} syncs", fault(0), syncs.await);
    }
}

/// All processes of the server and of the node die at once, and whatever was not synced is gone.
#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let (cluster, clinic) = open().await;
    for fault in [Fault::KillAllBefore, Fault::KillAllAfter] {
        let syncs = sweep(async |nth| {
            let data = clinic.data.copy();
            let mut node = data.serve(&[]);
            cluster.faults().arm_for(LOG, fault(nth));
            let (asking, address) = (clinic.clone(), node.address().to_owned());
            let rushing = tokio::spawn(async move { rush(&asking, &address).await });
            let dead = || cluster.faults().syncs() >= nth && block_in_place(|| !cluster.is_up());
            while !rushing.is_finished() && !dead() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            node.kill();
            let acknowledged = rushing.await.unwrap();
            let struck = cluster.faults().syncs() >= nth;
            block_in_place(|| cluster.start_again(true));
            hold_to_account(&clinic, &data, &acknowledged).await;
            struck
        });
        println!("{:?}: {} syncs", fault(0), syncs.await);
    }
}

/// The log's disk is full, or no sync succeeds: the server ends, and somebody has to start it again. The node waits.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_log_cannot_be_written_is_started_again_and_knows_everything() {
    let (cluster, clinic) = open().await;
    for fault in [Fault::DiskFull, Fault::SyncFails] {
        let data = clinic.data.copy();
        let node = data.serve(&[]);
        let desk = Caller { client: Client::new(), address: node.address(), token: &clinic.desk };
        let body = booking(&clinic, 0);
        let booked = desk.post("/appointments", &key(0), &body).await.unwrap();
        let acknowledged = vec![told(0, &body, &booked.json().await.unwrap())];
        cluster.faults().arm_for(LOG, fault);
        let refused = desk.post("/appointments", &key(1), &booking(&clinic, 1)).await.unwrap();
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text().await.unwrap());
        for _ in 0..TRIES {
            if block_in_place(|| !cluster.is_up()) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        ready_says(node.address(), "database-away").await;
        block_in_place(|| cluster.start_again(false));
        let body = booking(&clinic, 1);
        let mut again = None;
        for _ in 0..TRIES {
            let answer = desk.post("/appointments", &key(1), &body).await.unwrap();
            if answer.status().is_success() {
                again = Some(answer.json::<Value>().await.unwrap());
                break;
            }
            assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        ready_says(node.address(), "ready").await;
        let again = told(1, &body, &again.expect("the server is well again and the booking is not"));
        hold_server_to_account(&clinic, &data, node, &[acknowledged, vec![again]].concat()).await;
    }
}

/// No table can grow: the server refuses the transaction, and nothing is half done.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_under_the_tables_is_said_and_nothing_is_half_done() {
    let (cluster, clinic) = open().await;
    let data = clinic.data.copy();
    let node = data.serve(&[]);
    let desk = Caller { client: Client::new(), address: node.address(), token: &clinic.desk };
    cluster.faults().arm_for(TABLES, Fault::DiskFullGrowing);
    let mut acknowledged = Vec::new();
    let mut refused = None;
    for person in 0..SEATS {
        let body = booking(&clinic, person);
        let answer = desk.post("/appointments", &key(person), &body).await.unwrap();
        if answer.status() != StatusCode::OK {
            refused = Some(answer);
            break;
        }
        acknowledged.push(told(person, &body, &answer.json().await.unwrap()));
    }
    let refused = refused.expect("18 bookings need a new page");
    assert_eq!(refused.status(), StatusCode::INSUFFICIENT_STORAGE);
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(problem["code"], "full", "{problem}");
    assert_eq!(free_seats(&desk).await as usize, SEATS - acknowledged.len(), "nothing was taken, and reading goes on");
    cluster.faults().arm(Fault::None);
    hold_server_to_account(&clinic, &data, node, &acknowledged).await;
}
