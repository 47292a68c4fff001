//! A server that is killed, and one that is stopped in good order, while everybody books and asks again under the same
//! key.

use crate::{
    checker::Acknowledged,
    clinic::{Caller, Clinic, PEOPLE},
    rush::{SEATS, booking, is_sound, key, told},
};
use reqwest::{Client, StatusCode};
use serde_json::Value;
use std::{
    sync::{
        Arc, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use testkit::Database;

const PATIENCE: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(10);

/// Asks until there is an answer, wherever the server listens at the moment. `None`: the seats are gone.
async fn insist(clinic: &Clinic, address: &RwLock<String>, person: usize) -> Option<Acknowledged> {
    let client = Client::builder().timeout(Duration::from_secs(10)).build().unwrap();
    let body = booking(clinic, person);
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let address = address.read().unwrap().clone();
        let desk = Caller { client: client.clone(), address: &address, token: &clinic.desk };
        if let Ok(answer) = desk.post("/appointments", &key(person), &body).await {
            let status = answer.status();
            match (status, answer.json::<Value>().await) {
                (StatusCode::OK, Ok(answer)) => return Some(told(person, &body, &answer)),
                (StatusCode::UNPROCESSABLE_ENTITY, Ok(refused)) => {
                    assert_eq!(refused["code"], "slot-full", "{refused}");
                    return None;
                }
                // The server ended while it answered.
                (StatusCode::OK | StatusCode::SERVICE_UNAVAILABLE, _) => {}
                (_, other) => panic!("{status}: {other:?}"),
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    panic!("nobody answers {person}");
}

async fn restarted_in_the_rush(clinic: Clinic) {
    let clinic = Arc::new(clinic);
    let mut server = clinic.data.serve(&[]);
    let address = Arc::new(RwLock::new(server.address().to_owned()));
    let answered = Arc::new(AtomicUsize::new(0));
    let people: Vec<_> = (0..PEOPLE)
        .map(|person| {
            let (clinic, address, answered) = (clinic.clone(), address.clone(), answered.clone());
            tokio::spawn(async move {
                // Not all at once, so that some come while there is no server.
                while answered.load(Ordering::Relaxed) + 4 <= person {
                    tokio::time::sleep(PAUSE).await;
                }
                let told = insist(&clinic, &address, person).await;
                answered.fetch_add(1, Ordering::Relaxed);
                told
            })
        })
        .collect();
    for (after, in_good_order) in [(3, false), (9, true)] {
        let began = Instant::now();
        while answered.load(Ordering::Relaxed) < after {
            assert!(began.elapsed() < PATIENCE, "nobody is answered");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        if in_good_order {
            assert!(server.stop().success());
        } else {
            server.kill();
        }
        server = clinic.data.serve(&[]);
        server.address().clone_into(&mut address.write().unwrap());
    }
    let mut acknowledged = Vec::new();
    for person in people {
        acknowledged.extend(person.await.unwrap());
    }
    assert_eq!(acknowledged.len(), SEATS, "each seat has somebody who knows of it");
    assert!(server.stop().success());
    is_sound(&clinic.data, &acknowledged).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_restarted_in_the_rush_serves_everybody_once() {
    restarted_in_the_rush(Clinic::open().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_restarted_in_the_rush_serves_everybody_once() {
    restarted_in_the_rush(Clinic::open_in(Database::new()).await).await;
}
