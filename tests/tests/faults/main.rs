//! Faults that must lose nothing: every acknowledged booking is there afterwards, once; what was not acknowledged is there
//! once or not at all, and the same key finds out which. An independent checker reads the database after each.
//!
//! `cargo xtask test` takes some of the points at which a commit can be cut; `cargo xtask faults` takes all.

#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "in tests, a panic with its place is the best report"
)]

mod checker;
mod clinic;

use checker::{Acknowledged, check};
use clinic::{Caller, Clinic, PEOPLE, id, log_in, serve, url};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::{path::Path, process::Command, sync::Arc, time::Duration};
use testkit::{Fault, Faults, program};

const CLIENTS: usize = 4;
/// Of so many sync points a short run takes one.
const STRIDE: usize = 3;

/// Is it the long run of `cargo xtask faults`?
fn long() -> bool {
    std::env::var_os("ONETHING_FAULTS").is_some_and(|value| value == "long")
}

fn key(person: usize) -> String {
    format!("book-{person}")
}

fn booking(clinic: &Clinic, person: usize) -> Value {
    json!({ "slot": clinic.slots[person % clinic.slots.len()], "patient": clinic.people[person] })
}

/// Everybody wants a seat, at once; until all have heard something, or the server is gone. What was acknowledged.
async fn rush(clinic: &Arc<Clinic>, address: &str) -> Vec<Acknowledged> {
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

fn told(person: usize, body: &Value, answer: &Value) -> Acknowledged {
    Acknowledged {
        key: key(person),
        appointment: id(answer, "appointment"),
        slot: id(body, "slot"),
        patient: id(body, "patient"),
    }
}

/// Starts again on what is left, sends everything again under the same keys, and lets the checker look. Returns how many
/// seats are taken in the end.
async fn hold_to_account(clinic: &Arc<Clinic>, data: &Path, acknowledged: &[Acknowledged]) -> usize {
    let mut server = serve(data, &[]);
    let again = rush(clinic, server.address()).await;
    for before in acknowledged {
        let now = again.iter().find(|now| now.key == before.key);
        let now = now.unwrap_or_else(|| panic!("{before:?} was acknowledged and is not any more"));
        assert_eq!(now.appointment, before.appointment, "{} has another answer now", before.key);
    }
    assert!(server.stop().success());
    let wrong = check(&data.join("onething.db"), &again).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
    let verified = Command::new(program()).args(["journal", "verify", "--database", &url(data)]).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    again.len()
}

/// Ends the server at one sync of a rush, cuts the power where that is asked, and holds what is left to account.
/// `false`: the rush was over before.
async fn die_at(clinic: &Arc<Clinic>, fault: Fault, power_cut: bool) -> bool {
    let data = clinic.copy();
    let faults = Faults::new(data.path());
    let mut server = serve(data.path(), &faults.environment());
    faults.arm(fault);
    let acknowledged = rush(clinic, server.address()).await;
    let died = server.ends_within(Duration::from_millis(if acknowledged.len() < 18 { 2000 } else { 100 }));
    server.kill();
    if power_cut {
        faults.cut_power();
    }
    let seats = hold_to_account(clinic, data.path(), &acknowledged).await;
    assert_eq!(seats, 18, "in the end everything is booked out");
    died
}

/// Every point at which a commit can be cut, or some of them.
async fn sweep(clinic: &Arc<Clinic>, fault: impl Fn(u32) -> Fault, power_cut: bool) {
    let step = if long() { 1 } else { STRIDE };
    let mut died = 0;
    for nth in (1..).step_by(step) {
        if !die_at(clinic, fault(nth), power_cut).await {
            break;
        }
        died += 1;
    }
    assert!(died > 0, "the server never died");
    println!("{died} sync points, power cut: {power_cut}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_or_without_power_at_a_sync_nothing_acknowledged_is_lost() {
    let clinic = Arc::new(Clinic::open().await);
    for power_cut in [false, true] {
        sweep(&clinic, Fault::KillBefore, power_cut).await;
        sweep(&clinic, Fault::KillAfter, power_cut).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_and_nothing_is_half_done() {
    let clinic = Arc::new(Clinic::open().await);
    let data = clinic.copy();
    let faults = Faults::new(data.path());
    let mut server = serve(data.path(), &faults.environment());
    let desk = Caller { client: Client::new(), address: server.address(), token: &clinic.desk };
    let body = booking(&clinic, 0);
    faults.arm(Fault::DiskFull);
    let refused = desk.post("/appointments", &key(0), &body).await.unwrap();
    assert_eq!(refused.status(), StatusCode::INSUFFICIENT_STORAGE);
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(problem["code"], "full", "{problem}");
    assert_eq!(free_seats(&desk).await, 18, "nothing was taken, and reading goes on");
    faults.arm(Fault::None);
    let booked = desk.post("/appointments", &key(0), &body).await.unwrap();
    assert_eq!(booked.status(), StatusCode::OK);
    let acknowledged = vec![told(0, &body, &booked.json().await.unwrap())];
    assert!(server.stop().success());
    hold_to_account(&clinic, data.path(), &acknowledged).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_fails_acknowledges_nothing_and_the_power_may_go() {
    let clinic = Arc::new(Clinic::open().await);
    let data = clinic.copy();
    let faults = Faults::new(data.path());
    let mut server = serve(data.path(), &faults.environment());
    let desk = Caller { client: Client::new(), address: server.address(), token: &clinic.desk };
    let body = booking(&clinic, 0);
    let booked = desk.post("/appointments", &key(0), &body).await.unwrap();
    let mut acknowledged = vec![told(0, &body, &booked.json().await.unwrap())];
    faults.arm(Fault::SyncFails);
    let refused = desk.post("/appointments", &key(1), &booking(&clinic, 1)).await.unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text().await.unwrap());
    faults.arm(Fault::None);
    let body = booking(&clinic, 1);
    let mut booked = None;
    for _ in 0..50 {
        let answer = desk.post("/appointments", &key(1), &body).await.unwrap();
        if answer.status().is_success() {
            booked = Some(answer.json::<Value>().await.unwrap());
            break;
        }
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    acknowledged.push(told(1, &body, &booked.expect("the disk is well again and the booking is not")));
    server.kill();
    faults.cut_power();
    hold_to_account(&clinic, data.path(), &acknowledged).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_in_a_rush_is_restored() {
    let clinic = Arc::new(Clinic::open().await);
    let data = clinic.copy();
    let mut server = serve(data.path(), &[]);
    let desk = Caller { client: Client::new(), address: server.address(), token: &clinic.desk };
    let body = booking(&clinic, 0);
    let booked = desk.post("/appointments", &key(0), &body).await.unwrap();
    let before = vec![told(0, &body, &booked.json().await.unwrap())];
    let file = data.path().join("backup.jsonl");
    let onething = |arguments: &[&str]| Command::new(program()).args(arguments).output().unwrap();
    let (copying, whole) = (url(data.path()), file.to_str().unwrap().to_owned());
    let backup = tokio::task::spawn_blocking(move || {
        Command::new(program()).args(["backup", "--database", &copying, "--to", &whole]).output().unwrap()
    });
    rush(&clinic, server.address()).await;
    let backup = backup.await.unwrap();
    assert!(backup.status.success(), "{}", String::from_utf8_lossy(&backup.stderr));
    assert!(server.stop().success());

    let restored = tempfile::tempdir().unwrap();
    std::fs::copy(data.path().join("key"), restored.path().join("key")).unwrap();
    let (database, from) = (url(restored.path()), file.to_str().unwrap());
    let import = || onething(&["journal", "import", "--database", &database, "--from", from]);
    let imported = import();
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let wrong = check(&restored.path().join("onething.db"), &before).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
    let verified = onething(&["journal", "verify", "--database", &database]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    let server = serve(restored.path(), &[]);
    let token = log_in(&server, "desk").await;
    let desk = Caller { client: Client::new(), address: server.address(), token: &token };
    let again = desk.post("/appointments", &key(0), &body).await.unwrap();
    let again: Value = again.json().await.unwrap();
    assert_eq!(id(&again, "appointment"), before[0].appointment, "the key has its answer after the move, too");

    let twice = import();
    assert_eq!(twice.status.code(), Some(2), "a hospital is never imported over another");
    let again = onething(&["backup", "--database", &database, "--to", from]);
    assert_eq!(again.status.code(), Some(2), "nor a file written over");
}

/// Seats that are left, as the desk sees them.
async fn free_seats(desk: &Caller<'_>) -> u64 {
    let departments = desk.get("/departments").await;
    let department = &departments["departments"][0];
    let (department, day) = (id(department, "department"), id(department, "next_day"));
    let page = desk.get(&format!("/departments/{department}/slots?date={day}")).await;
    let sessions = page["clinicians"][0]["sessions"].as_array().unwrap();
    let slots = sessions.iter().flat_map(|session| session["slots"].as_array().unwrap());
    slots.map(|slot| slot["left"].as_u64().unwrap()).sum()
}
