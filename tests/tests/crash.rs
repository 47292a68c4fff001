//! SIGKILL while clients book: every acknowledged booking is there afterwards, once.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};
use testkit::Server;

async fn token(client: &Client, server: &Server, login: &str) -> String {
    let answer = client
        .post(format!("{}/api/v1/login", server.address()))
        .json(&json!({ "login": login, "password": "yijianshi" }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap());
    let body: Value = answer.json().await.unwrap();
    body["token"].as_str().expect("a token").to_owned()
}

async fn get(client: &Client, server: &Server, token: &str, path: &str) -> Value {
    let answer = client.get(format!("{}/api/v1{path}", server.address())).bearer_auth(token).send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{path}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// All slots of a department's day that have seats left.
fn open_slots(page: &Value) -> Vec<(String, u64)> {
    let sessions = page["clinicians"].as_array().into_iter().flatten();
    sessions
        .flat_map(|clinician| clinician["sessions"].as_array().into_iter().flatten())
        .flat_map(|session| session["slots"].as_array().into_iter().flatten())
        .filter_map(|slot| Some((slot["slot"].as_str()?.to_owned(), slot["left"].as_u64()?)))
        .filter(|(_, left)| *left > 0)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_booking_survives_a_kill_once() {
    const CLIENTS: usize = 8;
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::demo(data.path());
    let client = Client::new();
    let desk = token(&client, &server, "desk").await;
    let departments = get(&client, &server, &desk, "/departments").await;
    let department = departments["departments"]
        .as_array()
        .and_then(|all| all.iter().find(|card| card["code"] == "CARD"))
        .and_then(|card| card["department"].as_str())
        .expect("cardiology")
        .to_owned();
    let first = get(&client, &server, &desk, &format!("/departments/{department}/slots")).await;
    let days: Vec<String> = first["days"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|day| day["left"].as_u64().unwrap_or(0) > 20)
        .filter_map(|day| day["date"].as_str().map(str::to_owned))
        .collect();
    let day = days.last().expect("a day with seats").clone();
    let path = format!("/departments/{department}/slots?date={day}");
    let slots = Arc::new(open_slots(&get(&client, &server, &desk, &path).await));
    let left_before: u64 = slots.iter().map(|(_, left)| left).sum();

    let killed = Arc::new(AtomicBool::new(false));
    let answered = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (client, slots) = (client.clone(), slots.clone());
            let (killed, answered) = (killed.clone(), answered.clone());
            let (address, token) = (server.address().to_owned(), desk.clone());
            tokio::spawn(async move {
                let mut acknowledged: Vec<(String, Value, String)> = Vec::new();
                for round in 0..slots.len() {
                    let (slot, _) = &slots[(number * 3 + round) % slots.len()];
                    let person = json!({ "person": { "name": format!("虚构{number}-{round}"), "sex": "female" },
                        "identity": "unidentified" });
                    let registered = client
                        .post(format!("{address}/api/v1/persons"))
                        .bearer_auth(&token)
                        .header("Idempotency-Key", format!("person-{number}-{round}"))
                        .json(&person)
                        .send()
                        .await;
                    let Ok(registered) = registered else { break };
                    let status = registered.status();
                    let Ok(body) = registered.json::<Value>().await else { break };
                    assert!(status.is_success(), "registering: {status} {body}");
                    let key = format!("book-{number}-{round}");
                    let booking = json!({ "slot": slot, "patient": body["person"] });
                    let booked = client
                        .post(format!("{address}/api/v1/appointments"))
                        .bearer_auth(&token)
                        .header("Idempotency-Key", &key)
                        .json(&booking)
                        .send()
                        .await;
                    let Ok(booked) = booked else { break };
                    if booked.status().is_success()
                        && let Ok(answer) = booked.json::<Value>().await
                    {
                        acknowledged.push((
                            key,
                            booking,
                            answer["appointment"].as_str().unwrap_or_default().to_owned(),
                        ));
                        answered.fetch_add(1, Ordering::Relaxed);
                    }
                    if killed.load(Ordering::Relaxed) {
                        break;
                    }
                }
                acknowledged
            })
        })
        .collect();
    // In the middle of it, on a slow machine too: when the third is acknowledged.
    let enough = async {
        while answered.load(Ordering::Relaxed) < 3 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), enough).await.expect("three bookings are acknowledged");
    server.kill();
    killed.store(true, Ordering::Relaxed);
    let mut acknowledged = Vec::new();
    for client in clients {
        acknowledged.extend(client.await.unwrap());
    }
    assert!(acknowledged.len() >= 3, "only {} bookings were acknowledged before the kill", acknowledged.len());

    let server = Server::demo(data.path());
    let desk = token(&client, &server, "desk").await;
    let mut appointments = BTreeSet::new();
    for (key, booking, appointment) in &acknowledged {
        let again = client
            .post(format!("{}/api/v1/appointments", server.address()))
            .bearer_auth(&desk)
            .header("Idempotency-Key", key)
            .json(booking)
            .send()
            .await
            .unwrap();
        let status = again.status();
        let body: Value = again.json().await.unwrap();
        assert!(status.is_success(), "{key}: {status} {body}");
        assert_eq!(body["appointment"], **appointment, "the same key has the same answer after the crash");
        let visit = get(&client, &server, &desk, &format!("/appointments/{appointment}")).await;
        assert_eq!(visit["slot"], booking["slot"]);
        assert!(appointments.insert(appointment.clone()), "{appointment} was acknowledged twice");
    }
    let after = open_slots(&get(&client, &server, &desk, &path).await);
    let left_after: u64 = after.iter().map(|(_, left)| left).sum();
    assert!(left_before - left_after >= acknowledged.len() as u64, "acknowledged bookings hold their seats");
}
