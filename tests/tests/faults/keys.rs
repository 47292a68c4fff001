//! One key, one effect, one answer: after a SIGKILL, and on another node.

use crate::{
    clinic::{Caller, Clinic},
    rush::{booking, is_sound, key, told},
};
use reqwest::{Client, StatusCode};
use serde_json::Value;
use testkit::{Database, Server};

/// A key that booked for the first person is used again: with its own body it gets its answer, with another one a
/// conflict.
async fn is_known(clinic: &Clinic, server: &Server, first: &Value) {
    let desk = Caller { client: Client::new(), address: server.address(), token: &clinic.desk };
    let again = desk.post("/appointments", &key(0), &booking(clinic, 0)).await.unwrap();
    assert_eq!(again.status(), StatusCode::OK);
    assert_eq!(&again.json::<Value>().await.unwrap(), first);
    let other = desk.post("/appointments", &key(0), &booking(clinic, 1)).await.unwrap();
    assert_eq!(other.status(), StatusCode::CONFLICT);
    assert_eq!(other.json::<Value>().await.unwrap()["code"], "conflict");
}

async fn one_effect(clinic: Clinic) {
    let mut server = clinic.data.serve(&[]);
    let desk = Caller { client: Client::new(), address: server.address(), token: &clinic.desk };
    let booked = desk.post("/appointments", &key(0), &booking(&clinic, 0)).await.unwrap();
    assert_eq!(booked.status(), StatusCode::OK);
    let first: Value = booked.json().await.unwrap();
    is_known(&clinic, &server, &first).await;
    if clinic.data.is_shared() {
        let other = clinic.data.serve_as("node-b", &clinic.data.url(), &[]);
        is_known(&clinic, &other, &first).await;
    }
    server.kill();
    let mut server = clinic.data.serve(&[]);
    is_known(&clinic, &server, &first).await;
    assert!(server.stop().success());
    is_sound(&clinic.data, &[told(0, &booking(&clinic, 0), &first)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_has_one_effect_and_one_answer_across_a_kill() {
    one_effect(Clinic::open().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_has_one_effect_and_one_answer_across_a_kill_and_on_another_node() {
    one_effect(Clinic::open_in(Database::new()).await).await;
}
