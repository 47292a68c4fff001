//! The desk sends somebody on and pauses a session, and the room books what comes next.

use super::harness::{Harness, Reply, today};
use crate::{
    locale::{Locale, Localizer},
    ui::checks::{all, sound, words},
};
use axum::http::StatusCode;
use hospital::usecase;
use model::{
    Label,
    actor::Role,
    id::AppointmentId,
    person::CredentialKind,
    time::{MinuteOfDay, Zone},
};
use scraper::Html;

fn shown(reply: &Reply) -> Html {
    assert_eq!(reply.status, StatusCode::OK);
    sound(std::str::from_utf8(&reply.body).unwrap())
}

async fn waits(harness: &Harness) -> AppointmentId {
    let appointment = harness.book(harness.slots[0]).await;
    let credential = CredentialKind::ResidentId;
    harness.system(usecase::CheckIn { appointment, credential, class: None }.into()).await;
    appointment
}

#[tokio::test]
async fn the_desk_sends_on_whoever_waits_and_takes_it_back() {
    let harness = Harness::new().await;
    let hours = (MinuteOfDay(20 * 60), MinuteOfDay(21 * 60));
    let (session, _) = harness.publish(Label::new("5 诊室", "Room 5"), today(), hours, 2).await;
    let visit = waits(&harness).await;
    let desk = harness.cookie(Role::Desk).await;
    let path = format!("/desk/appointments/{visit}");
    let get = super::authorization::request("get", &path, Some(&desk.token), String::new());
    let page = shown(&harness.send(get).await);
    assert_eq!(all(&page, "form[action$='/transfer'] input[name='session']").len(), 1);

    let session = session.to_string();
    let fields = [("key", "t1"), ("session", session.as_str()), ("reason", "hospital")];
    let (_, reply) = harness.through(&format!("{path}/transfer"), &desk, &fields).await;
    let page = shown(&reply);
    assert!(words(all(&page, ".notice")[0]).contains("5 诊室"));
    assert_eq!(all(&page, "form[action$='/undo-transfer']").len(), 1);

    let fields = [("key", "t2"), ("reason", "mistake")];
    let (_, reply) = harness.through(&format!("{path}/undo-transfer"), &desk, &fields).await;
    let page = shown(&reply);
    assert!(words(all(&page, ".notice")[0]).contains("3 诊室"));
    assert!(all(&page, "form[action$='/undo-transfer']").is_empty());
}

#[tokio::test]
async fn the_desk_pauses_a_session_and_lets_it_go_on() {
    let harness = Harness::new().await;
    waits(&harness).await;
    let t = Localizer::new(Locale::ALL[0], Zone::SHANGHAI);
    let desk = harness.cookie(Role::Desk).await;
    let path = format!("/desk/sessions/{}", harness.session);
    let fields = [("key", "p1"), ("minutes", "10"), ("reason", "hospital")];
    let (_, reply) = harness.through(&format!("{path}/pause"), &desk, &fields).await;
    let page = shown(&reply);
    assert!(words(all(&page, ".notice")[0]).contains(&t.text("room-done-paused")));
    assert_eq!(all(&page, "form[action^='/desk/sessions/'][action$='/resume']").len(), 1);
    let (_, reply) = harness.through(&format!("{path}/resume"), &desk, &[("key", "p2")]).await;
    assert!(all(&shown(&reply), "form[action$='/resume']").is_empty());
    // What is no number is said, and nothing pauses.
    let fields = [("key", "p3"), ("minutes", "bald"), ("reason", "hospital")];
    let (_, reply) = harness.through(&format!("{path}/pause"), &desk, &fields).await;
    let page = shown(&reply);
    assert_eq!(all(&page, ".notice-bad").len(), 1);
    assert!(all(&page, "form[action$='/resume']").is_empty());
}

#[tokio::test]
async fn the_room_books_what_comes_next() {
    let harness = Harness::new().await;
    let slots = harness.tomorrow().await;
    let visit = waits(&harness).await;
    let session = harness.session;
    harness.system(usecase::CallNext { session }.into()).await;
    harness.system(usecase::Start { appointment: visit }.into()).await;
    let t = Localizer::new(Locale::ALL[0], Zone::SHANGHAI);
    let doctor = harness.cookie(Role::Clinician).await;
    let path = format!("/room/appointments/{visit}/next");
    let date = today().plus_days(1);
    let get = format!("{path}?date={date}");
    let get = super::authorization::request("get", &get, Some(&doctor.token), String::new());
    let page = shown(&harness.send(get).await);
    assert!(!all(&page, "input[name='slot']").is_empty());
    let (session, slot) = (session.to_string(), slots[0].to_string());
    let fields = [("key", "n1"), ("session", session.as_str()), ("slot", slot.as_str())];
    let (_, reply) = harness.through(&path, &doctor, &fields).await;
    assert!(words(all(&shown(&reply), ".notice")[0]).contains(&t.text("room-done-next")));
    // Without a window the page asks for one.
    let (_, reply) = harness.through(&path, &doctor, &[("key", "n2"), ("session", session.as_str())]).await;
    assert_eq!(all(&shown(&reply), ".notice-bad").len(), 1);
}
