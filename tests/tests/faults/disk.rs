//! The disk under SQLite.

use crate::{
    clinic::{Caller, Clinic, id},
    long,
    rush::{SEATS, booking, hold_to_account, key, rush, told},
};
use reqwest::{Client, StatusCode};
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use testkit::{Fault, Faults};

/// A short run takes one of this many sync points.
const STRIDE: usize = 3;

/// Ends the server at one sync of a rush, cuts the power if asked to, and checks what is left. `false`: the rush was
/// already over.
async fn die_at(clinic: &Arc<Clinic>, fault: Fault, power_cut: bool) -> bool {
    let data = clinic.data.copy();
    let faults = Faults::new(data.folder());
    let mut server = data.serve(&faults.environment());
    faults.arm(fault);
    let acknowledged = rush(clinic, server.address()).await;
    let died = server.ends_within(Duration::from_millis(if acknowledged.len() < SEATS { 2000 } else { 100 }));
    server.kill();
    if power_cut {
        faults.cut_power();
    }
    hold_to_account(clinic, &data, &acknowledged).await;
    died
}

/// Goes through every point at which a commit can be cut, or some of them.
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
    let data = clinic.data.copy();
    let faults = Faults::new(data.folder());
    let mut server = data.serve(&faults.environment());
    let desk = Caller { client: Client::new(), address: server.address(), token: &clinic.desk };
    let body = booking(&clinic, 0);
    faults.arm(Fault::DiskFull);
    let refused = desk.post("/appointments", &key(0), &body).await.unwrap();
    assert_eq!(refused.status(), StatusCode::INSUFFICIENT_STORAGE);
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(problem["code"], "full", "{problem}");
    assert_eq!(free_seats(&desk).await, SEATS as u64, "nothing was taken, and reading goes on");
    faults.arm(Fault::None);
    let booked = desk.post("/appointments", &key(0), &body).await.unwrap();
    assert_eq!(booked.status(), StatusCode::OK);
    let acknowledged = vec![told(0, &body, &booked.json().await.unwrap())];
    assert!(server.stop().success());
    hold_to_account(&clinic, &data, &acknowledged).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_fails_acknowledges_nothing_and_the_power_may_go() {
    let clinic = Arc::new(Clinic::open().await);
    let data = clinic.data.copy();
    let faults = Faults::new(data.folder());
    let mut server = data.serve(&faults.environment());
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
    hold_to_account(&clinic, &data, &acknowledged).await;
}

/// The seats that are left, as the desk sees them.
pub(crate) async fn free_seats(desk: &Caller<'_>) -> u64 {
    let departments = desk.get("/departments").await;
    let department = &departments["departments"][0];
    let (department, day) = (id(department, "department"), id(department, "next_day"));
    let page = desk.get(&format!("/departments/{department}/slots?date={day}")).await;
    let sessions = page["clinicians"][0]["sessions"].as_array().unwrap();
    let slots = sessions.iter().flat_map(|session| session["slots"].as_array().unwrap());
    slots.map(|slot| slot["left"].as_u64().unwrap()).sum()
}
