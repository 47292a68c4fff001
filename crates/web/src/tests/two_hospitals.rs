//! Two hospitals behind two routers in one process, in one database: each is asked by its own, and counted by itself.

use super::harness::{Harness, PASSWORD, Reply};
use crate::metrics;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use hospital::{accounts::Origin, fixture::Place};
use model::{actor::Role, id::HospitalId};
use serde_json::json;
use std::collections::BTreeMap;
use tower::ServiceExt as _;

const IDS: [HospitalId; 2] = [HospitalId(7), HospitalId(8)];

/// What `/metrics` says: each figure with its labels.
async fn figures() -> BTreeMap<String, f64> {
    let reply = metrics::router().oneshot(Request::get("/metrics").body(Body::empty()).unwrap()).await.unwrap();
    let bytes = axum::body::to_bytes(reply.into_body(), usize::MAX).await.unwrap();
    let text = String::from_utf8(bytes.into()).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let line = |line: &str| line.rsplit_once(' ').map(|(name, value)| (name.to_owned(), value.parse().unwrap()));
    lines.filter_map(line).collect()
}

/// The sum of what is counted of one hospital under this name.
fn counted(figures: &BTreeMap<String, f64>, name: &str, id: HospitalId) -> u64 {
    let label = format!("hospital=\"{id}\"");
    let own = figures.iter().filter(|(line, _)| line.starts_with(&format!("{name}{{")) && line.contains(&label));
    own.map(|(_, value)| *value as u64).sum()
}

async fn get(harness: &Harness, path: &str, cookies: &str) -> Reply {
    harness.send(Request::get(path).header(header::COOKIE, cookies).body(Body::empty()).unwrap()).await
}

async fn book(harness: &Harness, token: &str, slot: usize) -> Reply {
    let body = json!({ "slot": harness.slots[slot], "patient": harness.patient });
    let headers = [("idempotency-key", "same")];
    harness.call_with(Method::POST, "/api/v1/appointments", &headers, Some(token), body.to_string()).await
}

#[tokio::test]
async fn each_is_asked_by_its_own_and_counted_by_itself() {
    metrics::install();
    let place = Place::file();
    let shared = place.shared();
    let one = Harness::one_of_several(IDS[0], place).await;
    let other = Harness::one_of_several(IDS[1], shared).await;

    // One key, and one person of the same id at both.
    let (here, there) = (one.token(Role::Patient).await, other.token(Role::Patient).await);
    for (harness, token, slot) in [(&one, &here, 0), (&other, &there, 1)] {
        let booked = book(harness, token, slot).await;
        assert_eq!(booked.status, StatusCode::OK, "{}", String::from_utf8_lossy(&booked.body));
    }
    assert_eq!(book(&other, &here, 2).await.status, StatusCode::UNAUTHORIZED, "a token of one is none of the other");

    // A browser keeps a log-in of each: the cookies have names of their own.
    let (first, second) = (one.cookie(Role::Desk).await, other.cookie(Role::Desk).await);
    let both = format!("onething-7={}; onething-8={}", first.token, second.token);
    for harness in [&one, &other] {
        assert_eq!(get(harness, "/desk", &both).await.status, StatusCode::OK);
    }
    for cookies in [format!("onething-7={}", first.token), format!("onething-8={}", first.token)] {
        assert_eq!(get(&other, "/desk", &cookies).await.status, StatusCode::SEE_OTHER, "{cookies}");
    }
    let form = format!("name=desk&password={PASSWORD}");
    let entered = one.send(super::authorization::request("post", "/login", None, form)).await;
    assert!(entered.header(header::SET_COOKIE).starts_with("onething-7="));

    // By hand: what was sent to each above.
    let seen = figures().await;
    assert_eq!(counted(&seen, "http_requests_total", IDS[0]), 3, "a booking, a page, a log-in: {seen:#?}");
    assert_eq!(counted(&seen, "http_requests_total", IDS[1]), 5, "two bookings, three pages: {seen:#?}");
    assert_eq!(counted(&seen, "http_request_seconds_count", IDS[1]), 5);
    // Each event since the first was counted, where it was written: the one has one more than the other.
    one.person().await;
    let seen = figures().await;
    for (harness, id) in [&one, &other].into_iter().zip(IDS) {
        assert_eq!(counted(&seen, "onething_events_total", id), harness.seq(), "{seen:#?}");
    }
    assert_eq!(one.seq(), other.seq() + 1);
    // Whatever is counted says of which hospital it is.
    let without: Vec<&String> = seen.keys().filter(|line| !line.contains("hospital=\"")).collect();
    assert!(without.is_empty(), "{without:?}");

    // One stops; the other is at work, and ready.
    one.hospital.shutdown().await;
    let ready = get(&other, "/readyz", "").await;
    let said = String::from_utf8_lossy(&ready.body);
    let behind = said.strip_prefix("ready\ntables: ").and_then(|rest| rest.strip_suffix(" events behind\n"));
    assert!(ready.status == StatusCode::OK && behind.unwrap().parse::<u64>().is_ok(), "{said}");
    let token = other.hospital.accounts().bearer("patient", PASSWORD, &Origin::here()).await.unwrap().token;
    let body = json!({ "slot": other.slots[0], "patient": other.other });
    let refused = other.call(Method::POST, "/api/v1/appointments", Some(&token), Some(body)).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "it answers as ever: a stranger's record is told to nobody");
    other.book(other.slots[3]).await;
    let seen = figures().await;
    assert_eq!(counted(&seen, "onething_events_total", IDS[1]), other.seq());
    assert_eq!(counted(&seen, "onething_events_total", IDS[0]), one.seq(), "it writes nothing any more");
}
