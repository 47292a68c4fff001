//! Who is in the building, by the address: the code on the screens, the kiosk, and phones that need no code.

use super::{
    authorization::request,
    harness::{Harness, Reply},
};
use crate::{Front, state::Peer};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use hospital::{Answer, usecase};
use model::{
    actor::Role,
    id::{AppointmentId, SlotId, short_code},
    scheduling::Channel,
};
use std::net::IpAddr;

async fn harness() -> Harness {
    Harness::fronted(Front {
        inside: ["10.20.0.0/16".parse().unwrap()].into(),
        proxies: ["10.0.0.1/32".parse().unwrap()].into(),
        ..Front::default()
    })
    .await
}

fn from(address: &str, request: Request<Body>) -> Request<Body> {
    let mut request = request;
    request.extensions_mut().insert(Peer(address.parse::<IpAddr>().unwrap()));
    request
}

/// The patient who logs in books.
async fn own(harness: &Harness, slot: SlotId) -> AppointmentId {
    let book = usecase::Book { slot, patient: harness.patient, channel: Channel::OnSite, impossible: None };
    let Answer::Booked { appointment, .. } = harness.system(book.into()).await else { panic!() };
    appointment
}

fn text(reply: &Reply) -> String {
    String::from_utf8_lossy(&reply.body).into_owned()
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).header(header::ACCEPT_LANGUAGE, "en").body(Body::empty()).unwrap()
}

#[tokio::test]
async fn only_screens_in_the_building_show_the_code() {
    let harness = harness().await;
    let code = harness.hospital.presence_code();
    let shown = async |request: Request<Body>| text(&harness.send(request).await).contains(&code);
    assert!(shown(from("10.20.3.4", get("/screen/CARD"))).await);
    assert!(!shown(from("203.0.113.9", get("/screen/CARD"))).await, "from elsewhere");
    assert!(!shown(get("/screen/CARD")).await, "over no socket");
    let mut forged = get("/screen/CARD");
    forged.headers_mut().insert("forwarded", "for=10.20.3.4".parse().unwrap());
    assert!(!shown(from("203.0.113.9", forged)).await, "whoever says so and is no proxy of ours");
    assert!(!shown(from("10.0.0.1", get("/screen/CARD"))).await, "a proxy that names nobody");
}

#[tokio::test]
async fn a_kiosk_works_in_the_building_only_and_goes_back_by_itself() {
    let harness = harness().await;
    let appointment = harness.book(harness.slots[0]).await;
    let post = |code: &str| {
        let form = format!("key=kiosk-{code}&code={code}&last=1234");
        Request::post("/kiosk")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT_LANGUAGE, "en")
            .body(Body::from(form))
            .unwrap()
    };
    let code = short_code(appointment.0);
    let outside = harness.send(from("203.0.113.9", post(&code))).await;
    assert_eq!(outside.status, StatusCode::FORBIDDEN);
    assert!(text(&outside).contains("only in the hospital"));
    assert_eq!(harness.send(from("203.0.113.9", get("/kiosk"))).await.status, StatusCode::FORBIDDEN);
    assert_eq!(harness.send(from("10.20.0.9", get("/kiosk"))).await.status, StatusCode::OK);
    // A page sends its forms by script, which goes on only to an address.
    let mut by_script = post("AAAAAAAA");
    by_script.headers_mut().insert("x-sent-by-script", "1".parse().unwrap());
    let wrong = harness.send(from("10.20.0.9", by_script)).await;
    assert_eq!((wrong.status, wrong.header(header::LOCATION)), (StatusCode::NO_CONTENT, "/kiosk"));
    let sealed = wrong.header(header::SET_COOKIE).split(';').next().unwrap().to_owned();
    let shown = |path: &str| {
        let mut page = get(path);
        page.headers_mut().insert(header::COOKIE, sealed.parse().unwrap());
        from("10.20.0.9", page)
    };
    let page = harness.send(shown("/kiosk")).await;
    assert!(text(&page).contains("Nothing found"), "{}", text(&page));
    // Whoever walks away leaves it to nobody; whoever stays has the time to type again.
    assert!(text(&page).contains(r#"content="60; url=/kiosk?anew=1""#), "{}", text(&page));
    assert!(!text(&harness.send(from("10.20.0.9", get("/kiosk"))).await).contains("http-equiv=\"refresh\""));
    // The next person finds nothing of it.
    let anew = harness.send(shown("/kiosk?anew=1")).await;
    assert_eq!(anew.header(header::LOCATION), "/kiosk");
    assert!(anew.header(header::SET_COOKIE).contains("=;"), "{}", anew.header(header::SET_COOKIE));
    harness.pass(chrono::Duration::seconds(16));
    assert!(!text(&harness.send(shown("/kiosk")).await).contains("Nothing found"));
}

#[tokio::test]
async fn a_phone_checks_in_with_the_code_or_from_the_hospitals_network() {
    let harness = harness().await;
    let session = harness.cookie(Role::Patient).await;
    for (number, address) in [(0, "203.0.113.9"), (1, "10.20.3.4")] {
        let appointment = own(&harness, harness.slots[number]).await;
        let path = format!("/visits/{appointment}/here");
        let key = format!("here.{number}");
        let post = |code: &str| {
            let fields = [("csrf", session.account.csrf.as_str()), ("key", &key), ("code", code)];
            let form = serde_urlencoded::to_string(fields).unwrap();
            from(address, request("post", &path, Some(session.token.as_str()), form))
        };
        let wrong = harness.send(post("000000")).await;
        let inside = address.starts_with("10.20.");
        assert_eq!(wrong.header(header::LOCATION).contains("done=patient-done-here"), inside, "{address}");
        if !inside {
            let right = harness.send(post(&harness.hospital.presence_code())).await;
            assert!(right.header(header::LOCATION).contains("done=patient-done-here"), "{right:?}");
        }
        // One seat a day in a department: the next visit needs the first to be over.
        harness.system(usecase::Call { session: harness.session, appointment }.into()).await;
        harness.system(usecase::Start { appointment }.into()).await;
        harness.system(usecase::Finish { appointment }.into()).await;
    }
}

#[tokio::test]
async fn a_phone_is_asked_for_a_code_only_where_screens_show_one() {
    for (harness, asked) in [(harness().await, true), (Harness::new().await, false)] {
        let session = harness.cookie(Role::Patient).await;
        let appointment = own(&harness, harness.slots[0]).await;
        let visit = harness.hospital.look(|worlds| worlds.scheduling.appointment(appointment)).unwrap();
        let path = format!("/journeys/{}", visit.journey);
        let page = request("get", &path, Some(session.token.as_str()), String::new());
        let page = harness.send(from("203.0.113.9", page)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(text(&page).contains(&format!("/visits/{appointment}/here")), asked);
    }
}
