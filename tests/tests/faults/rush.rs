//! Everybody wants a seat at once, each under a key of their own; afterwards what they were told is checked.

use crate::{
    checker::{Acknowledged, check},
    clinic::{Caller, Clinic, Data, PEOPLE, id},
};
use reqwest::Client;
use serde_json::{Value, json};
use std::{process::Command, sync::Arc, time::Duration};
use testkit::{Server, program};

const CLIENTS: usize = 4;
/// Seats in total: whoever comes when they are gone is refused.
pub(crate) const SEATS: usize = 18;

pub(crate) fn key(person: usize) -> String {
    format!("book-{person}")
}

pub(crate) fn booking(clinic: &Clinic, person: usize) -> Value {
    json!({ "slot": clinic.slots[person % clinic.slots.len()], "patient": clinic.people[person] })
}

/// Books until everybody has an answer or the server is gone. Returns what was acknowledged.
pub(crate) async fn rush(clinic: &Arc<Clinic>, address: &str) -> Vec<Acknowledged> {
    let client = Client::builder().timeout(Duration::from_secs(10)).build().unwrap();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (clinic, client, address) = (clinic.clone(), client.clone(), address.to_owned());
            tokio::spawn(async move {
                let mut acknowledged = Vec::new();
                for person in (number..PEOPLE).step_by(CLIENTS) {
                    let desk = Caller { client: client.clone(), address: &address, token: &clinic.desk };
                    let body = booking(&clinic, person);
                    let Ok(answer) = desk.post("/appointments", &key(person), &body).await else { break };
                    if answer.status().is_success()
                        && let Ok(answer) = answer.json::<Value>().await
                    {
                        acknowledged.push(told(person, &body, &answer));
                    }
                }
                acknowledged
            })
        })
        .collect();
    let mut acknowledged = Vec::new();
    for client in clients {
        acknowledged.extend(client.await.unwrap());
    }
    acknowledged
}

pub(crate) fn told(person: usize, body: &Value, answer: &Value) -> Acknowledged {
    Acknowledged {
        key: key(person),
        appointment: id(answer, "appointment"),
        slot: id(body, "slot"),
        patient: id(body, "patient"),
    }
}

/// Starts again on what is left, sends everything again under the same keys, and lets the checker look.
pub(crate) async fn hold_to_account(clinic: &Arc<Clinic>, data: &Data, acknowledged: &[Acknowledged]) {
    let server = data.serve(&[]);
    hold_server_to_account(clinic, data, server, acknowledged).await;
}

/// The same with a running server: the same one, another node, or one that was started again.
pub(crate) async fn hold_server_to_account(
    clinic: &Arc<Clinic>,
    data: &Data,
    mut server: Server,
    acknowledged: &[Acknowledged],
) {
    let again = rush(clinic, server.address()).await;
    for before in acknowledged {
        let now = again.iter().find(|now| now.key == before.key);
        let now = now.unwrap_or_else(|| panic!("{before:?} was acknowledged and is not any more"));
        assert_eq!(now.appointment, before.appointment, "{} has another answer now", before.key);
    }
    assert_eq!(again.len(), SEATS, "in the end everything is booked out");
    assert!(server.stop().success());
    is_sound(data, &again).await;
}

/// Checks that neither the checker nor the program itself finds anything wrong.
pub(crate) async fn is_sound(data: &Data, acknowledged: &[Acknowledged]) {
    let wrong = check(&data.url(), acknowledged).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
    let verified = Command::new(program()).args(["journal", "verify", "--database", &data.url()]).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
