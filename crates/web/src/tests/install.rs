//! What a phone installs, and what it may keep.

use super::{
    authorization::request,
    harness::{Harness, Reply},
    pages::{Phone, all, attribute},
};
use crate::{
    locale::{Locale, Localizer},
    problem,
    ui::page::Shell,
};
use axum::http::{StatusCode, header};
use hospital::Failure;
use model::{actor::Role, time::Zone};
use serde_json::Value;

async fn get(harness: &Harness, path: &str) -> Reply {
    let reply = harness.send(request("get", path, None, String::new())).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}");
    reply
}

/// Width and height, from the head of a PNG file.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[tokio::test]
async fn the_manifest_names_the_pages_and_its_icons_are_as_large_as_it_says() {
    let harness = Harness::new().await;
    for locale in Locale::ALL {
        let phone = Phone::new(&harness, locale, false).await;
        let address = attribute(&phone.page("/").await, "link[rel=manifest]", "href");
        let reply = get(&harness, &address).await;
        assert_eq!(reply.header(header::CONTENT_TYPE), "application/manifest+json");
        assert!(reply.header(header::CONTENT_SECURITY_POLICY).contains("manifest-src 'self'"));
        let manifest: Value = reply.json();
        assert_eq!((&manifest["lang"], &manifest["display"]), (&locale.tag().into(), &"standalone".into()));
        assert_eq!((&manifest["start_url"], &manifest["scope"]), (&"/".into(), &"/".into()));
        assert!(!manifest["name"].as_str().unwrap().is_empty());
        for icon in manifest["icons"].as_array().unwrap() {
            let reply = get(&harness, icon["src"].as_str().unwrap()).await;
            assert_eq!(reply.header(header::CONTENT_TYPE), "image/png");
            let (width, height) = size(&reply.body);
            assert_eq!(icon["sizes"], format!("{width}x{height}"));
        }
        assert_eq!(manifest["icons"].as_array().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn the_service_worker_keeps_files_that_are_there_and_no_page_of_anybody() {
    let harness = Harness::new().await;
    let reply = get(&harness, "/service-worker.js").await;
    assert_eq!(reply.header(header::CONTENT_TYPE), "text/javascript; charset=utf-8");
    assert_eq!(reply.header(header::CACHE_CONTROL), "no-cache");
    let text = String::from_utf8(reply.body.to_vec()).unwrap();
    let files = text.lines().find_map(|line| line.strip_prefix("const FILES = ")?.strip_suffix(';')).unwrap();
    let files: Vec<String> = serde_json::from_str(files).unwrap();
    assert!(files.iter().all(|file| file == "/offline" || file.starts_with("/assets/")), "{files:?}");
    for file in &files {
        get(&harness, file).await;
    }
    // The same for whoever is logged in.
    let phone = Phone::new(&harness, Locale::English, true).await;
    assert_eq!(phone.get("/offline").await.body, get(&harness, "/offline").await.body);
}

#[tokio::test]
async fn a_patients_own_page_alone_says_what_the_browser_may_keep() {
    let harness = Harness::new().await;
    let phone = Phone::new(&harness, Locale::Chinese, false).await;
    let slot = harness.tomorrow().await[0].to_string();
    let person = harness.patient.to_string();
    let booked = phone.post("/book", &[("key", "k.1"), ("slot", &slot), ("patient", &person)]).await;
    let address = booked.header(header::LOCATION).to_owned();
    let page = phone.page(&address).await;
    assert_eq!(all(&page, "body[data-session][data-until]").len(), 1);
    let known: Value = serde_json::from_str(&attribute(&page, "[data-known]", "data-known")).unwrap();
    assert_eq!(known["name"], "林*例");
    assert!(known["when"].as_str().unwrap().contains("09:00–09:20"), "{known}");
    assert!(!known["code"].as_str().unwrap().is_empty() && !known.to_string().contains("370100"));
    // From 07:30 until the end of tomorrow.
    assert_eq!(known["seconds"], 16 * 3600 + 1800 + 24 * 3600);
    // Once it is cancelled, nothing is kept.
    let visit = attribute(&page, "[data-known]", "data-visit");
    phone.post(&format!("/visits/{visit}/cancel"), &[("key", "k.2")]).await;
    let page = phone.page(&address).await;
    assert_eq!((all(&page, "[data-known]").len(), all(&page, "[data-visit]").len()), (0, 1));
    for path in ["/login", "/help"] {
        let reply = get(&harness, path).await;
        assert!(!String::from_utf8(reply.body.to_vec()).unwrap().contains("data-session"), "{path}");
    }
    let desk = Phone::of(&harness, Role::Desk, Locale::Chinese, false).await;
    assert_eq!(all(&desk.page("/desk").await, "body[data-session]").len(), 0);
}

#[tokio::test]
async fn a_page_that_cannot_say_who_is_logged_in_is_no_log_out() {
    let t = Localizer::new(Locale::Chinese, Zone::SHANGHAI);
    for unsure in [true, false] {
        let shell = Shell { kind: "phone", unsure, ..Shell::default() };
        let body = problem::page(&t, &shell, &Failure::Broken, None).into_body();
        let page = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&page).contains("<body class=\"phone\" data-unsure>"), unsure);
    }
}
