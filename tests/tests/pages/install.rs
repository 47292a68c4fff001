//! The patient's pages on a phone without a network: the last known code, until one logs out.

use crate::harness::{Harness, Seat, id};
use serde_json::json;
use std::time::Duration;
use testkit::Way;

/// The service worker has taken over, and has its page.
const READY: &str = "return navigator.serviceWorker.ready.then(() => caches.match('/offline')).then((page) => !!page)";

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_the_last_known_code_is_shown_until_one_logs_out() {
    let harness = Harness::open();
    let (desk, patient) = (harness.caller("desk").await, harness.caller("patient").await);
    let department = desk.department("CARD").await;
    let today = id(&desk.get(&format!("/departments/{department}/appointments")).await, "date");
    let slot = patient.free_slot_on(&department, &today, "").await;
    let person = id(&patient.get("/departments").await["family"][0], "person");
    let booked = patient.done("/appointments", json!({ "slot": slot, "patient": person })).await;
    let (appointment, code) = (id(&booked, "appointment"), id(&booked, "code"));

    let seat = Seat::take(&harness, "patient", (390, 844)).await;
    let ready = async || {
        for _ in 0..100 {
            if seat.browser.execute(READY, vec![]).await.is_ok_and(|ready| ready == true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the service worker is not there");
    };
    ready().await;
    let journey = id(&booked, "journey");
    let address = format!("/journeys/{journey}?visit={appointment}");
    seat.go(&address).await;
    seat.browser.element("[data-known]").await;
    seat.gate.set(Way::Closed);
    seat.go("/").await;
    assert_eq!(seat.browser.text("#known:not([hidden]) #offline-code").await, code);
    let shown = seat.browser.text("body").await;
    assert!(shown.contains('*') && !shown.contains("DEMO0000"), "{shown}");

    // With the hospital back, the pages are the hospital's again.
    seat.gate.set(Way::Open);
    seat.go("/").await;
    seat.browser.click("form[action='/logout'] button").await;
    seat.browser.element("input[name=password]").await;
    seat.gate.set(Way::Closed);
    seat.go("/").await;
    seat.browser.element("#none:not([hidden])").await;
    assert!(!seat.browser.text("body").await.contains(&code));
    assert_eq!(seat.script("return localStorage.length").await, 0);
}
